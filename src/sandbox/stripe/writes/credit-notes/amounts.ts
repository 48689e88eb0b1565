import { formatAmount } from '../../../ledger/arithmetic.ts';
import type { Charge, CreditNoteLine, Invoice } from '../../../ledger/wire.ts';
import { invalidValue, StripeRefusal } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { leftOn, refundable } from '../refund-charge.ts';
import { issuedNotes } from './lines.ts';
import type { NoteRequest } from './request.ts';

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

/** What a credit note comes to and where its money goes, minor units. */
export interface NoteAmounts {
  readonly subtotal: number;
  readonly discount: number;
  readonly total: number;
  readonly prePayment: number;
  readonly postPayment: number;
  /** The charge a refund goes to; null without one. */
  readonly charge: Charge | null;
  readonly linked: readonly { readonly refund: string; readonly amount: number }[];
}

/**
 * Adds a credit note up and checks it against what its invoice allows: not more than is left of the invoice after other
 * credit notes and refunds, first what is still to pay, and the rest exactly accounted for (API reference, "Create a
 * credit note"). @throws {StripeRefusal} 400 when it does not.
 */
export function noteAmounts(
  desk: Desk,
  invoice: Invoice,
  request: NoteRequest,
  lines: readonly CreditNoteLine[],
): NoteAmounts {
  const subtotal = sum(lines.map(({ amount }) => amount));
  const discount = sum(lines.map(({ discount_amount }) => discount_amount));
  const onTop = lines.flatMap(({ taxes }) => taxes ?? []).filter((tax) => tax.tax_behavior === 'exclusive');
  const total = subtotal - discount + sum(onTop.map(({ amount }) => amount));
  const words = (amount: number): string => formatAmount(amount, invoice.currency, 'en-US');
  if (total < 1) throw invalidValue('amount', 'A credit note must credit more than nothing.');
  if (request.amount !== undefined && request.amount !== total) {
    throw invalidValue(
      'amount',
      `The amount (${words(request.amount)}) must equal the total of the lines (${words(total)}).`,
    );
  }
  const linked = request.refunds.map((one) => linkedRefund(desk, invoice, one));
  const left = creditable(
    desk,
    invoice,
    linked.map(({ refund }) => refund),
  );
  if (total > left) {
    throw invalidValue(
      request.lines === undefined ? 'amount' : 'lines',
      `The credit note amount (${words(total)}) is greater than what can still be credited on the invoice (${words(left)}).`,
    );
  }
  const prePayment = invoice.status === 'open' ? Math.min(total, invoice.amount_remaining) : 0;
  const postPayment = total - prePayment;
  const parts = request.refundAmount + request.creditAmount + request.outOfBandAmount;
  const given = parts + sum(linked.map(({ amount }) => amount));
  if (given !== postPayment) {
    throw new StripeRefusal(
      400,
      `The sum of refunds, customer balance credits, and outside of Stripe credits (${words(given)}) must equal the post payment amount (${words(postPayment)}).`,
    );
  }
  const charge = request.refundAmount === 0 ? null : chargeToRefund(desk, invoice, request.refundAmount);
  return { subtotal, discount, total, prePayment, postPayment, charge, linked };
}

/** The charges that paid an invoice, oldest first. */
export function chargesOf(desk: Desk, invoice: Invoice): readonly Charge[] {
  return desk
    .referring('invoice_payment', 'invoice', invoice.id)
    .filter(({ status }) => status === 'paid')
    .toReversed()
    .flatMap(({ payment }) => {
      const id = payment.charge ?? desk.read('payment_intent', payment.payment_intent)?.latest_charge;
      return desk.read('charge', id) ?? [];
    });
}

/** The invoice's total less what other credit notes and refunds beside them gave back already. */
function creditable(desk: Desk, invoice: Invoice, linked: readonly string[]): number {
  const notes = issuedNotes(desk, invoice);
  const accounted = new Set([
    ...linked,
    ...notes.flatMap(({ refunds }) => refunds.map(({ refund }) => String(refund))),
  ]);
  const beside = chargesOf(desk, invoice)
    .flatMap(({ id }) => desk.referring('refund', 'charge', id))
    .filter(({ id, status }) => !accounted.has(id) && status !== 'failed' && status !== 'canceled');
  return invoice.total - sum(notes.map(({ amount }) => amount)) - sum(beside.map(({ amount }) => amount));
}

/** Of several charges the first that can give that much back. */
function chargeToRefund(desk: Desk, invoice: Invoice, amount: number): Charge {
  const charges = chargesOf(desk, invoice);
  const charge = charges.find((one) => leftOn(one) >= amount) ?? charges[0];
  if (charge === undefined) {
    throw invalidValue('refund_amount', `There is no charge on invoice ${invoice.id} to refund.`);
  }
  refundable(desk, charge, amount);
  return charge;
}

/** A refund that was made before, to be named on the note. */
function linkedRefund(
  desk: Desk,
  invoice: Invoice,
  { refund: id, amount }: NoteRequest['refunds'][number],
): NoteAmounts['linked'][number] {
  const param = 'refunds';
  const refund = desk.find('refund', id, { param });
  const isOfInvoice = chargesOf(desk, invoice).some((charge) => charge.id === refund.charge);
  if (!isOfInvoice || refund.status === 'failed' || refund.status === 'canceled') {
    throw invalidValue(param, `The refund ${id} did not give back money of invoice ${invoice.id}.`);
  }
  const taken = issuedNotes(desk, invoice)
    .flatMap((note) => note.refunds)
    .filter((entry) => entry.refund === id);
  const left = refund.amount - sum(taken.map(({ amount_refunded }) => amount_refunded));
  const wanted = amount ?? refund.amount;
  if (wanted > left)
    throw invalidValue(param, `Only ${left} of the refund ${id} is not on a credit note yet.`);
  return { refund: id, amount: wanted };
}
