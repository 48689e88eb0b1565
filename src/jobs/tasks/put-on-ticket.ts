import type { DraftResult } from '../../../db/drafts.ts';
import type { Store } from '../../../db/store.ts';
import { assert } from '../../assert.ts';
import type { ResultTriage } from '../../check/result.ts';
import type { Logger } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import type { SlackDesk, TicketDesk } from '../ports.ts';
import { belongsToTheQueue, sentenceFor } from '../slack-failures.ts';
import { resultOf } from '../stored-check.ts';
import { writeNoteOnce } from '../write-note-once.ts';
import type { Task } from './task.ts';

/** A click nobody could act on for this long is dropped: the ticket may have moved on. */
const CLICK_MAX_AGE_MS = 2 * 3_600_000;

export interface PutOnTicketDeps {
  readonly store: Store;
  readonly slack: SlackDesk;
  /** Null while no support desk is configured. */
  readonly desk: TicketDesk | null;
  /** Complete HTML of an internal note that holds the drafted reply, the marker visible in it. */
  readonly renderDraft: (triage: ResultTriage, marker: string) => string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/** Visible to people, and what the note with the draft is found by. */
export function draftMarkerOf(analysisId: string): string {
  return `[bc-draft:${analysisId}]`;
}

/** "Put on the ticket": one internal note with the drafted reply, however often and by whomever it is clicked. */
export function putOnTicket(deps: PutOnTicketDeps): Task<'put-on-ticket'> {
  const { store, slack, logger, clock } = deps;
  return async (job, signal) => {
    const { request_id } = job.payload;
    const request = await store.loadSlackRequest(request_id);
    assert(request !== null && request.analysis_id !== null, 'a click is about a check', { request_id });
    const answer = slack.answerTo(request, job);
    const end = async (outcome: string, sentence: string | null, refused?: string) => {
      if (sentence !== null) await answer.show({ kind: 'remark', sentence });
      await store.settleSlackRequest({
        job,
        request_id,
        outcome,
        ...(refused === undefined ? {} : { refused }),
      });
      return { outcome: 'done', detail: outcome } as const;
    };
    if (clock() - request.received_at_ms > CLICK_MAX_AGE_MS) return end('too late', null);
    const permission = await slack.mayCheck(request);
    if (permission.kind === 'refused') return end('refused', permission.sentence, permission.reason);
    try {
      const ticket_id = await store.ticketOfAnalysis(request.analysis_id);
      if (ticket_id === null || deps.desk === null)
        return end('no ticket', 'This check belongs to no ticket: copy the draft instead.');
      const draft = { ticket_id, analysis_id: request.analysis_id, actor: `slack:${request.user_id}` };
      return end('draft', await writeDraft(deps, deps.desk, draft, job, signal));
    } catch (error) {
      if (belongsToTheQueue(error, signal)) throw error;
      logger.error({ err: error, request: request_id }, 'a draft was not put on its ticket');
      return end(
        'failed',
        `The draft is not on the ticket. ${sentenceFor(error).replace(', so nothing was checked', '')}`,
      );
    }
  };
}

/** Returns the sentence for the person. */
async function writeDraft(
  { store, renderDraft, logger, metrics, clock }: PutOnTicketDeps,
  desk: TicketDesk,
  { ticket_id, analysis_id, actor }: { ticket_id: string; analysis_id: string; actor: string },
  job: Parameters<Task<'put-on-ticket'>>[0],
  signal: AbortSignal,
): Promise<string> {
  const before = await store.draftOf({ ticket_id, analysis_id });
  if (before?.state === 'done') return `The draft is on ticket ${ticket_id} already, as an internal note.`;
  if (before?.state === 'impossible') return impossible(ticket_id, before.result ?? '');
  const analysis = await store.loadAnalysis(analysis_id);
  if (analysis === null) return 'This check is still being written, or not kept any more: try again.';
  const marker = draftMarkerOf(analysis_id);
  const note = await writeNoteOnce({
    desk,
    ticket_id,
    marker,
    html: renderDraft(resultOf(analysis).triage, marker),
    tags: [],
    sentAt: before?.sent_at_ms ?? null,
    markSent: () => store.markDraftSent({ job, ticket_id, analysis_id }),
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
  const result: DraftResult =
    note.kind === 'impossible' ? note : { kind: 'posted', comment_id: note.comment_id, public: isPublic };
  await store.settleDraft({ job, ticket_id, analysis_id, actor, result });
  metrics.notes.inc({ outcome: isPublic ? 'public' : note.kind });
  return note.kind === 'impossible'
    ? impossible(ticket_id, note.reason)
    : `The draft is on ticket ${ticket_id} as an internal note: read it there before you send it.`;
}

function impossible(ticketId: string, reason: string): string {
  return `The draft cannot be put on ticket ${ticketId} (${reason}): copy it instead.`;
}
