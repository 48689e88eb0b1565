import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredAnalysis } from '../../../db/analyses.ts';
import type { NoteResult } from '../../../db/notes.ts';
import type { Store } from '../../../db/store.ts';
import { assert } from '../../assert.ts';
import type { Logger } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import { ServiceError } from '../../service-error.ts';
import type { TicketDesk } from '../ports.ts';
import type { Task } from './task.ts';

/** Somebody else may change the ticket at the same moment this often before the job is put off. */
const MAX_CONFLICTS_PER_RUN = 5;
const CONFLICT_PAUSE_MS = 300;
/** A request that left without an answer may still take effect this long. */
const SETTLE_MS = 2_000;

export interface PublishAnalysisDeps {
  readonly store: Store;
  readonly desk: TicketDesk;
  /** Complete HTML of the note with the marker visible in it. */
  readonly renderNote: (noteView: unknown, marker: string) => string;
  readonly tags: (analysis: StoredAnalysis) => readonly string[];
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/** Visible to people, and what a note is found by. */
export function markerOf(analysisId: string): string {
  return `[bc:${analysisId}]`;
}

/**
 * Exactly one internal note per analysis. The ticket's stamp is read first and the note looked for after it: a note
 * that appears in between changes the stamp, so that the write is refused as a conflict.
 */
export function publishAnalysis(deps: PublishAnalysisDeps): Task<'publish-analysis'> {
  const { store, desk, renderNote, tags, logger, metrics, clock } = deps;
  return async (job, signal) => {
    const { analysis_id, ticket_id } = job.payload;
    const analysis = await store.loadAnalysis(analysis_id);
    assert(analysis !== null, 'a note is published of an analysis that exists', { analysis_id });
    const marker = markerOf(analysis_id);
    const html = renderNote(analysis.note_view, marker);

    const settle = async (result: NoteResult, outcome: string) => {
      if (result.kind === 'posted' && result.public)
        logger.error(
          { analysis: analysis_id, ticket: ticket_id, comment: result.comment_id },
          'ALARM: an internal note is public; make it private in Zendesk now and look for what changed it',
        );
      await store.settleNote({ job, ticket_id, analysis_id, result });
      metrics.notes.inc({ outcome: result.kind === 'posted' && result.public ? 'public' : outcome });
      return { outcome: 'done', detail: outcome } as const;
    };

    const sentAt = await store.noteSentAt({ ticket_id, analysis_id });
    if (sentAt !== null) await pause(sentAt + SETTLE_MS - clock(), signal);

    for (let conflicts = 0; conflicts < MAX_CONFLICTS_PER_RUN; conflicts += 1) {
      const ticket = await desk.readTicket(ticket_id);
      if (ticket === null)
        return settle({ kind: 'impossible', reason: 'the ticket does not exist any more' }, 'impossible');
      const found = await desk.findNote(ticket_id, marker);
      if (found !== null) return settle({ kind: 'posted', ...found }, 'found');

      signal.throwIfAborted();
      await store.markNoteSent({ job, ticket_id, analysis_id });
      const { updated_stamp } = ticket;
      const note = await desk.addNote({ ticket_id, updated_stamp, marker, html, add_tags: tags(analysis) });
      if (note.kind === 'posted')
        return settle({ kind: 'posted', comment_id: note.comment_id, public: false }, 'posted');
      if (note.kind === 'impossible')
        return settle({ kind: 'impossible', reason: note.message }, 'impossible');
      metrics.notes.inc({ outcome: 'conflict' });
      await pause(CONFLICT_PAUSE_MS * 2 ** conflicts, signal);
    }
    throw new ServiceError(
      'zendesk',
      'limited',
      `Ticket ${ticket_id} keeps changing while its note is written.`,
    );
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await sleep(Math.min(ms, MAX_PAUSE_MS), undefined, { signal });
}

/** Longer than any pause above: bounds what a clock set back could make of them. */
const MAX_PAUSE_MS = 10_000;
