import type { BillingHistory } from '../analysis/billing-history.ts';
import type { EvidenceRef, Finding } from '../analysis/finding.ts';
import type { Money } from '../money.ts';

const MAX_ENTRIES = 24;
/** Where little is at issue, the newest events around it are shown too. */
const MIN_ENTRIES = 8;

export type TimelineObject = 'charge' | 'refund' | 'invoice' | 'credit_note' | 'dispute';

/** Something that happened to a customer's money, to be drawn in order. */
export interface TimelineEntry {
  readonly object: TimelineObject;
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly amount: Money;
  /** Stripe's word, e.g. `succeeded`, `paid`. */
  readonly status: string;
  /** True where a finding names it as evidence. */
  readonly at_issue: boolean;
}

/** The charges, refunds, invoices, credit notes and disputes the findings rest on, oldest first, with the newest others. */
export function timelineOf(
  history: Pick<BillingHistory, 'charges' | 'refunds' | 'invoices' | 'credit_notes' | 'disputes'>,
  findings: readonly Pick<Finding, 'evidence'>[],
): TimelineEntry[] {
  const named = new Set(findings.flatMap(({ evidence }) => evidence.map(keyOf)));
  const all = eventsOf(history)
    .map((event) => ({ ...event, at_issue: named.has(keyOf(event)) }))
    .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
  const atIssue = all.filter((event) => event.at_issue).slice(0, MAX_ENTRIES);
  const others = all.filter((event) => !event.at_issue).slice(0, Math.max(0, MIN_ENTRIES - atIssue.length));
  return [...atIssue, ...others]
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
    .map(({ object, id, at, amount, currency, status, at_issue }) => ({
      object,
      id,
      at: new Date(at * 1_000).toISOString(),
      amount: { amount, currency },
      status,
      at_issue,
    }));
}

interface Event {
  readonly object: TimelineObject;
  readonly id: string;
  /** Unix seconds. */
  readonly at: number;
  readonly amount: number;
  readonly currency: string;
  readonly status: string;
}

function eventsOf(history: Parameters<typeof timelineOf>[0]): Event[] {
  const { charges, refunds, invoices, credit_notes, disputes } = history;
  return [
    ...[...charges, ...refunds, ...credit_notes, ...disputes].map((event) => ({
      ...event,
      at: event.created,
    })),
    ...invoices
      .filter(({ status }) => status !== 'draft')
      .map((invoice) => ({ ...invoice, at: invoice.created, amount: invoice.total })),
  ];
}

function keyOf({ object, id }: EvidenceRef): string {
  return `${object} ${id}`;
}
