import { formatMoney, toDecimal } from '../../../money.ts';
import type { BillingHistory, Invoice, InvoiceLine } from '../../billing-history.ts';
import { creditNetOfLine, creditWholeLine, type LineCredit } from '../../correction.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import {
  byCreation,
  type HistoryIndex,
  isEffectiveInvoice,
  largestFirst,
  lineDiscount,
  lineTotal,
} from '../../history-index.ts';
import { lineErrorFinding } from '../../line-error.ts';
import type { CustomerRequest, Policy } from '../../policy.ts';
import { lineProduct } from '../../prices/billed-units.ts';
import { consentRule, consentsTo } from '../../prices/consent.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, shownText } from '../../wording.ts';

/** E9: a one-off was billed that the customer did not ask for, where the policy requires that. */
export const oneOffNotAgreed = defineRule({
  id: 'one-off-not-agreed',
  version: 1,
  rows: ['E9'],
  category: 'one_off',
  title: 'A one-off that was not agreed',
  needs: [
    'invoices',
    'invoice_items',
    'prices',
    'checkout_sessions',
    'quotes',
    'credit_notes',
    'charges',
    'disputes',
  ],
  proposes: ['credit_note', 'void_invoice'],
  check(history, context) {
    const candidates = oneOffs(history, context);
    if (candidates.length === 0) return [];
    const rule = consentRule(context.policy, 'one_off');
    if (rule === 'not_required') return [];
    if (rule !== 'required') return { findings: [], skipped: rule.missing };
    const spent: Spent = {
      amounts: new Map(),
      invoices: new Map(),
      reserved: reservedRequests(candidates, context),
    };
    return candidates.flatMap((one) => toFinding(one, context, spent) ?? []);
  },
});

/** One-offs on one invoice. */
interface OneOffs {
  readonly invoice: Invoice;
  readonly lines: readonly InvoiceLine[];
  /** When the first of them was put on the customer's account. */
  readonly madeAt: number;
}

/**
 * Lines for single items, oldest invoice first. What came with an order is agreed by it: a subscription's first invoice,
 * an accepted quote, a checkout.
 */
function oneOffs(history: BillingHistory, { index, policy }: RuleContext): readonly OneOffs[] {
  const dates = new Map(history.invoice_items.map(({ id, date }) => [id, date]));
  const checkedOut = new Set(history.checkout_sessions.map(({ invoice }) => invoice));
  const quoted = new Set(history.quotes.map(({ invoice }) => invoice));
  const fees = new Set(policy.one_time_fees ?? []);
  const isOneOff = (line: InvoiceLine): boolean =>
    lineTotal(line) > 0 &&
    !line.proration &&
    line.subscription_item === null &&
    index.price(line.price)?.type !== 'recurring' &&
    !(line.price !== null && fees.has(line.price));
  return byCreation(history.invoices).flatMap((invoice) => {
    if (!isEffectiveInvoice(invoice) || invoice.billing_reason === 'subscription_create') return [];
    if (invoice.quote !== null || quoted.has(invoice.id) || checkedOut.has(invoice.id)) return [];
    const lines = largestFirst(invoice.lines.filter(isOneOff));
    if (lines.length === 0) return [];
    const made = lines.map((line) => dates.get(line.invoice_item ?? '') ?? invoice.created);
    return [{ invoice, lines, madeAt: Math.min(...made) }];
  });
}

/** What of the requests has been billed. */
interface Spent {
  /** Minor units left of requests for an amount, by place. */
  readonly amounts: Map<string, number>;
  /** The invoice that used a request without amount. */
  readonly invoices: Map<string, string>;
  /** The line whose exact amount a request names, by place of the request: it is about no other line. */
  readonly reserved: ReadonlyMap<string, string>;
}

/** What a line bills, as a request may name it: before or after exclusive taxes, minor units. */
const amountsOf = (line: InvoiceLine): readonly number[] => [
  line.amount - lineDiscount(line),
  lineTotal(line),
];

/** Requests that name the exact amount of a one-off, each kept for the first such line. */
function reservedRequests(
  candidates: readonly OneOffs[],
  { policy }: RuleContext,
): ReadonlyMap<string, string> {
  const reserved = new Map<string, string>();
  for (const one of candidates) {
    for (const line of one.lines) {
      const request = requestsFor(one, policy).find(
        (each) =>
          each.amount !== undefined &&
          amountsOf(line).includes(each.amount) &&
          isAbout(each, line) &&
          !reserved.has(each.ref),
      );
      if (request !== undefined) reserved.set(request.ref, line.id);
    }
  }
  return reserved;
}

const requestsFor = ({ invoice, madeAt }: OneOffs, policy: Policy): readonly CustomerRequest[] =>
  consentsTo(policy, 'one_off', {
    customer: invoice.customer,
    subscription: invoice.subscription,
    madeAt,
    billedAt: invoice.created,
  });

