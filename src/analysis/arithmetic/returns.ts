import type { BillingHistory, Charge, Invoice } from '../billing-history.ts';
import { byCreation, type HistoryIndex, isLiveRefund } from '../history-index.ts';
import { isInTransit } from '../payments/refund-transit.ts';
import type { Policy } from '../policy.ts';

const DAY_SECONDS = 86_400;

/** What deciding about returned money needs to know besides the history. */
export interface ReturnsContext {
  readonly index: HistoryIndex;
  readonly policy: Policy;
  /** Unix seconds. */
  readonly asOf: number;
  /** How many days before an unlabelled balance credit the payment it is for may lie. */
  readonly creditDays: number;
}

/** One object that gave money back. */
export interface Part {
  readonly object: 'refund' | 'credit_note' | 'customer_balance_transaction';
  readonly id: string;
  readonly at: number;
  readonly amount: number;
  readonly reference: string | null;
  /** A credit note behind this part's money: evidence, not money of its own. */
  readonly note?: string;
}

/** Money given back in one way. */
export interface Returned {
  readonly way: 'card' | 'credit_note' | 'balance';
  readonly parts: readonly Part[];
  /** True when an object says what the credit is for, false when only the amount does. */
  readonly named: boolean;
}

/** What the customer paid, or owed, in one go: an invoice with its charges, or a payment without invoice. */
export interface Receipt {
  readonly invoice: Invoice | undefined;
  readonly charges: readonly Charge[];
  readonly currency: string;
  readonly customer: string | null;
  readonly charged: number;
  readonly left: number;
  readonly returns: readonly Returned[];
}

/** Every receipt that gave money back, and how; refunds still on their way (V4) only lower what is left. */
export function receiptsOf(history: BillingHistory, context: ReturnsContext): readonly Receipt[] {
  const { index } = context;
  const credits = balanceCredits(history, context);
  const invoices = byCreation(history.invoices).map((invoice) =>
    receiptOf(invoice, index.chargesOfInvoice(invoice.id), credits.get(invoice.id) ?? [], context),
  );
  const payments = byCreation(history.charges)
    .filter((charge) => index.invoiceOfCharge(charge.id) === undefined)
    .map((charge) => receiptOf(undefined, [charge], credits.get(charge.id) ?? [], context));
  return [...invoices, ...payments].filter(
    (receipt): receipt is Receipt => receipt !== undefined && receipt.returns.length > 0,
  );
}

function receiptOf(
  invoice: Invoice | undefined,
  charges: readonly Charge[],
  credits: readonly Credit[],
  context: ReturnsContext,
): Receipt | undefined {
  const captured = charges.filter((charge) => charge.status === 'succeeded' && charge.captured);
  const owner = invoice ?? captured[0];
  if (owner === undefined) return undefined;
  const taken = captured.reduce((sum, charge) => sum + charge.amount_captured, 0);
  const charged = invoice === undefined ? taken : Math.max(invoice.total, taken);
  const credited = credits.reduce((sum, { part }) => sum + part.amount, 0);
  const returned =
    invoice === undefined
      ? captured.reduce((sum, charge) => sum + charge.amount_captured - context.index.netOfCharge(charge), 0)
      : context.index.returnedOnInvoice(invoice) - bouncedOnInvoice(invoice, captured, context.index);
  const byHand = (named: boolean): Returned => ({
    way: 'balance',
    named,
    parts: credits.filter((credit) => credit.named === named).map(({ part }) => part),
  });
  const notes = invoice === undefined ? { balance: [], other: [] } : creditNoteParts(invoice, context.index);
  const returns: readonly Returned[] = [
    { way: 'card', named: true, parts: refundParts(captured, context) },
    { way: 'credit_note', named: true, parts: notes.other },
    { way: 'balance', named: true, parts: [...notes.balance, ...byHand(true).parts] },
    byHand(false),
  ];
  return {
    invoice,
    charges: captured,
    currency: owner.currency,
    customer: owner.customer,
    charged,
    left: Math.max(0, charged - returned - credited),
    returns: returns.filter(({ parts }) => parts.length > 0),
  };
}

