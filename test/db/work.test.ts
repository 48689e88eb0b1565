import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LostLease } from '../../db/errors.ts';
import type { Job } from '../../db/jobs.ts';
import { openStore, type Store } from '../../db/store.ts';
import { delivery, START_MS, startChild, temporaryFolder, temporaryStore } from './helpers.ts';

const LEASE_MS = 60_000;

async function claimed(store: Store): Promise<Job> {
  const job = await store.claimJob({ leaseMs: LEASE_MS });
  if (job === null) throw new Error('a job was expected');
  return job;
}

/** Of a job about a ticket. */
function ticketOf({ payload }: Job): string {
  if ('ticket_id' in payload) return payload.ticket_id;
  throw new Error('a job about a ticket was expected');
}

describe('claimJob', () => {
  it('gives each due job to one claimer, oldest first', async () => {
    const { store, clock } = await temporaryStore();
    for (let ticket = 1; ticket <= 20; ticket += 1) {
      clock.ms += 1;
      await store.recordDelivery(delivery(ticket));
    }
    const jobs = await Promise.all(Array.from({ length: 30 }, () => store.claimJob({ leaseMs: LEASE_MS })));
    const tickets = jobs.flatMap((job) => (job === null ? [] : [ticketOf(job)]));
    expect(tickets).toEqual(Array.from({ length: 20 }, (_, n) => String(n + 1)));
  });

  it('never leases two jobs of one ticket at the same time', async () => {
    const { store } = await temporaryStore();
    await store.recordDelivery(delivery(1, '10'));
    await store.recordDelivery(delivery(1, '11'));
    await store.recordDelivery(delivery(2, '12'));
    const first = await claimed(store);
    const second = await claimed(store);
    expect([ticketOf(first), ticketOf(second)]).toEqual(['1', '2']);
    expect(await store.claimJob({ leaseMs: LEASE_MS })).toBeNull();
    await store.completeJob({ job: first, outcome: 'done' });
    expect((await claimed(store)).payload).toMatchObject({ ticket_id: '1', comment_id: '11' });
  });

  it('claims only the types it is asked for', async () => {
    const { store } = await temporaryStore();
    await store.recordDelivery(delivery(1));
    expect(await store.claimJob({ leaseMs: LEASE_MS, types: ['publish-analysis'] })).toBeNull();
    expect(await store.claimJob({ leaseMs: LEASE_MS, types: [] })).toBeNull();
    expect(await store.claimJob({ leaseMs: LEASE_MS, types: ['analyze-ticket'] })).not.toBeNull();
  });

  it('takes back an expired lease and refuses the stale worker every write', async () => {
    const { store, clock } = await temporaryStore();
    await store.recordDelivery(delivery(1));
    const stale = await claimed(store);
    clock.ms += LEASE_MS - 1;
    expect(await store.claimJob({ leaseMs: LEASE_MS })).toBeNull();
    clock.ms += 1;
    const fresh = await claimed(store);
    expect(fresh.id).toBe(stale.id);
    expect(fresh.lease_token).toBe(stale.lease_token + 1);
    const run_at_ms = clock.ms;
    const attempts = [
      store.completeJob({ job: stale, outcome: 'done' }),
      store.ignoreTicket({ job: stale, reason: 'closed' }),
      store.retryJob({ job: stale, error: 'x', run_at_ms }),
      store.releaseJob({ job: stale, run_at_ms }),
      store.parkJob({ job: stale, error: 'x' }),
      store.extendLease(stale, LEASE_MS),
    ];
    for (const attempt of await Promise.allSettled(attempts))
      expect(attempt).toMatchObject({ status: 'rejected', reason: expect.any(LostLease) });
    expect(await store.holdsLease(stale)).toBe(false);
    expect(await store.holdsLease(fresh)).toBe(true);
    await store.completeJob({ job: fresh, outcome: 'done' });
    await expect(store.completeJob({ job: fresh, outcome: 'again' })).rejects.toBeInstanceOf(LostLease);
  });

  it('keeps an extended lease', async () => {
    const { store, clock } = await temporaryStore();
    await store.recordDelivery(delivery(1));
    const job = await claimed(store);
    clock.ms += LEASE_MS - 1;
    await store.extendLease(job, LEASE_MS);
    clock.ms += LEASE_MS - 1;
    expect(await store.claimJob({ leaseMs: LEASE_MS })).toBeNull();
  });

  it('loses no job when the clock jumps ahead by 25 hours and back', async () => {
    const { store, clock } = await temporaryStore();
    await store.recordDelivery(delivery(1));
    await store.recordDelivery(delivery(2));
    clock.ms += 25 * 3_600_000;
    await claimed(store);
    const second = await claimed(store);
    await store.retryJob({ job: second, error: 'later', run_at_ms: clock.ms + 600_000 });
    clock.ms = START_MS;
    const again = [await claimed(store), await claimed(store)].map(ticketOf);
    expect(again.sort()).toEqual(['1', '2']);
  });
});

