import type { FindingRow } from '../../../db/analyses.ts';
import { analysisIdOf, type SlackReference, type SlackRequest } from '../../../db/slack-requests.ts';
import type { Store } from '../../../db/store.ts';
import type { Ticket } from '../../analysis/ticket/ticket.ts';
import { assert } from '../../assert.ts';
import type { CheckOutcome } from '../../check/check-customer.ts';
import type { ProgressStep } from '../../check/ports.ts';
import type { AnalysisResult } from '../../check/result.ts';
import { wordingRow } from '../../check/wording-row.ts';
import type { Logger } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import type { ShownCheck, SlackAnswer, SlackDesk, TicketDesk } from '../ports.ts';
import { belongsToTheQueue, sentenceFor, withinPatience } from '../slack-failures.ts';
import { shownStored } from '../stored-check.ts';
import { wordsOf } from '../words-of.ts';
import type { Task } from './task.ts';

/** Nobody waits for an answer any more that could not be given for this long. */
const ANSWER_MAX_AGE_MS = 2 * 3_600_000;

export interface SlackCheckInput {
  /** A Stripe id or an e-mail address. */
  readonly query: string;
  readonly from_ticket: boolean;
  readonly ticket: Ticket | null;
  readonly ticket_id: string | null;
  /** Unix seconds. */
  readonly asOf: number;
  readonly signal: AbortSignal;
  readonly on_progress: (step: ProgressStep) => void;
  /** Told once the findings stand, before somebody words them better; not told when nobody will. */
  readonly onDeterministic: (outcome: SlackCheckOutcome) => void;
}

export type SlackCheckOutcome = Pick<CheckOutcome, 'result' | 'resolution' | 'livemode'>;

/** The check line with a view at half time. Operational failures throw a ServiceError. */
export type SlackCheck = (input: SlackCheckInput) => Promise<SlackCheckOutcome>;

