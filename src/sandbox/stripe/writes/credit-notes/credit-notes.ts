import { aCreditNote } from '../../../ledger/objects/credit.ts';
import type { CreditNote, CreditNoteLine, Invoice } from '../../../ledger/wire.ts';
import { StripeRefusal } from '../../errors.ts';
import type { Params } from '../../params.ts';
import type { Desk } from '../desk.ts';
import type { Work, WriteEndpoint } from '../endpoint.ts';
import { lowerOpenPayments, settleInvoice } from '../invoice-payments.ts';
import { moveBalance } from '../move-balance.ts';
import { type RefundStart, refundCharge } from '../refund-charge.ts';
import { type NoteAmounts, noteAmounts } from './amounts.ts';
import { noteLines } from './lines.ts';
import { CREDIT_NOTE_PARAMS, type NoteRequest, noteRequest } from './request.ts';

/** `POST /v1/credit_notes` (API reference, "Create a credit note"). */
export const createCreditNote = (start: () => RefundStart): WriteEndpoint => ({
  method: 'POST',
  path: '/v1/credit_notes',
  kind: 'credit_note',
  answers: 'credit_note',
  takes: CREDIT_NOTE_PARAMS,
  leavesOut: ['shipping_cost'],
  prepare: (params) => {
    const request = noteRequest(params);
    return (desk) => issue(desk, request, start());
  },
});

/** The work of `GET /v1/credit_notes/preview`: the note as it would be, with nothing behind it. */
export function previewCreditNote(params: Params): Work {
  const request = noteRequest(params);
  return (desk) => {
    const invoice = creditedInvoice(desk, request);
    return compose(desk, invoice, request).note;
  };
}

function issue(desk: Desk, request: NoteRequest, start: RefundStart): CreditNote {
  const invoice = creditedInvoice(desk, request);
  const { note, amounts } = compose(desk, invoice, request);
  note.refunds = refundsOf(desk, request, amounts, start);
  if (request.creditAmount > 0) {
    note.customer_balance_transaction = moveBalance(desk, String(invoice.customer), {
      type: 'credit_note',
      amount: -request.creditAmount,
      currency: invoice.currency,
      creditNote: note.id,
    }).id;
  }
  desk.add(note);
  desk.tell('credit_note.created', note);
  credit(desk, desk.open('invoice', invoice.id), amounts);
  return note;
}

function creditedInvoice(desk: Desk, request: NoteRequest): Invoice {
  const invoice = desk.find('invoice', request.invoice, { param: 'invoice' });
  if (invoice.status !== 'open' && invoice.status !== 'paid') {
    throw new StripeRefusal(
      400,
      `Credit notes can only be issued for open or paid invoices; ${invoice.id} is ${invoice.status}.`,
      { param: 'invoice' },
    );
  }
  return invoice;
}

function compose(
  desk: Desk,
  invoice: Invoice,
  request: NoteRequest,
): { readonly note: CreditNote; readonly amounts: NoteAmounts } {
  const lines = noteLines(desk, invoice, request);
  const amounts = noteAmounts(desk, invoice, request, lines);
  const count = desk.referring('credit_note', 'invoice', invoice.id).length;
  const note = aCreditNote({
    id: desk.book.id('credit_note'),
    number: `${invoice.number}-CN-${String(count + 1).padStart(2, '0')}`,
    invoice,
    lines,
    subtotal: amounts.subtotal,
    taxes: totalTaxes(lines),
    prePaymentAmount: amounts.prePayment,
    refund: null,
    balanceTransaction: null,
    reason: request.reason ?? 'order_change',
    memo: request.memo,
    created: desk.now,
  });
  return {
    amounts,
    note: {
      ...note,
      amount: amounts.total,
      total: amounts.total,
      total_excluding_tax: (note.total_excluding_tax ?? 0) - amounts.discount,
      post_payment_amount: amounts.postPayment,
      type: amounts.prePayment === amounts.total ? 'pre_payment' : note.type,
      discount_amount: amounts.discount,
      discount_amounts: totalDiscounts(lines),
      reason: request.reason,
      metadata: request.metadata,
      effective_at: request.effectiveAt ?? desk.now,
      out_of_band_amount: request.outOfBandAmount > 0 ? request.outOfBandAmount : null,
    },
  };
}

/** The taxes of all lines, one row for each rate. */
function totalTaxes(lines: readonly CreditNoteLine[]): NonNullable<CreditNote['total_taxes']> {
  const rows = new Map<string, NonNullable<CreditNote['total_taxes']>[number]>();
  for (const tax of lines.flatMap(({ taxes }) => taxes ?? [])) {
    const key = `${tax.tax_rate_details?.tax_rate} ${tax.taxability_reason} ${tax.tax_behavior}`;
    const row = rows.get(key);
    if (row === undefined) rows.set(key, { ...tax });
    else {
      row.amount += tax.amount;
      row.taxable_amount = (row.taxable_amount ?? 0) + (tax.taxable_amount ?? 0);
    }
  }
  return [...rows.values()];
}

function totalDiscounts(lines: readonly CreditNoteLine[]): CreditNote['discount_amounts'] {
  const rows = new Map<string, number>();
  for (const { amount, discount } of lines.flatMap(({ discount_amounts }) => discount_amounts)) {
    rows.set(String(discount), (rows.get(String(discount)) ?? 0) + amount);
  }
  return [...rows].map(([discount, amount]) => ({ amount, discount }));
}

/** The refunds a note stands for: those made before, and the one made for it. */
function refundsOf(
  desk: Desk,
  request: NoteRequest,
  { charge, linked }: NoteAmounts,
  start: RefundStart,
): CreditNote['refunds'] {
  const made =
    charge === null
      ? []
      : [
          refundCharge(desk, charge, {
            amount: request.refundAmount,
            reason: 'requested_by_customer',
            metadata: {},
            start,
          }),
        ];
  return [...linked, ...made.map(({ id, amount }) => ({ refund: id, amount }))].map(({ refund, amount }) => ({
    amount_refunded: amount,
    payment_record_refund: null,
    refund,
    type: 'refund',
  }));
}

/** What a credit note does to its invoice. */
function credit(desk: Desk, invoice: Invoice, { prePayment, postPayment }: NoteAmounts): void {
  invoice.pre_payment_credit_notes_amount += prePayment;
  invoice.post_payment_credit_notes_amount += postPayment;
  invoice.amount_due -= prePayment;
  invoice.amount_remaining -= prePayment;
  if (prePayment > 0) {
    if (invoice.amount_remaining === 0) settleInvoice(desk, invoice);
    else lowerOpenPayments(desk, invoice);
  }
  desk.tell('invoice.updated', invoice);
}
