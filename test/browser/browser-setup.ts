import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type FrameLocator, type Page } from 'playwright-core';
import { build } from 'vite';
import { createCorrectionDesk } from '../../src/corrections/correction-desk.ts';
import type { World } from '../../src/sandbox/stories/story.ts';
import { SANDBOX_KEYS } from '../../src/sandbox/stripe/server.ts';
import type { SandboxUser } from '../../src/sandbox/zendesk/index.ts';
import { REQUESTERS, type SidebarWorld, startSidebar } from '../zendesk/sidebar-setup.ts';

/** Pictures for people to look at; not kept in git. */
export const SCREENSHOTS = new URL('../../screenshots/', import.meta.url);
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const SIGNING_KEY = 'sandbox-signing-key';

export interface OpenOptions {
  readonly as?: SandboxUser;
  readonly locale?: string;
  readonly colorScheme?: 'light' | 'dark' | null;
  /** Of the sidebar, in pixels. */
  readonly width?: number;
  /** The page is loaded, and then nothing answers it. */
  readonly offline?: boolean;
  /** The page's clock can be moved: `context.clock`. */
  readonly ownClock?: boolean;
  /** Where the page around it is, when it is not our Zendesk. */
  readonly hostOrigin?: string;
}

/** A ticket in a browser: the page around it, and the app in its frame. */
export interface OpenTicket {
  readonly page: Page;
  readonly app: FrameLocator;
  readonly context: BrowserContext;
  /** What the browser complained of: refused content, errors nobody caught. */
  readonly complaints: string[];
}

/** The whole server with a browser in front of it. */
export interface BrowserWorld {
  readonly sidebar: SidebarWorld;
  readonly agent: SandboxUser;
  /** A ticket of a story's customer. */
  ticket(key: string): string;
  /** A ticket of anybody who writes from this address. */
  ticketFrom(email: string, more?: { readonly tags?: readonly string[]; readonly body?: string }): string;
  /** The same, checked; or `ticket:` with the id of one that is there. */
  checked(key: string): Promise<string>;
  openTicket(ticketId: string, options?: OpenOptions): Promise<OpenTicket>;
  /** Finance approves in another pane. */
  approve(correctionId: string): Promise<void>;
  /** A new agent, so that no limit of another test is theirs. */
  addAgent(): SandboxUser;
  close(): Promise<void>;
}