describe('the end of a run', () => {
  it('retries at the named time and counts the failed run', async () => {
    const { store, clock } = await temporaryStore();
    await store.recordDelivery(delivery(1));
    await store.retryJob({ job: await claimed(store), error: 'no answer', run_at_ms: clock.ms + 1_000 });
    expect(await store.claimJob({ leaseMs: LEASE_MS })).toBeNull();
    expect(await store.queueStatus()).toEqual({
      due: 0,
      waiting: 1,
      running: 0,
      needs_person: 0,
      oldest_due_at_ms: null,
    });
    clock.ms += 1_000;
    expect(await store.queueStatus()).toMatchObject({ due: 1, waiting: 0, oldest_due_at_ms: clock.ms });
    expect((await claimed(store)).attempts).toBe(1);
  });

  it('releases without counting', async () => {
    const { store, clock } = await temporaryStore();
    await store.recordDelivery(delivery(1));
    await store.releaseJob({ job: await claimed(store), run_at_ms: clock.ms });
    expect(await claimed(store)).toMatchObject({ attempts: 0, crashes: 0 });
  });

  it('parks for a person, audited, and leaves the ticket free for its next job', async () => {
    const { store } = await temporaryStore();
    await store.recordDelivery(delivery(1, '10'));
    await store.recordDelivery(delivery(1, '11'));
    const job = await claimed(store);
    await store.parkJob({ job, error: 'the note is refused' });
    expect(await store.parkedJobs()).toEqual([
      { id: job.id, type: 'analyze-ticket', serial_key: 'ticket:1', last_error: 'the note is refused' },
    ]);
    expect(await store.queueStatus()).toMatchObject({ needs_person: 1, due: 1 });
    expect(await store.verifyAudit()).toMatchObject({ ok: true, rows: 1 });
    expect((await claimed(store)).payload).toMatchObject({ comment_id: '11' });
  });
});

describe('after kill -9', () => {
  it('restarts at once, runs the interrupted job again, and parks it after the fourth death', async () => {
    const path = join(temporaryFolder(), 'killed.db');
    let now = Date.now();
    const clock = () => now;
    const first = await openStore({ path, clock });
    await first.recordDelivery(delivery(1));
    await first.close();
    for (const delayMs of [0, 5_000, 30_000]) {
      const holder = await startChild('./hold-store.ts', path);
      expect(holder.output()).toContain('ready');
      holder.child.kill('SIGKILL');
      await holder.exited;
      now = Date.now();
      const store = await openStore({ path, clock });
      if (delayMs > 0) expect(await store.claimJob({ leaseMs: LEASE_MS })).toBeNull();
      now += delayMs;
      const job = await store.claimJob({ leaseMs: LEASE_MS });
      expect(job?.payload).toMatchObject({ ticket_id: '1' });
      if (job !== null) await store.releaseJob({ job, run_at_ms: 0 });
      await store.close();
    }
    const last = await startChild('./hold-store.ts', path);
    last.child.kill('SIGKILL');
    await last.exited;
    const store = await openStore({ path, clock });
    expect(await store.parkedJobs()).toMatchObject([
      { last_error: 'The process died 4 times while this job ran.' },
    ]);
    expect(await store.verifyAudit()).toMatchObject({ ok: true, rows: 1 });
    await store.close();
  });

  it('lets jobs that were running together at three deaths begin one after the other: only the cause is parked', async () => {
    const path = join(temporaryFolder(), 'together.db');
    let now = Date.now();
    const open = () => openStore({ path, clock: () => now });
    const claimAll = async (store: Store): Promise<string[]> => {
      const jobs = [];
      for (let at = 0; at < 3; at += 1) jobs.push(await store.claimJob({ leaseMs: LEASE_MS }));
      return jobs.flatMap((job) => (job === null ? [] : [ticketOf(job)]));
    };
    // A store that is closed while jobs run leaves what a death leaves.
    const die = (store: Store) => store.close();

    const first = await open();
    for (const ticket of [1, 2]) {
      now += 1;
      await first.recordDelivery(delivery(ticket));
    }
    expect(await claimAll(first)).toEqual(['1', '2']);
    await die(first);
    for (const delayMs of [0, 5_000]) {
      const store = await open();
      now += delayMs;
      expect(await claimAll(store)).toEqual(['1', '2']);
      await die(store);
    }
    const fourth = await open();
    now += 30_000;
    expect(await claimAll(fourth)).toEqual(['1']);
    await die(fourth);
    const last = await open();
    expect(await last.parkedJobs()).toMatchObject([{ serial_key: 'ticket:1' }]);
    now += 10_000;
    expect(await claimAll(last)).toEqual(['2']);
    await last.close();
  });
});
