import { alreadyReturned } from '../../../../src/analysis/rules/payments/already-returned.ts';
import {
  aBalanceEntry,
  aCharge,
  aCreditNote,
  aDispute,
  aHistory,
  anInvoice,
  aRefund,
  at,
  CUSTOMER,
  paidBy,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const september = at('2026-09-10T10:00:00Z');
const october = at('2026-10-05T10:00:00Z');
const paid = aCharge({ created: september });
const refunded = aCharge({ created: september, amount_refunded: 4900, refunded: true });
const invoice = anInvoice({ created: september });
const refundOfNote = aRefund({ charge: 'ch_in_1', created: october });
const promised = {
  ref: 'p-2',
  customer: CUSTOMER,
  kind: 'refund',
  currency: 'usd',
  made_at: september,
} as const;

export const cases: RuleCases = {
  rule: alreadyReturned,
  accept: [
    {
      name: 'a charge refunded in full six weeks ago',
      history: aHistory({ charges: [refunded], refunds: [aRefund({ created: october })] }),
      expect: [
        {
          classification: 'valid_but_confusing',
          category: 'refund',
          confidence: 'certain',
          variant: 'refund',
          amount: null,
          evidence: ['re_1', 'ch_1'],
          correction: null,
        },
      ],
    },
    {
      name: 'several partial refunds of one charge, told as one',
      history: aHistory({
        charges: [aCharge({ created: september, amount: 3000, amount_refunded: 1500 })],
        refunds: [
          aRefund({ amount: 1000, created: october }),
          aRefund({ id: 're_2', amount: 500, created: october + 60 }),
        ],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'partial_refund',
          amount: null,
          evidence: ['re_1', 're_2', 'ch_1'],
        },
      ],
    },
    {
      name: 'a credit note and its own refund, told as one',
      history: aHistory({
        invoices: [invoice],
        charges: [paidBy(invoice, { amount_refunded: 4900, refunded: true })],
        refunds: [refundOfNote],
        credit_notes: [
          aCreditNote({ created: october, refunds: [{ refund: 're_1', amount_refunded: 4900 }] }),
        ],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'refund',
          amount: null,
          evidence: ['re_1', 'cn_1', 'in_1', 'ch_in_1'],
        },
      ],
    },
    {
      name: 'a credit note that lowered an invoice before it was paid',
      history: aHistory({
        invoices: [
          anInvoice({ created: september, amount_due: 3900, pre_payment_credit_notes_amount: 1000 }),
        ],
        credit_notes: [
          aCreditNote({ created: october, amount: 1000, pre_payment_amount: 1000, post_payment_amount: 0 }),
        ],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'credit_note',
          amount: null,
          evidence: ['cn_1', 'in_1'],
        },
      ],
    },
    {
      name: 'a credit note half to the card, half to the balance',
      history: aHistory({
        invoices: [invoice],
        charges: [paidBy(invoice, { amount_refunded: 2000 })],
        refunds: [aRefund({ charge: 'ch_in_1', amount: 2000, created: october })],
        credit_notes: [
          aCreditNote({
            created: october,
            amount: 4900,
            refunds: [{ refund: 're_1', amount_refunded: 2000 }],
            customer_balance_transaction: 'cbtxn_1',
          }),
        ],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'partial_refund',
          amount: null,
          evidence: ['re_1', 'cn_1', 'in_1'],
        },
        {
          classification: 'valid_but_confusing',
          variant: 'balance',
          amount: null,
          evidence: ['cn_1', 'in_1'],
        },
      ],
    },
    {
      name: 'credit booked on the balance by hand, naming the invoice',
      history: aHistory({
        invoices: [invoice],
        charges: [paidBy(invoice)],
        customer_balance_transactions: [
          aBalanceEntry({ created: october, amount: -1200, description: 'Goodwill for A-in_1' }),
        ],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          confidence: 'certain',
          variant: 'balance',
          amount: null,
          evidence: ['cbtxn_1', 'in_1'],
        },
      ],
    },
    {
      name: 'credit booked on the balance by hand, of exactly a payment',
      history: aHistory({
        charges: [paid, aCharge({ id: 'ch_2', created: september + 600 })],
        customer_balance_transactions: [aBalanceEntry({ created: october, description: 'Sorry' })],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          confidence: 'medium',
          variant: 'balance',
          amount: null,
          evidence: ['cbtxn_1', 'ch_2'],
        },
      ],
    },
    {
      name: 'a succeeded bank refund of two days ago, which no card network delays',
      history: aHistory({
        charges: [
          aCharge({
            payment_method_type: 'us_bank_account',
            card: null,
            amount_refunded: 4900,
            refunded: true,
          }),
        ],
        refunds: [aRefund({ created: at('2026-11-18') })],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'refund',
          amount: null,
          evidence: ['re_1', 'ch_1'],
        },
      ],
    },
    {
      name: 'one part arrived, another on its way: only the first is told here',
      history: aHistory({
        charges: [refunded],
        refunds: [
          aRefund({ amount: 2000, created: october }),
          aRefund({ id: 're_2', amount: 2900, created: at('2026-11-18') }),
        ],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'partial_refund',
          amount: null,
          evidence: ['re_1'],
        },
      ],
    },
  ],
  reject: [
    {
      name: 'a refund still on its way',
      history: aHistory({ charges: [refunded], refunds: [aRefund({ created: at('2026-11-18') })] }),
    },
    {
      name: 'a refund that failed: nothing came back',
      history: aHistory({ charges: [paid], refunds: [aRefund({ created: october, status: 'failed' })] }),
    },
    {
      name: 'a credit note whose refund bounced: nothing came back',
      history: aHistory({
        invoices: [invoice],
        charges: [paidBy(invoice)],
        refunds: [{ ...refundOfNote, status: 'failed' }],
        credit_notes: [
          aCreditNote({ created: october, refunds: [{ refund: 're_1', amount_refunded: 4900 }] }),
        ],
      }),
    },
    {
      name: 'a refund pending far too long',
      history: aHistory({ charges: [refunded], refunds: [aRefund({ created: october, status: 'pending' })] }),
    },
    {
      name: 'a released hold, which Stripe records as a refund',
      history: aHistory({
        charges: [aCharge({ created: september, captured: false, amount_refunded: 4900, refunded: true })],
        refunds: [aRefund({ created: october })],
      }),
    },
    {
      name: 'what a partial capture released',
      history: aHistory({
        charges: [
          aCharge({ created: september, amount: 4900, amount_captured: 3000, amount_refunded: 1900 }),
        ],
      }),
    },
    {
      name: 'money taken back by the bank in a dispute',
      history: aHistory({
        charges: [aCharge({ created: september, disputed: true })],
        disputes: [aDispute({ status: 'lost' })],
      }),
    },
    {
      name: 'a void credit note',
      history: aHistory({
        invoices: [invoice],
        charges: [paidBy(invoice)],
        credit_notes: [aCreditNote({ created: october, status: 'void', pre_payment_amount: 4900 })],
      }),
    },
    {
      name: 'a balance credit that fits no payment',
      history: aHistory({
        charges: [paid],
        customer_balance_transactions: [aBalanceEntry({ created: october, amount: -1200 })],
      }),
    },
    {
      name: 'a debit on the balance',
      history: aHistory({
        charges: [paid],
        customer_balance_transactions: [aBalanceEntry({ created: october, amount: 4900 })],
      }),
    },
    {
      name: 'less than was promised for the invoice',
      history: aHistory({
        invoices: [invoice],
        charges: [paidBy(invoice, { amount_refunded: 2000 })],
        refunds: [aRefund({ charge: 'ch_in_1', amount: 2000, created: october })],
      }),
      policy: { promises: [{ ...promised, amount: 4900, invoice: 'in_1' }] },
      skipped: 'p-2',
    },
    {
      name: 'a charge that says it was refunded, without the refund',
      history: aHistory({ charges: [refunded] }),
      skipped: 'not in the history',
    },
    {
      name: 'a refund nobody asks about, of long ago',
      worthExplaining: false,
      history: aHistory({ charges: [refunded], refunds: [aRefund({ created: october })] }),
    },
  ],
};
