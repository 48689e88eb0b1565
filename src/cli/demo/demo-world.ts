import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { App, AppOptions } from '../../app.ts';
import { parseConfig } from '../../config.ts';
import { createLogger, type Logger } from '../../log.ts';
import { packageRoot } from '../../package-root.ts';
import type { ClaudeSandbox } from '../../sandbox/claude/index.ts';
import type { SlackSandbox } from '../../sandbox/slack/index.ts';
import type { World } from '../../sandbox/stories/story.ts';
import type { StripeSandbox } from '../../sandbox/stripe/server.ts';
import type { SandboxUser, ZendeskSandbox } from '../../sandbox/zendesk/index.ts';
import { freePort } from './free-port.ts';

const CLIENT_ID = 'billing-check-demo';
const CLIENT_SECRET = 'demo-client-secret';
const WEBHOOK_SECRET = 'demo-webhook-secret';
const SIGNING_KEY = 'demo-signing-key';
/** Of the app beside a ticket. */
const SIDEBAR = { id: 4_711, installationId: 90_210, subdomain: 'demo' };
const SLACK_BOT_TOKEN = 'xoxb-demo-bot-token';
const SLACK_SIGNING_SECRET = 'demo-slack-signing-secret';
const STRIPE_WEBHOOK_SECRET = 'whsec_demo_stripe_webhook_secret';
const ANTHROPIC_API_KEY = 'sk-ant-demo-key';

/** The real server on a local Stripe, Zendesk, Slack and, if asked for, Claude, with the ten story customers. */
export interface DemoWorld {
  readonly world: World;
  readonly stripe: StripeSandbox;
  readonly zendesk: ZendeskSandbox;
  readonly slack: SlackSandbox;
  /** Null unless asked for: then the deterministic writer does the text. */
  readonly claude: ClaudeSandbox | null;
  /** The server. @throws while it is stopped. */
  readonly app: App;
  /** Where people open the desk. */
  readonly deskUrl: string;
  /** Who works in this Zendesk, with the addresses they have in Slack. */
  readonly agents: readonly SandboxUser[];
  /** Stops the server alone, as a deployment does. */
  stopServer(): Promise<void>;
  /** Starts it again on the same database, at the same address. */
  startServer(): Promise<void>;
  /** Path of the database; beside it are its write-ahead log and index. */
  readonly databaseFile: string;
  /** Stops everything and removes what it wrote. */
  close(): Promise<void>;
}

export interface DemoWorldOptions {
  readonly seed: number;
  /** Of the server; 0 takes any free port. */
  readonly port: number;
  /** Of the desk; 0, as by default, takes any free port. */
  readonly deskPort?: number;
  /** Unix seconds: the moment the world is looked at. */
  readonly now: number;
  /** More that Stripe holds, made of what is in the world. */
  readonly moreObjects?: (world: World) => World['objects'];
  /** Simulated round trip to Stripe and Zendesk, in milliseconds. */
  readonly latencyMs: number;
  /** Limits of model work other than the product's own. */
  readonly claudeLimits?: AppOptions['claude'];
  /** Lets the local Claude word the answers. Default: no. */
  readonly claude?: boolean;
  /** Default: errors alone, on standard error. */
  readonly logger?: (secrets: readonly string[]) => Logger;
  readonly onFatal: (error: Error) => void;
  /** Unix milliseconds, for the server, Zendesk and Slack; default the system clock. */
  readonly clock?: () => number;
}

