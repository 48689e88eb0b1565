import type { FindingRow, WordingRow } from '../../../db/analyses.ts';
import { checkIdOfJob } from '../../../db/checks-under-way.ts';
import type { Store } from '../../../db/store.ts';
import type { UrgencyLevel, Verdict } from '../../analysis/finding.ts';
import type { Ticket } from '../../analysis/ticket/ticket.ts';
import type { ProgressStep } from '../../check/ports.ts';
import type { Metrics } from '../../metrics.ts';
import type { CheckProgress } from '../check-progress.ts';
import type { DeskTicket, TicketDesk } from '../ports.ts';
import { type DecideIntent, notBillingReason } from '../ticket-intent.ts';
import { isCustomers, wordsOf } from '../words-of.ts';
import type { Task } from './task.ts';

/** A loop of messages must not become a loop of checks. */
const MAX_ANALYSES_PER_DAY = 3;
const DAY_MS = 86_400_000;

export interface TicketCheckInput {
  readonly ticket: DeskTicket;
  readonly words: Ticket;
  /** Unix seconds. */
  readonly asOf: number;
  readonly signal: AbortSignal;
  /** Whom to check in place of the ticket's requester: an agent chose of several. */
  readonly customer?: string;
  readonly on_progress?: (step: ProgressStep) => void;
}

/** What a check leaves behind. `result` and `note_view` are JSON values; a null `note_view` writes no note. */
export interface TicketCheckOutput {
  readonly result: unknown;
  readonly note_view: unknown;
  readonly timeline: unknown;
  readonly verdict: Verdict;
  readonly urgency: UrgencyLevel;
  readonly customer_ids: readonly string[];
  readonly wording?: WordingRow | null;
  readonly findings: readonly FindingRow[];
}

/** Resolve customer, fetch history, run rules, word it. Operational failures throw a ServiceError. */
export type TicketCheck = (input: TicketCheckInput) => Promise<TicketCheckOutput>;

export interface AnalyzeTicketDeps {
  readonly store: Store;
  readonly desk: TicketDesk;
  /** Whether it is checked by itself. */
  readonly decide: DecideIntent;
  readonly check: TicketCheck;
  readonly progress: CheckProgress;
  /** Results also go to the triage channel in Slack. */
  readonly toSlack?: boolean;
  readonly metrics: Metrics;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/** One ticket, in a straight line: read it, decide whether it is ours, check, save. */
export function analyzeTicket({
  store,
  desk,
  decide,
  check,
  progress,
  toSlack = false,
  metrics,
  clock,
}: AnalyzeTicketDeps): Task<'analyze-ticket'> {
  return async (job, signal) => {
    const ignore = async (reason: string) => {
      await store.ignoreTicket({ job, reason });
      return { outcome: 'ignored', detail: reason } as const;
    };

    const ticket = await desk.readTicket(job.payload.ticket_id);
    const readAtMs = clock();
    if (ticket === null) return ignore('not found');
    if (ticket.status === 'closed' || ticket.status === 'deleted') return ignore(ticket.status);
    const latest = ticket.comments.filter(isCustomers).at(-1);
    if (latest === undefined) return ignore('no words of the customer');
    if (await store.hasAnalysisFor(ticket.id, latest.id)) return ignore('already analysed');
    if ((await store.countAnalysesSince(ticket.id, readAtMs - DAY_MS)) >= MAX_ANALYSES_PER_DAY)
      return ignore('limit');
    const words = wordsOf(ticket);
    const intent = await decide(ticket, words);
    metrics.ticketIntents.inc({ is_billing: String(intent.is_billing), decided_by: intent.decided_by });
    if (!intent.is_billing) return ignore(notBillingReason(intent));

    const asOf = Math.floor(readAtMs / 1_000);
    const id = checkIdOfJob(job.id);
    const checked = await check({
      ticket,
      words,
      asOf,
      signal,
      on_progress: (step) => progress.report(id, step),
    });
    metrics.checkDuration.observe({ verdict: checked.verdict }, (clock() - readAtMs) / 1_000);

    await store.saveAnalysis({
      ...checked,
      publish_to_slack: toSlack,
      job,
      ticket_id: ticket.id,
      trigger_comment_id: latest.id,
      query: `ticket:${ticket.id}`,
      asked_by: `zendesk:${latest.author_id}`,
      read_at_ms: readAtMs,
    });
    progress.end(id);
    return { outcome: 'done', detail: checked.verdict };
  };
}
