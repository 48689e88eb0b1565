import type { CorrectionKind, Json } from '../../../src/analysis/finding.ts';
import type { EffectObject } from '../../../src/corrections/ports.ts';
import type { CorrectionNoticeInput, DoneStep } from '../../../src/triage/notices/correction-notice.ts';

const object = (parts: Partial<EffectObject> & Pick<EffectObject, 'object' | 'id'>): EffectObject => ({
  also: [],
  amount: null,
  currency: null,
  status: null,
  ...parts,
});

export const refund = (amount: number, currency = 'usd', status = 'succeeded'): DoneStep => ({
  kind: 'refund',
  params: { charge: 'ch_Twice1', amount, reason: 'duplicate' },
  made: object({ object: 'refund', id: 're_3Back1', amount, currency, status }),
});

/** A credit note with its parts; `tax` adds a line that has some. */
export const creditNote = (
  amount: number,
  parts: Readonly<Record<string, Json>>,
  { currency = 'usd', tax = false, id = 'cn_1Issued' } = {},
): DoneStep => ({
  kind: 'credit_note',
  params: {
    invoice: 'in_1Wrong',
    reason: 'duplicate',
    lines: [
      {
        type: 'invoice_line_item',
        invoice_line_item: 'il_1',
        amount,
        ...(tax ? { tax_amounts: [{ amount: 950, tax_rate: 'txr_19', taxable_amount: 5_000 }] } : {}),
      },
    ],
    ...parts,
  },
  made: object({
    object: 'credit_note',
    id,
    also: [{ object: 'refund', id: 're_OfNote' }],
    amount,
    currency,
    status: 'issued',
  }),
});

export const balance = (amount: number, currency = 'usd'): DoneStep => ({
  kind: 'customer_balance_credit',
  params: { customer: 'cus_1', amount: -amount, currency, description: 'Credit' },
  made: object({ object: 'customer_balance_transaction', id: 'cbtxn_1', amount, currency }),
});

const MADE: Readonly<Partial<Record<CorrectionKind, readonly [string, string, string | null]>>> = {
  void_invoice: ['invoice', 'in_1Wrong', 'void'],
  cancel_subscription: ['subscription', 'sub_Second', 'canceled'],
  remove_discount: ['subscription', 'sub_1', null],
  cancel_payment_intent: ['payment_intent', 'pi_1', 'canceled'],
};

/** A step in which no money moves; what a person did by hand has no answer of Stripe's. */
export const plain = (kind: CorrectionKind): DoneStep => {
  const [name, id, status] = MADE[kind] ?? [];
  return {
    kind,
    params: {},
    made:
      name === undefined || id === undefined ? null : object({ object: name, id, status: status ?? null }),
  };
};

export const JANE = { name: 'Jane Doe', email: 'jane@example.com' };

export const input = (over: Partial<CorrectionNoticeInput> = {}): CorrectionNoticeInput => ({
  state: 'executed',
  done: [refund(4_900)],
  fault: { category: 'duplicate_charge', classification: 'billing_error' },
  language: 'en',
  customer: JANE,
  ticket: null,
  policy: { version: 1, timezone: 'UTC' },
  paid_with: 'card',
  ...over,
});
