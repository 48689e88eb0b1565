import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';
import { slackDeskRoutes } from '../../../src/sandbox/desk/slack/routes.ts';
import type { SandboxAnswer } from '../../../src/sandbox/http/exchange.ts';
import { startSandboxServer } from '../../../src/sandbox/http/server.ts';
import { type SlackSandbox, startSlackSandbox } from '../../../src/sandbox/slack/index.ts';
import type { JsonRecord } from '../../../src/sandbox/slack/json.ts';
import type { HomeView, ModalView, SlackMessage } from '../../../src/slack/views/index.ts';
import { BOT_TOKEN, MANIFEST, SIGNING_SECRET } from '../../slack/slack-setup.ts';
import { AXE, launch } from '../browser-setup.ts';

export interface PageOptions {
  readonly colorScheme?: 'light' | 'dark';
  /** Of the window, in pixels. */
  readonly width?: number;
  /** Whom the pane is seen as; default Maya. */
  readonly as?: string;
}

/** The Slack pane alone in a browser, over a local Slack in which an app of the test's says what it is told to. */
export interface SlackPage {
  readonly slack: SlackSandbox;
  post(message: SlackMessage): Promise<void>;
  /** Opens the modal for Maya, as an answer to a click of hers. */
  openModal(view: ModalView): Promise<void>;
  publishHome(view: HomeView): Promise<void>;
  /** What the app was sent, oldest first. */
  readonly interactions: readonly JsonRecord[];
  /** What the app says to the next modal that is sent to it; default: nothing, which closes it. */
  answerNext(body: JsonRecord): void;
  open(options?: PageOptions): Promise<OpenPane>;
  close(): Promise<void>;
}

export interface OpenPane {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser complained of, and every request that left this machine. */
  readonly complaints: string[];
}

const OPENER = { action_id: 'open', block_id: 'opener' };

export async function startSlackPage(): Promise<SlackPage> {
  const [slack, browser, files] = await Promise.all([
    startSlackSandbox({
      botToken: BOT_TOKEN,
      signingSecret: SIGNING_SECRET,
      manifest: MANIFEST,
      rateLimits: { tiers: false },
    }),
    launch(),
    bundle(),
  ]);
  const { maya, support } = slack.known;
  const routes = slackDeskRoutes(slack);
  const server = await startSandboxServer({
    handler: (request) => files[request.path] ?? routes(request),
    onFailure: (status, message) => ({ status, body: { error: message } }),
  });
  const interactions: JsonRecord[] = [];
  let nextAnswer: JsonRecord | null = null;
  const app = await startApp((interaction) => {
    interactions.push(interaction);
    if (interaction['type'] !== 'view_submission') return null;
    const answer = nextAnswer;
    nextAnswer = null;
    return answer;
  });
  slack.setRequestUrl(app.url);

  async function call(method: string, body: object): Promise<void> {
    const response = await fetch(`${slack.url}${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${BOT_TOKEN}`, 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as { readonly ok: boolean };
    if (!answer.ok) throw new Error(`${method}: ${JSON.stringify(answer)}`);
  }

  const post = (message: SlackMessage) => call('chat.postMessage', { channel: support.id, ...message });
  return {
    slack,
    post,
    async openModal(view) {
      await post({ text: 'Open', blocks: [opener] });
      const message = slack.messages(support).at(-1);
      if (message === undefined) throw new Error('the button was posted');
      await slack.click({ user: maya, message, ...{ actionId: OPENER.action_id } });
      await call('views.open', { trigger_id: interactions.at(-1)?.['trigger_id'], view });
    },
    interactions,
    answerNext(body) {
      nextAnswer = body;
    },
    publishHome: (view) => call('views.publish', { user_id: maya.id, view }),
    async open({ colorScheme = 'light', width = 760, as = maya.name } = {}) {
      const context = await browser.newContext({
        colorScheme,
        viewport: { width, height: 900 },
        reducedMotion: 'reduce',
      });
      const page = await context.newPage();
      const complaints = watched(page);
      await page.goto(`${server.url}/?scheme=${colorScheme}`);
      const select = page.getByLabel('Acting as');
      await select.selectOption(slack.people.user(as).id);
      return { page, context, complaints };
    },
    close: async () =>
      void (await Promise.all([browser.close(), server.close(), slack.close(), app.close()])),
  };
}

const opener = {
  type: 'actions' as const,
  block_id: OPENER.block_id,
  elements: [
    {
      type: 'button' as const,
      action_id: OPENER.action_id,
      value: 'open',
      text: { type: 'plain_text' as const, text: 'Open' },
    },
  ],
};

/** What the browser complains of, and whatever it asks of others. */
export function watched(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (hostname !== '127.0.0.1' && protocol !== 'data:') complaints.push(`asked ${request.url()}`);
  });
  return complaints;
}

