import { formatMoney, toDecimal } from '../../money.ts';
import type { BillingHistory, Coupon, Discount, Invoice, InvoiceLine } from '../billing-history.ts';
import { fact } from '../facts.ts';
import type { Confidence, Correction, EvidenceRef, RuleFinding } from '../finding.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice, lineTotal } from '../history-index.ts';
import { isoDate, plural, shownText } from '../wording.ts';
import type { Removal } from './remove-discounts.ts';

/** One discount on one line of an invoice that was not given back as a whole. */
export interface GivenDiscount {
  readonly invoice: Invoice;
  readonly line: InvoiceLine;
  /** Undefined when the history lacks the discount. */
  readonly discount: Discount | undefined;
  readonly id: string | null;
  readonly coupon: Coupon | undefined;
  /** Minor units, positive. */
  readonly amount: number;
}

/** The discounts of each line that bills something and carries any, oldest invoice first. */
export function givenByLine(
  history: BillingHistory,
  index: HistoryIndex,
): readonly (readonly GivenDiscount[])[] {
  return byCreation(history.invoices)
    .filter((invoice) => isEffectiveInvoice(invoice))
    .filter((invoice) => !isAllReturned(invoice.total, index.returnedOnInvoice(invoice)))
    .flatMap((invoice) =>
      invoice.lines
        .filter((line) => !isAllReturned(lineTotal(line), index.creditedOnLine(line.id)))
        .map((line) => givenOn(invoice, line, index)),
    )
    .filter((given) => given.length > 0);
}

function givenOn(invoice: Invoice, line: InvoiceLine, index: HistoryIndex): readonly GivenDiscount[] {
  if (line.amount <= 0) return [];
  return line.discount_amounts
    .filter(({ amount }) => amount > 0)
    .map(({ amount, discount: id }) => {
      const discount = index.discount(id);
      return { invoice, line, discount, id, coupon: index.coupon(discount?.coupon ?? null), amount };
    })
    .sort((a, b) => b.amount - a.amount || ((a.id ?? '') < (b.id ?? '') ? -1 : 1));
}

/** What was given back wholly cost nothing by its discounts; what they made free did. */
const isAllReturned = (total: number, returned: number): boolean => total > 0 && returned >= total;

/** A line that was reduced by more than it should have been. */
export interface UndueOnLine {
  readonly invoice: Invoice;
  readonly line: InvoiceLine;
  /** Minor units, before tax. */
  readonly amount: number;
  /** How `amount` comes about, e.g. "9.80 + 7.84 − 9.80". */
  readonly expression: string;
}

/** A discount the merchant gave without having to, on one or more lines of one customer and currency. */
export interface UndueDiscount {
  readonly title: string;
  readonly variant: string;
  readonly confidence: Confidence;
  /** Name for a reader. Untrusted text. */
  readonly name: string;
  readonly lines: readonly UndueOnLine[];
  /** What is wrong, a sentence whose subject is the discount, without the amount. */
  readonly what: string;
  /** Discounts, coupons and policy entries it rests on. */
  readonly evidence: readonly EvidenceRef[];
  readonly removals: readonly Removal[];
  readonly correction: Correction | null;
  /** What to do where nothing is drafted. */
  readonly otherwise: string;
}

/** Lines shown in the recomputation; the evidence names every invoice. */
const STEPS_MAX = 50;

/** The finding for finance: never an error towards the customer, never claimed back. */
export function undueFinding(undue: UndueDiscount): RuleFinding | null {
  const { lines, correction, removals } = undue;
  const invoices = [...new Set(lines.map(({ invoice }) => invoice))];
  const latest = invoices[invoices.length - 1];
  if (latest === undefined) return null;
  const { currency } = latest;
  const lost = lines.reduce((sum, { amount }) => sum + amount, 0);
  const days = [...new Set(invoices.map(({ created }) => isoDate(created)))];
  const when = days.length < 2 ? (days[0] ?? '') : `${days[0]} to ${days[days.length - 1]}`;
  const targets = new Map(removals.map(({ target }) => [target.id, target]));
  return {
    classification: 'leakage',
    confidence: undue.confidence,
    variant: undue.variant,
    title: undue.title,
    message: [
      `${undue.what} on ${plural(invoices.length, 'invoice')} (${when}): ${formatMoney({ amount: lost, currency })} less was billed than should have been, before tax.`,
      correction === null
        ? undue.otherwise
        : correction.kind === 'remove_discount'
          ? `Remove it from ${[...targets.keys()].join(' and ')} for the invoices to come.`
          : correction.justification,
      'Do not bill the difference afterwards: the customer did nothing wrong.',
    ].join(' '),
    facts: {
      amount: fact.money(lost, currency),
      discount: fact.text(shownText(undue.name)),
      invoice_count: fact.count(invoices.length),
      invoice_at: fact.date(latest.created),
    },
    amount: { amount: lost, currency },
    evidence: [
      ...undue.evidence,
      ...invoices.map(({ id }) => ({ object: 'invoice', id })),
      ...targets.values(),
    ],
    recomputation: lines.slice(0, STEPS_MAX).map(({ invoice, line, amount, expression }) => ({
      label: `${invoice.id} ${line.id}, taken off without cause`,
      expression,
      result: toDecimal({ amount, currency }),
    })),
    at_issue: lines.map(({ line }) => ({ object: 'line_item', id: line.id, part: 'discount' })),
    correction,
    customer: latest.customer,
    occurred_at: latest.created,
    ...(removals.length > 0 ? { repeats: true } : {}),
  };
}
