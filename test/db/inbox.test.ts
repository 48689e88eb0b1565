import { performance } from 'node:perf_hooks';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { delivery, temporaryStore } from './helpers.ts';

function tableCount(path: string, table: string): unknown {
  const client = new Database(path, { readonly: true });
  try {
    return client.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  } finally {
    client.close();
  }
}

describe('recordDelivery', () => {
  it('records one of 1,000 concurrent copies of one delivery, with one job', async () => {
    const { store, path } = await temporaryStore();
    const outcomes = await Promise.all(
      Array.from({ length: 1_000 }, () => store.recordDelivery(delivery(7))),
    );
    expect(outcomes.filter((outcome) => outcome === 'recorded')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'duplicate')).toHaveLength(999);
    expect(tableCount(path, 'inbox')).toBe(1);
    expect(tableCount(path, 'job')).toBe(1);
  });

  it('takes the same comment by another way for a duplicate, and another comment for news', async () => {
    const { store } = await temporaryStore();
    expect(await store.recordDelivery(delivery(7, '11', 'webhook-1'))).toBe('recorded');
    expect(await store.recordDelivery({ ...delivery(7, '11', 'poll-1'), source: 'zendesk-catch-up' })).toBe(
      'duplicate',
    );
    expect(await store.recordDelivery(delivery(7, '12', 'webhook-2'))).toBe('recorded');
    expect(await store.recordDelivery(delivery(8, '11', 'webhook-3'))).toBe('recorded');
  });

  it('stores the neighbours of a delivery that is refused', async () => {
    const { store, path } = await temporaryStore();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, (_, n) => store.recordDelivery(n === 25 ? delivery('') : delivery(n + 1))),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(49);
    expect(outcomes[25]).toMatchObject({ status: 'rejected' });
    expect(tableCount(path, 'inbox')).toBe(49);
    expect(tableCount(path, 'job')).toBe(49);
  });

  it('is visible to another connection when it resolves', async () => {
    const { store, path } = await temporaryStore();
    const reader = new Database(path, { readonly: true });
    const seen = reader.prepare('SELECT count(*) FROM inbox WHERE ticket_id = ?').pluck();
    await Promise.all(
      Array.from({ length: 40 }, async (_, n) => {
        await store.recordDelivery(delivery(n));
        expect(seen.get(String(n))).toBe(1);
      }),
    );
    reader.close();
  });

  it('keeps hostile text inert', async () => {
    const { store, path } = await temporaryStore();
    const ticket = "1'); DROP TABLE inbox; --";
    expect(await store.recordDelivery(delivery(ticket))).toBe('recorded');
    const job = await store.claimJob({ leaseMs: 1_000 });
    expect(job?.payload).toMatchObject({ ticket_id: ticket });
    expect(tableCount(path, 'inbox')).toBe(1);
  });

  it('commits many concurrent deliveries far faster than one by one', async () => {
    const { store } = await temporaryStore();
    const total = 3_000;
    await store.recordDelivery(delivery('warm'));
    const from = performance.now();
    await Promise.all(Array.from({ length: total }, (_, n) => store.recordDelivery(delivery(n))));
    const together = performance.now() - from;
    const then = performance.now();
    for (let n = 0; n < 300; n += 1) await store.recordDelivery(delivery(`s${n}`));
    const alone = (performance.now() - then) * (total / 300);
    console.log(
      `group commit: ${Math.round((total / together) * 1_000)}/s, one by one: ${Math.round((total / alone) * 1_000)}/s`,
    );
    expect(together).toBeLessThan(alone);
  });
});
