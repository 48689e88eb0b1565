import type { BillingHistory, Charge, Gap, PaymentIntent } from '../../analysis/billing-history.ts';
import { isLiveRefund } from '../../analysis/history-index.ts';
import type { CutShort, Fault } from './map-objects.ts';

/** At most this many gaps are named one by one; the rest become one gap. */
export const MAX_NAMED_GAPS = 200;

/** Kinds that are, or carry, a payment, a refund or a credit, or on whose absence a payment would be misjudged. */
const MONEY_KINDS: ReadonlySet<string> = new Set([
  'subscription',
  'invoice',
  'invoiceitem',
  'invoice_payment',
  'charge',
  'refund',
  'credit_note',
  'customer_balance_transaction',
  'customer_cash_balance_transaction',
  'dispute',
  'billing.credit_grant',
]);

/** Objects that could not be used, as gaps. */
export function faultGaps(faults: readonly Fault[]): Gap[] {
  return faults.map((fault) => ({
    message: `The ${fault.kind} ${fault.id} was left out, because ${fault.path} is malformed (expected ${fault.expected}).`,
    could_hold_money: MONEY_KINDS.has(fault.kind),
    scope: fault.id,
  }));
}

/** Kinds that are not read, as one gap. */
export function unknownKindsGap(kinds: ReadonlyMap<string, number>): Gap[] {
  if (kinds.size === 0) return [];
  const count = [...kinds.values()].reduce((sum, n) => sum + n, 0);
  const names = [...kinds.keys()].sort();
  const shown = names.slice(0, 8).join(', ') + (names.length > 8 ? ', …' : '');
  return [
    {
      message: `${count} ${count === 1 ? 'object' : 'objects'} of kinds that are not read ${count === 1 ? 'was' : 'were'} ignored (${shown}).`,
      could_hold_money: false,
      scope: null,
    },
  ];
}

/** Embedded lists of which only the beginning is known. `alreadyNamed`: ids whose gap somebody named before. */
export function cutShortGaps(
  history: BillingHistory,
  lists: readonly CutShort[],
  alreadyNamed: ReadonlySet<string>,
): Gap[] {
  const charges = new Map(history.charges.map((charge) => [charge.id, charge]));
  const invoices = new Map(history.invoices.map((invoice) => [invoice.id, invoice]));
  return lists.flatMap(({ owner, what }) => {
    if (alreadyNamed.has(owner)) return [];
    // What is known already adds up to the whole: the rest of the list holds nothing more.
    if (what === 'refunds' && refundedBy(history, owner) >= (charges.get(owner)?.amount_refunded ?? 0)) {
      const known = charges.get(owner);
      if (known !== undefined && known.amount_refunded > 0) return [];
    }
    if (what === 'payments') {
      const invoice = invoices.get(owner);
      const paid = invoice?.payments.reduce((sum, payment) => sum + (payment.amount_paid ?? 0), 0) ?? 0;
      if (invoice !== undefined && paid > 0 && paid >= invoice.amount_paid) return [];
    }
    return [
      {
        message: `Not all ${what} of ${owner} are known: the list is cut short.`,
        could_hold_money: what !== 'items',
        scope: owner,
      },
    ];
  });
}

function refundedBy(history: BillingHistory, charge: string): number {
  return history.refunds.reduce(
    (sum, refund) => (refund.charge === charge && isLiveRefund(refund) ? sum + refund.amount : sum),
    0,
  );
}

/**
 * Objects that are referred to, could hold a payment, refund or credit, and are not among the objects. References
 * to prices, products, payment methods and the like are no gaps: no money is there.
 */