export interface AnswerSlackDeps {
  readonly store: Store;
  readonly slack: SlackDesk;
  /** Null while no support desk is configured. */
  readonly desk: TicketDesk | null;
  readonly check: SlackCheck;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/** Who is meant, with the words that came along. */
interface Subject {
  readonly query: string;
  /** What the answer calls it. */
  readonly shown: string;
  readonly ticket_id: string | null;
  readonly from_ticket: boolean;
  readonly words: Ticket | null;
}

/**
 * One question in Slack, in a straight line: may they ask, whom do they mean, check, show, store. Every end is told
 * to the person; only trouble with Slack or the store makes the job run again.
 */
export function answerSlack(deps: AnswerSlackDeps): Task<'answer-slack'> {
  const { store, slack, logger, clock } = deps;
  return async (job, signal) => {
    const { request_id } = job.payload;
    const request = await store.loadSlackRequest(request_id);
    assert(request !== null, 'a job answers a request that exists', { request_id });
    const answer = slack.answerTo(request, job);
    const settle = async (outcome: string, refused?: string) => {
      await store.settleSlackRequest({
        job,
        request_id,
        outcome,
        ...(refused === undefined ? {} : { refused }),
      });
      return { outcome: 'done', detail: outcome } as const;
    };
    const say = async (kind: 'failure' | 'refused', sentence: string, outcome: string, refused?: string) => {
      await answer.show({ kind, sentence });
      return settle(outcome, refused);
    };

    if (clock() - request.received_at_ms > ANSWER_MAX_AGE_MS) return settle('too late');
    const permission = await slack.mayCheck(request);
    if (permission.kind === 'refused')
      return say('refused', permission.sentence, 'refused', permission.reason);

    try {
      if (request.analysis_id !== null) {
        const told = await answer.show(await shownStored(store, request.analysis_id));
        return settle(told);
      }
      const { references, sentence } = request.ask;
      const [reference] = references;
      if (reference === undefined) return say('failure', sentence ?? NOTHING_NAMED, 'nothing to check');
      if (references.length > 1) {
        await answer.show({ kind: 'which', references });
        return settle('which');
      }
      const subject = await subjectOf(deps, request, reference);
      if ('sentence' in subject) return say('failure', subject.sentence, 'no such ticket');
      return settle(await checkAndShow(deps, { job, request, answer, subject, signal }));
    } catch (error) {
      if (belongsToTheQueue(error, signal)) throw error;
      logger.error({ err: error, request: request_id }, 'a check in Slack failed; the person was told');
      return say('failure', sentenceFor(error), 'failed');
    }
  };
}

const NOTHING_NAMED =
  'No customer is named there: give an e-mail address, a Stripe id such as cus_…, or ticket:ID.';

async function subjectOf(
  { store, desk }: AnswerSlackDeps,
  request: SlackRequest,
  reference: SlackReference,
): Promise<Subject | { readonly sentence: string }> {
  if (reference.kind === 'ticket') return subjectOfTicket(desk, reference.ticket_id);
  const query = reference.kind === 'email' ? reference.email : reference.id;
  const chosen = { query, shown: query, ticket_id: null, from_ticket: false, words: wordsOfMessage(request) };
  const ticket_id = await ticketChosenFrom(store, request);
  if (ticket_id === null) return chosen;
  // One of the customers that a ticket's requester may be: the ticket stays what it is about.
  const about = await subjectOfTicket(desk, ticket_id);
  return 'sentence' in about ? chosen : { ...about, query, shown: query, from_ticket: false };
}

/** The ticket whose customers this choice was between, or null. */
async function ticketChosenFrom(store: Store, { ask }: SlackRequest): Promise<string | null> {
  if (ask.chosen_from === null) return null;
  const asked = await store.loadSlackRequest(ask.chosen_from);
  const [reference, ...others] = asked?.ask.references ?? [];
  return reference?.kind === 'ticket' && others.length === 0 ? reference.ticket_id : null;
}

async function subjectOfTicket(
  desk: TicketDesk | null,
  ticket_id: string,
): Promise<Subject | { readonly sentence: string }> {
  if (desk === null)
    return {
      sentence: 'Zendesk is not connected, so no ticket can be read: give an e-mail address or a Stripe id.',
    };
  const ticket = await desk.readTicket(ticket_id);
  if (ticket === null || ticket.status === 'deleted')
    return { sentence: `Ticket ${ticket_id} does not exist in Zendesk: check its number.` };
  return {
    query: ticket.requester.email ?? '',
    shown: `ticket:${ticket_id}`,
    ticket_id,
    from_ticket: true,
    words: wordsOf(ticket),
  };
}

function wordsOfMessage({ ask, received_at_ms }: SlackRequest): Ticket | null {
  if (ask.words === null) return null;
  return {
    subject: '',
    body: ask.words,
    requester_email: null,
    created_at: Math.floor(received_at_ms / 1_000),
  };
}

interface Run {
  readonly job: Parameters<Task<'answer-slack'>>[0];
  readonly request: SlackRequest;
  readonly answer: SlackAnswer;
  readonly subject: Subject;
  readonly signal: AbortSignal;
}

/** Returns the outcome in a word or two. */
async function checkAndShow(deps: AnswerSlackDeps, run: Run): Promise<string> {
  const { store, check, metrics, logger, clock } = deps;
  const { job, request, answer, subject, signal } = run;
  const readAtMs = clock();
  const shown = (outcome: SlackCheckOutcome, stage: ShownCheck['stage']) =>
    ({
      kind: 'check',
      result: outcome.result,
      livemode: outcome.livemode,
      query: subject.shown,
      ticket_id: subject.ticket_id,
      analysis_id: analysisIdOf(request.id),
      stage,
      expanded: false,
    }) as const;

  let atHalfTime: Promise<void> = Promise.resolve();
  const outcome = await withinPatience(
    check({
      query: subject.query,
      from_ticket: subject.from_ticket,
      ticket: subject.words,
      ticket_id: subject.ticket_id,
      asOf: Math.floor(readAtMs / 1_000),
      signal,
      on_progress: (step) => answer.progress(step),
      onDeterministic: (half) => {
        // The final answer says everything again: a half-time that cannot be shown is no reason to stop.
        atHalfTime = answer.show(shown(half, 'deterministic')).then(
          () => undefined,
          (error: unknown) => logger.warn({ err: error, request: request.id }, 'half-time was not shown'),
        );
      },
    }),
  );
  await atHalfTime;
  const { result, resolution } = outcome;
  metrics.checkDuration.observe({ verdict: result.verdict }, (clock() - readAtMs) / 1_000);
  await store.recordSlackCheck({
    job,
    request_id: request.id,
    ticket_id: subject.ticket_id,
    query: subject.shown,
    asked_by: `slack:${request.user_id}`,
    verdict: result.verdict,
    urgency: result.urgency.level,
    customer_ids: result.customer.ids,
    findings: findingRows(result),
    wording: wordingRow(result),
    result,
    read_at_ms: readAtMs,
  });
  switch (resolution.kind) {
    case 'resolved':
      return told(await answer.show(shown(outcome, 'final')), result.verdict);
    case 'ambiguous': {
      const customers = result.customer.matches ?? [];
      return told(await answer.show({ kind: 'ambiguous', query: subject.shown, customers }), 'ambiguous');
    }
    case 'not_found':
    case 'deleted': {
      const { kind, message: sentence } = resolution;
      return told(await answer.show({ kind: 'not_found', query: subject.shown, sentence }), kind);
    }
  }
}

function told(shown: 'shown' | 'unreachable', outcome: string): string {
  return shown === 'shown' ? outcome : `${outcome}, unreachable`;
}

function findingRows({ findings }: AnalysisResult): FindingRow[] {
  return findings.map(({ rule, category, classification, fingerprint, amount }) => ({
    rule,
    category,
    classification,
    fingerprint,
    amount: amount?.amount ?? null,
    currency: amount?.currency ?? null,
  }));
}
