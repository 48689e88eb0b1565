import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import type { StoredCorrection } from '../../../db/corrections/index.ts';
import type { Job } from '../../../db/jobs.ts';
import type { Store } from '../../../db/store.ts';
import type { Correction } from '../../../src/analysis/finding.ts';
import type { Approvals } from '../../../src/analysis/policy.ts';
import { createCorrectionDesk } from '../../../src/corrections/correction-desk.ts';
import type { ExecutorParts } from '../../../src/corrections/executor/execute.ts';
import type { Person } from '../../../src/corrections/people.ts';
import type { Effects, Recheck, StillMay } from '../../../src/corrections/ports.ts';
import { createDispatcher, type RunReport } from '../../../src/jobs/dispatcher.ts';
import { executeCorrectionTask } from '../../../src/jobs/tasks/execute-correction.ts';
import type { Tasks } from '../../../src/jobs/tasks/task.ts';
import { verifyCorrection } from '../../../src/jobs/tasks/verify-correction.ts';
import { createLogger } from '../../../src/log.ts';
import { createMetrics } from '../../../src/metrics.ts';
import type { SANDBOX_KEYS } from '../../../src/sandbox/stripe/server.ts';
import { check, type ManualClock, START_MS, temporaryStore } from '../../db/helpers.ts';
import type { Opened } from '../../sandbox/ledger/setup.ts';
import { aCharge, type Served, serve } from '../../sandbox/stripe-writes/setup.ts';
import { effectsOn, writerOn } from '../../stripe/effects/setup.ts';

export const SIGNING_KEY = 'signing key of the tests';
export const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;
/** Longer than any run here takes, shorter than a wait. */
const LEASE_MS = 60_000;
const MAX_RUNS = 600;

export const person = (name: string, human: string | null = null): Person => ({
  account: `slack:${name}`,
  human,
});
export const [maya, noor, olga] = [person('U1'), person('U2'), person('U3')];

/** Where a run can be made to stand still, as a process does that was killed there. */
export type Place = `${'before' | 'after'} ${'send' | `commit ${string}`}`;

/** What the world around the executor says; tests change it as they go. */
export interface World {
  recheck: Recheck;
  readonly mayNot: Map<string, StillMay>;
  /** A fault of our own, thrown wherever Stripe or a new check is asked. */
  bug: Error | null;
  approvals: Approvals | undefined;
  mode: 'dry_run' | 'live';
}

export interface Executor extends Served {
  readonly charges: readonly string[];
  readonly clock: ManualClock;
  readonly path: string;
  readonly world: World;
  readonly alarms: readonly string[];
  readonly logged: readonly string[];
  store(): Store;
  /** Both clocks. */
  pass(milliseconds: number): void;
  propose(correction: Correction, by?: Person): Promise<string>;
  approve(id: string, by?: Person): Promise<unknown>;
  /** An approver types a smaller amount. */
  makeSmaller(id: string, amount: string): Promise<unknown>;
  /** Proposed by maya and approved by noor. */
  approved(correction: Correction): Promise<string>;
  /** What a task is given. */
  parts(): ExecutorParts;
  claim(): Promise<Job>;
  load(id: string): Promise<StoredCorrection>;
  /** Claims one job that is due and runs it as the queue would; null when none is. */
  runOne(): Promise<RunReport | null>;
  /** Runs whatever is due now. */
  runDue(): Promise<void>;
  /** Runs, and lets time pass to the next run, until nothing waits any more. */
  runToEnd(): Promise<void>;
  /** Begins a run that stands still at a place for good; resolves once it does. */
  dieAt(place: Place): Promise<void>;
  /** Like `dieAt`, but it can go on. */
  holdAt(place: Place): Promise<{ readonly goOn: () => void; readonly ended: Promise<unknown> }>;
  /** As after an older database was put in place. */
  freeze(reason: string): Promise<void>;
  /** It is known what was made meanwhile. */
  unfreeze(): Promise<void>;
  /** The process starts anew on the same database. */
  restart(): Promise<void>;
  /** Changes the database behind everybody's back; without its guards where `sql` would not pass them. */
  tamper(sql: string, ...params: readonly unknown[]): void;
  audit(kind: string): readonly Readonly<Record<string, unknown>>[];
  /** Requests that change something, as they arrived in Stripe. */
  posts(): readonly string[];
}

export interface ExecutorOptions {
  readonly charges?: readonly number[];
  readonly approvals?: Approvals;
  readonly mode?: World['mode'];
  readonly writeKey?: (typeof SANDBOX_KEYS)[keyof typeof SANDBOX_KEYS];
  /** How long one look-up may take, in milliseconds: short where Stripe is away. */
  readonly lookUpMs?: number;
  /** How long one request is waited for, in milliseconds. */
  readonly deadlineMs?: number;
  /** What else Stripe has. */
  readonly stage?: (opened: Opened) => void;
}

