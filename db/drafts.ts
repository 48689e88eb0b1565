import { and, eq, inArray } from 'drizzle-orm';
import { assert } from '../src/assert.ts';
import type { AuditChain } from './audit.ts';
import { changeLeased, type Lease } from './jobs.ts';
import { type EffectState, effect } from './schema.ts';
import type { Transactor } from './transactor.ts';

/** Which drafted reply: one internal note per ticket and analysis, however often and by whomever it is asked for. */
export interface DraftOf {
  readonly ticket_id: string;
  readonly analysis_id: string;
}

export interface DraftState {
  readonly state: EffectState;
  /** When a request may last have left (Unix milliseconds), or null when none did. */
  readonly sent_at_ms: number | null;
  /** The comment's id, or why none can be written. */
  readonly result: string | null;
}

export type DraftResult =
  | { readonly kind: 'posted'; readonly comment_id: string | null; readonly public: boolean }
  | { readonly kind: 'impossible'; readonly reason: string };

/** The note with a drafted reply. Its job goes on after it: the person who asked is told. */
export interface DraftStore {
  draftOf(draft: DraftOf): Promise<DraftState | null>;
  /** Commits the intent; to be awaited before the request leaves. @throws {LostLease} */
  markDraftSent(input: DraftOf & { readonly job: Lease }): Promise<void>;
  /** The note's end and its audit entry in `actor`'s name. @throws {LostLease} */
  settleDraft(
    input: DraftOf & { readonly job: Lease; readonly actor: string; readonly result: DraftResult },
  ): Promise<void>;
}

export function draftKey(ticketId: string, analysisId: string): string {
  return `draft:${ticketId}:${analysisId}`;
}

function keyOf({ ticket_id, analysis_id }: DraftOf): string {
  return draftKey(ticket_id, analysis_id);
}

export function draftStore(transactor: Transactor, chain: AuditChain, clock: () => number): DraftStore {
  return {
    draftOf: (draft) =>
      transactor.read((db) => {
        const row = db
          .select()
          .from(effect)
          .where(eq(effect.key, keyOf(draft)))
          .get();
        return row === undefined
          ? null
          : { state: row.state, sent_at_ms: row.sent_at_ms, result: row.result };
      }),

    markDraftSent: ({ job, ...draft }) =>
      transactor.write((db) => {
        const now = clock();
        changeLeased(db, job, { state: 'running' });
        const { changes } = db
          .insert(effect)
          .values({ key: keyOf(draft), state: 'sent', planned_at_ms: now, sent_at_ms: now })
          .onConflictDoUpdate({
            target: effect.key,
            set: { state: 'sent', sent_at_ms: now },
            setWhere: inArray(effect.state, ['planned', 'sent']),
          })
          .run();
        assert(changes === 1, 'a settled draft is not sent again', { ...draft });
      }),

    settleDraft: ({ job, actor, ticket_id, analysis_id, result }) =>
      transactor.write((db) => {
        const now = clock();
        const posted = result.kind === 'posted';
        const key = keyOf({ ticket_id, analysis_id });
        changeLeased(db, job, { state: 'running' });
        const end = {
          state: posted ? ('done' as const) : ('impossible' as const),
          result: posted ? result.comment_id : result.reason,
          settled_at_ms: now,
        };
        db.insert(effect).values({ key, state: 'planned', planned_at_ms: now }).onConflictDoNothing().run();
        const { changes } = db
          .update(effect)
          .set(end)
          .where(and(eq(effect.key, key), inArray(effect.state, ['planned', 'sent'])))
          .run();
        assert(changes === 1, 'a draft is settled once', { key });
        const details = posted
          ? { outcome: 'posted', ticket: ticket_id, comment: result.comment_id, public: result.public }
          : { outcome: 'impossible', ticket: ticket_id };
        chain.append(db, { actor, kind: 'draft_note', subject: analysis_id, details }, now);
      }),
  };
}
