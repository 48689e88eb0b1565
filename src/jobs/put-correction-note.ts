import type { CorrectionNoteResult } from '../../db/corrections/index.ts';
import type { Lease } from '../../db/jobs.ts';
import type { Store } from '../../db/store.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { TicketDesk } from './ports.ts';
import { writeNoteOnce } from './write-note-once.ts';

export interface CorrectionNoteDeps {
  readonly store: Store;
  readonly desk: TicketDesk;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

export interface CorrectionNoteToPut {
  readonly job: Lease;
  /** Its natural key in the store. */
  readonly key: string;
  readonly ticket_id: string;
  readonly correction_id: string;
  readonly marker: string;
  /** Complete HTML, the marker in it. */
  readonly html: string;
  readonly tags: readonly string[];
  readonly actor: string;
  readonly about: string;
  readonly then_plan: string | null;
  /** True: the job ends with the note. */
  readonly ends: boolean;
}

/**
 * One internal note about a correction, exactly once by its key, and how that ended in the store. A ticket that takes no
 * notes any more ends it with a word.
 * @throws {ServiceError | LostLease}
 */
export async function putCorrectionNote(
  { store, desk, logger, metrics, clock }: CorrectionNoteDeps,
  { ends, ...note }: CorrectionNoteToPut,
  signal: AbortSignal,
): Promise<'posted' | 'found' | 'impossible'> {
  const { job, key, ticket_id, correction_id, marker, html, tags } = note;
  const written = await writeNoteOnce({
    desk,
    ticket_id,
    marker,
    html,
    tags,
    sentAt: (await store.correctionNote(key))?.sent_at_ms ?? null,
    markSent: () => store.markCorrectionNoteSent({ job, key }),
    onConflict: () => metrics.notes.inc({ outcome: 'conflict' }),
    clock,
    signal,
  });
  const isPublic = written.kind === 'found' && written.public;
  if (isPublic)
    logger.error(
      { correction: correction_id, ticket: ticket_id, comment: written.comment_id },
      'ALARM: an internal note is public; make it private in Zendesk now and look for what changed it',
    );
  const result: CorrectionNoteResult =
    written.kind === 'impossible'
      ? written
      : { kind: 'posted', comment_id: written.comment_id, public: isPublic };
  const end = written.kind === 'impossible' ? `impossible: ${written.reason}` : written.kind;
  await store.settleCorrectionNote({ ...note, result, end: ends ? end : null });
  metrics.notes.inc({ outcome: isPublic ? 'public' : written.kind });
  return written.kind;
}
