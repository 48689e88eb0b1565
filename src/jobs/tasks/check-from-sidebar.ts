import type { Store } from '../../../db/store.ts';
import type { Metrics } from '../../metrics.ts';
import type { CheckProgress } from '../check-progress.ts';
import type { TicketDesk } from '../ports.ts';
import { wordsOf } from '../words-of.ts';
import type { TicketCheck } from './analyze-ticket.ts';
import type { Task } from './task.ts';

/** The agent has long looked elsewhere by then. */
const CHECK_MAX_AGE_MS = 2 * 3_600_000;

export interface CheckFromSidebarDeps {
  readonly store: Pick<Store, 'completeJob' | 'recordSidebarCheck'>;
  readonly desk: TicketDesk;
  readonly check: TicketCheck;
  readonly progress: CheckProgress;
  readonly metrics: Metrics;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/** A check an agent asked for beside the ticket: read it, check, save. The agent reads it there; no note is written. */
export function checkFromSidebar({
  store,
  desk,
  check,
  progress,
  metrics,
  clock,
}: CheckFromSidebarDeps): Task<'check-from-sidebar'> {
  return async (job, signal) => {
    const { analysis_id, ticket_id, asked_by, customer } = job.payload;
    const ignore = async (reason: string) => {
      await store.completeJob({ job, outcome: reason });
      return { outcome: 'ignored', detail: reason } as const;
    };
    const readAtMs = clock();
    if (readAtMs - job.created_at_ms > CHECK_MAX_AGE_MS) return ignore('too late');
    const ticket = await desk.readTicket(ticket_id);
    if (ticket === null || ticket.status === 'deleted') return ignore('not found');

    const asOf = Math.floor(readAtMs / 1_000);
    const { note_view: _note, ...checked } = await check({
      ticket,
      words: wordsOf(ticket),
      asOf,
      signal,
      ...(customer === undefined ? {} : { customer }),
      on_progress: (step) => progress.report(analysis_id, step),
    });
    metrics.checkDuration.observe({ verdict: checked.verdict }, (clock() - readAtMs) / 1_000);
    await store.recordSidebarCheck({
      ...checked,
      job,
      query: `ticket:${ticket.id}`,
      asked_by,
      read_at_ms: readAtMs,
    });
    progress.end(analysis_id);
    return { outcome: 'done', detail: checked.verdict };
  };
}
