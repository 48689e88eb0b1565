import type { Analysis } from '../analysis/finding.ts';
import type { Policy } from '../analysis/policy.ts';
import type { Ticket } from '../analysis/ticket/ticket.ts';
import type { Triage } from '../triage/triage.ts';
import { subscriptionsInError } from './look-ahead.ts';
import type { AnalysisRequest, Analyst, HistoryReader, ProgressStep, Resolution, Writer } from './ports.ts';
import { type AnalysisResult, toResult } from './result.ts';
import { type TimelineEntry, timelineOf } from './timeline.ts';
import type { WordingWish } from './wording-wish.ts';

export interface CheckParts {
  readonly reader: HistoryReader;
  readonly analyst: Analyst;
  readonly writer: Writer;
  /** Words the answer at once where `writer` takes its time: what `onDeterministic` is shown. */
  readonly quickWriter?: Writer | null;
}

export interface CheckRequest {
  /** A Stripe id or an e-mail address; empty to mean the reader's only customer. */
  readonly query: string;
  /** True when the query is a ticket's requester rather than what a person typed. */
  readonly from_ticket: boolean;
  readonly ticket: Ticket | null;
  /** The ticket's number in the help desk, where it has one. */
  readonly ticket_id?: string | null;
  /** How somebody asked for the reply to be. */
  readonly wish?: WordingWish | null;
  readonly policy: Policy;
  /** Unix seconds. */
  readonly asOf: number;
  readonly on_progress?: (step: ProgressStep) => void;
  /** Told once the findings stand, before the writer words them better; not told when nobody will. */
  readonly onDeterministic?: (outcome: CheckOutcome) => void;
}

export interface CheckOutcome {
  readonly result: AnalysisResult;
  readonly resolution: Resolution;
  /** Null unless the customer was resolved. */
  readonly analysis: Analysis | null;
  /** What happened to the customer's money, to be drawn; empty unless the customer was resolved. */
  readonly timeline: readonly TimelineEntry[];
  readonly livemode: boolean;
}

/**
 * The one line every door joins: resolve the customer → read the history → judge → word it.
 * An unresolved customer is an answer, not an error.
 * @throws {ServiceError} when Stripe cannot be read.
 */
export async function checkCustomer(parts: CheckParts, request: CheckRequest): Promise<CheckOutcome> {
  const { policy, asOf, ticket, on_progress = () => {}, onDeterministic } = request;
  const found = await parts.reader.read(
    { text: request.query, from_ticket: request.from_ticket },
    { asOf, on_progress },
  );
  const { resolution, history } = found;
  const outcome = (analysis: Analysis | null, triage: Triage | null): CheckOutcome => ({
    result: toResult({
      query: request.query || queryOf(resolution),
      resolution,
      analysis,
      triage,
      asOf,
      ticket,
      policy,
    }),
    resolution,
    analysis,
    timeline: history === null || analysis === null ? [] : timelineOf(history, analysis.findings),
    livemode: history?.livemode ?? false,
  });
  const [customer] = resolution.kind === 'resolved' ? resolution.customers : [];
  if (customer === undefined || history === null) return outcome(null, null);

  const analysis = await judge(parts, { history, policy, asOf, ticket });
  on_progress({ kind: 'rules_run', rules: analysis.counts.rules, findings: analysis.findings.length });
  const locales = history.customers.find(({ id }) => id === customer.id)?.preferred_locales ?? [];
  const { ticket_id = null, wish = null } = request;
  const toWrite = { analysis, ticket, policy, customer, locales, ticket_id, wish };
  if (onDeterministic !== undefined && parts.quickWriter != null) {
    onDeterministic(outcome(analysis, await parts.quickWriter.write(toWrite)));
  }
  on_progress({ kind: 'writing' });
  return outcome(analysis, await parts.writer.write(toWrite));
}

/** Judged once; again with the next invoices in sight where there is an error that they may repeat. */
async function judge({ analyst, reader }: CheckParts, request: AnalysisRequest): Promise<Analysis> {
  const analysis = await analyst.analyze(request);
  const { history } = request;
  const subscriptions = subscriptionsInError(analysis, history);
  if (subscriptions.length === 0 || reader.previewNext === undefined) return analysis;
  const ahead = await reader.previewNext(history, subscriptions);
  return ahead === history ? analysis : analyst.analyze({ ...request, history: ahead });
}

/** Whom an empty query turned out to mean. */
function queryOf(resolution: Resolution): string {
  if (resolution.kind !== 'resolved') return '';
  return resolution.customers.map((customer) => customer.id).join(' ');
}
