import { and, eq } from 'drizzle-orm';
import { scrub } from '../src/scrub.ts';
import { feedback } from './schema.ts';
import type { Transactor } from './transactor.ts';

/** What of a check somebody found wrong. */
export type FeedbackTopic = 'customer' | 'verdict' | 'amount' | 'draft' | 'other';

/** What an agent says of a check. */
export interface Feedback {
  readonly is_helpful: boolean;
  readonly about: FeedbackTopic | null;
  /** The agent's words; they may speak of the customer. */
  readonly comment: string | null;
}

export interface FeedbackStore {
  /** The last word of each agent holds. */
  saveFeedback(input: Feedback & { readonly analysis_id: string; readonly actor: string }): Promise<void>;
  feedbackBy(actor: string, analysisId: string): Promise<Feedback | null>;
}

export function feedbackStore(transactor: Transactor, clock: () => number): FeedbackStore {
  return {
    saveFeedback: ({ analysis_id, actor, is_helpful, about, comment }) =>
      transactor.write((db) => {
        const said = {
          is_helpful: is_helpful ? 1 : 0,
          about,
          comment: comment === null ? null : scrub(comment),
          given_at_ms: clock(),
        };
        db.insert(feedback)
          .values({ analysis_id, actor, ...said })
          .onConflictDoUpdate({ target: [feedback.analysis_id, feedback.actor], set: said })
          .run();
      }),

    feedbackBy: (actor, analysisId) =>
      transactor.read((db) => {
        const row = db
          .select()
          .from(feedback)
          .where(and(eq(feedback.analysis_id, analysisId), eq(feedback.actor, actor)))
          .get();
        if (row === undefined) return null;
        return { is_helpful: row.is_helpful === 1, about: row.about, comment: row.comment };
      }),
  };
}