export async function startDemoWorld({
  seed,
  port,
  deskPort = 0,
  now,
  moreObjects = () => [],
  latencyMs,
  claude: withClaude = false,
  claudeLimits = {},
  logger = (secrets) => createLogger({ level: 'error', secrets }),
  onFatal,
  clock = Date.now,
}: DemoWorldOptions): Promise<DemoWorld> {
  const [
    { buildWorld, MORE_TALES },
    { startStripeSandbox, SANDBOX_KEYS },
    { startZendeskSandbox },
    { startSlackSandbox },
    { startClaudeSandbox },
    { createDesk, DESK_PATH },
    { startApp },
  ] = await Promise.all([
    import('../../sandbox/stories/world.ts'),
    import('../../sandbox/stripe/server.ts'),
    import('../../sandbox/zendesk/index.ts'),
    import('../../sandbox/slack/index.ts'),
    import('../../sandbox/claude/index.ts'),
    import('../../sandbox/desk/desk.ts'),
    import('../../app.ts'),
  ]);
  const world = buildWorld(seed, { now, more: MORE_TALES });
  const folder = await mkdtemp(join(tmpdir(), 'billing-check-demo-'));
  const policyFile = join(folder, 'policy.json');
  const databaseFile = join(folder, 'demo.db');
  await writeFile(policyFile, JSON.stringify(world.policy));
  const manifest = JSON.parse(await readFile(new URL('manifest.json', packageRoot()), 'utf8')) as Readonly<
    Record<string, unknown>
  >;
  const serverPort = (await freePort(port)) ?? port;
  const serverUrl = `http://127.0.0.1:${serverPort}`;
  const [stripe, zendesk, slack, claude] = await Promise.all([
    startStripeSandbox({ world: { objects: [...world.objects, ...moreObjects(world)] }, latencyMs }),
    startZendeskSandbox({
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      port: deskPort,
      latencyMs,
      incrementalDelaySeconds: 0,
      app: SIDEBAR,
      now: clock,
    }),
    startSlackSandbox({
      botToken: SLACK_BOT_TOKEN,
      signingSecret: SLACK_SIGNING_SECRET,
      manifest,
      latencyMs,
      // Four corrections in some seconds are more edits than Slack takes from one app in a minute.
      rateLimits: { tiers: false },
      now: clock,
    }),
    withClaude ? startClaudeSandbox({ apiKey: ANTHROPIC_API_KEY, latencyMs }) : null,
  ]);
  const config = parseConfig({
    STRIPE_READ_KEY: SANDBOX_KEYS.read,
    STRIPE_WRITE_KEY: SANDBOX_KEYS.write,
    STRIPE_WEBHOOK_SECRET,
    CORRECTIONS_MODE: 'live',
    STRIPE_API_BASE: stripe.url,
    ZENDESK_SUBDOMAIN: SIDEBAR.subdomain,
    ZENDESK_API_BASE: zendesk.url,
    ZENDESK_OAUTH_CLIENT_ID: CLIENT_ID,
    ZENDESK_OAUTH_CLIENT_SECRET: CLIENT_SECRET,
    ZENDESK_WEBHOOK_SECRET: WEBHOOK_SECRET,
    ZENDESK_APP_ID: String(SIDEBAR.id),
    ZENDESK_INSTALLATION_ID: String(SIDEBAR.installationId),
    PUBLIC_URL: serverUrl,
    SLACK_BOT_TOKEN,
    SLACK_SIGNING_SECRET,
    SLACK_API_URL: slack.url,
    SLACK_TRIAGE_CHANNEL: slack.known.triage.id,
    SLACK_FINANCE_CHANNEL: slack.known.finance.id,
    SLACK_AGENT_GROUPS: slack.known.agents.id,
    SLACK_APPROVER_GROUPS: slack.known.approvers.id,
    ...(claude === null ? {} : { ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL: claude.url }),
    SIGNING_KEY,
    BILLING_CHECK_POLICY: policyFile,
    DATABASE_URL: `file:${databaseFile}`,
    PORT: String(serverPort),
  });
  const closeSandboxes = async (): Promise<void> => {
    await Promise.all([stripe.close(), zendesk.close(), slack.close(), claude?.close()]);
    await rm(folder, { recursive: true, force: true });
  };
  const start = (): Promise<App> =>
    startApp({
      config,
      logger: logger(config.secrets),
      host: '127.0.0.1',
      clock,
      claude: claudeLimits,
      onFatal,
    });
  try {
    const { settleDemoZendesk } = await import('./demo-zendesk.ts');
    const agents = await settleDemoZendesk(config, zendesk, slack);
    let app: App | null = await start();
    zendesk.setWebhook({ url: `${serverUrl}/zendesk/webhook`, secret: WEBHOOK_SECRET });
    slack.setRequestUrl(`${serverUrl}/slack/events`);
    stripe.account.webhooks.connect({ url: `${serverUrl}/stripe/webhook`, secret: STRIPE_WEBHOOK_SECRET });
    const { stories, more } = world;
    zendesk.setPages(
      createDesk({
        zendesk,
        slack,
        agents,
        stories: [...stories, ...more],
        appUrl: `${serverUrl}/zendesk/sidebar`,
        filesFolder: fileURLToPath(new URL('dist/desk/', packageRoot())),
      }),
    );
    return {
      world,
      stripe,
      zendesk,
      slack,
      claude,
      get app() {
        if (app === null) throw new Error('The server was stopped.');
        return app;
      },
      deskUrl: `${zendesk.url}${DESK_PATH}`,
      agents,
      async stopServer() {
        await app?.drain();
        app = null;
      },
      async startServer() {
        app ??= await start();
      },
      databaseFile,
      async close() {
        zendesk.setWebhook(null);
        slack.setRequestUrl(null);
        await app?.drain();
        await closeSandboxes();
      },
    };
  } catch (error) {
    await closeSandboxes();
    throw error;
  }
}
