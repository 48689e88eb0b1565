import type { CreditNote, CreditNoteLine, CustomerBalanceTransaction, Invoice } from '../wire.ts';
import { listOf } from '../wire.ts';

export function aBalanceEntry(spec: {
  readonly id: string;
  readonly customer: string;
  readonly type: CustomerBalanceTransaction['type'];
  /** Minor units; negative gives the customer credit. */
  readonly amount: number;
  readonly currency: string;
  readonly endingBalance: number;
  readonly invoice: string | null;
  readonly creditNote: string | null;
  readonly description: string | null;
  readonly created: number;
}): CustomerBalanceTransaction {
  return {
    id: spec.id,
    object: 'customer_balance_transaction',
    amount: spec.amount,
    checkout_session: null,
    created: spec.created,
    credit_note: spec.creditNote,
    currency: spec.currency,
    customer: spec.customer,
    customer_account: null,
    description: spec.description,
    ending_balance: spec.endingBalance,
    invoice: spec.invoice,
    livemode: false,
    metadata: {},
    type: spec.type,
  };
}

export interface CreditNoteSpec {
  readonly id: string;
  readonly number: string;
  readonly invoice: Invoice;
  readonly lines: readonly CreditNoteLine[];
  /** Of the lines, without exclusive taxes, minor units. */
  readonly subtotal: number;
  readonly taxes: NonNullable<CreditNote['total_taxes']>;
  readonly prePaymentAmount: number;
  readonly refund: { readonly id: string; readonly amount: number } | null;
  readonly balanceTransaction: string | null;
  readonly reason: NonNullable<CreditNote['reason']>;
  readonly memo: string | null;
  readonly created: number;
}

export function aCreditNote(spec: CreditNoteSpec): CreditNote {
  const taxOf = (behavior: string): number =>
    spec.taxes.reduce((sum, entry) => (entry.tax_behavior === behavior ? sum + entry.amount : sum), 0);
  const inside = taxOf('inclusive');
  const amount = spec.subtotal + taxOf('exclusive');
  const customer = spec.invoice.customer;
  return {
    id: spec.id,
    object: 'credit_note',
    amount,
    amount_shipping: 0,
    created: spec.created,
    currency: spec.invoice.currency,
    customer: customer ?? '',
    customer_account: null,
    customer_balance_transaction: spec.balanceTransaction,
    discount_amount: 0,
    discount_amounts: [],
    effective_at: spec.created,
    invoice: spec.invoice.id,
    lines: listOf([...spec.lines], `/v1/credit_notes/${spec.id}/lines`),
    livemode: false,
    memo: spec.memo,
    metadata: {},
    number: spec.number,
    out_of_band_amount: null,
    pdf: '',
    post_payment_amount: amount - spec.prePaymentAmount,
    pre_payment_amount: spec.prePaymentAmount,
    pretax_credit_amounts: [],
    reason: spec.reason,
    refunds:
      spec.refund === null
        ? []
        : [
            {
              amount_refunded: spec.refund.amount,
              payment_record_refund: null,
              refund: spec.refund.id,
              type: 'refund',
            },
          ],
    shipping_cost: null,
    status: 'issued',
    subtotal: spec.subtotal,
    subtotal_excluding_tax: spec.subtotal - inside,
    total: amount,
    total_excluding_tax: spec.subtotal - inside,
    total_taxes: [...spec.taxes],
    type:
      spec.prePaymentAmount === 0
        ? 'post_payment'
        : spec.prePaymentAmount === amount
          ? 'pre_payment'
          : 'mixed',
    voided_at: null,
  };
}
