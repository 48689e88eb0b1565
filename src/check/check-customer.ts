import type { Analysis } from '../analysis/finding.ts';
import type { Policy } from '../analysis/policy.ts';
import type { Ticket } from '../analysis/ticket.ts';
import type { Triage } from '../triage/triage.ts';
import type { Analyst, CustomerHistory, HistoryReader, ProgressStep, Resolution, Writer } from './ports.ts';
import { type AnalysisResult, toResult } from './result.ts';

export interface CheckParts {
  readonly reader: HistoryReader;
  readonly analyst: Analyst;
  readonly writer: Writer;
}

export interface CheckRequest {
  /** A Stripe id or an e-mail address; empty to mean the reader's only customer. */
  readonly query: string;
  /** True when the query is a ticket's requester rather than what a person typed. */
  readonly from_ticket: boolean;
  readonly ticket: Ticket | null;
  readonly policy: Policy;
  /** Unix seconds. */
  readonly asOf: number;
  readonly on_progress?: (step: ProgressStep) => void;
}

export interface CheckOutcome {
  readonly result: AnalysisResult;
  readonly resolution: Resolution;
  /** Null unless the customer was resolved. */
  readonly analysis: Analysis | null;
  readonly livemode: boolean;
}

/**
 * The one line every door joins: resolve the customer → read the history → judge → word it.
 * An unresolved customer is an answer, not an error.
 * @throws {ServiceError} when Stripe cannot be read.
 */
export async function checkCustomer(parts: CheckParts, request: CheckRequest): Promise<CheckOutcome> {
  const { asOf, on_progress = () => {} } = request;
  const found = await parts.reader.read(
    { text: request.query, from_ticket: request.from_ticket },
    { asOf, on_progress },
  );
  const judged = await judge(parts, request, found);
  const { resolution } = found;
  return {
    result: toResult({
      query: request.query || queryOf(resolution),
      resolution,
      analysis: judged?.analysis ?? null,
      triage: judged?.triage ?? null,
      asOf,
      ticket: request.ticket,
      policy: request.policy,
    }),
    resolution,
    analysis: judged?.analysis ?? null,
    livemode: found.history?.livemode ?? false,
  };
}

async function judge(
  { analyst, writer }: CheckParts,
  { policy, asOf, ticket, on_progress = () => {} }: CheckRequest,
  { resolution, history }: CustomerHistory,
): Promise<{ analysis: Analysis; triage: Triage } | null> {
  if (resolution.kind !== 'resolved' || history === null) return null;
  const [customer] = resolution.customers;
  if (customer === undefined) return null;
  const analysis = await analyst.analyze({ history, policy, asOf, ticket });
  on_progress({ kind: 'rules_run', rules: analysis.counts.rules, findings: analysis.findings.length });
  on_progress({ kind: 'writing' });
  const locales = history.customers.find(({ id }) => id === customer.id)?.preferred_locales ?? [];
  const triage = await writer.write({ analysis, ticket, policy, customer, locales });
  return { analysis, triage };
}

/** Whom an empty query turned out to mean. */
function queryOf(resolution: Resolution): string {
  if (resolution.kind !== 'resolved') return '';
  return resolution.customers.map((customer) => customer.id).join(' ');
}
