import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { LostLease } from '../../db/errors.ts';
import { JOB_TYPES, type Job, type JobType } from '../../db/jobs.ts';
import { analysisIdOf, MAX_OPEN_REQUESTS_PER_USER, type SlackDelivery } from '../../db/slack-requests.ts';
import { openStore, type Store } from '../../db/store.ts';
import { check, delivery, START_MS, temporaryFolder, temporaryStore } from './helpers.ts';

const asked = (over: Partial<SlackDelivery> = {}): SlackDelivery => ({
  kind: 'command',
  delivery_key: 'trigger:1',
  team_id: 'T1',
  user_id: 'U1',
  channel_id: 'C1',
  thread_ts: null,
  subject: 'jane@acme.com',
  ask: {
    references: [{ kind: 'email', email: 'jane@acme.com' }],
    sentence: null,
    words: null,
    place: 'private',
    chosen_from: null,
  },
  response_url: 'https://hooks.slack.com/commands/T1/1/x',
  analysis_id: null,
  received_at_ms: START_MS,
  ...over,
});

async function claimed<T extends JobType>(store: Store, type: T): Promise<Job<T>> {
  const job = await store.claimJob({ leaseMs: 60_000, types: [type] });
  if (job === null) throw new Error('a job was expected');
  return job as Job<T>;
}

async function recorded(store: Store, over: Partial<SlackDelivery> = {}): Promise<string> {
  const outcome = await store.recordSlackRequest(asked(over));
  if (outcome.kind !== 'recorded') throw new Error(`recorded was expected, not ${outcome.kind}`);
  return outcome.request_id;
}

describe('recordSlackRequest', () => {
  it('stores the request with its job, and reads it back as it was asked', async () => {
    const { store } = await temporaryStore();
    const id = await recorded(store);
    expect(await store.loadSlackRequest(id)).toMatchObject({
      ...asked(),
      id,
      answer: { surface: null, channel: null, ts: null, posts: 0 },
      settled_at_ms: null,
    });
    expect((await claimed(store, 'answer-slack')).payload).toEqual({ request_id: id });
  });

  it('gives its job to the next process when this one ends before anybody claimed', async () => {
    const path = join(temporaryFolder(), 'test.db');
    const clock = () => START_MS;
    const first = await openStore({ path, clock });
    const id = await recorded(first);
    const clicked = await recorded(first, {
      delivery_key: 'trigger:2',
      kind: 'put_on_ticket',
      subject: 'an_1',
      analysis_id: 'an_1',
    });
    await first.close();

    const second = await openStore({ path, clock });
    expect(await second.queueStatus()).toMatchObject({ due: 2 });
    const job = await claimed(second, 'answer-slack');
    expect(job.payload).toEqual({ request_id: id });
    expect((await claimed(second, 'put-on-ticket')).payload).toEqual({ request_id: clicked });
    await second.settleSlackRequest({ job, request_id: id, outcome: 'no_anomaly' });
    await second.close();

    const third = await openStore({ path, clock });
    expect(await third.queueStatus()).toMatchObject({ due: 1, waiting: 0, running: 0 });
    await third.close();
  });

  it('knows after a restart what is still open', async () => {
    const path = join(temporaryFolder(), 'test.db');
    const first = await openStore({ path, clock: () => START_MS });
    const id = await recorded(first);
    await first.close();
    const second = await openStore({ path, clock: () => START_MS });
    expect(await second.recordSlackRequest(asked())).toEqual({ kind: 'duplicate' });
    expect(await second.recordSlackRequest(asked({ delivery_key: 'trigger:2' }))).toEqual({
      kind: 'running',
    });
    const job = await claimed(second, 'answer-slack');
    await second.settleSlackRequest({ job, request_id: id, outcome: 'no_anomaly' });
    expect(await second.recordSlackRequest(asked())).toEqual({ kind: 'duplicate' });
    await recorded(second, { delivery_key: 'trigger:2' });
    await second.close();
  });

  it('lets a question be asked again that could not be written', async () => {
    const { store, path } = await temporaryStore();
    const lock = new Database(path);
    lock.exec("CREATE TRIGGER full BEFORE INSERT ON slack_request BEGIN SELECT RAISE(ABORT, 'no'); END");
    await expect(store.recordSlackRequest(asked())).rejects.toThrow();
    lock.exec('DROP TRIGGER full');
    lock.close();
    await recorded(store);
  });

  it('counts among what is due before anybody claimed', async () => {
    const { store } = await temporaryStore();
    await recorded(store);
    await recorded(store, { delivery_key: 'trigger:2', user_id: 'U2' });
    expect(await store.queueStatus()).toMatchObject({ due: 2, running: 0 });
    expect(await store.queueStatus()).toMatchObject({ due: 2, running: 0 });
  });

  it('knows Slack’s repeats, the same question still open, and who asks too much', async () => {
    const { store } = await temporaryStore();
    await recorded(store);
    expect(await store.recordSlackRequest(asked())).toEqual({ kind: 'duplicate' });
    expect(await store.recordSlackRequest(asked({ delivery_key: 'trigger:2' }))).toEqual({ kind: 'running' });
    for (const over of [
      { user_id: 'U2' },
      { channel_id: 'C2' },
      { thread_ts: '1.2' },
      { kind: 'mention' as const },
    ])
      await recorded(store, { delivery_key: `trigger:${JSON.stringify(over)}`, ...over });
    for (let n = 4; n < MAX_OPEN_REQUESTS_PER_USER; n += 1)
      await recorded(store, { delivery_key: `trigger:n${n}`, subject: `cus_${n}` });
    expect(await store.recordSlackRequest(asked({ delivery_key: 'trigger:x', subject: 'cus_x' }))).toEqual({
      kind: 'too_many',
    });
    expect(await store.recordSlackRequest(asked())).toEqual({ kind: 'duplicate' });
    await recorded(store, { delivery_key: 'trigger:y', subject: 'cus_x', user_id: 'U2' });
  });

  it('records 1,000 at once and the same question once', async () => {
    const { store } = await temporaryStore();
    const outcomes = await Promise.all(
      Array.from({ length: 1_000 }, (_, n) =>
        store.recordSlackRequest(asked({ delivery_key: `trigger:${n}` })),
      ),
    );
    expect(outcomes.filter(({ kind }) => kind === 'recorded')).toHaveLength(1);
    expect(await store.queueStatus()).toMatchObject({ due: 1 });
  });

  it('keeps no card number and no secret of what was typed', async () => {
    const { store, path } = await temporaryStore();
    const words = 'card 4242 4242 4242 4242 and sk_live_abcdefghijk';
    await recorded(store, { ask: { ...asked().ask, words } });
    const file = new Database(path, { readonly: true });
    const rows = JSON.stringify(file.prepare('SELECT * FROM slack_request').all());
    file.close();
    expect(rows).not.toMatch(/4242|sk_live/);
  });

  it('makes one person’s checks wait for each other, and nobody else’s', async () => {
    const { store } = await temporaryStore();
    await recorded(store);
    await recorded(store, { delivery_key: 'trigger:2', subject: 'cus_2' });
    await recorded(store, { delivery_key: 'trigger:3', user_id: 'U2' });
    await claimed(store, 'answer-slack');
    await claimed(store, 'answer-slack');
    expect(await store.claimJob({ leaseMs: 60_000, types: ['answer-slack'] })).toBeNull();
  });
});

