import { type App, startApp } from '../../src/app.ts';
import { parseConfig } from '../../src/config.ts';
import { createDispatcher } from '../../src/jobs/dispatcher.ts';
import { followRefund } from '../../src/jobs/tasks/follow-refund.ts';
import { reconcileRestored } from '../../src/jobs/tasks/reconcile-restored.ts';
import { stripeEvent } from '../../src/jobs/tasks/stripe-event.ts';
import type { Tasks } from '../../src/jobs/tasks/task.ts';
import { createLogger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { SANDBOX_KEYS } from '../../src/sandbox/stripe/server.ts';
import { createStripeClient } from '../../src/stripe/client.ts';
import { createMadeInStripe } from '../../src/stripe/effects/made-in-stripe.ts';
import { createStripeWebhook } from '../../src/stripe/webhook.ts';
import type { Executor } from '../corrections/executor/setup.ts';
import { SIGNING_KEY } from '../corrections/executor/setup.ts';

const SECRET = 'whsec_test_0123456789';
const LEASE_MS = 60_000;
const MAX_RUNS = 5_000;
const AT_ONCE = 8;
const TYPES = ['stripe-event', 'follow-refund', 'reconcile-restored'] as const;

export interface News {
  readonly lines: readonly string[];
  readonly metrics: ReturnType<typeof createMetrics>;
  /** When the queue was told that there is work. */
  readonly kicked: readonly number[];
  /** Runs what is due of Stripe's news; returns how many ran. */
  run(): Promise<number>;
}

/** Stripe's news as the server takes it: the sandbox's signed events, and the jobs that follow from them. */
export function newsOf(it: Executor, options: { readonly lookMs?: number } = {}): News {
  const lines: string[] = [];
  const logger = createLogger({
    level: 'debug',
    destination: { write: (line: string) => void lines.push(line) },
    secrets: [],
  });
  const metrics = createMetrics();
  const kicked: number[] = [];
  const reading = createStripeClient({ apiKey: SANDBOX_KEYS.read, apiBase: it.sandbox.url });
  const { lookMs } = options;
  const stripe = createMadeInStripe({
    reading,
    ...(lookMs === undefined ? {} : { lookMs, listMs: lookMs }),
  });
  const handle = createStripeWebhook({
    record: (news) => it.store().recordStripeEvent(news),
    secrets: [SECRET],
    mode: reading.mode,
    clock: () => it.account.clock.outside * 1_000,
    onError: (error) => lines.push(String(error)),
  });
  it.account.webhooks.connect({
    secret: SECRET,
    send: async ({ headers, body }) => (await handle({ headers, rawBody: Buffer.from(body) })).status,
  });
  return {
    lines,
    metrics,
    kicked,
    async run() {
      const parts = { store: it.store(), stripe, logger, metrics, clock: it.clock.now };
      const tasks: Tasks = {
        'stripe-event': stripeEvent(parts),
        'follow-refund': followRefund(parts),
        'reconcile-restored': reconcileRestored({ ...parts, kick: () => kicked.push(it.clock.ms) }),
      };
      const dispatcher = createDispatcher({ ...parts, tasks, leaseMs: LEASE_MS, random: () => 0.5 });
      const worker = async (): Promise<number> => {
        for (let ran = 0; ran < MAX_RUNS; ran += 1) {
          const job = await parts.store.claimJob({ leaseMs: LEASE_MS, types: TYPES });
          if (job === null) return ran;
          await dispatcher.run(job, new AbortController().signal);
        }
        throw new Error('the jobs do not come to an end');
      };
      let ran = 0;
      for (let more = 1; more > 0; ran += more) {
        const runs = await Promise.all(Array.from({ length: AT_ONCE }, worker));
        more = runs.reduce((sum, count) => sum + count, 0);
      }
      return ran;
    },
  };
}

/** The whole server on the executor's database and Stripe; nobody is at the other services. */
export function startServer(
  it: Executor,
  { checkpointFile, lines }: { readonly checkpointFile: string; readonly lines: string[] },
): Promise<App> {
  const config = parseConfig({
    STRIPE_READ_KEY: SANDBOX_KEYS.read,
    STRIPE_WRITE_KEY: SANDBOX_KEYS.write,
    STRIPE_WEBHOOK_SECRET: SECRET,
    STRIPE_API_BASE: it.sandbox.url,
    CORRECTIONS_MODE: 'live',
    ZENDESK_SUBDOMAIN: 'demo',
    ZENDESK_API_BASE: 'http://127.0.0.1:9',
    ZENDESK_OAUTH_CLIENT_ID: 'client',
    ZENDESK_OAUTH_CLIENT_SECRET: 'client-secret',
    ZENDESK_WEBHOOK_SECRET: 'webhook-secret',
    SIGNING_KEY,
    DATABASE_URL: `file:${it.path}`,
    AUDIT_CHECKPOINT_FILE: checkpointFile,
    PORT: '0',
  });
  return startApp({
    config,
    logger: createLogger({
      level: 'info',
      secrets: config.secrets,
      destination: { write: (line: string) => void lines.push(line) },
    }),
    clock: it.clock.now,
    host: '127.0.0.1',
    onFatal: (error) => {
      throw error;
    },
  });
}
