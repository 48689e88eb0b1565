import type { BillingHistory, CreditNote, CustomerBalanceTransaction, Invoice } from '../billing-history.ts';
import { byCreation, type HistoryIndex, isLiveRefund } from '../history-index.ts';

/** One gift of money: a refund, or a credit on the balance with or without a credit note. */
export interface Gift {
  readonly object: 'refund' | 'credit_note' | 'customer_balance_transaction';
  readonly id: string;
  readonly at: number;
  /** Minor units, positive. */
  readonly amount: number;
  readonly currency: string;
  readonly customer: string | null;
}

/** Two gifts for one fault. */
export interface DoubleCredit {
  readonly variant: 'refund_and_credit' | 'same_credit_twice';
  readonly first: Gift;
  readonly second: Gift;
  /** The invoice both are for, where it is known. */
  readonly invoice: Invoice | null;
  /** Given beyond the fault. */
  readonly excess: number;
  /** True when more was given back than the invoice came to: no second fault can explain that. */
  readonly certain: boolean;
}

/** Pairs of gifts that look like one fault made good twice, the oldest first. */
export function doubleCredits(
  history: BillingHistory,
  index: HistoryIndex,
  withinSeconds: number,
): readonly DoubleCredit[] {
  return [
    ...refundsBesideCredits(history, index, withinSeconds),
    ...repeatedCredits(history, index, withinSeconds),
  ].sort((a, b) => a.second.at - b.second.at || (a.second.id < b.second.id ? -1 : 1));
}

function refundsBesideCredits(
  history: BillingHistory,
  index: HistoryIndex,
  withinSeconds: number,
): readonly DoubleCredit[] {
  const byHand = creditsByInvoice(history, index);
  return byCreation(history.invoices).flatMap((invoice) => {
    const notes = index.creditNotesOfInvoice(invoice.id);
    const credits = [...notes.flatMap(toBalance), ...(byHand.get(invoice.id) ?? [])];
    if (credits.length === 0) return [];
    const ofNotes = new Set(notes.flatMap(({ refunds }) => refunds.map(({ refund }) => refund)));
    const refunds = index
      .chargesOfInvoice(invoice.id)
      .flatMap((charge) => index.refundsOfCharge(charge.id))
      .filter((refund) => isLiveRefund(refund) && !ofNotes.has(refund.id))
      .map(
        ({ id, created, amount, currency }): Gift => ({
          object: 'refund',
          id,
          at: created,
          amount,
          currency,
          customer: invoice.customer,
        }),
      );
    const returned =
      index.returnedOnInvoice(invoice) +
      (byHand.get(invoice.id) ?? []).reduce((sum, { amount }) => sum + amount, 0);
    const beyond = Math.max(0, returned - invoice.total);
    const spent = new Set<string>();
    return refunds.flatMap((refund): DoubleCredit[] => {
      const credit = credits.find(
        (other) =>
          !spent.has(other.id) &&
          other.currency === refund.currency &&
          (beyond > 0 || (other.amount === refund.amount && Math.abs(other.at - refund.at) <= withinSeconds)),
      );
      if (credit === undefined) return [];
      spent.add(credit.id);
      const [first, second] = inOrder(credit, refund);
      const smaller = Math.min(credit.amount, refund.amount);
      const excess = beyond > 0 && credit.amount !== refund.amount ? Math.min(beyond, smaller) : smaller;
      return [{ variant: 'refund_and_credit', first, second, invoice, excess, certain: beyond > 0 }];
    });
  });
}

/** What a credit note put on the balance. */
function toBalance(note: CreditNote): readonly Gift[] {
  if (note.customer_balance_transaction === null) return [];
  const refunded = note.refunds.reduce((sum, { amount_refunded }) => sum + amount_refunded, 0);
  const amount = note.post_payment_amount - refunded - note.out_of_band_amount;
  const { id, created, currency, customer } = note;
  return amount > 0 ? [{ object: 'credit_note', id, at: created, amount, currency, customer }] : [];
}

/** Credit booked by hand whose words name an invoice, by its id or number. What was taken back since is left out. */
function creditsByInvoice(
  history: BillingHistory,
  index: HistoryIndex,
): ReadonlyMap<string, readonly Gift[]> {
  const byInvoice = new Map<string, Gift[]>();
  const byNumber = new Map(
    history.invoices.flatMap((one) => (one.number === null ? [] : [[one.number, one]])),
  );
  for (const entry of creditsByHand(history)) {
    const words = [entry.invoice ?? '', ...wordsOf(entry).split(/[^\w-]+/)];
    const invoice = words
      .map((word) => index.invoice(word) ?? byNumber.get(word))
      .find((found) => found?.customer === entry.customer);
    if (invoice === undefined) continue;
    byInvoice.set(invoice.id, [...(byInvoice.get(invoice.id) ?? []), giftOf(entry)]);
  }
  return byInvoice;
}

function repeatedCredits(
  history: BillingHistory,
  index: HistoryIndex,
  withinSeconds: number,
): readonly DoubleCredit[] {
  const last = new Map<string, Gift>();
  const found: DoubleCredit[] = [];
  const meet = (key: string, gift: Gift, invoice: Invoice | null): void => {
    const before = last.get(key);
    last.set(key, gift);
    if (before === undefined || gift.at - before.at > withinSeconds) return;
    found.push({
      variant: 'same_credit_twice',
      first: before,
      second: gift,
      invoice,
      excess: gift.amount,
      certain: false,
    });
  };
  for (const entry of creditsByHand(history)) {
    // Two credits without a word may be for anything.
    if (wordsOf(entry).trim() === '' && entry.invoice === null) continue;
    const { customer, currency, amount, invoice } = entry;
    meet(
      JSON.stringify([customer, currency, amount, invoice, wordsOf(entry)]),
      giftOf(entry),
      index.invoice(invoice) ?? null,
    );
  }
  for (const note of byCreation(history.credit_notes)) {
    if (note.status !== 'issued') continue;
    const lines = note.lines.map(({ invoice_line_item, amount }) => `${invoice_line_item} ${amount}`).sort();
    if (lines.length === 0 || note.lines.some((line) => line.invoice_line_item === null)) continue;
    const [gift] = toBalance(note);
    if (gift !== undefined)
      meet(JSON.stringify([note.invoice, note.amount, lines]), gift, index.invoice(note.invoice) ?? null);
  }
  return found;
}

/** Credits booked by hand, oldest first, without those that a later debt of the same amount took back. */
function creditsByHand(history: BillingHistory): readonly CustomerBalanceTransaction[] {
  const standing: CustomerBalanceTransaction[] = [];
  for (const entry of byCreation(history.customer_balance_transactions)) {
    if (entry.type !== 'adjustment') continue;
    if (entry.amount < 0) standing.push(entry);
    else {
      const undone = standing.findLastIndex(
        ({ customer, currency, amount }) =>
          customer === entry.customer && currency === entry.currency && amount === -entry.amount,
      );
      if (undone >= 0) standing.splice(undone, 1);
    }
  }
  return standing;
}

const wordsOf = ({ description, metadata }: CustomerBalanceTransaction): string =>
  [
    description ?? '',
    ...Object.entries(metadata)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, value]) => value),
  ].join(' ');

const giftOf = ({ id, created, amount, currency, customer }: CustomerBalanceTransaction): Gift => ({
  object: 'customer_balance_transaction',
  id,
  at: created,
  amount: -amount,
  currency,
  customer,
});

const inOrder = (a: Gift, b: Gift): readonly [Gift, Gift] => (a.at <= b.at ? [a, b] : [b, a]);
