import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from '../../app.ts';
import { parseConfig } from '../../config.ts';
import { createLogger, type Logger } from '../../log.ts';
import { packageRoot } from '../../package-root.ts';
import type { ClaudeSandbox } from '../../sandbox/claude/index.ts';
import type { SlackSandbox } from '../../sandbox/slack/index.ts';
import type { World } from '../../sandbox/stories/story.ts';
import type { StripeSandbox } from '../../sandbox/stripe/server.ts';
import type { ZendeskSandbox } from '../../sandbox/zendesk/index.ts';

const CLIENT_ID = 'billing-check-demo';
const CLIENT_SECRET = 'demo-client-secret';
const WEBHOOK_SECRET = 'demo-webhook-secret';
const SIGNING_KEY = 'demo-signing-key';
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
  readonly app: App;
  /** Path of the database; beside it are its write-ahead log and index. */
  readonly databaseFile: string;
  /** Stops everything and removes what it wrote. */
  close(): Promise<void>;
}

export interface DemoWorldOptions {
  readonly seed: number;
  /** 0 takes any free port. */
  readonly port: number;
  /** Unix seconds: the moment the world is looked at. */
  readonly now: number;
  /** Simulated round trip to Stripe and Zendesk, in milliseconds. */
  readonly latencyMs: number;
  /** Lets the local Claude word the answers. Default: no. */
  readonly claude?: boolean;
  /** Default: errors alone, on standard error. */
  readonly logger?: (secrets: readonly string[]) => Logger;
  readonly onFatal: (error: Error) => void;
}

export async function startDemoWorld({
  seed,
  port,
  now,
  latencyMs,
  claude: withClaude = false,
  logger = (secrets) => createLogger({ level: 'error', secrets }),
  onFatal,
}: DemoWorldOptions): Promise<DemoWorld> {
  const [
    { buildWorld, MORE_TALES },
    { startStripeSandbox, SANDBOX_KEYS },
    { startZendeskSandbox },
    { startSlackSandbox },
    { startClaudeSandbox },
    { startApp },
  ] = await Promise.all([
    import('../../sandbox/stories/world.ts'),
    import('../../sandbox/stripe/server.ts'),
    import('../../sandbox/zendesk/index.ts'),
    import('../../sandbox/slack/index.ts'),
    import('../../sandbox/claude/index.ts'),
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
  const [stripe, zendesk, slack, claude] = await Promise.all([
    startStripeSandbox({ world, latencyMs }),
    startZendeskSandbox({
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      latencyMs,
      incrementalDelaySeconds: 0,
    }),
    startSlackSandbox({
      botToken: SLACK_BOT_TOKEN,
      signingSecret: SLACK_SIGNING_SECRET,
      manifest,
      latencyMs,
      // Four corrections in some seconds are more edits than Slack takes from one app in a minute.
      rateLimits: { tiers: false },
    }),
    withClaude ? startClaudeSandbox({ apiKey: ANTHROPIC_API_KEY, latencyMs }) : null,
  ]);
  const config = parseConfig({
    STRIPE_READ_KEY: SANDBOX_KEYS.read,
    STRIPE_WRITE_KEY: SANDBOX_KEYS.write,
    STRIPE_WEBHOOK_SECRET,
    CORRECTIONS_MODE: 'live',
    STRIPE_API_BASE: stripe.url,
    ZENDESK_SUBDOMAIN: 'demo',
    ZENDESK_API_BASE: zendesk.url,
    ZENDESK_OAUTH_CLIENT_ID: CLIENT_ID,
    ZENDESK_OAUTH_CLIENT_SECRET: CLIENT_SECRET,
    ZENDESK_WEBHOOK_SECRET: WEBHOOK_SECRET,
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
    PORT: String(port),
  });
  const closeSandboxes = async (): Promise<void> => {
    await Promise.all([stripe.close(), zendesk.close(), slack.close(), claude?.close()]);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const app = await startApp({
      config,
      logger: logger(config.secrets),
      host: '127.0.0.1',
      onFatal,
    });
    zendesk.setWebhook({ url: `http://127.0.0.1:${app.port}/zendesk/webhook`, secret: WEBHOOK_SECRET });
    slack.setRequestUrl(`http://127.0.0.1:${app.port}/slack/events`);
    stripe.account.webhooks.connect({
      url: `http://127.0.0.1:${app.port}/stripe/webhook`,
      secret: STRIPE_WEBHOOK_SECRET,
    });
    return {
      world,
      stripe,
      zendesk,
      slack,
      claude,
      app,
      databaseFile,
      async close() {
        zendesk.setWebhook(null);
        slack.setRequestUrl(null);
        await app.drain();
        await closeSandboxes();
      },
    };
  } catch (error) {
    await closeSandboxes();
    throw error;
  }
}