const isAbout = ({ price, currency }: CustomerRequest, line: InvoiceLine): boolean =>
  (price === undefined || price === line.price) && (currency === undefined || currency === line.currency);

function toFinding(one: OneOffs, { policy, index }: RuleContext, spent: Spent): RuleFinding | null {
  const { invoice, lines } = one;
  const { customer, currency, created } = invoice;
  const requests = requestsFor(one, policy);
  const partly: CustomerRequest[] = [];
  const credits = lines.flatMap((line): LineCredit[] => {
    const request = requestFor(line, invoice, requests, spent);
    if (request === null) return [creditWholeLine(line)];
    const over = beyond(line, request, spent);
    if (over === 0) return [];
    partly.push(request);
    return [creditNetOfLine(line, over)];
  });
  if (credits.length === 0) return null;
  const [first] = credits;
  const item = first === undefined ? '' : itemName(index, first.line);
  const others = credits.length > 1 ? ` and ${credits.length - 1} more` : '';
  const isPartly = partly.length === credits.length;
  const why = isPartly
    ? `request ${partly.map(({ ref }) => shownText(ref)).join(', ')} agreed to less`
    : 'the policy requires the customer’s request for a one-off, and none was made in the 30 days before';
  return lineErrorFinding(index, [{ invoice, credits }], {
    classification: 'billing_error',
    confidence: 'certain',
    variant: isPartly ? 'above_request' : 'no_request',
    title: isPartly ? 'A one-off above what was agreed' : 'A one-off that was not agreed',
    message: (left) =>
      `${invoice.id} of ${isoDate(created)} bills ${item}${others}, but ${why}: ${left} too much, tax included.`,
    facts: (amount) => ({
      amount: fact.money(amount, currency),
      item: fact.text(item),
      invoice_at: fact.date(created),
    }),
    words: {
      reason: 'order_change',
      justification: `${item}${others} was billed without the request that the policy requires.`,
      alternatives: [
        { kind: 'refund', why_not: 'A bare refund leaves an invoice for what was not ordered.' },
      ],
    },
    part: 'whole',
    evidence: [
      { object: 'policy', id: 'consent_required' },
      ...partly.map(({ ref }) => ({ object: 'policy', id: ref })),
    ],
    steps: credits.map(({ line, net }) => ({
      label: `${invoice.id}: ${itemName(index, line)} not agreed`,
      expression:
        net === line.amount - lineDiscount(line)
          ? decimal(net, currency)
          : `${decimal(line.amount - lineDiscount(line), currency)} − ${decimal(line.amount - lineDiscount(line) - net, currency)}`,
      result: decimal(net, currency),
    })),
    customer,
  });
}

const decimal = (amount: number, currency: string): string => toDecimal({ amount, currency });

function itemName(index: HistoryIndex, line: InvoiceLine): string {
  const text = shownText(line.description ?? '');
  const { amount, currency } = line;
  return text === ''
    ? line.product === null
      ? formatMoney({ amount, currency })
      : lineProduct(index, line)
    : text;
}

/** The request a line rests on: the one for its exact amount first, then one with something left, then one without amount. */
function requestFor(
  line: InvoiceLine,
  invoice: Invoice,
  requests: readonly CustomerRequest[],
  spent: Spent,
): CustomerRequest | null {
  const fitting = requests.filter(
    (request) =>
      isAbout(request, line) &&
      (spent.reserved.get(request.ref) ?? line.id) === line.id &&
      (request.amount === undefined
        ? (spent.invoices.get(request.ref) ?? invoice.id) === invoice.id
        : leftOf(request, spent) > 0),
  );
  const isExact = (request: CustomerRequest): boolean =>
    request.amount !== undefined && amountsOf(line).includes(leftOf(request, spent));
  const request =
    fitting.find(isExact) ??
    fitting.find(({ amount }) => amount === undefined) ??
    [...fitting].sort((a, b) => leftOf(b, spent) - leftOf(a, spent))[0];
  if (request === undefined) return null;
  if (request.amount === undefined) spent.invoices.set(request.ref, invoice.id);
  return request;
}

const leftOf = (request: CustomerRequest, spent: Spent): number =>
  spent.amounts.get(request.ref) ?? request.amount ?? 0;

/** What a line bills beyond its request, before exclusive taxes; the agreed amount may be meant with tax or without. */
function beyond(line: InvoiceLine, request: CustomerRequest, spent: Spent): number {
  if (request.amount === undefined) return 0;
  const left = leftOf(request, spent);
  const net = line.amount - lineDiscount(line);
  spent.amounts.set(request.ref, Math.max(0, left - net));
  return net <= left || lineTotal(line) <= left ? 0 : net - left;
}
