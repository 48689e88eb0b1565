import type { Database } from 'better-sqlite3';
import type { JobType } from '../../db/jobs.ts';
import { assembleStore, type Store } from '../../db/store.ts';
import type { Approvals } from '../../src/analysis/policy.ts';
import { outcomeTasks } from '../../src/app/outcomes.ts';
import type { Analyst, HistoryReader } from '../../src/check/ports.ts';
import { createRecheck } from '../../src/check/recheck.ts';
import { type CorrectionDesk, createCorrectionDesk } from '../../src/corrections/correction-desk.ts';
import type { ExecutorParts } from '../../src/corrections/executor/execute.ts';
import type { ApproverDirectory } from '../../src/corrections/ports.ts';
import type { SlackCorrections } from '../../src/jobs/correction-ports.ts';
import { createDispatcher } from '../../src/jobs/dispatcher.ts';
import type { TicketDesk } from '../../src/jobs/ports.ts';
import { createQueue, type Queue } from '../../src/jobs/queue.ts';
import { executeCorrectionTask } from '../../src/jobs/tasks/execute-correction.ts';
import { followRefund } from '../../src/jobs/tasks/follow-refund.ts';
import { reconcileRestored } from '../../src/jobs/tasks/reconcile-restored.ts';
import { showCorrection } from '../../src/jobs/tasks/show-correction.ts';
import { stripeEvent } from '../../src/jobs/tasks/stripe-event.ts';
import type { Tasks } from '../../src/jobs/tasks/task.ts';
import { verifyCorrection } from '../../src/jobs/tasks/verify-correction.ts';
import type { Logger } from '../../src/log.ts';
import type { Metrics } from '../../src/metrics.ts';
import type { Random } from '../../src/sandbox/ledger/random.ts';
import { SANDBOX_KEYS } from '../../src/sandbox/stripe/server.ts';
import { Gate } from '../../src/stripe/calls.ts';
import { createStripeClient } from '../../src/stripe/client.ts';
import { createMadeInStripe } from '../../src/stripe/effects/made-in-stripe.ts';
import { createStripeEffects } from '../../src/stripe/effects/stripe-effects.ts';
import { createWriteClient } from '../../src/stripe/effects/write-client.ts';
import { createStripeWebhook } from '../../src/stripe/webhook.ts';
import type { Network } from './network.ts';
import type { Owner } from './virtual-time.ts';
import { SIGNING_KEY, type World } from './worlds.ts';

export const WEBHOOK_SECRET = 'whsec_simulation';
const LEASE_MS = 60_000;
const JOBS_AT_ONCE = 4;
/** Never by itself: the simulation knows when there is work, and wakes the queue as its sweep would. */
const NO_SWEEP_MS = 2 ** 31 - 1;

export interface ServerOptions {
  readonly owner: Owner;
  readonly client: Database;
  readonly network: Network;
  readonly reader: HistoryReader;
  readonly analyst: Analyst;
  readonly directory: ApproverDirectory;
  readonly world: World;
  readonly approvals: Approvals;
  readonly mode: 'dry_run' | 'live';
  /** Our own clock, Unix milliseconds. */
  readonly clock: () => number;
  readonly random: Random;
  /** Where it is shown and told, or null. */
  readonly colleagues: { readonly channel: SlackCorrections; readonly ticket: TicketDesk } | null;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly onAlarm: ExecutorParts['onAlarm'];
  /** Which file the database is in. */
  readonly file: string;
  /** Why this seems not to be the database the server last worked with, or null. */
  readonly suspicionOf: (store: Store) => Promise<string | null>;
}

/** One run of the server, from its start to its death: the real store, desk, queue, tasks and clients. */
export interface Server {
  readonly owner: Owner;
  readonly client: Database;
  readonly store: Store;
  readonly desk: CorrectionDesk;
  readonly queue: Queue;
  readonly receive: ReturnType<typeof createStripeWebhook>;
  /** When the earliest job may run, by our own clock; null: none waits. */
  readonly nextJobMs: () => number | null;
  /** Jobs that are not done, but for those that come every day. */
  readonly openJobs: () => number;
}

