import { and, eq, inArray } from 'drizzle-orm';
import { assert } from '../src/assert.ts';
import type { AuditChain } from './audit.ts';
import { changeLeased, endJob, type Lease } from './jobs.ts';
import { analysis, effect } from './schema.ts';
import type { Db, Transactor } from './transactor.ts';

/** Which note: one per ticket and analysis. */
export interface NoteOf {
  readonly ticket_id: string;
  readonly analysis_id: string;
}

export type NoteResult =
  | { readonly kind: 'posted'; readonly comment_id: string | null; readonly public: boolean }
  /** No note can ever be written; `reason` is a sentence without customer data. */
  | { readonly kind: 'impossible'; readonly reason: string };

/**
 * The note's life: `planned` with its analysis, `sent` before the request leaves, `done` or `impossible`.
 * `sent` without an end means that a note may exist: it is looked for before another is written.
 */
export interface NoteStore {
  /** When a request may last have left for this note (Unix milliseconds), or null when none did. */
  noteSentAt(note: NoteOf): Promise<number | null>;
  /** Commits the intent; to be awaited before the request leaves. @throws {LostLease} */
  markNoteSent(input: NoteOf & { readonly job: Lease }): Promise<void>;
  /** The note's end, the analysis' `noted` time, the audit entry and the end of the job: one transaction. @throws {LostLease} */
  settleNote(input: NoteOf & { readonly job: Lease; readonly result: NoteResult }): Promise<void>;
}

export function noteKey(ticketId: string, analysisId: string): string {
  return `note:${ticketId}:${analysisId}`;
}

/** Inside the transaction that saves the analysis. */
export function planNote(db: Db, key: string, now: number): void {
  db.insert(effect).values({ key, state: 'planned', planned_at_ms: now }).run();
}

export function noteStore(transactor: Transactor, chain: AuditChain, clock: () => number): NoteStore {
  return {
    noteSentAt: ({ ticket_id, analysis_id }) =>
      transactor.read((db) => {
        const key = noteKey(ticket_id, analysis_id);
        return db.select().from(effect).where(eq(effect.key, key)).get()?.sent_at_ms ?? null;
      }),

    markNoteSent: ({ job, ticket_id, analysis_id }) =>
      transactor.write((db) => {
        changeLeased(db, job, { state: 'running' });
        changeOpenNote(db, noteKey(ticket_id, analysis_id), { state: 'sent', sent_at_ms: clock() });
      }),

    settleNote: ({ job, ticket_id, analysis_id, result }) =>
      transactor.write((db) => {
        const now = clock();
        const posted = result.kind === 'posted';
        endJob(db, job, posted ? 'posted' : `impossible: ${result.reason}`, now);
        changeOpenNote(db, noteKey(ticket_id, analysis_id), {
          state: posted ? 'done' : 'impossible',
          result: posted ? result.comment_id : result.reason,
          settled_at_ms: now,
        });
        if (posted)
          db.update(analysis)
            .set({ noted_at_ms: now, note_comment_id: result.comment_id })
            .where(eq(analysis.id, analysis_id))
            .run();
        const details = posted
          ? { outcome: 'posted', ticket: ticket_id, comment: result.comment_id, public: result.public }
          : { outcome: 'impossible', ticket: ticket_id };
        chain.append(db, { actor: 'system', kind: 'note', subject: analysis_id, details }, now);
      }),
  };
}

function changeOpenNote(db: Db, key: string, change: Partial<typeof effect.$inferInsert>): void {
  const { changes } = db
    .update(effect)
    .set(change)
    .where(and(eq(effect.key, key), inArray(effect.state, ['planned', 'sent'])))
    .run();
  assert(changes === 1, 'a note is settled once, by the job that holds its lease', { key });
}
