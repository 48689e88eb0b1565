import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Job, JobType } from '../../db/jobs.ts';
import { openStore, type Store } from '../../db/store.ts';
import { KEY } from '../db/audit-trail.ts';
import { check, delivery, ManualClock, START_MS, startChild, temporaryFolder } from '../db/helpers.ts';
import { expectOneSentence } from './fixture.ts';
import { cli } from './run-cli.ts';

/** What must be nowhere afterwards. */
const NAME = 'Zebulon Quartermaine';
const EMAIL = 'zebulon.q@sorrel.example';
const WORDS = 'the marmalade subscription was charged twice';
const TEXTS = [NAME, EMAIL, EMAIL.toUpperCase(), 'marmalade', 'quince preserve'];
const CUSTOMER = 'cus_Zeb1';

const resultOf = (customer: string, email: string, name: string, words: string) => ({
  format: 'billing-check/analysis@1',
  query: email,
  customer: { kind: 'resolved', ids: [customer], matches: [{ id: customer, email, name }] },
  findings: [],
  triage: { summary: words, draft_reply: `Dear ${name}, ${words}.` },
});
const aboutZebulon = (over: object = {}) => ({
  ...check(),
  query: CUSTOMER,
  customer_ids: [CUSTOMER],
  result: resultOf(CUSTOMER, EMAIL, NAME, WORDS),
  ...over,
});

async function claim<T extends JobType>(store: Store, type: T): Promise<Job<T>> {
  const job = await store.claimJob({ leaseMs: 60_000, types: [type] });
  if (job === null) throw new Error('a job was expected');
  return job as Job<T>;
}

async function ask(store: Store, key: string, subject: string, words: string | null): Promise<string> {
  const recorded = await store.recordSlackRequest({
    kind: 'mention',
    delivery_key: key,
    team_id: 'T1',
    user_id: 'U1',
    channel_id: 'C1',
    thread_ts: null,
    subject,
    ask: {
      references: [{ kind: 'email', email: subject }],
      sentence: null,
      words,
      place: 'private',
      chosen_from: null,
    },
    response_url: 'https://hooks.slack.com/commands/T1/1/x',
    analysis_id: null,
    received_at_ms: START_MS,
  });
  if (recorded.kind !== 'recorded') throw new Error(`recorded was expected, not ${recorded.kind}`);
  return recorded.request_id;
}

/** Ticket 7: a check with a note, a failed job and a decided correction. */
async function ticketWithCorrection(store: Store, path: string): Promise<string> {
  await store.recordDelivery(delivery(7));
  const failing = await claim(store, 'analyze-ticket');
  await store.retryJob({ job: failing, error: `${EMAIL} could not be read`, run_at_ms: START_MS });
  const job = await claim(store, 'analyze-ticket');
  const { analysis_id } = await store.saveAnalysis({
    ...aboutZebulon(),
    job,
    ticket_id: '7',
    trigger_comment_id: 'c1',
    note_view: { lines: [`${NAME}: ${WORDS}`] },
  });
  const publish = await claim(store, 'publish-analysis');
  await store.markNoteSent({ job: publish, ticket_id: '7', analysis_id });
  await store.settleNote({
    job: publish,
    ticket_id: '7',
    analysis_id,
    result: { kind: 'posted', comment_id: '99', public: false },
  });
  const file = new Database(path, { readonly: true });
  const finding_id = String(
    file.prepare('SELECT id FROM finding WHERE analysis_id = ?').pluck().get(analysis_id),
  );
  file.close();
  const proposed = await store.proposeCorrection({
    analysis_id,
    finding_id,
    fingerprint: 'f00d',
    ticket_id: '7',
    customer: CUSTOMER,
    livemode: false,
    is_identified: true,
    mode: 'live',
    request_id: null,
    requester: { account: 'slack:U1', human: null },
    expires_at_ms: START_MS + 3_600_000,
    correction: {
      kind: 'credit_note',
      target: 'in_1',
      amount: 4_900,
      currency: 'usd',
      reason: 'duplicate',
      justification: `${NAME} paid for quince preserve twice.`,
      alternatives: [{ kind: 'refund', why_not: 'marmalade has an invoice' }],
      steps: [
        {
          kind: 'credit_note',
          target: 'in_1',
          amount: 4_900,
          currency: 'usd',
          params: { memo: `for ${NAME}` },
        },
      ],
    },
  });
  if (proposed.kind !== 'proposed') throw new Error('proposed was expected');
  return proposed.id;
}