export function referenceGaps(history: BillingHistory): Gap[] {
  const gaps: Gap[] = [];
  const missing = (owner: string, what: string, id: string): void => {
    gaps.push({
      message: `${owner} refers to the ${what} ${id}, which is not among the objects read.`,
      could_hold_money: true,
      scope: owner,
    });
  };
  const ids = (objects: readonly { readonly id: string }[]): ReadonlySet<string> =>
    new Set(objects.map((object) => object.id));
  const invoices = ids(history.invoices);
  const refunds = ids(history.refunds);
  const creditNotes = ids(history.credit_notes);
  const balanceTransactions = ids(history.customer_balance_transactions);
  const payments = new Payments(history.charges, history.payment_intents);

  const invoiceKnown = (owner: string, invoice: string | null): void => {
    if (invoice !== null && !invoices.has(invoice)) missing(owner, 'invoice', invoice);
  };
  /** A payment is known when its charge is; of a payment intent without money no charge is expected. */
  const paymentKnown = (owner: string, charge: string | null, intent: string | null): void => {
    if (charge !== null) {
      if (!payments.hasCharge(charge)) missing(owner, 'charge', charge);
    } else if (intent !== null && !payments.isSettled(intent)) missing(owner, 'payment intent', intent);
  };

  for (const refund of history.refunds) paymentKnown(refund.id, refund.charge, refund.payment_intent);
  for (const dispute of history.disputes) paymentKnown(dispute.id, dispute.charge, dispute.payment_intent);
  for (const subscription of history.subscriptions)
    invoiceKnown(subscription.id, subscription.latest_invoice);
  for (const charge of history.charges) invoiceKnown(charge.id, charge.invoice);
  for (const item of history.invoice_items) invoiceKnown(item.id, item.invoice);
  for (const intent of history.payment_intents) {
    if (payments.isSettled(intent.id)) continue;
    if (intent.latest_charge !== null) missing(intent.id, 'charge', intent.latest_charge);
  }
  for (const invoice of history.invoices) {
    for (const payment of invoice.payments) {
      // An attempt that took no money is no payment.
      if (payment.status === 'paid') paymentKnown(invoice.id, payment.charge, payment.payment_intent);
    }
  }
  for (const note of history.credit_notes) {
    invoiceKnown(note.id, note.invoice);
    for (const { refund } of note.refunds) {
      if (refund !== null && !refunds.has(refund)) missing(note.id, 'refund', refund);
    }
    const entry = note.customer_balance_transaction;
    if (entry !== null && !balanceTransactions.has(entry)) missing(note.id, 'balance transaction', entry);
  }
  for (const entry of history.customer_balance_transactions) {
    invoiceKnown(entry.id, entry.invoice);
    if (entry.credit_note !== null && !creditNotes.has(entry.credit_note)) {
      missing(entry.id, 'credit note', entry.credit_note);
    }
  }
  for (const session of history.checkout_sessions) {
    if (session.status !== 'complete') continue;
    invoiceKnown(session.id, session.invoice);
    if (session.mode === 'payment') paymentKnown(session.id, null, session.payment_intent);
  }
  for (const quote of history.quotes) invoiceKnown(quote.id, quote.invoice);
  gaps.push(...unknownDisputes(history));
  return gaps;
}

/** A charge says that it is disputed and nobody knows the dispute: the money may be gone. */
function unknownDisputes(history: BillingHistory): Gap[] {
  const charges = new Set(history.disputes.map((dispute) => dispute.charge));
  const intents = new Set(history.disputes.map((dispute) => dispute.payment_intent));
  return history.charges
    .filter((charge) => charge.disputed && !charges.has(charge.id))
    .filter((charge) => charge.payment_intent === null || !intents.has(charge.payment_intent))
    .map((charge) => ({
      message: `${charge.id} is disputed, but its dispute is not among the objects read.`,
      could_hold_money: true,
      scope: charge.id,
    }));
}

class Payments {
  private readonly charges: ReadonlySet<string>;
  private readonly intentsWithCharge: ReadonlySet<string | null>;
  private readonly intents: ReadonlyMap<string, PaymentIntent>;

  constructor(charges: readonly Charge[], intents: readonly PaymentIntent[]) {
    this.charges = new Set(charges.map((charge) => charge.id));
    // A failed attempt says nothing of the one that succeeded.
    this.intentsWithCharge = new Set(
      charges.filter((charge) => charge.status !== 'failed').map((charge) => charge.payment_intent),
    );
    this.intents = new Map(intents.map((intent) => [intent.id, intent]));
  }

  hasCharge(id: string): boolean {
    return this.charges.has(id);
  }

  /** True when a charge of the intent is known, or the intent itself says that no money moved. */
  isSettled(id: string): boolean {
    if (this.intentsWithCharge.has(id)) return true;
    const intent = this.intents.get(id);
    if (intent === undefined) return false;
    if (intent.latest_charge !== null && this.charges.has(intent.latest_charge)) return true;
    const moved = intent.amount_received > 0 || intent.amount_capturable > 0;
    return !moved && !['succeeded', 'processing', 'requires_capture'].includes(intent.status);
  }
}

/** Gaps once each, and at most {@link MAX_NAMED_GAPS} of them: the rest is one gap that keeps their weight. */
export function boundGaps(gaps: readonly Gap[]): Gap[] {
  const once = [...new Map(gaps.map((gap) => [`${gap.scope} ${gap.message}`, gap])).values()];
  // Those that weigh come first, so that they are the ones named.
  once.sort((a, b) => Number(b.could_hold_money) - Number(a.could_hold_money));
  const rest = once.slice(MAX_NAMED_GAPS);
  if (rest.length === 0) return once;
  return [
    ...once.slice(0, MAX_NAMED_GAPS),
    {
      message: `${rest.length} further objects are missing or incomplete.`,
      could_hold_money: rest.some((gap) => gap.could_hold_money),
      scope: null,
    },
  ];
}