/** A store, Stripe over HTTP, the effects, and both clocks standing until they are moved. */
export async function anExecutor(options: ExecutorOptions = {}): Promise<Executor> {
  const served = await serve(
    (opened) => {
      options.stage?.(opened);
      return (options.charges ?? [4900]).map((amount) => aCharge(opened, amount).id);
    },
    { start: '2026-11-21T09:00:00Z', clock: 'ledger' },
  );
  const opened = await temporaryStore();
  const { clock, path } = opened;
  let { store } = opened;
  const analysis = await storedCheck(store);
  const world: World = {
    recheck: { kind: 'same' },
    mayNot: new Map(),
    bug: null,
    approvals: options.approvals,
    mode: options.mode ?? 'live',
  };
  const alarms: string[] = [];
  const logged: string[] = [];
  const stops = new Stops();
  const effects = stops.around(
    effectsOn(served.sandbox.url, {
      writing: writerOn(served.sandbox.url, {
        ...(options.writeKey === undefined ? {} : { key: options.writeKey }),
        ...(options.deadlineMs === undefined ? {} : { deadlineMs: options.deadlineMs }),
      }),
      ...(options.lookUpMs === undefined ? {} : { lookUpMs: options.lookUpMs }),
    }),
    world,
  );
  const logger = createLogger({
    level: 'debug',
    destination: { write: (line: string) => void logged.push(line) },
    secrets: [],
  });
  const metrics = createMetrics();

  const partsNow = (): ExecutorParts => ({
    store: stops.store(store),
    effects,
    recheck: async () => orThrow(world.bug, world.recheck),
    directory: {
      mayApprove: async (account) => orThrow(world.bug, world.mayNot.get(account) ?? { kind: 'may' }),
    },
    approvals: async () => world.approvals,
    signingKey: SIGNING_KEY,
    mode: world.mode,
    clock: clock.now,
    onAlarm: (sentence) => void alarms.push(sentence),
  });
  const tasksNow = (): Tasks => ({
    'execute-correction': executeCorrectionTask({ ...partsNow(), logger, metrics }),
    'verify-correction': verifyCorrection(partsNow()),
  });
  const desk = () =>
    createCorrectionDesk({
      store,
      approvals: async () => world.approvals,
      signingKey: SIGNING_KEY,
      mode: world.mode,
      clock: clock.now,
    });
  const claim = (): Promise<Job | null> =>
    store.claimJob({ leaseMs: LEASE_MS, types: ['execute-correction', 'verify-correction'] });
  const pass = (milliseconds: number): void => {
    clock.ms += milliseconds;
    served.account.clock.advance(milliseconds / 1_000);
  };
  const query = (sql: string, ...params: readonly unknown[]): readonly unknown[] => {
    const file = new Database(path, { readonly: true });
    try {
      return file.prepare(sql).all(...params);
    } finally {
      file.close();
    }
  };

  /** Runs until it ends or stands still. */
  const begun = async (place: Place) => {
    const job = await claim();
    const reached = stops.at(place);
    const ended = runDirectly(tasksNow(), job);
    ended.catch(() => {});
    const first = await Promise.race([reached.arrived, ended.then(() => null)]);
    if (first === null) throw new Error(`the run ended without coming to "${place}"`);
    return { goOn: reached.goOn, ended };
  };

  const executor: Executor = {
    ...served,
    charges: served.staged,
    clock,
    path,
    world,
    alarms,
    logged,
    store: () => store,
    parts: partsNow,
    claim: async () => {
      const job = await claim();
      if (job === null) throw new Error('a job that is due was expected');
      return job;
    },
    pass,
    propose: async (correction, by = maya) => {
      const findings = Array.from({ length: analysis.used + 1 }, (_, place) => ({
        fingerprint: fingerprint(place),
        correction,
      }));
      const outcome = await desk().propose({
        check: {
          id: analysis.id,
          ticket_id: '4711',
          livemode: false,
          customer: { ids: ['cus_1'], verified: true },
          findings,
        },
        position: analysis.used,
        by,
        request_id: null,
      });
      if (outcome.kind !== 'proposed') throw new Error(`proposed was expected, not ${outcome.kind}`);
      analysis.used += 1;
      return outcome.id;
    },
    approve: async (id, by = noor) =>
      desk().decide({
        id,
        version: (await executor.load(id)).version,
        verdict: 'approve',
        by,
        reason: null,
      }),
    makeSmaller: async (id, amount) =>
      desk().makeSmaller({
        id,
        version: (await executor.load(id)).version,
        by: noor,
        amount,
        reason: 'Half of it was used.',
      }),
    approved: async (correction) => {
      const id = await executor.propose(correction);
      await executor.approve(id);
      return id;
    },
    load: async (id) => {
      const found = await store.loadCorrection(id);
      if (found === null) throw new Error(`there is no correction ${id}`);
      return found;
    },
    runOne: async () => {
      const job = await claim();
      if (job === null) return null;
      const dispatcher = createDispatcher({
        store,
        tasks: tasksNow(),
        logger,
        metrics,
        clock: clock.now,
        leaseMs: LEASE_MS,
        random: () => 0.5,
      });
      return dispatcher.run(job, new AbortController().signal);
    },
    runDue: async () => {
      for (let run = 0; (await executor.runOne()) !== null; run += 1) {
        if (run > MAX_RUNS) throw new Error('it does not come to an end');
      }
    },
    runToEnd: async () => {
      for (let run = 0; run < MAX_RUNS; run += 1) {
        await executor.runDue();
        const [next] = query(
          "SELECT min(run_at_ms) AS at FROM job WHERE state = 'queued' AND type IN ('execute-correction', 'verify-correction')",
        ) as [{ readonly at: number | null }];
        if (next.at === null) return;
        pass(Math.ceil(Math.max(0, next.at - clock.ms) / 1_000) * 1_000);
      }
      throw new Error('it does not come to an end');
    },
    dieAt: async (place) => void (await begun(place)),
    holdAt: begun,
    freeze: async (reason) => void (await store.beginIn('another file', reason)),
    unfreeze: async () => {
      const job = await store.claimJob({ leaseMs: LEASE_MS, types: ['reconcile-restored'] });
      if (job === null) throw new Error('a frozen start has its job');
      await store.recordReconciled({ job, made: [], known_to_ms: null });
    },
    restart: async () => {
      await store.close();
      store = (await temporaryStore({ path, clock: clock.now })).store;
    },
    tamper: (sql, ...params) => {
      const file = new Database(path);
      try {
        const guards = file
          .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
          .all() as readonly { readonly name: string; readonly sql: string }[];
        for (const { name } of guards) file.exec(`DROP TRIGGER ${name}`);
        file.prepare(sql).run(...params);
        for (const guard of guards) file.exec(guard.sql);
      } finally {
        file.close();
      }
    },
    audit: (kind) =>
      (query('SELECT details FROM audit WHERE kind = ? ORDER BY seq', kind) as { details: string }[]).map(
        ({ details }) => JSON.parse(details) as Readonly<Record<string, unknown>>,
      ),
    posts: () =>
      served.sandbox.requests
        .filter(({ method }) => method !== 'GET')
        .map(({ method, path: asked }) => `${method} ${asked}`),
  };
  onTestFinished(() => stops.clear());
  return executor;
}