async function decide(store: Store, id: string, verdict: 'approve' | 'reject'): Promise<void> {
  await store.decideCorrection({
    id,
    version: 1,
    verdict,
    by: { account: 'slack:U2', human: null },
    reason: `${NAME} was told already`,
    judge: () => ({ kind: 'approved' }),
    sign: () => ({ hash: 'h', mac: 'm' }),
  });
}

interface Made {
  readonly path: string;
  readonly env: Record<string, string>;
}

/** Everything the product keeps about Zebulon, and about a neighbour with a similar id and address. */
async function world(more?: (store: Store, correction: string) => Promise<void>): Promise<Made> {
  const path = join(temporaryFolder(), 'forget.db');
  const store = await openStore({ path, clock: new ManualClock().now, signingKey: KEY });
  const correction = await ticketWithCorrection(store, path);
  if (more === undefined) await decide(store, correction, 'reject');
  // An unresolved check of the same ticket, with the customer's words and no id.
  await store.recordDelivery(delivery(7, 'c2'));
  await store.saveAnalysis({
    ...aboutZebulon({ customer_ids: [], query: 'ticket:7', result: { words: WORDS, from: NAME } }),
    job: await claim(store, 'analyze-ticket'),
    ticket_id: '7',
    trigger_comment_id: 'c2',
    note_view: null,
  });
  // A question in Slack and the check that answered it.
  const request_id = await ask(store, 'event:1', EMAIL, `${NAME} says ${WORDS}`);
  const job = await claim(store, 'answer-slack');
  await store.recordSlackCheck({ ...aboutZebulon({ query: EMAIL }), job, request_id, ticket_id: '8' });
  await store.settleSlackRequest({ job, request_id, outcome: 'billing_error' });
  // An address that found nobody, in other letters.
  await store.recordCheck({
    ...aboutZebulon({
      customer_ids: [],
      query: EMAIL.toUpperCase(),
      result: { sentence: `Nobody is ${EMAIL}.` },
    }),
    source: 'terminal',
  });
  // Neighbours that must stay.
  await store.recordCheck({
    ...aboutZebulon({
      query: 'cus_Zeb12',
      customer_ids: ['cus_Zeb12'],
      result: resultOf('cus_Zeb12', `not-${EMAIL}`, 'Neighbour', 'stays word for word'),
    }),
    source: 'terminal',
  });
  await more?.(store, correction);
  await store.close();
  return { path, env: { DATABASE_URL: `file:${path}`, SIGNING_KEY: KEY } };
}

/** Every column of every table that holds one of the texts. */
function columnsWith(path: string, texts: readonly string[]): string[] {
  const client = new Database(path, { readonly: true });
  const tables = client.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all();
  const found = tables.flatMap((table) =>
    (client.pragma(`table_info("${table}")`) as { name: string }[])
      .filter(({ name }) =>
        texts.some(
          (text) =>
            client
              .prepare(
                `SELECT 1 FROM "${table}" WHERE instr(replace(CAST("${name}" AS TEXT), 'not-${EMAIL}', ''), ?) LIMIT 1`,
              )
              .get(text) !== undefined,
        ),
      )
      .map(({ name }) => `${table}.${name}`),
  );
  client.close();
  return found;
}

/** The texts that are anywhere in the bytes of the database, its log or its index. */
function inBytes(path: string): string[] {
  const bytes = ['', '-wal', '-shm']
    .filter((suffix) => existsSync(`${path}${suffix}`))
    .map((suffix) => readFileSync(`${path}${suffix}`, 'latin1').replaceAll(`not-${EMAIL}`, ''))
    .join('');
  return TEXTS.filter((text) => bytes.includes(text));
}

