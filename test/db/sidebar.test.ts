import { describe, expect, it } from 'vitest';
import { LostLease } from '../../db/errors.ts';
import type { Job } from '../../db/jobs.ts';
import type { Store } from '../../db/store.ts';
import { check, delivery, temporaryStore } from './helpers.ts';

const LEASE_MS = 60_000;
const ASKED = { ticket_id: '7', asked_by: 'zendesk:31' };

async function claimed(store: Store): Promise<Job<'check-from-sidebar'>> {
  const job = await store.claimJob({ leaseMs: LEASE_MS });
  if (job?.type !== 'check-from-sidebar') throw new Error('no check waits');
  return job;
}

describe('a check asked for beside a ticket', () => {
  it('is queued once until it is done, and stored under the id that was told', async () => {
    const { store } = await temporaryStore();
    const id = await store.queueSidebarCheck(ASKED);
    expect(await store.queueSidebarCheck({ ...ASKED, asked_by: 'zendesk:32' })).toBe(id);
    expect(await store.queueSidebarCheck({ ...ASKED, ticket_id: '70' })).not.toBe(id);
    expect(await store.checkUnderWay('7')).toBe(id);

    const job = await claimed(store);
    expect(job.payload).toEqual({ analysis_id: id, ...ASKED });
    expect(await store.checkUnderWay('7')).toBe(id);
    await store.recordSidebarCheck({ ...check({ asked_by: 'zendesk:31' }), job });
    expect(await store.checkUnderWay('7')).toBeNull();
    expect(await store.latestAnalysisOfTicket('7')).toMatchObject({
      id,
      source: 'sidebar',
      ticket_id: '7',
      trigger_comment_id: null,
      note_view: null,
      asked_by: 'zendesk:31',
    });
    expect(await store.ticketOfAnalysis(id)).toBe('7');
    // What agents ask for takes nothing from what the ticket gets by itself.
    expect(await store.countAnalysesSince('7', 0)).toBe(0);
    expect(await store.queueSidebarCheck(ASKED)).not.toBe(id);
  });

  it('comes before work that nobody waits for', async () => {
    const { store, clock } = await temporaryStore();
    for (let ticket = 100; ticket < 110; ticket += 1) await store.recordDelivery(delivery(ticket));
    clock.ms += 1_000;
    await store.queueSidebarCheck(ASKED);
    expect((await claimed(store)).payload.ticket_id).toBe('7');
  });

  it('is not stored twice by a run that lost its lease', async () => {
    const { store, clock } = await temporaryStore();
    await store.queueSidebarCheck(ASKED);
    const slow = await claimed(store);
    clock.ms += LEASE_MS + 1;
    const job = await claimed(store);
    await store.recordSidebarCheck({ ...check(), job });
    await expect(store.recordSidebarCheck({ ...check(), job: slow })).rejects.toBeInstanceOf(LostLease);
    const trail = await store.auditEntries({ fromMs: 0, toMs: clock.ms + 1, afterSeq: 0, lastSeq: 1_000 });
    expect(trail.filter(({ kind }) => kind === 'check')).toHaveLength(1);
  });

  it('lists its findings by id with what is open about each', async () => {
    const { store } = await temporaryStore();
    const id = await store.queueSidebarCheck(ASKED);
    const job = await claimed(store);
    const [one] = check().findings;
    if (one === undefined) throw new Error('a check has a finding');
    const findings = [one, { ...one, fingerprint: 'beef' }];
    await store.recordSidebarCheck({ ...check({ findings }), job });
    const listed = await store.findingsOf(id);
    expect(listed.map(({ position, fingerprint, open }) => [position, fingerprint, open])).toEqual([
      [0, 'f00d', null],
      [1, 'beef', null],
    ]);
    const second = listed[1]?.id ?? '';
    expect(await store.placeOfFinding(second)).toEqual({ analysis_id: id, position: 1 });
    expect(await store.placeOfFinding('fi_none')).toBeNull();
    expect(await store.findingsOf('an_none')).toEqual([]);
  });
});
