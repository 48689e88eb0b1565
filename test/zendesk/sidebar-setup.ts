import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredCorrection } from '../../db/corrections/index.ts';
import { type App, startApp } from '../../src/app.ts';
import { parseConfig } from '../../src/config.ts';
import { createLogger } from '../../src/log.ts';
import type { Story, World } from '../../src/sandbox/stories/story.ts';
import { buildWorld } from '../../src/sandbox/stories/world.ts';
import { SANDBOX_KEYS, type StripeSandbox, startStripeSandbox } from '../../src/sandbox/stripe/server.ts';
import {
  type InstalledApp,
  type SandboxUser,
  startZendeskSandbox,
  type ZendeskSandbox,
} from '../../src/sandbox/zendesk/index.ts';
import type { TicketView } from '../../src/zendesk/sidebar/ticket-view.ts';

export const SUBDOMAIN = 'acme';
export const PUBLIC_URL = 'https://billing.acme.example';
export const REQUESTERS = 771;
export const APPROVERS = 772;
const APP = { id: 4_711, installationId: 90_210, subdomain: SUBDOMAIN };
const CLIENT = { clientId: 'billing-check', clientSecret: 'sandbox-client-secret' };
const WAIT_MS = 15_000;

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export interface ApiCall {
  readonly session?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The whole server, with an app installed in a local Zendesk, and customers in a local Stripe. */
export interface SidebarWorld {
  readonly app: App;
  readonly url: string;
  readonly zendesk: ZendeskSandbox;
  readonly installed: InstalledApp;
  readonly lines: readonly string[];
  readonly world: World;
  readonly stripe: StripeSandbox;
  /** Moves the server's clock and Zendesk's. */
  advance(seconds: number): void;
  /** What the policy file says of approvals from now on. */
  setApprovals(approvals: object | null): void;
  /** Posts a token as Zendesk does. */
  post(token: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** A session of this user, opened as Zendesk opens the page. */
  open(user: SandboxUser): Promise<string>;
  api(method: 'GET' | 'POST', path: string, call?: ApiCall): Promise<ApiAnswer>;
  /** A ticket of a story's customer. */
  ticket(story: Story, more?: { readonly group_id?: number }): string;
  /** The ticket once an agent's check of it is done. */
  checked(ticketId: string, session: string): Promise<TicketView>;
  corrections(ticketId: string): Promise<readonly StoredCorrection[]>;
  /** Rows of the audit trail: every act has one. */
  rows(): Promise<number>;
  /** Stops the server as a deployment does. */
  stop(): Promise<void>;
  /** Starts it again on the same database, at the same address if PORT says one. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export async function startSidebar(
  folder: string,
  environment: Readonly<Record<string, string | undefined>> = {},
  /** More objects of Stripe's, made of those of the world. */
  more: (world: World) => World['objects'] = () => [],
): Promise<SidebarWorld> {
  let ahead = 0;
  const clock = (): number => Date.now() + ahead;
  const world = buildWorld(4, { now: Math.floor(Date.now() / 1000) });
  const policyFile = join(folder, 'policy.json');
  const setApprovals = (approvals: object | null): void =>
    writeFileSync(
      policyFile,
      JSON.stringify({ ...world.policy, ...(approvals === null ? {} : { approvals }) }),
    );
  setApprovals(null);
  const [stripe, zendesk] = await Promise.all([
    startStripeSandbox({ world: { objects: [...world.objects, ...more(world)] } }),
    startZendeskSandbox({ ...CLIENT, app: APP, now: clock }),
  ]);
  const config = parseConfig({
    STRIPE_READ_KEY: SANDBOX_KEYS.read,
    STRIPE_API_BASE: stripe.url,
    ZENDESK_SUBDOMAIN: SUBDOMAIN,
    ZENDESK_API_BASE: zendesk.url,
    ZENDESK_OAUTH_CLIENT_ID: CLIENT.clientId,
    ZENDESK_OAUTH_CLIENT_SECRET: CLIENT.clientSecret,
    ZENDESK_WEBHOOK_SECRET: 'sandbox-webhook-secret',
    ZENDESK_APP_ID: String(APP.id),
    ZENDESK_INSTALLATION_ID: String(APP.installationId),
    PUBLIC_URL,
    SIGNING_KEY: 'sandbox-signing-key',
    BILLING_CHECK_POLICY: policyFile,
    DATABASE_URL: `file:${join(folder, 'sidebar.db')}`,
    PORT: '0',
    ...environment,
  });
  const lines: string[] = [];
  const start = () =>
    startApp({
      config,
      logger: createLogger({
        level: 'debug',
        destination: { write: (line: string) => void lines.push(line) },
        secrets: config.secrets,
      }),
      clock,
      host: '127.0.0.1',
      onFatal: (error) => {
        throw error;
      },
    });
  let app: App | null = await start();
  const running = (): App => {
    if (app === null) throw new Error('the server was stopped');
    return app;
  };
  const url = `http://127.0.0.1:${running().port}`;
  const installed = zendesk.app;
  if (installed === null) throw new Error('the app is installed');

  async function post(token: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(`${url}/zendesk/sidebar?origin=https%3A%2F%2Facme.zendesk.com&app_guid=1`, {
      method: 'POST',
      headers: { origin: `https://${SUBDOMAIN}.zendesk.com`, ...headers },
      body: new URLSearchParams({ token }),
    });
  }

  async function api(
    method: 'GET' | 'POST',
    path: string,
    { session, body, headers = {} }: ApiCall = {},
  ): Promise<ApiAnswer> {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(session === undefined ? {} : { authorization: `Bearer ${session}` }),
        ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(method === 'POST' ? { body: typeof body === 'string' ? body : JSON.stringify(body ?? {}) } : {}),
    });
    return {
      status: answer.status,
      headers: answer.headers,
      body: (await answer.json()) as Record<string, unknown>,
    };
  }

  return {
    get app() {
      return running();
    },
    url,
    zendesk,
    installed,
    lines,
    world,
    stripe,
    advance(seconds) {
      ahead += seconds * 1_000;
    },
    setApprovals,
    post,
    async open(user) {
      const answer = await post(installed.mint(user));
      const session = /<meta name="billing-check-session" content="([^"]+)">/.exec(await answer.text())?.[1];
      if (session === undefined) throw new Error(`no session: ${answer.status}`);
      return session;
    },
    api,
    ticket({ ticket }, { group_id } = {}) {
      const { subject, body, requester_email: email, requester_name: name } = ticket;
      const made = zendesk.createTicket({
        subject,
        body,
        requester: { email, name },
        ...(group_id === undefined ? {} : { group_id }),
      });
      return String(made.id);
    },
    async checked(ticketId, session) {
      const path = `/api/sidebar/tickets/${ticketId}`;
      const asked = await api('POST', `${path}/checks`, { session });
      if (asked.status !== 202) throw new Error(`not checked: ${JSON.stringify(asked.body)}`);
      for (let waited = 0; waited < WAIT_MS; waited += 20) {
        const view = await running().store.latestAnalysisOfTicket(ticketId);
        if (view?.id === asked.body['id'])
          return (await api('GET', path, { session })).body as unknown as TicketView;
        await sleep(20);
      }
      throw new Error('the check was waited for in vain');
    },
    corrections: (ticketId) => running().store.correctionsOf({ ticket_id: ticketId }),
    rows: async () => (await running().store.auditHead())?.seq ?? 0,
    async stop() {
      await running().drain();
      app = null;
    },
    async start() {
      app = await start();
    },
    async close() {
      await app?.drain();
      await Promise.all([stripe.close(), zendesk.close()]);
    },
  };
}