const rowsOf = (path: string, sql: string): unknown[] => {
  const client = new Database(path, { readonly: true });
  const rows = client.prepare(sql).all();
  client.close();
  return rows;
};

describe('billing-check forget', () => {
  it('leaves no name, address or text in any column or byte, and the audit trail whole', async () => {
    const { path, env } = await world();
    expect(columnsWith(path, TEXTS).sort()).toEqual([
      'analysis.note_view',
      'analysis.query',
      'analysis.result',
      'correction.drafted',
      'decision.reason',
      'job.last_error',
      'slack_request.ask',
      'slack_request.subject',
    ]);
    expect(inBytes(path)).toEqual(TEXTS);
    const before = rowsOf(path, 'SELECT * FROM audit ORDER BY seq');

    const answer = await cli(['forget', CUSTOMER, '--yes'], env);
    expect(answer).toMatchObject({ status: 0 });
    expect(answer.out).toBe(
      `Removed the texts about ${CUSTOMER}: 4 checks, 1 request in Slack, 1 correction and 8 jobs of 2 tickets. ` +
        'No column of any table mentions them any more.\n',
    );
    expect(answer.err).toContain('Internal notes remain in Zendesk, on ticket 7, 8.');

    expect(columnsWith(path, TEXTS)).toEqual([]);
    expect(inBytes(path)).toEqual([]);
    const after = rowsOf(path, 'SELECT * FROM audit ORDER BY seq');
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.slice(before.length)).toMatchObject([{ kind: 'erasure', subject: CUSTOMER }]);
    expect((await cli(['audit', 'verify'], env)).status).toBe(0);
  });

  it('keeps amounts, findings, decisions and whatever is about others', async () => {
    const { path, env } = await world();
    await cli(['forget', CUSTOMER, '--yes'], env);
    expect(rowsOf(path, 'SELECT amount, currency FROM finding')).toHaveLength(5);
    expect(rowsOf(path, 'SELECT state, amount, customer FROM correction')).toEqual([
      { state: 'rejected', amount: 4_900, customer: CUSTOMER },
    ]);
    expect(rowsOf(path, 'SELECT actor, verdict, reason FROM decision')).toEqual([
      { actor: 'slack:U2', verdict: 'reject', reason: null },
    ]);
    expect(rowsOf(path, 'SELECT query, result FROM analysis WHERE erased_at_ms IS NULL')).toMatchObject([
      { query: 'cus_Zeb12', result: expect.stringContaining('stays word for word') },
    ]);
    const store = await openStore({ path, clock: new ManualClock().now, signingKey: KEY });
    expect(await store.latestAnalysisOfTicket('7')).toBeNull();
    const [correction] = await store.listCorrections(['rejected']);
    expect(correction?.drafted).toMatchObject({ kind: 'credit_note', amount: 4_900, justification: '' });
    expect(await store.hasAnalysisFor('7', 'c1')).toBe(true);
    await store.close();
  });

  it('forgets somebody Stripe never knew by address, without writing the address down', async () => {
    const { path, env } = await world();
    const answer = await cli(['forget', EMAIL, '--yes'], env);
    expect(answer.status).toBe(0);
    expect(columnsWith(path, TEXTS)).toEqual([]);
    expect(rowsOf(path, "SELECT subject FROM audit WHERE kind = 'erasure'")).toEqual([
      { subject: expect.stringMatching(/^email:[0-9a-f]{32}$/) },
    ]);
  });

  it('may be asked again, and for somebody of whom nothing is kept', async () => {
    const { env } = await world();
    await cli(['forget', CUSTOMER, '--yes'], env);
    for (const customer of [CUSTOMER, 'cus_Nobody']) {
      const answer = await cli(['forget', customer, '--yes'], env);
      expect(answer.status).toBe(0);
      expect(answer.out).toContain('0 checks, 0 requests in Slack');
    }
    expect((await cli(['audit', 'verify'], env)).status).toBe(0);
  });

  it('removes nothing without --yes, and says what is kept', async () => {
    const { path, env } = await world();
    const answer = await cli(['forget', CUSTOMER], env);
    expect(answer.status).toBe(2);
    expect(answer.out).toContain(`Kept about ${CUSTOMER}: 4 checks`);
    expect(answer.err).toMatch(/^Nothing was removed: say --yes/);
    expect(columnsWith(path, [NAME])).not.toEqual([]);
    expect(rowsOf(path, "SELECT 1 FROM audit WHERE kind = 'erasure'")).toEqual([]);
  });

  it('removes nothing while a correction is not settled', async () => {
    const { path, env } = await world(async () => {});
    const answer = await cli(['forget', CUSTOMER, '--yes'], env);
    expect(answer.status).toBe(1);
    expectOneSentence(answer);
    expect(answer.err).toMatch(/^Correction co_\w+ about cus_Zeb1 is proposed, so nothing was removed/);
    expect(columnsWith(path, [NAME])).not.toEqual([]);
  });

  it('removes nothing while a question about them has no answer', async () => {
    const { env, path } = await world(async (store, correction) => {
      await decide(store, correction, 'reject');
      await ask(store, 'event:2', EMAIL, null);
    });
    const answer = await cli(['forget', CUSTOMER, '--yes'], env);
    expect(answer.status).toBe(1);
    expect(answer.err).toMatch(/is running \(rq_\w+\), so nothing was removed/);
    expect(columnsWith(path, [NAME])).not.toEqual([]);
  });

  it('ends what waits to be published, and leaves the next check of the ticket to come', async () => {
    const { env, path } = await world(async (store, correction) => {
      await decide(store, correction, 'reject');
      await store.recordDelivery(delivery(7, 'c3'));
      await store.saveAnalysis({
        ...aboutZebulon(),
        job: await claim(store, 'analyze-ticket'),
        ticket_id: '7',
        trigger_comment_id: 'c3',
        note_view: { lines: [NAME] },
      });
      await store.recordDelivery(delivery(7, 'c4'));
    });
    expect((await cli(['forget', CUSTOMER, '--yes'], env)).status).toBe(0);
    expect(columnsWith(path, TEXTS)).toEqual([]);
    expect(rowsOf(path, "SELECT DISTINCT type FROM job WHERE outcome = 'erased' ORDER BY type")).toEqual([
      { type: 'preview-correction' },
      { type: 'publish-analysis' },
      { type: 'publish-outcome' },
      { type: 'show-correction' },
    ]);
    expect(rowsOf(path, "SELECT type FROM job WHERE state = 'queued'")).toEqual([{ type: 'analyze-ticket' }]);
    expect(rowsOf(path, "SELECT state FROM effect WHERE state IN ('planned', 'sent')")).toEqual([]);
  });

  it('works beside a running server, and refuses while its job runs', async () => {
    const { path, env } = await world(async (store, correction) => {
      await decide(store, correction, 'reject');
      await store.recordDelivery(delivery(7, 'c5'));
    });
    const file = new Database(path);
    file.exec("UPDATE job SET run_at_ms = 0 WHERE type = 'analyze-ticket' AND state = 'queued'");
    file.close();
    // It claims the one job there is.
    const server = await startChild('hold-store.ts', path, KEY);
    try {
      expect(server.output()).toContain('ready');
      const answer = await cli(['forget', CUSTOMER, '--yes'], env);
      expect(answer.status).toBe(1);
      expect(answer.err).toMatch(/^A job about cus_Zeb1 is running \(job_\w+\), so nothing was removed/);
      expect(await cli(['forget', 'cus_Zeb12', '--yes'], env)).toMatchObject({ status: 0 });
      expect(columnsWith(path, ['stays word for word'])).toEqual([]);
    } finally {
      server.child.kill('SIGKILL');
      await server.exited;
    }
    expect((await cli(['audit', 'verify'], env)).status).toBe(0);
  }, 60_000);

  it.each(['in_123', 'someone', 'cus_', ''])('takes customers and addresses only, not %j', async (query) => {
    const { env } = await world();
    const answer = await cli(['forget', query, '--yes'], env);
    expect(answer.status).toBe(2);
    expectOneSentence(answer);
  });
});
