import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SlackSandbox, startSlackSandbox } from '../../../src/sandbox/slack/index.ts';
import type { Story } from '../../../src/sandbox/stories/story.ts';
import { buildWorld } from '../../../src/sandbox/stories/world.ts';
import { SANDBOX_KEYS, type StripeSandbox, startStripeSandbox } from '../../../src/sandbox/stripe/server.ts';
import { startZendeskSandbox, type ZendeskSandbox } from '../../../src/sandbox/zendesk/index.ts';
import { freePort } from '../free-port.ts';
import { ServerProcess } from '../server-process.ts';

const CLIENT_ID = 'crash';
const CLIENT_SECRET = 'crash-client-secret';
const ZENDESK_SECRET = 'crash-webhook-secret';
const STRIPE_SECRET = 'whsec_crash_webhook_secret';
const BOT_TOKEN = 'xoxb-crash-bot-token';
const SLACK_SECRET = 'crash-slack-signing-secret';
const ROUND_TRIP_MS = 4;
const LIMITS = {
  requests_per_minute: 100_000,
  updates_per_minute: 100_000,
  incremental_exports_per_minute: 1_000,
};

/** What each story's correction is: every run of a step takes another. */
export const STORIES = {
  refund: 'duplicate-charge',
  creditNote: 'charged-after-cancellation',
  /** The second subscription is cancelled, then what it was billed is credited. */
  plan: 'duplicate-subscription',
} as const;
export type StoryKey = (typeof STORIES)[keyof typeof STORIES];

/** The real server in its own process, and local services in this one, which see all that it does and outlive it. */
export interface CorrectionWorld {
  readonly story: Story;
  readonly stripe: StripeSandbox;
  readonly zendesk: ZendeskSandbox;
  readonly slack: SlackSandbox;
  readonly server: ServerProcess;
  readonly database: string;
  /** What `serve` and the commands beside it are given. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export interface CorrectionWorldOptions {
  readonly seed: number;
  readonly story: StoryKey;
  /** Whether the policy wants two people for it. */
  readonly approvers: 1 | 2;
}

export async function aCorrectionWorld(options: CorrectionWorldOptions): Promise<CorrectionWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'billing-check-crash-'));
  const database = join(folder, 'crash.db');
  const policyFile = join(folder, 'policy.json');
  const world = buildWorld(options.seed, { now: Math.floor(Date.now() / 1000) });
  const story = world.stories.find(({ key }) => key === options.story);
  if (story === undefined) throw new Error(`There is no story ${options.story}.`);
  const approvals = options.approvers === 1 ? {} : { approvals: { always_two: ALL_KINDS } };
  await writeFile(policyFile, JSON.stringify({ ...world.policy, ...approvals }));
  const [stripe, zendesk, slack, port] = await Promise.all([
    startStripeSandbox({ world, latencyMs: ROUND_TRIP_MS }),
    startZendeskSandbox({
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      latencyMs: ROUND_TRIP_MS,
      incrementalDelaySeconds: 0,
      limits: LIMITS,
    }),
    startSlackSandbox({
      botToken: BOT_TOKEN,
      signingSecret: SLACK_SECRET,
      manifest: JSON.parse(readFileSync(new URL('../../../manifest.json', import.meta.url), 'utf8')),
      latencyMs: ROUND_TRIP_MS,
      rateLimits: { tiers: false },
    }),
    freePort(),
  ]);
  const environment = {
    CORRECTIONS_MODE: 'live',
    STRIPE_READ_KEY: SANDBOX_KEYS.read,
    STRIPE_WRITE_KEY: SANDBOX_KEYS.write,
    STRIPE_API_BASE: stripe.url,
    STRIPE_WEBHOOK_SECRET: STRIPE_SECRET,
    ZENDESK_SUBDOMAIN: 'crash',
    ZENDESK_API_BASE: zendesk.url,
    ZENDESK_OAUTH_CLIENT_ID: CLIENT_ID,
    ZENDESK_OAUTH_CLIENT_SECRET: CLIENT_SECRET,
    ZENDESK_WEBHOOK_SECRET: ZENDESK_SECRET,
    SLACK_BOT_TOKEN: BOT_TOKEN,
    SLACK_SIGNING_SECRET: SLACK_SECRET,
    SLACK_API_URL: slack.url,
    SLACK_TRIAGE_CHANNEL: slack.known.triage.id,
    SLACK_FINANCE_CHANNEL: slack.known.finance.id,
    SLACK_AGENT_GROUPS: slack.known.agents.id,
    SLACK_APPROVER_GROUPS: slack.known.approvers.id,
    SIGNING_KEY: 'crash-signing-key',
    BILLING_CHECK_POLICY: policyFile,
    DATABASE_URL: `file:${database}`,
  };
  const server = new ServerProcess(port, environment);
  zendesk.setWebhook({ url: `${server.url}/zendesk/webhook`, secret: ZENDESK_SECRET });
  slack.setRequestUrl(`${server.url}/slack/events`);
  stripe.account.webhooks.connect({ url: `${server.url}/stripe/webhook`, secret: STRIPE_SECRET });
  return {
    story,
    stripe,
    zendesk,
    slack,
    server,
    database,
    environment,
    async close() {
      await server.kill();
      await Promise.all([stripe.close(), zendesk.close(), slack.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const ALL_KINDS = ['refund', 'credit_note', 'cancel_subscription'];
