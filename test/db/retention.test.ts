import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Job, JobType } from '../../db/jobs.ts';
import { openStore, type Store } from '../../db/store.ts';
import { KEY } from './audit-trail.ts';
import { check, delivery, type OpenedStore, START_MS, temporaryStore } from './helpers.ts';

const DAY = 86_400_000;
const YEAR = 365 * DAY;
const WORDS = 'Jane Doe was charged twice';

async function claim<T extends JobType>(store: Store, type: T): Promise<Job<T>> {
  const job = await store.claimJob({ leaseMs: 60_000, types: [type] });
  if (job === null) throw new Error('a job was expected');
  return job as Job<T>;
}

/** Steps to the end of a run. */
async function run(store: Store, cutoffMs: number) {
  for (let step = 0; step < 10_000; step += 1) {
    const outcome = await store.retentionStep(cutoffMs);
    if (outcome.kind === 'ended') return outcome.removed;
  }
  throw new Error('a run ends');
}

const record = (store: Store, over: object = {}) => store.recordCheck({ ...check(over), source: 'terminal' });

/** A check of a ticket whose jobs are all done. */
async function ofTicket(store: Store, ticket: string): Promise<string> {
  await store.recordDelivery(delivery(ticket));
  const job = await claim(store, 'analyze-ticket');
  const { analysis_id } = await store.saveAnalysis({
    ...check(),
    job,
    ticket_id: ticket,
    trigger_comment_id: `${ticket}-c`,
    note_view: { text: WORDS },
  });
  const publish = await claim(store, 'publish-analysis');
  const result = { kind: 'posted', comment_id: '9', public: false } as const;
  await store.markNoteSent({ job: publish, ticket_id: ticket, analysis_id });
  await store.settleNote({ job: publish, ticket_id: ticket, analysis_id, result });
  return analysis_id;
}

async function ask(store: Store, key: string, subject = 'jane@acme.com'): Promise<string> {
  const recorded = await store.recordSlackRequest({
    kind: 'command',
    delivery_key: key,
    team_id: 'T1',
    user_id: 'U1',
    channel_id: 'C1',
    thread_ts: null,
    subject,
    ask: { references: [], sentence: null, words: WORDS, place: 'private', chosen_from: null },
    response_url: null,
    analysis_id: null,
    received_at_ms: START_MS,
  });
  if (recorded.kind !== 'recorded') throw new Error('recorded was expected');
  return recorded.request_id;
}

function rows(path: string, sql: string): unknown[] {
  const file = new Database(path, { readonly: true });
  const found = file.prepare(sql).all();
  file.close();
  return found;
}

async function propose({ store, path }: OpenedStore, analysis_id: string, fingerprint = analysis_id) {
  const [finding] = rows(path, `SELECT id FROM finding WHERE analysis_id = '${analysis_id}'`);
  const proposed = await store.proposeCorrection({
    analysis_id,
    finding_id: String((finding as { id: string }).id),
    fingerprint,
    ticket_id: null,
    customer: 'cus_1',
    livemode: false,
    is_identified: true,
    mode: 'live',
    request_id: null,
    requester: { account: 'slack:U1', human: null },
    expires_at_ms: START_MS + 10 * YEAR,
    correction: {
      kind: 'refund',
      target: 'ch_1',
      amount: 4_900,
      currency: 'usd',
      reason: 'duplicate',
      justification: WORDS,
      alternatives: [],
      steps: [{ kind: 'refund', target: 'ch_1', amount: 4_900, currency: 'usd', params: { note: WORDS } }],
    },
  });
  if (proposed.kind !== 'proposed') throw new Error('proposed was expected');
  return proposed.id;
}

const reject = (store: Store, id: string) =>
  store.decideCorrection({
    id,
    version: 1,
    verdict: 'reject',
    by: { account: 'slack:U2', human: null },
    reason: WORDS,
    judge: () => ({ kind: 'approved' }),
    sign: () => ({ hash: 'h', mac: 'm' }),
  });

