import type { StoredAnalysis } from '../../../db/analyses.ts';
import type { Store } from '../../../db/store.ts';
import { assert } from '../../assert.ts';
import type { Logger } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import type { TicketDesk } from '../ports.ts';
import { writeNoteOnce } from '../write-note-once.ts';
import type { Task } from './task.ts';

export interface PublishAnalysisDeps {
  readonly store: Store;
  readonly desk: TicketDesk;
  /** Complete HTML of the note with the marker visible in it. */
  readonly renderNote: (noteView: unknown, marker: string) => string;
  /** Those of this result, and those of other results that hold no longer. */
  readonly tags: (analysis: StoredAnalysis) => {
    readonly add: readonly string[];
    readonly remove: readonly string[];
  };
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/** Visible to people, and what a note is found by. */
export function markerOf(analysisId: string): string {
  return `[bc:${analysisId}]`;
}

/** Writes the note of a stored analysis, exactly once, and stores how that ended. */
export function publishAnalysis(deps: PublishAnalysisDeps): Task<'publish-analysis'> {
  const { store, desk, renderNote, tags, logger, metrics, clock } = deps;
  return async (job, signal) => {
    const { analysis_id, ticket_id } = job.payload;
    const analysis = await store.loadAnalysis(analysis_id);
    assert(analysis !== null, 'a note is published of an analysis that exists', { analysis_id });
    const marker = markerOf(analysis_id);
    const { add, remove } = tags(analysis);
    const note = await writeNoteOnce({
      desk,
      ticket_id,
      marker,
      html: renderNote(analysis.note_view, marker),
      tags: add,
      staleTags: remove,
      sentAt: await store.noteSentAt({ ticket_id, analysis_id }),
      markSent: () => store.markNoteSent({ job, ticket_id, analysis_id }),
      onConflict: () => metrics.notes.inc({ outcome: 'conflict' }),
      clock,
      signal,
    });
    const isPublic = note.kind === 'found' && note.public;
    if (isPublic)
      logger.error(
        { analysis: analysis_id, ticket: ticket_id, comment: note.comment_id },
        'ALARM: an internal note is public; make it private in Zendesk now and look for what changed it',
      );
    const result =
      note.kind === 'impossible'
        ? note
        : { kind: 'posted' as const, comment_id: note.comment_id, public: isPublic };
    await store.settleNote({ job, ticket_id, analysis_id, result });
    metrics.notes.inc({ outcome: isPublic ? 'public' : note.kind });
    return { outcome: 'done', detail: note.kind };
  };
}