/** What credit notes count as refunded although the refund failed: the customer does not have it. */
function bouncedOnInvoice(invoice: Invoice, charges: readonly Charge[], index: HistoryIndex): number {
  const refunds = charges.flatMap((charge) => index.refundsOfCharge(charge.id));
  const bounced = new Set(refunds.filter((refund) => !isLiveRefund(refund)).map(({ id }) => id));
  return index
    .creditNotesOfInvoice(invoice.id)
    .flatMap((note) => note.refunds)
    .reduce((sum, entry) => sum + (bounced.has(entry.refund ?? '') ? entry.amount_refunded : 0), 0);
}

/** Refunds that have arrived, by their own account and by their age; those on their way are V4's. */
function refundParts(charges: readonly Charge[], { index, policy, asOf }: ReturnsContext): readonly Part[] {
  return charges.flatMap((charge) => {
    const notes = index.creditNotesOfInvoice(index.invoiceOfCharge(charge.id)?.id ?? '');
    return index
      .refundsOfCharge(charge.id)
      .filter((refund) => refund.status === 'succeeded' && !isInTransit(refund, index, policy, asOf))
      .map((refund) => {
        const note = notes.find(({ refunds }) => refunds.some((entry) => entry.refund === refund.id));
        return {
          object: 'refund' as const,
          id: refund.id,
          at: refund.created,
          amount: refund.amount,
          reference: refund.destination?.reference ?? null,
          ...(note === undefined ? {} : { note: note.id }),
        };
      });
  });
}

/** What credit notes gave beyond their refunds: on the balance, or off the amount due and outside Stripe. */
function creditNoteParts(invoice: Invoice, index: HistoryIndex): { balance: Part[]; other: Part[] } {
  const balance: Part[] = [];
  const other: Part[] = [];
  for (const note of index.creditNotesOfInvoice(invoice.id)) {
    const refunded = note.refunds.reduce((sum, entry) => sum + entry.amount_refunded, 0);
    const common = { object: 'credit_note', id: note.id, at: note.created, reference: note.number } as const;
    const toBalance =
      note.customer_balance_transaction === null
        ? 0
        : Math.max(0, note.post_payment_amount - refunded - note.out_of_band_amount);
    if (toBalance > 0) balance.push({ ...common, amount: toBalance });
    // A note without any place its money went is not called returned: its refund may be missing here.
    const offAndOutside = note.pre_payment_amount + note.out_of_band_amount;
    if (offAndOutside > 0) other.push({ ...common, amount: offAndOutside });
  }
  return { balance, other };
}

interface Credit {
  readonly part: Part;
  readonly named: boolean;
}

/**
 * Credit booked on the balance by hand, by the invoice or charge it is for: the one its invoice, metadata or
 * description names, else the latest payment of exactly that amount in the weeks before.
 */
function balanceCredits(
  history: BillingHistory,
  { creditDays, index }: ReturnsContext,
): ReadonlyMap<string, readonly Credit[]> {
  const window = creditDays * DAY_SECONDS;
  const invoices = byCreation(history.invoices);
  const payments = byCreation(history.charges).filter((charge) => charge.captured);
  const credits = new Map<string, Credit[]>();
  for (const entry of byCreation(history.customer_balance_transactions)) {
    if (entry.type !== 'adjustment' || entry.amount >= 0) continue;
    const words = new Set([
      ...Object.values(entry.metadata),
      ...(entry.description ?? '').split(/[^\w-]+/),
      entry.invoice ?? '',
    ]);
    const charges = payments.filter(
      (charge) =>
        charge.customer === entry.customer &&
        charge.currency === entry.currency &&
        charge.created <= entry.created,
    );
    const invoiceNamed = invoices.find(
      ({ id, number, customer }) =>
        customer === entry.customer && (words.has(id) || (number !== null && words.has(number))),
    );
    const named = invoiceNamed ?? charges.find(({ id }) => words.has(id));
    const alike = charges.filter(
      (charge) => index.netOfCharge(charge) === -entry.amount && entry.created - charge.created <= window,
    );
    const target = named ?? alike.at(-1);
    if (target === undefined || target.currency !== entry.currency) continue;
    const key = index.invoiceOfCharge(target.id)?.id ?? target.id;
    const part: Part = {
      object: 'customer_balance_transaction',
      id: entry.id,
      at: entry.created,
      amount: -entry.amount,
      reference: null,
    };
    credits.set(key, [...(credits.get(key) ?? []), { part, named: named !== undefined }]);
  }
  return credits;
}
