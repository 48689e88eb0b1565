import { eq, inArray } from 'drizzle-orm';
import type { Correction } from '../src/analysis/finding.ts';
import {
  analysis,
  correction,
  correctionAct,
  correctionEffect,
  decision,
  draftFeedback,
  feedback,
  finding,
  findingFeedback,
  job,
  slackRequest,
} from './schema.ts';
import type { SlackAsk } from './slack-requests.ts';
import type { Db } from './transactor.ts';

/**
 * Columns that may hold a customer's name, address or words. All others hold ids, amounts, hashes, times, states and
 * our own words; a test asks of every new column to which of the two it belongs.
 */
export const PERSONAL_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  analysis: ['query', 'result', 'note_view', 'timeline'],
  slack_request: ['subject', 'ask', 'response_url'],
  job: ['payload', 'last_error'],
  correction: ['drafted', 'original', 'preview', 'outcome'],
  decision: ['reason'],
  correction_act: ['reason'],
  correction_effect: ['params', 'result'],
  feedback: ['comment'],
  finding_feedback: ['reason'],
  draft_feedback: ['difference', 'reason'],
};

const ERASED = 'erased';
const NOTHING_ASKED: SlackAsk = {
  references: [],
  sentence: null,
  words: null,
  place: 'private',
  chosen_from: null,
};

/** The check stays with its verdict, findings and amounts; what was said in it goes, in its corrections too. */
export function eraseAnalysis(db: Db, id: string, now: number, options: { customerIds: boolean }): void {
  db.update(analysis)
    .set({
      query: ERASED,
      result: '{}',
      note_view: null,
      timeline: null,
      erased_at_ms: now,
      ...(options.customerIds ? { customer_ids: '[]' } : {}),
    })
    .where(eq(analysis.id, id))
    .run();
  db.update(feedback).set({ comment: null }).where(eq(feedback.analysis_id, id)).run();
  const findings = db.select({ id: finding.id }).from(finding).where(eq(finding.analysis_id, id));
  db.update(findingFeedback).set({ reason: null }).where(inArray(findingFeedback.finding_id, findings)).run();
  db.update(draftFeedback)
    .set({ difference: null, reason: null })
    .where(eq(draftFeedback.analysis_id, id))
    .run();
  const corrections = db
    .select({ id: correction.id, drafted: correction.drafted })
    .from(correction)
    .where(eq(correction.analysis_id, id))
    .all();
  for (const row of corrections) eraseCorrection(db, row);
}

/** To be called of settled corrections only: an approval is signed over the steps that lose their parameters here. */
export function eraseCorrection(db: Db, { id, drafted }: { id: string; drafted: string }): void {
  const { steps, ...rest } = JSON.parse(drafted) as Correction;
  const kept: Correction = {
    ...rest,
    justification: '',
    alternatives: [],
    steps: steps.map((step) => ({ ...step, params: {} })),
  };
  db.update(correction)
    .set({ drafted: JSON.stringify(kept), original: null, preview: null, outcome: null })
    .where(eq(correction.id, id))
    .run();
  db.update(decision).set({ reason: null }).where(eq(decision.correction_id, id)).run();
  db.update(correctionAct).set({ reason: null }).where(eq(correctionAct.correction_id, id)).run();
  db.update(correctionEffect)
    .set({ params: '{}', result: null })
    .where(eq(correctionEffect.correction_id, id))
    .run();
}

export function eraseRequest(db: Db, id: string, now: number): void {
  db.update(slackRequest)
    .set({
      subject: `${ERASED}:${id}`,
      ask: JSON.stringify(NOTHING_ASKED),
      response_url: null,
      erased_at_ms: now,
    })
    .where(eq(slackRequest.id, id))
    .run();
}

export function eraseJobErrors(db: Db, ids: readonly string[]): void {
  db.update(job)
    .set({ last_error: null })
    .where(inArray(job.id, [...ids]))
    .run();
}