/** What axe finds wrong with the page, or a part of it, each on a line. */
export async function violations(page: Page, part = 'body'): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate<string[]>(
    `axe.run(${JSON.stringify(part)}, { resultTypes: ['violations'] }).then(({ violations }) => violations.flatMap(
      ({ id, help, nodes }) => nodes.map(({ html, any }) =>
        id + ': ' + help + ' – ' + html.slice(0, 200) + ' ' + (any[0]?.message ?? ''))))`,
  );
}

/** An app that answers every interaction with what it is told, or with nothing. */
async function startApp(
  hear: (interaction: JsonRecord) => JsonRecord | null,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
    const payload = new URLSearchParams(Buffer.concat(chunks).toString()).get('payload');
    const answer = payload === null ? null : hear(JSON.parse(payload) as JsonRecord);
    outgoing.setHeader('content-type', 'application/json');
    outgoing.end(answer === null ? undefined : JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/slack/events`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const PANE = new URL('../../../src/sandbox/desk/page/', import.meta.url).pathname;
const ENTRY = `
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { SlackPane } from '${PANE}slack/slack-pane.tsx';
import '${PANE}desk.css';
document.documentElement.dataset.scheme = new URLSearchParams(location.search).get('scheme');
createRoot(document.getElementById('pane')).render(createElement(SlackPane));
`;
const HTML = `<!doctype html><html lang="en"><head><title>Slack</title><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"><link rel="stylesheet" href="/pane.css"></head>
<body><main id="pane"></main><script type="module" src="/pane.js"></script></body></html>`;

/** The pane as two files, and a page around them that lets nothing else run. */
async function bundle(): Promise<Readonly<Record<string, SandboxAnswer>>> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    plugins: [
      {
        name: 'pane-alone',
        resolveId: (id) => (id === 'pane-alone' ? `${PANE}pane-alone.ts` : null),
        load: (id) => (id === `${PANE}pane-alone.ts` ? ENTRY : null),
      },
    ],
    build: {
      write: false,
      modulePreload: false,
      cssCodeSplit: false,
      rolldownOptions: { input: 'pane-alone' },
    },
  });
  const outputs = (Array.isArray(built) ? built : 'output' in built ? [built] : []).flatMap(
    ({ output }) => output,
  );
  const script = outputs.find((one) => one.type === 'chunk');
  const style = outputs.find((one) => one.type === 'asset' && one.fileName.endsWith('.css'));
  if (script?.type !== 'chunk' || style?.type !== 'asset')
    throw new Error('the pane has a script and a style');
  const file = (type: string, body: string | Uint8Array): SandboxAnswer => ({
    status: 200,
    headers: { 'content-type': `${type}; charset=utf-8` },
    body: typeof body === 'string' ? body : Buffer.from(body),
  });
  const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:";
  const page = file('text/html', HTML);
  return {
    '/': { ...page, headers: { ...page.headers, 'content-security-policy': policy } },
    '/pane.js': file('text/javascript', script.code),
    '/pane.css': file('text/css', `${style.source}\n#pane { height: 100vh }\n`),
  };
}
