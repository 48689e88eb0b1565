import { formatMoney, toDecimal } from '../money.ts';
import { type CorrectionWords, combineCorrections } from './correction.ts';
import type {
  Classification,
  Confidence,
  Correction,
  EvidenceRef,
  Facts,
  MoneyUnit,
  RecomputationStep,
  RuleFinding,
} from './finding.ts';
import { type HistoryIndex, largestFirst, lineTotal } from './history-index.ts';
import {
  draftReturns,
  lessReturned,
  type OpenOverCharge,
  type OverCharge,
  returnSteps,
  totalLeft,
  whatToReturn,
} from './over-charge.ts';
import { isoDate } from './wording.ts';

/** What a rule says about lines that charged too much; everything else about such a finding follows from them. */
export interface LineError {
  readonly classification: Extract<Classification, 'billing_error' | 'likely_error'>;
  readonly confidence: Confidence;
  readonly variant?: string;
  readonly title: string;
  /** What, with values → why, as sentences; what to do is added. `left` is the over-charge still to be returned. */
  readonly message: (left: string) => string;
  readonly facts: (amount: number, currency: string) => Facts;
  readonly words: CorrectionWords;
  /** Part of the lines' money that is at issue. */
  readonly part: MoneyUnit['part'];
  /** Further lines the finding is about, besides those that give the money back. */
  readonly about?: readonly MoneyUnit[];
  /** Evidence besides the invoices, their lines and what paid them. */
  readonly evidence: readonly EvidenceRef[];
  /** How the over-charge of each line was computed; the lines as they stand where there is nothing to compute. */
  readonly steps?: readonly RecomputationStep[];
  /** Changes that keep the next invoice from repeating it, before the money. */
  readonly settings?: readonly Correction[];
  readonly customer: string | null;
  readonly occurredAt?: number;
  readonly repeats?: boolean;
  /** False where RULES.md asks to explain only: nothing is drafted, and `message` says what to do. Default true. */
  readonly drafts?: boolean;
}

/**
 * The finding about lines that charged too much, less what was returned already: amount with its tax, arithmetic,
 * evidence, and the credit note (or void) for each invoice. Null when nothing of it is left.
 */
export function lineErrorFinding(
  index: HistoryIndex,
  charged: readonly OverCharge[],
  error: LineError,
): RuleFinding | null {
  return openErrorFinding(
    index,
    charged.flatMap((one) => lessReturned(index, one) ?? []),
    error,
  );
}

/** As {@link lineErrorFinding}, for over-charges from which the rule itself has taken off what was returned. */
export function openErrorFinding(
  index: HistoryIndex,
  overCharges: readonly OpenOverCharge[],
  error: LineError,
): RuleFinding | null {
  const [first] = overCharges;
  if (first === undefined) return null;
  const { currency } = first.invoice;
  const amount = totalLeft(overCharges);
  const drafts = error.drafts ?? true;
  const returns = drafts ? draftReturns(index, overCharges, error.words) : { drafts: [], blocked: [] };
  const correction = combineCorrections([...(error.settings ?? []), ...returns.drafts], error.words);
  const last = overCharges[overCharges.length - 1] ?? first;
  const left = formatMoney({ amount, currency });
  return {
    classification: error.classification,
    confidence: error.confidence,
    ...(error.variant === undefined ? {} : { variant: error.variant }),
    title: error.title,
    message: drafts ? `${error.message(left)} ${whatToReturn(overCharges, returns)}` : error.message(left),
    facts: error.facts(amount, currency),
    amount: { amount, currency },
    evidence: unique([...error.evidence, ...overCharges.flatMap((one) => evidenceOf(index, one))]),
    recomputation: [...(error.steps ?? overCharges.map(asBilled)), ...returnSteps(overCharges)],
    at_issue: unique([
      ...overCharges.flatMap(({ credits }) =>
        credits.map(({ line }): MoneyUnit => ({ object: 'line_item', id: line.id, part: error.part })),
      ),
      ...(error.about ?? []),
    ]),
    correction,
    customer: error.customer,
    occurred_at: error.occurredAt ?? last.invoice.paid_at ?? last.invoice.created,
    ...(error.repeats === undefined ? {} : { repeats: error.repeats }),
  };
}

function evidenceOf(index: HistoryIndex, { invoice, credits }: OpenOverCharge): EvidenceRef[] {
  return [
    { object: 'invoice', id: invoice.id },
    ...credits.map(({ line }) => ({ object: 'line_item', id: line.id })),
    ...index
      .chargesOfInvoice(invoice.id)
      .flatMap(({ id, status }) => (status === 'succeeded' ? { object: 'charge', id } : [])),
    ...index.creditNotesOfInvoice(invoice.id).map(({ id }) => ({ object: 'credit_note', id })),
  ];
}

function asBilled({ invoice, credits, charged }: OpenOverCharge): RecomputationStep {
  const decimal = (amount: number): string => toDecimal({ amount, currency: invoice.currency });
  const lines = largestFirst(credits.map(({ line }) => line));
  const sum = lines.reduce((total, line) => total + lineTotal(line), 0);
  return {
    label: `${invoice.id} of ${isoDate(invoice.created)}`,
    expression:
      sum === charged
        ? lines.map((line) => decimal(lineTotal(line))).join(' + ')
        : `${decimal(charged)} of ${decimal(sum)}`,
    result: decimal(charged),
  };
}

function unique<T extends EvidenceRef & { readonly part?: string }>(refs: readonly T[]): T[] {
  const seen = new Set<string>();
  return refs.filter(({ object, id, part = '' }) => {
    const key = `${object} ${id} ${part}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