describe('an answer', () => {
  it('is remembered where it stands, under the lease alone', async () => {
    const { store, clock } = await temporaryStore();
    const request_id = await recorded(store);
    const job = await claimed(store, 'answer-slack');
    const answer = { surface: 'message' as const, channel: 'C1', ts: '1.2', posts: 1 };
    await store.saveSlackAnswer({ job, request_id, answer });
    expect((await store.loadSlackRequest(request_id))?.answer).toEqual(answer);
    clock.ms += 61_000;
    const next = await claimed(store, 'answer-slack');
    await expect(store.saveSlackAnswer({ job, request_id, answer })).rejects.toThrow(LostLease);
    await expect(store.settleSlackRequest({ job, request_id, outcome: 'x' })).rejects.toThrow(LostLease);
    await store.settleSlackRequest({ job: next, request_id, outcome: 'no_anomaly' });
    expect(await store.loadSlackRequest(request_id)).toMatchObject({
      response_url: null,
      settled_at_ms: clock.ms,
    });
    await recorded(store, { delivery_key: 'trigger:2' });
  });

  it('has one check in the audit, whose id is known before it', async () => {
    const { store } = await temporaryStore();
    const request_id = await recorded(store);
    const job = await claimed(store, 'answer-slack');
    const input = { job, request_id, ticket_id: '7', ...check({ asked_by: 'slack:U1' }) };
    const first = await store.recordSlackCheck(input);
    expect(first).toBe(analysisIdOf(request_id));
    expect(await store.recordSlackCheck(input)).toBe(first);
    expect(await store.loadAnalysis(first)).toMatchObject({
      source: 'slack',
      asked_by: 'slack:U1',
      ticket_id: null,
    });
    expect(await store.ticketOfAnalysis(first)).toBe('7');
    expect(await store.countAnalysesSince('7', 0)).toBe(0);
    expect(await store.verifyAudit()).toMatchObject({ ok: true, rows: 1 });
  });

  it('that is refused is in the audit', async () => {
    const { store } = await temporaryStore();
    const request_id = await recorded(store);
    const job = await claimed(store, 'answer-slack');
    await store.settleSlackRequest({ job, request_id, outcome: 'refused', refused: 'guest' });
    expect(await store.verifyAudit()).toMatchObject({ ok: true, rows: 1 });
  });
});

describe('what somebody waits for', () => {
  it('is claimed before 2,000 tickets that came earlier', async () => {
    const { store, clock } = await temporaryStore();
    await Promise.all(Array.from({ length: 2_000 }, (_, n) => store.recordDelivery(delivery(n))));
    clock.ms += 1_000;
    await recorded(store);
    expect(await store.claimJob({ leaseMs: 60_000 })).toMatchObject({ type: 'answer-slack' });
    expect(await store.claimJob({ leaseMs: 60_000 })).toMatchObject({ type: 'analyze-ticket' });
  });

  it('is looked for at no cost in a backlog of 20,000 tickets', async () => {
    const { store } = await temporaryStore();
    await Promise.all(Array.from({ length: 20_000 }, (_, n) => store.recordDelivery(delivery(n))));
    const timed = async (types: readonly JobType[]): Promise<number> => {
      const from = performance.now();
      for (let n = 0; n < 50; n += 1) await store.claimJob({ leaseMs: 60_000, types });
      return performance.now() - from;
    };
    const withoutSlack = await timed(['analyze-ticket']);
    const withSlack = await timed(JOB_TYPES);
    expect(withSlack).toBeLessThan(2 * withoutSlack + 50);
  });
});