describe('a run of the retention', () => {
  it('removes texts older than the cutoff and keeps newer ones, amounts and the audit trail', async () => {
    const { store, clock, path } = await temporaryStore({ signingKey: KEY });
    const old = await ofTicket(store, '1');
    const request_id = await ask(store, 'k1');
    const job = await claim(store, 'answer-slack');
    await store.retryJob({ job, error: WORDS, run_at_ms: START_MS });
    await store.settleSlackRequest({ job: await claim(store, 'answer-slack'), request_id, outcome: 'which' });
    clock.ms += YEAR;
    const young = await record(store);
    clock.ms += DAY;

    expect(await run(store, clock.ms - YEAR)).toEqual({ analyses: 1, requests: 1, jobs: 1 });
    expect(await store.loadAnalysis(old)).toBeNull();
    expect(await store.loadAnalysis(young)).toMatchObject({ id: young });
    expect(await store.loadSlackRequest(request_id)).toMatchObject({
      subject: `erased:${request_id}`,
      ask: { words: null },
    });
    expect(rows(path, 'SELECT customer_ids, verdict FROM analysis WHERE erased_at_ms IS NOT NULL')).toEqual([
      { customer_ids: '["cus_1"]', verdict: 'billing_error' },
    ]);
    expect(rows(path, 'SELECT amount FROM finding')).toHaveLength(2);
    expect(rows(path, 'SELECT last_error FROM job WHERE last_error IS NOT NULL')).toEqual([]);
    expect(rows(path, "SELECT actor, subject, details FROM audit WHERE kind = 'retention'")).toEqual([
      {
        actor: 'system',
        subject: 'retention:2026-11-22',
        details: JSON.stringify({ cutoff_ms: clock.ms - YEAR, analyses: 1, requests: 1, jobs: 1 }),
      },
    ]);
    expect(await store.verifyAudit()).toMatchObject({ ok: true });
    expect(await store.lastRetention()).toBe(clock.ms);
    // What was removed is not removed again.
    expect(await run(store, clock.ms - YEAR)).toEqual({ analyses: 0, requests: 0, jobs: 0 });
  });

  it('keeps a ticket with a job that waits, runs or needs a person', async () => {
    for (const state of ['waits', 'runs', 'needs a person'] as const) {
      const { store, clock } = await temporaryStore();
      const id = await ofTicket(store, '1');
      await store.recordDelivery(delivery(1, 'later'));
      if (state !== 'waits') {
        const job = await claim(store, 'analyze-ticket');
        if (state === 'needs a person') await store.parkJob({ job, error: 'failed' });
      }
      clock.ms += 30_000;
      expect(await run(store, clock.ms + 1), state).toMatchObject({ analyses: 0 });
      expect(await store.loadAnalysis(id)).not.toBeNull();
    }
  });

  it('keeps a check that waits to be published, and one that a question is about', async () => {
    const { store, clock } = await temporaryStore();
    await store.recordDelivery(delivery(1));
    const input = { ...check(), ticket_id: '1', trigger_comment_id: 'c', note_view: { text: WORDS } };
    const { analysis_id } = await store.saveAnalysis({ ...input, job: await claim(store, 'analyze-ticket') });
    const request_id = await ask(store, 'k1');
    const job = await claim(store, 'answer-slack');
    const asked = await store.recordSlackCheck({ ...check(), job, request_id, ticket_id: null });
    expect(await run(store, clock.ms + 1)).toEqual({ analyses: 0, requests: 0, jobs: 0 });
    await store.settleSlackRequest({ job, request_id, outcome: 'billing_error' });
    expect(await run(store, clock.ms + 1)).toEqual({ analyses: 1, requests: 1, jobs: 0 });
    expect(await store.loadAnalysis(asked)).toBeNull();
    expect(await store.loadAnalysis(analysis_id)).not.toBeNull();
  });

  it('keeps a check with an undecided correction, and one settled within the time; then both lose their texts', async () => {
    const opened = await temporaryStore();
    const { store, clock, path } = opened;
    const undecided = await record(store);
    const decided = await record(store);
    await propose(opened, undecided);
    const correction = await propose(opened, decided);
    clock.ms += YEAR;
    await reject(store, correction);
    clock.ms += DAY;
    expect(await run(store, clock.ms - YEAR)).toMatchObject({ analyses: 0 });
    clock.ms += YEAR;
    expect(await run(store, clock.ms - YEAR)).toMatchObject({ analyses: 1 });
    expect(await store.loadAnalysis(undecided)).not.toBeNull();
    expect(await store.loadAnalysis(decided)).toBeNull();
    expect(rows(path, `SELECT drafted FROM correction WHERE id = '${correction}'`)[0]).not.toMatchObject({
      drafted: expect.stringContaining(WORDS),
    });
    expect(rows(path, 'SELECT reason FROM decision')).toEqual([{ reason: null }]);
  });

  it('goes on after a crash with its own cutoff, and is one entry', async () => {
    const { store, clock, path } = await temporaryStore();
    for (let index = 0; index < 120; index += 1) await record(store);
    clock.ms += DAY;
    const cutoff = clock.ms;
    await store.retentionStep(cutoff);
    await store.close();
    clock.ms += DAY;
    const again = await openStore({ path, clock: clock.now });
    const late = await record(again);
    clock.ms += DAY;
    expect(await run(again, clock.ms)).toEqual({ analyses: 120, requests: 0, jobs: 0 });
    expect(await again.loadAnalysis(late)).not.toBeNull();
    expect(rows(path, "SELECT details FROM audit WHERE kind = 'retention'")).toEqual([
      { details: JSON.stringify({ cutoff_ms: cutoff, analyses: 120, requests: 0, jobs: 0 }) },
    ]);
    await again.close();
  });

  it('never takes the texts of a case that opened before its turn came', async () => {
    const opened = await temporaryStore();
    const { store, clock } = opened;
    const ids: string[] = [];
    for (let index = 0; index < 300; index += 1) ids.push(await record(store));
    clock.ms += DAY;
    const kept: string[] = [];
    // The oldest go first: cases open from both ends, before the run has come there and after it.
    const toOpen = ids.filter((_, index) => index % 9 === 0);
    const openCase = async (id: string | undefined) => {
      if (id === undefined) return;
      await propose(opened, id);
      if ((await store.loadAnalysis(id)) !== null) kept.push(id);
    };
    for (let ended = false; !ended; ) {
      const [step] = await Promise.all([
        store.retentionStep(clock.ms),
        openCase(toOpen.pop()),
        openCase(toOpen.shift()),
      ]);
      ended = step.kind === 'ended';
    }
    expect(kept.length).toBeGreaterThan(3);
    for (const id of kept) expect(await store.loadAnalysis(id)).not.toBeNull();
    await run(store, clock.ms);
    for (const id of kept) expect(await store.loadAnalysis(id)).not.toBeNull();
  });

  it('holds the event loop for a short time only, however long the texts are', async () => {
    const { store, clock } = await temporaryStore();
    const result = { words: WORDS.repeat(8_000) };
    for (let index = 0; index < 60; index += 1) await record(store, { result });
    clock.ms += DAY;
    let longestMs = 0;
    for (let steps = 0; ; steps += 1) {
      const before = performance.now();
      const step = await store.retentionStep(clock.ms);
      longestMs = Math.max(longestMs, performance.now() - before);
      if (step.kind === 'ended') {
        expect(step.removed.analyses).toBe(60);
        // Two megabytes at a time.
        expect(steps).toBeGreaterThan(5);
        break;
      }
    }
    expect(longestMs).toBeLessThan(250);
  });
});