export async function startServer(options: ServerOptions): Promise<Server> {
  const { owner, client, network, clock, logger, metrics, mode, world } = options;
  const store = await assembleStore(client, { path: 'simulation', clock, signingKey: SIGNING_KEY }, () => {});
  await store.beginIn(options.file, await options.suspicionOf(store));
  const gate = new Gate();
  const reading = createStripeClient({ apiKey: SANDBOX_KEYS.read, httpClient: network });
  const effects = createStripeEffects({
    reading,
    writing: mode === 'live' ? createWriteClient({ apiKey: SANDBOX_KEYS.write, httpClient: network }) : null,
    gate,
  });
  const stripe = createMadeInStripe({ reading, gate });
  const recheck = createRecheck({
    reader: options.reader,
    analyst: options.analyst,
    policy: async () => world.policy,
    queryOf: async ({ customer }) => ({ text: customer, from_ticket: false }),
    checkedAt: async ({ analysis_id }) =>
      Math.floor(((await store.loadAnalysis(analysis_id))?.read_at_ms ?? 0) / 1_000),
    madeByUs: (ids) => store.madeByCorrections(ids),
    clock,
  });
  const approvals = async (): Promise<Approvals> => options.approvals;
  const executor: ExecutorParts = {
    store,
    effects,
    recheck,
    directory: options.directory,
    approvals,
    signingKey: SIGNING_KEY,
    mode,
    clock,
    onAlarm: options.onAlarm,
  };
  let kick = (): void => {};
  const shared = { store, logger, metrics, clock };
  const tasks: Tasks = {
    'execute-correction': executeCorrectionTask({ ...executor, logger, metrics }),
    'verify-correction': verifyCorrection(executor),
    'stripe-event': stripeEvent(shared),
    'follow-refund': followRefund({ ...shared, stripe }),
    'reconcile-restored': reconcileRestored({ ...shared, stripe, kick: () => kick() }),
    ...(options.colleagues === null ? {} : tellingTasks(options, options.colleagues, { store, recheck })),
  };
  const dispatcher = createDispatcher({
    ...shared,
    tasks,
    leaseMs: LEASE_MS,
    random: () => options.random.next() / 2 ** 32,
  });
  const queue = createQueue({
    ...shared,
    dispatcher,
    concurrency: JOBS_AT_ONCE,
    leaseMs: LEASE_MS,
    sweepMs: NO_SWEEP_MS,
  });
  kick = () => queue.kick();
  return {
    owner,
    client,
    store,
    queue,
    desk: createCorrectionDesk({ store, approvals, signingKey: SIGNING_KEY, mode, clock }),
    receive: createStripeWebhook({
      record: async (news) => {
        const outcome = await store.recordStripeEvent(news);
        if (outcome === 'recorded') kick();
        return outcome;
      },
      secrets: [WEBHOOK_SECRET],
      mode: 'test',
      clock,
      onError: (error) => logger.error({ err: error }, 'an event of Stripe could not be stored'),
    }),
    ...jobsOf(client, dispatcher.types),
  };
}

function tellingTasks(
  { logger, metrics, clock, reader, world }: ServerOptions,
  { channel, ticket }: NonNullable<ServerOptions['colleagues']>,
  { store, recheck }: { readonly store: Store; readonly recheck: ExecutorParts['recheck'] },
): Tasks {
  return {
    'show-correction': showCorrection({ store, corrections: channel, logger }),
    ...outcomeTasks({
      ...{ store, reader, recheck, logger, metrics, clock },
      desk: ticket,
      policy: { current: async () => world.policy },
      nameOf: async () => null,
    }),
  };
}

function jobsOf(client: Database, types: readonly JobType[]): Pick<Server, 'nextJobMs' | 'openJobs'> {
  const known = types.map((type) => `'${type}'`).join();
  const of = `FROM job WHERE state IN ('queued', 'running') AND type IN (${known})`;
  const next = client.prepare(
    `SELECT min(CASE state WHEN 'queued' THEN run_at_ms ELSE lease_until_ms END) AS at ${of}`,
  );
  const open = client.prepare(`SELECT count(*) AS total ${of} AND type <> 'follow-refund'`);
  return {
    nextJobMs: () => (next.get() as { readonly at: number | null }).at,
    openJobs: () => (open.get() as { readonly total: number }).total,
  };
}