export async function startBrowserWorld(more?: (world: World) => World['objects']): Promise<BrowserWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'billing-check-browser-'));
  mkdirSync(SCREENSHOTS, { recursive: true });
  const port = await freePort();
  const [sidebar, browser, script] = await Promise.all([
    startSidebar(
      folder,
      {
        PORT: String(port),
        PUBLIC_URL: `http://127.0.0.1:${port}`,
        CORRECTIONS_MODE: 'live',
        STRIPE_WRITE_KEY: SANDBOX_KEYS.write,
        ZENDESK_BILLING_FILTER: 'tag:billing',
      },
      more,
    ),
    launch(),
    bundle(),
  ]);
  let people = 0;
  const addAgent = (): SandboxUser => {
    people += 1;
    return sidebar.zendesk.addUser({
      name: `Robin ${people}`,
      email: `robin${people}@support.example`,
      role: 'agent',
      group_ids: [REQUESTERS],
    });
  };
  const agent = addAgent();
  const ticket = (key: string): string => {
    const found = sidebar.world.stories.find((one) => one.key === key);
    if (found === undefined) throw new Error(`no story ${key}`);
    return sidebar.ticket(found);
  };
  return {
    sidebar,
    agent,
    addAgent,
    ticket,
    ticketFrom(email, { tags = [], body = 'I was charged twice.' } = {}) {
      const requester = { email, name: 'Kim Writer' };
      return String(sidebar.zendesk.createTicket({ subject: 'Billing', body, requester, tags }).id);
    },
    async checked(key) {
      const id = key.startsWith('ticket:') ? key.slice('ticket:'.length) : ticket(key);
      await sidebar.checked(id, await sidebar.open(addAgent()));
      return id;
    },
    openTicket: (ticketId, options = {}) =>
      openTicket(browser, script, sidebar, ticketId, { as: agent, ...options }),
    async approve(id) {
      const desk = createCorrectionDesk({
        store: sidebar.app.store,
        approvals: async () => undefined,
        signingKey: SIGNING_KEY,
        mode: 'live',
        clock: Date.now,
      });
      const by = { account: 'terminal:ops', human: null };
      const decided = await desk.decide({ id, version: 1, verdict: 'approve', by, reason: null });
      if (decided.kind !== 'decided') throw new Error(`not approved: ${JSON.stringify(decided)}`);
    },
    async close() {
      await Promise.all([browser.close(), sidebar.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function openTicket(
  browser: Browser,
  script: string,
  { url, zendesk, installed }: SidebarWorld,
  ticketId: string,
  options: OpenOptions,
): Promise<OpenTicket> {
  const { as, locale = 'en', colorScheme = 'light', width = 340, hostOrigin = zendesk.url } = options;
  if (as === undefined) throw new Error('somebody opens the ticket');
  const context = await browser.newContext({
    locale,
    colorScheme: colorScheme ?? 'light',
    viewport: { width, height: 900 },
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
  });
  if (options.ownClock === true) await context.clock.install();
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  const setup = {
    ticketId: Number(ticketId),
    appUrl: `${url}/zendesk/sidebar`,
    token: installed.mint(as),
    locale,
    colorScheme,
  };
  await page.route(`${hostOrigin}/agent/tickets/*`, (route) =>
    route.fulfill({ contentType: 'text/html; charset=utf-8', body: hostPage(JSON.stringify(setup), script) }),
  );
  if (options.offline === true) await page.route(`${url}/api/**`, (route) => route.abort());
  await page.goto(`${hostOrigin}/agent/tickets/${ticketId}`);
  return { page, app: page.frameLocator('iframe'), context, complaints };
}

function hostPage(setup: string, script: string): string {
  return `<!doctype html><html lang="en"><head><title>Ticket</title>
<style>body { margin: 0 } iframe { border: 0; width: 100%; height: 400px; display: block } form { display: none }</style></head>
<body><iframe name="app" title="Billing check"></iframe>
<form method="post" target="app"><input name="token" type="hidden"></form>
<script type="application/json" id="setup">${setup.replaceAll('<', '\\u003c')}</script>
<script type="module">${script}</script></body></html>`;
}

/** CHROMIUM_PATH, or where one is usually installed; null where there is none. */
export function findChromium(): string | null {
  const named = process.env['CHROMIUM_PATH'];
  return (named === undefined ? CHROMIUM : [named]).find((path) => existsSync(path)) ?? null;
}

/** An installed Chromium without a window. */
export async function launch(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null)
    throw new Error('No Chromium was found: install it (apt-get install chromium) or set CHROMIUM_PATH.');
  // The page around the app comes from the test itself, which Chromium takes for the public internet.
  const network = '--disable-features=LocalNetworkAccessChecks';
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage', network] });
}

/** The script of the page around the app, as one file. */
async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      modulePreload: false,
      rolldownOptions: { input: new URL('host/desk.ts', import.meta.url).pathname },
    },
  });
  const outputs = Array.isArray(built) ? built : 'output' in built ? [built] : [];
  const chunk = outputs.flatMap(({ output }) => output).find((one) => one.type === 'chunk');
  if (chunk === undefined) throw new Error('the page around the app has a script');
  return chunk.code;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** axe's own source, to be run in the frame. */
export const AXE = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

/** What axe finds wrong with the app as it stands, each on a line. */
export async function violations({ page }: OpenTicket): Promise<string[]> {
  await inApp({ page }, AXE);
  return inApp<string[]>(
    { page },
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, any }) => id + ': ' + help + ' – ' + html.slice(0, 200) + ' ' + (any[0]?.message ?? ''))))`,
  );
}

/** The value of an expression in the app's own window. */
export async function inApp<T>({ page }: Pick<OpenTicket, 'page'>, expression: string): Promise<T> {
  const frame = page.frames().find((one) => one.url().includes('/zendesk/sidebar'));
  if (frame === undefined) throw new Error('the app is in a frame');
  return frame.evaluate<T>(expression);
}

/** What the page around the app holds in its composer. */
export function composer({ page }: OpenTicket): Promise<{ type: string; text: string }> {
  return page.evaluate('({ ...window.desk.composer })');
}
