import type { BillingHistory, Charge, Invoice, InvoicePayment } from '../billing-history.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice, isLiveRefund } from '../history-index.ts';
import { repeatedOnInvoice, settledWithoutRefund } from '../payments/invoice-settlement.ts';
import { isPaidBothWays } from './paid-outside.ts';

/** One payment toward an invoice; `charge` is undefined for one made outside Stripe, or that the history lacks. */
export interface Received {
  readonly id: string;
  readonly charge: Charge | undefined;
  readonly at: number;
  /** Minor units taken for this invoice, before anything was returned. */
  readonly amount: number;
}

/** An invoice on which more was paid than it asked for, and the excess is still with the merchant. */
export interface Overpayment {
  readonly invoice: Invoice;
  /** Oldest first. */
  readonly payments: readonly Received[];
  readonly paid: number;
  /** Excess still to be returned, without what repeats another payment (`duplicate-charge`); positive. */
  readonly amount: number;
  /** What went back already: refunds, lost disputes, credit to the balance or outside Stripe. */
  readonly settled: number;
  /** Excess that repeats another payment, and so is not in `amount`. */
  readonly repeated: number;
  /** Payments the excess sits on, latest first; empty where no payment known is too large or too many. */
  readonly excess: readonly { readonly charge: Charge; readonly share: number }[];
  /** False where only `amount_overpaid` tells, and the payments known do not add up to it. */
  readonly isProvedByPayments: boolean;
}

/** Every overpaid invoice of the history, oldest first; without those paid outside Stripe and charged too. */
export function overpayments(history: BillingHistory, index: HistoryIndex): Overpayment[] {
  const joins = { paid: paidBySource(history), refunded: refundedBySource(history) };
  return byCreation(history.invoices).flatMap((invoice) => overpaymentOf(invoice, index, joins) ?? []);
}

interface Joins {
  readonly paid: PaidBySource;
  /** Live refunds, by the charge and by the payment intent they name. */
  readonly refunded: ReadonlyMap<string, number>;
}

/** By payment intent or charge: what it paid on each invoice. One payment can settle several invoices. */
type PaidBySource = ReadonlyMap<string, ReadonlyMap<string, number>>;

function paidBySource(history: BillingHistory): PaidBySource {
  const map = new Map<string, Map<string, number>>();
  for (const { id, payments } of history.invoices) {
    for (const payment of payments) {
      const source = payment.charge ?? payment.payment_intent;
      if (source === null || payment.status !== 'paid') continue;
      const byInvoice = map.get(source) ?? new Map<string, number>();
      byInvoice.set(id, (byInvoice.get(id) ?? 0) + (payment.amount_paid ?? 0));
      map.set(source, byInvoice);
    }
  }
  return map;
}

function refundedBySource(history: BillingHistory): ReadonlyMap<string, number> {
  const map = new Map<string, number>();
  for (const refund of history.refunds.filter(isLiveRefund)) {
    for (const source of [refund.charge, refund.payment_intent]) {
      if (source !== null) map.set(source, (map.get(source) ?? 0) + refund.amount);
    }
  }
  return map;
}

function overpaymentOf(invoice: Invoice, index: HistoryIndex, joins: Joins): Overpayment | null {
  if (!isEffectiveInvoice(invoice) || isPaidBothWays(index, invoice)) return null;
  const charges = index
    .chargesOfInvoice(invoice.id)
    .filter(({ status, captured }) => status === 'succeeded' && captured);
  if (charges.some(({ currency }) => currency !== invoice.currency)) return null;
  const payments = receivedOn(invoice, index, charges, joins.paid);
  const paid = payments.reduce((sum, { amount }) => sum + amount, 0);
  const byPayments = paid - invoice.amount_due;
  const whole = Math.max(byPayments, invoice.amount_overpaid);
  if (whole <= 0) return null;
  const repeated = repeatedOnInvoice(index, invoice);
  const settled = returnedOn(payments, index, joins) + settledWithoutRefund(index, invoice);
  const amount = whole - settled - repeated.amount;
  if (amount <= 0) return null;
  const isProvedByPayments = byPayments >= whole;
  const free = charges.filter((charge) => !repeated.charges.has(charge));
  return {
    invoice,
    payments,
    paid,
    amount,
    settled,
    repeated: repeated.amount,
    excess: isProvedByPayments ? sharesOf(free, amount, index) : [],
    isProvedByPayments,
  };
}

function receivedOn(
  invoice: Invoice,
  index: HistoryIndex,
  charges: readonly Charge[],
  paidBy: PaidBySource,
): Received[] {
  // A source of which only failed or pending charges are known has paid nothing, whatever the invoice says.
  const tried = index.chargesOfInvoice(invoice.id);
  const known = new Set(tried.flatMap(({ id, payment_intent }) => [id, payment_intent ?? id]));
  const byCharge = charges.map((charge) => ({
    id: charge.id,
    charge,
    at: charge.created,
    amount: Math.max(0, charge.amount_captured - paidElsewhere(charge, invoice, paidBy)),
  }));
  const others = invoice.payments
    .filter((payment) => payment.status === 'paid' && sourceOf(payment) !== null)
    .filter(({ charge, payment_intent }) => !known.has(charge ?? '') && !known.has(payment_intent ?? ''))
    .map((payment) => ({
      id: sourceOf(payment) ?? payment.id,
      charge: undefined,
      at: payment.paid_at ?? payment.created,
      amount: payment.amount_paid ?? 0,
    }));
  return [...byCharge, ...others].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

const sourceOf = ({ charge, payment_intent, payment_record }: InvoicePayment): string | null =>
  charge ?? payment_intent ?? payment_record;

/** What a charge paid on other invoices than this one. */
function paidElsewhere(charge: Charge, invoice: Invoice, paidBy: PaidBySource): number {
  let sum = 0;
  for (const source of [charge.id, charge.payment_intent ?? '']) {
    for (const [id, amount] of paidBy.get(source) ?? []) if (id !== invoice.id) sum += amount;
  }
  return sum;
}

/** Refunds and lost disputes of the payments; where the history lacks the charge, the refunds that name its source. */
function returnedOn(payments: readonly Received[], index: HistoryIndex, { refunded }: Joins): number {
  return payments.reduce((sum, { id, charge }) => {
    const back =
      charge === undefined ? (refunded.get(id) ?? 0) : charge.amount_captured - index.netOfCharge(charge);
    return sum + back;
  }, 0);
}

/** The latest payments carry the excess: what came first settled the invoice. */
function sharesOf(charges: readonly Charge[], amount: number, index: HistoryIndex): Overpayment['excess'] {
  const shares: { charge: Charge; share: number }[] = [];
  let open = amount;
  for (const charge of [...charges].reverse()) {
    const share = Math.min(open, index.netOfCharge(charge));
    if (share > 0) shares.push({ charge, share });
    open -= share;
  }
  return shares;
}