const FINDINGS = 40;
const fingerprint = (place: number): string => `f00d${place}`;

/** A check with many findings, each good for one correction. */
async function storedCheck(store: Store): Promise<{ readonly id: string; used: number }> {
  const recorded = await store.recordSlackRequest({
    kind: 'command',
    delivery_key: 'trigger:1',
    team_id: 'T1',
    user_id: 'U1',
    channel_id: 'C1',
    thread_ts: null,
    subject: 'cus_1',
    ask: { references: [], sentence: null, words: null, place: 'private', chosen_from: null },
    response_url: null,
    analysis_id: null,
    received_at_ms: START_MS,
  });
  if (recorded.kind !== 'recorded') throw new Error('recorded was expected');
  const job = await store.claimJob({ leaseMs: LEASE_MS, types: ['answer-slack'] });
  if (job === null) throw new Error('a job was expected');
  const [finding] = check().findings;
  if (finding === undefined) throw new Error('a finding was expected');
  const findings = Array.from({ length: FINDINGS }, (_, place) => ({
    ...finding,
    fingerprint: fingerprint(place),
  }));
  const id = await store.recordSlackCheck({
    job,
    request_id: recorded.request_id,
    ticket_id: '4711',
    ...check({ findings }),
  });
  return { id, used: 0 };
}

async function runDirectly(tasks: Tasks, job: Job | null): Promise<unknown> {
  if (job?.type !== 'execute-correction') throw new Error('a correction to carry out was expected');
  return tasks['execute-correction']?.(job, new AbortController().signal);
}

function orThrow<T>(bug: Error | null, answer: T): T {
  if (bug !== null) throw bug;
  return answer;
}

/** Lets everything pass, but for the one that comes to a place it is to stand still at. */
class Stops {
  private readonly waiting = new Map<Place, { readonly arrive: () => void; readonly hold: Promise<void> }>();

  at(place: Place): { readonly arrived: Promise<true>; readonly goOn: () => void } {
    let [arrive, goOn] = [() => {}, () => {}];
    const arrived = new Promise<true>((resolve) => {
      arrive = () => resolve(true);
    });
    const hold = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    this.waiting.set(place, { arrive, hold });
    return { arrived, goOn };
  }

  clear(): void {
    this.waiting.clear();
  }

  async pass(place: Place): Promise<void> {
    const stop = this.waiting.get(place);
    if (stop === undefined) return;
    this.waiting.delete(place);
    stop.arrive();
    await stop.hold;
  }

  around(effects: Effects, world: World): Effects {
    return {
      request: effects.request,
      preflight: effects.preflight,
      find: async (...effect) => orThrow(world.bug, await effects.find(...effect)),
      send: async (...request) => {
        await this.pass('before send');
        const result = await effects.send(...request);
        await this.pass('after send');
        return result;
      },
    };
  }

  store(store: Store): ExecutorParts['store'] {
    return {
      ...store,
      recordExecution: async (record) => {
        const what = record.audit?.kind ?? 'nothing';
        await this.pass(`before commit ${what}`);
        await store.recordExecution(record);
        await this.pass(`after commit ${what}`);
      },
    };
  }
}
