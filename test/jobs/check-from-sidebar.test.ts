import { describe, expect, it } from 'vitest';
import { createCheckProgress } from '../../src/jobs/check-progress.ts';
import { createDispatcher } from '../../src/jobs/dispatcher.ts';
import type { TicketCheck } from '../../src/jobs/tasks/analyze-ticket.ts';
import { checkFromSidebar } from '../../src/jobs/tasks/check-from-sidebar.ts';
import { createLogger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { ServiceError } from '../../src/service-error.ts';
import { temporaryStore } from '../db/helpers.ts';
import { checked, Desk } from './helpers.ts';

const ASKED = { ticket_id: '7', asked_by: 'zendesk:31' };

async function asked(check: TicketCheck = async () => checked()) {
  const { store, clock } = await temporaryStore();
  const lines: string[] = [];
  const common = {
    store,
    clock: clock.now,
    metrics: createMetrics(),
    logger: createLogger({
      level: 'debug',
      destination: { write: (line: string) => void lines.push(line) },
      secrets: [],
    }),
  };
  const desk = new Desk();
  const tasks = {
    'check-from-sidebar': checkFromSidebar({ ...common, desk, check, progress: createCheckProgress() }),
  };
  const dispatcher = createDispatcher({ ...common, tasks, leaseMs: 60_000, random: () => 0.5 });
  const id = await store.queueSidebarCheck(ASKED);
  const run = async () => {
    const job = await store.claimJob({ leaseMs: 60_000 });
    if (job === null) throw new Error('nothing is due');
    await dispatcher.run(job, new AbortController().signal);
  };
  return { store, clock, desk, id, run, lines };
}

describe('check-from-sidebar', () => {
  it('checks the ticket as it stands and stores it under the id the agent was told; no note is written', async () => {
    const { store, desk, id, run } = await asked();
    desk.add('7', 'You charged me twice');
    await run();
    expect(await store.loadAnalysis(id)).toMatchObject({
      source: 'sidebar',
      query: 'ticket:7',
      asked_by: 'zendesk:31',
      note_view: null,
    });
    expect(desk.calls).toEqual(['read 7']);
    expect(await store.queueStatus()).toMatchObject({ due: 0, waiting: 0, running: 0 });
  });

  it.each([['deleted'], ['gone']])('ends where the ticket is %s', async (how) => {
    const { store, desk, id, run } = await asked();
    if (how === 'deleted') desk.tickets.set('7', { status: 'deleted', stamp: 1, comments: [] });
    await run();
    expect(await store.loadAnalysis(id)).toBeNull();
    expect(await store.checkUnderWay('7')).toBeNull();
  });

  it('is not carried out hours later, when nobody looks any more', async () => {
    const { store, clock, desk, id, run } = await asked();
    desk.add('7', 'You charged me twice');
    clock.ms += 2 * 3_600_000 + 1;
    await run();
    expect(desk.calls).toEqual([]);
    expect(await store.loadAnalysis(id)).toBeNull();
  });

  it('is tried again when Stripe is away', async () => {
    let tries = 0;
    const { store, clock, desk, id, run } = await asked(async () => {
      tries += 1;
      if (tries === 1) throw new ServiceError('stripe', 'unreachable', 'Stripe cannot be reached.');
      return checked();
    });
    desk.add('7', 'You charged me twice');
    await run();
    expect(await store.checkUnderWay('7')).toBe(id);
    clock.ms += 3_600_000;
    await run();
    expect(await store.loadAnalysis(id)).not.toBeNull();
  });
});
