import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { LostLease } from '../../db/errors.ts';
import type { Job } from '../../db/jobs.ts';
import type { Store } from '../../db/store.ts';
import { check, delivery, temporaryStore } from './helpers.ts';

async function claim<T extends Job['type']>(store: Store, type: T): Promise<Job<T>> {
  const job = await store.claimJob({ leaseMs: 60_000, types: [type] });
  if (job?.type !== type) throw new Error(`a job ${type} was expected`);
  return job as Job<T>;
}

async function analysed(store: Store, ticket: string, comment: string, note: unknown = { title: 'note' }) {
  await store.recordDelivery(delivery(ticket, comment));
  const job = await claim(store, 'analyze-ticket');
  const input = check({ job, ticket_id: ticket, trigger_comment_id: comment, note_view: note });
  return { job, saved: await store.saveAnalysis(input) };
}

describe('saveAnalysis', () => {
  it('saves analysis, findings, audit and the next job, and ends its own, together', async () => {
    const { store, path, clock } = await temporaryStore();
    const { saved } = await analysed(store, '7', '11');
    expect(saved.kind).toBe('saved');
    const stored = await store.loadAnalysis(saved.analysis_id);
    expect(stored).toMatchObject({
      id: expect.stringMatching(/^an_[0-9a-z]{29}$/),
      source: 'ticket',
      ticket_id: '7',
      trigger_comment_id: '11',
      verdict: 'billing_error',
      customer_ids: ['cus_1'],
      result: { format: 'billing-check/analysis@1' },
      note_view: { title: 'note' },
      received_at_ms: clock.ms,
      saved_at_ms: clock.ms,
      noted_at_ms: null,
    });
    expect(await store.latestAnalysisOfTicket('7')).toEqual(stored);
    expect(await store.hasAnalysisFor('7', '11')).toBe(true);
    expect(await store.hasAnalysisFor('7', '12')).toBe(false);
    const publish = await claim(store, 'publish-analysis');
    expect(publish.payload).toEqual({ analysis_id: saved.analysis_id, ticket_id: '7' });
    const reader = new Database(path, { readonly: true });
    expect(reader.prepare('SELECT rule, fingerprint, amount, currency, position FROM finding').all()).toEqual(
      [{ rule: 'duplicate-charge', fingerprint: 'f00d', amount: 4900, currency: 'usd', position: 0 }],
    );
    expect(reader.prepare("SELECT state, outcome FROM job WHERE type = 'analyze-ticket'").get()).toEqual({
      state: 'done',
      outcome: 'billing_error',
    });
    reader.close();
  });

  it('puts ids, amounts and hashes into the audit, and no name or text', async () => {
    const { store, path } = await temporaryStore();
    await analysed(store, '7', '11');
    const reader = new Database(path, { readonly: true });
    const row = reader.prepare('SELECT actor, kind, details FROM audit').get() as Record<string, string>;
    reader.close();
    expect(row).toMatchObject({ actor: 'zendesk:7', kind: 'check' });
    expect(JSON.parse(row['details'] ?? '')).toEqual({
      source: 'ticket',
      ticket: '7',
      customers: ['cus_1'],
      verdict: 'billing_error',
      findings: [{ fingerprint: 'f00d', amount: 4900, currency: 'usd' }],
      finding_count: 1,
      result_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(row['details']).not.toContain('Jane');
  });

  it('stores no card number and no secret, and no hash is changed for looking like one', async () => {
    const { store } = await temporaryStore();
    const key = `sk_${'live'}_51HxQ2eLkdIwHu7ixT1f5zq0`;
    const hash = 'f00d4242424242424242beef'.padEnd(64, 'a');
    const id = await store.recordCheck({
      ...check({ result: { text: `card 4242-4242 4242 4242, key ${key}`, fingerprint: hash } }),
      query: 'card 4242424242424242',
      source: 'terminal',
    });
    expect(await store.loadAnalysis(id)).toMatchObject({
      query: 'card [card]',
      result: { text: 'card [card], key [secret]', fingerprint: hash },
    });
  });

  it('makes one analysis of one comment, whoever asks twice', async () => {
    const { store } = await temporaryStore();
    const { saved } = await analysed(store, '7', '11');
    await store.recordDelivery(delivery('7', null));
    const job = await claim(store, 'analyze-ticket');
    const again = await store.saveAnalysis(
      check({ job, ticket_id: '7', trigger_comment_id: '11', note_view: null }),
    );
    expect(again).toEqual({ kind: 'duplicate', analysis_id: saved.analysis_id });
    expect(await store.holdsLease(job)).toBe(false);
    expect(await store.verifyAudit()).toMatchObject({ rows: 1 });
    expect(await store.countAnalysesSince('7', 0)).toBe(1);
  });

  it('leaves nothing behind when the lease is lost', async () => {
    const { store, clock } = await temporaryStore();
    await store.recordDelivery(delivery('7', '11'));
    const job = await claim(store, 'analyze-ticket');
    clock.ms += 60_001;
    await claim(store, 'analyze-ticket');
    const late = store.saveAnalysis(check({ job, ticket_id: '7', trigger_comment_id: '11', note_view: {} }));
    await expect(late).rejects.toBeInstanceOf(LostLease);
    expect(await store.hasAnalysisFor('7', '11')).toBe(false);
    expect(await store.verifyAudit()).toMatchObject({ rows: 0 });
    expect(await store.claimJob({ leaseMs: 1, types: ['publish-analysis'] })).toBeNull();
  });

  it('counts what was saved since a moment', async () => {
    const { store, clock } = await temporaryStore();
    await analysed(store, '7', '11');
    clock.ms += 10_000;
    await analysed(store, '7', '12');
    expect(await store.countAnalysesSince('7', clock.ms - 10_000)).toBe(2);
    expect(await store.countAnalysesSince('7', clock.ms - 9_999)).toBe(1);
    expect(await store.countAnalysesSince('8', 0)).toBe(0);
  });
});

describe('recordCheck', () => {
  it('keeps and audits a check asked for in the terminal', async () => {
    const { store } = await temporaryStore();
    const id = await store.recordCheck({ ...check({ asked_by: 'terminal:ops' }), source: 'terminal' });
    expect(await store.loadAnalysis(id)).toMatchObject({
      source: 'terminal',
      ticket_id: null,
      asked_by: 'terminal:ops',
      note_view: null,
    });
    expect(await store.verifyAudit()).toMatchObject({ ok: true, rows: 1 });
    expect(await store.loadAnalysis('an_unknown')).toBeNull();
  });
});

describe('the note', () => {
  it('goes from planned over sent to done, once', async () => {
    const { store, clock } = await temporaryStore();
    const { saved } = await analysed(store, '7', '11');
    const note = { ticket_id: '7', analysis_id: saved.analysis_id };
    const job = await claim(store, 'publish-analysis');
    expect(await store.noteSentAt(note)).toBeNull();
    await store.markNoteSent({ job, ...note });
    expect(await store.noteSentAt(note)).toBe(clock.ms);
    clock.ms += 500;
    const result = { kind: 'posted', comment_id: '99', public: false } as const;
    await store.settleNote({ job, ...note, result });
    expect(await store.loadAnalysis(saved.analysis_id)).toMatchObject({
      note_comment_id: '99',
      noted_at_ms: clock.ms,
    });
    await expect(store.settleNote({ job, ...note, result })).rejects.toBeInstanceOf(LostLease);
    expect(await store.verifyAudit()).toMatchObject({ ok: true, rows: 2 });
  });

  it('is not marked as sent by a worker that lost its lease', async () => {
    const { store, clock } = await temporaryStore();
    const { saved } = await analysed(store, '7', '11');
    const note = { ticket_id: '7', analysis_id: saved.analysis_id };
    const stale = await claim(store, 'publish-analysis');
    clock.ms += 60_001;
    const fresh = await claim(store, 'publish-analysis');
    await expect(store.markNoteSent({ job: stale, ...note })).rejects.toBeInstanceOf(LostLease);
    expect(await store.noteSentAt(note)).toBeNull();
    await store.settleNote({ job: fresh, ...note, result: { kind: 'impossible', reason: 'ticket closed' } });
    expect(await store.loadAnalysis(saved.analysis_id)).toMatchObject({ noted_at_ms: null });
  });

  it('is neither planned nor queued without a note view', async () => {
    const { store } = await temporaryStore();
    await analysed(store, '7', '11', null);
    expect(await store.claimJob({ leaseMs: 1 })).toBeNull();
  });
});

describe('cursors', () => {
  it('are kept by name', async () => {
    const { store } = await temporaryStore();
    expect(await store.loadCursor('tickets')).toBeNull();
    await store.saveCursor('tickets', 'a');
    await store.saveCursor('tickets', 'b');
    expect(await store.loadCursor('tickets')).toBe('b');
    expect(await store.loadCursor('other')).toBeNull();
  });
});
