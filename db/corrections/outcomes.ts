import { and, eq, inArray } from 'drizzle-orm';
import { assert } from '../../src/assert.ts';
import type { AuditChain } from '../audit.ts';
import { changeLeased, endJob, type Lease } from '../jobs.ts';
import { type EffectState, effect } from '../schema.ts';
import type { Db, Transactor } from '../transactor.ts';

/** A note about a correction on its ticket, by its natural key. */
export interface CorrectionNote {
  readonly state: EffectState;
  /** When a request may last have left (Unix milliseconds), or null when none did. */
  readonly sent_at_ms: number | null;
}

export type CorrectionNoteResult =
  | { readonly kind: 'posted'; readonly comment_id: string | null; readonly public: boolean }
  /** No note can ever be written; `reason` is a sentence without customer data. */
  | { readonly kind: 'impossible'; readonly reason: string };

export interface SettledNote {
  readonly job: Lease;
  readonly key: string;
  readonly ticket_id: string;
  readonly correction_id: string;
  /** Whose note it is: `system`, or whoever asked the agent. */
  readonly actor: string;
  /** What the note is about, e.g. `executed` or `question`: for the audit. */
  readonly about: string;
  readonly result: CorrectionNoteResult;
  /** A further note that is to follow once something is known: planned with this one's end. */
  readonly then_plan: string | null;
  /** How the job ends with it, or null: it goes on. */
  readonly end: string | null;
}

/**
 * Notes about corrections: each at most once by its key. `sent` without an end means that a note may exist: it is looked
 * for before another is written.
 */
export interface OutcomeStore {
  correctionNote(key: string): Promise<CorrectionNote | null>;
  /** Commits the intent; to be awaited before the request leaves. @throws {LostLease} */
  markCorrectionNoteSent(input: { readonly job: Lease; readonly key: string }): Promise<void>;
  /** The note's end, its audit entry, what follows and how the job goes on: one transaction. @throws {LostLease} */
  settleCorrectionNote(input: SettledNote): Promise<void>;
}

/** One note for each state a ticket is told about. */
export function outcomeKey(ticketId: string, correctionId: string, state: string): string {
  return `outcome:${ticketId}:${correctionId}:${state}`;
}

/** What a new check says afterwards, where it could not be had in time for the first note. */
export function recheckKey(ticketId: string, correctionId: string): string {
  return outcomeKey(ticketId, correctionId, 'recheck');
}

export function questionKey(ticketId: string, requestId: string): string {
  return `question:${ticketId}:${requestId}`;
}

export function outcomeStore(transactor: Transactor, chain: AuditChain, clock: () => number): OutcomeStore {
  return {
    correctionNote: (key) =>
      transactor.read((db) => {
        const row = db.select().from(effect).where(eq(effect.key, key)).get();
        return row === undefined ? null : { state: row.state, sent_at_ms: row.sent_at_ms };
      }),

    markCorrectionNoteSent: ({ job, key }) =>
      transactor.write((db) => {
        const now = clock();
        changeLeased(db, job, { state: 'running' });
        plan(db, key, now);
        changeOpen(db, key, { state: 'sent', sent_at_ms: now });
      }),

    settleCorrectionNote: ({ job, key, result, then_plan, end, ...note }) =>
      transactor.write((db) => {
        const now = clock();
        if (end === null) changeLeased(db, job, { state: 'running' });
        else endJob(db, job, end, now);
        // Found or impossible without a request of this run.
        plan(db, key, now);
        const posted = result.kind === 'posted';
        changeOpen(db, key, {
          state: posted ? 'done' : 'impossible',
          result: posted ? result.comment_id : result.reason,
          settled_at_ms: now,
        });
        if (then_plan !== null) plan(db, then_plan, now);
        const { actor, about, ticket_id: ticket, correction_id: subject } = note;
        const details = posted
          ? { outcome: 'posted', about, ticket, comment: result.comment_id, public: result.public }
          : { outcome: 'impossible', about, ticket };
        chain.append(db, { actor, kind: 'note', subject, details }, now);
      }),
  };
}

function plan(db: Db, key: string, now: number): void {
  db.insert(effect).values({ key, state: 'planned', planned_at_ms: now }).onConflictDoNothing().run();
}

function changeOpen(db: Db, key: string, change: Partial<typeof effect.$inferInsert>): void {
  const { changes } = db
    .update(effect)
    .set(change)
    .where(and(eq(effect.key, key), inArray(effect.state, ['planned', 'sent'])))
    .run();
  assert(changes === 1, 'a note is settled once, by the job that holds its lease', { key });
}
