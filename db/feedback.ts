import { and, asc, eq } from 'drizzle-orm';
import { assert } from '../src/assert.ts';
import { scrub, scrubbedJson } from '../src/scrub.ts';
import { type DraftUse, draftFeedback, feedback, finding, findingFeedback } from './schema.ts';
import type { Db, Transactor } from './transactor.ts';

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
  /** What somebody says of parts of one check, all of it or nothing. */
  saveMarks(input: Partial<Marks> & { readonly analysis_id: string; readonly actor: string }): Promise<void>;
  /** What this agent said of a check's findings and draft. */
  marksBy(actor: string, analysisId: string): Promise<Marks>;
}

/** What an agent says of one finding. */
export interface FindingMark {
  readonly finding_id: string;
  readonly is_right: boolean;
  /** The agent's words; they may speak of the customer. */
  readonly reason: string | null;
}

/** One run of words of a draft and of what was sent instead. */
export interface DraftChange {
  readonly kind: 'kept' | 'removed' | 'added';
  readonly text: string;
}

/** What became of a drafted reply. */
export interface DraftMark {
  readonly use: DraftUse;
  /** How much of its words was changed, of a hundred; null where only the agent says so. */
  readonly changed_percent: number | null;
  readonly difference: readonly DraftChange[] | null;
  readonly reason: string | null;
}

export interface Marks {
  /** Of this check's findings. */
  readonly findings: readonly FindingMark[];
  readonly draft: DraftMark | null;
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

    saveMarks: ({ analysis_id, actor, findings = [], draft = null }) =>
      transactor.write((db) => {
        const now = clock();
        for (const mark of findings) putFindingMark(db, analysis_id, actor, mark, now);
        if (draft !== null) putDraftMark(db, analysis_id, actor, draft, now);
      }),

    marksBy: (actor, analysisId) =>
      transactor.read((db) => ({
        findings: db
          .select({
            finding_id: findingFeedback.finding_id,
            is_right: findingFeedback.is_right,
            reason: findingFeedback.reason,
          })
          .from(findingFeedback)
          .innerJoin(finding, eq(finding.id, findingFeedback.finding_id))
          .where(and(eq(finding.analysis_id, analysisId), eq(findingFeedback.actor, actor)))
          .orderBy(asc(finding.position))
          .all()
          .map((row) => ({ ...row, is_right: row.is_right === 1 })),
        draft: draftMarkOf(db, actor, analysisId),
      })),
  };
}

function putFindingMark(
  db: Db,
  analysisId: string,
  actor: string,
  { finding_id, is_right, reason }: FindingMark,
  now: number,
): void {
  const place = db
    .select({ id: finding.id })
    .from(finding)
    .where(and(eq(finding.id, finding_id), eq(finding.analysis_id, analysisId)))
    .get();
  assert(place !== undefined, 'a finding is marked with the check it is of', { finding_id, analysisId });
  const said = { is_right: is_right ? 1 : 0, reason: scrubbed(reason), given_at_ms: now };
  db.insert(findingFeedback)
    .values({ finding_id, actor, ...said })
    .onConflictDoUpdate({ target: [findingFeedback.finding_id, findingFeedback.actor], set: said })
    .run();
}

function putDraftMark(db: Db, analysis_id: string, actor: string, mark: DraftMark, now: number): void {
  const { use, changed_percent, difference, reason } = mark;
  const said = {
    use,
    changed_percent,
    difference: difference === null ? null : (scrubbedJson(difference) ?? null),
    reason: scrubbed(reason),
    given_at_ms: now,
  };
  db.insert(draftFeedback)
    .values({ analysis_id, actor, ...said })
    .onConflictDoUpdate({ target: [draftFeedback.analysis_id, draftFeedback.actor], set: said })
    .run();
}

function draftMarkOf(db: Db, actor: string, analysisId: string): DraftMark | null {
  const row = db
    .select()
    .from(draftFeedback)
    .where(and(eq(draftFeedback.analysis_id, analysisId), eq(draftFeedback.actor, actor)))
    .get();
  if (row === undefined) return null;
  const { use, changed_percent, difference, reason } = row;
  // Only we write these rows.
  const changes = difference === null ? null : (JSON.parse(difference) as DraftChange[]);
  return { use, changed_percent, difference: changes, reason };
}

const scrubbed = (words: string | null): string | null => (words === null ? null : scrub(words));
