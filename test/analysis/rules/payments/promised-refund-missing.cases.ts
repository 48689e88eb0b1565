import { promisedRefundMissing } from '../../../../src/analysis/rules/payments/promised-refund-missing.ts';
import { aCharge, aHistory, aLine, anInvoice, aRefund, at, CUSTOMER, paidBy } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const promised = (parts: object = {}) => ({
  promises: [
    {
      ref: 'p-1',
      customer: CUSTOMER,
      kind: 'refund' as const,
      amount: 4900,
      currency: 'usd',
      made_at: at('2026-11-03'),
      due_by: at('2026-11-10'),
      ...parts,
    },
  ],
});
const invoice = anInvoice({ created: at('2026-11-01') });
const paid = paidBy(invoice);
const billed = (parts = {}) => aHistory({ invoices: [invoice], charges: [paid], ...parts });
const back = (amount: number, day: string, parts = {}) => ({
  charges: [{ ...paid, amount_refunded: amount }],
  refunds: [aRefund({ charge: paid.id, amount, created: at(day), ...parts })],
});
const found = (variant: string, amount: number, correction: object | null) => [
  {
    classification: 'billing_error' as const,
    category: 'refund' as const,
    variant,
    amount,
    evidence: ['p-1'],
    correction: correction as never,
  },
];
const taxed = anInvoice({
  created: at('2026-11-01'),
  lines: [
    aLine({
      taxes: [
        { amount: 931, tax_rate: 'txr_1', inclusive: false, taxability_reason: null, taxable_amount: 4900 },
      ],
    }),
  ],
});

export const cases: RuleCases = {
  rule: promisedRefundMissing,
  accept: [
    {
      name: 'nothing since, on an invoice',
      history: billed(),
      policy: promised({ invoice: 'in_1' }),
      expect: found('none', 4900, { kind: 'credit_note', target: 'in_1', amount: 4900 }),
    },
    {
      name: 'part of a taxed invoice',
      history: aHistory({ invoices: [taxed], charges: [paidBy(taxed)] }),
      policy: promised({ invoice: 'in_1', amount: 2000 }),
      expect: found('none', 2000, { kind: 'credit_note', target: 'in_1', amount: 2000 }),
    },
    {
      name: 'less than promised',
      history: billed(back(1900, '2026-11-05')),
      policy: promised({ invoice: 'in_1' }),
      expect: found('too_small', 3000, { kind: 'credit_note', target: 'in_1', amount: 3000 }),
    },
    {
      name: 'a one-off charge',
      history: aHistory({ charges: [aCharge({ created: at('2026-11-01') })] }),
      policy: promised({ charge: 'ch_1' }),
      expect: found('none', 4900, { kind: 'refund', target: 'ch_1', amount: 4900 }),
    },
    {
      name: 'neither named: the latest charge that can bear it',
      history: aHistory({
        charges: [
          aCharge({ created: at('2026-11-01') }),
          aCharge({ id: 'ch_small', amount: 900, created: at('2026-11-02') }),
        ],
      }),
      policy: promised(),
      expect: found('none', 4900, { kind: 'refund', target: 'ch_1', amount: 4900 }),
    },
    {
      name: 'the refund failed',
      history: billed({
        refunds: [aRefund({ charge: paid.id, created: at('2026-11-05'), status: 'failed' })],
      }),
      policy: promised({ invoice: 'in_1' }),
      expect: found('none', 4900, { kind: 'credit_note', target: 'in_1', amount: 4900 }),
    },
    {
      name: 'what was refunded before settles nothing',
      history: billed(back(1000, '2026-11-02')),
      policy: promised({ invoice: 'in_1', amount: 2000 }),
      expect: found('none', 2000, { kind: 'credit_note', target: 'in_1', amount: 2000 }),
    },
    {
      name: 'two sums promised on one charge are two promises to keep',
      history: aHistory({ charges: [aCharge({ created: at('2026-11-01') })] }),
      policy: {
        promises: [
          ...promised({ charge: 'ch_1', amount: 1000 }).promises,
          ...promised({ charge: 'ch_1', amount: 1500, ref: 'p-2' }).promises,
        ],
      },
      expect: [
        ...found('none', 1000, { kind: 'refund', target: 'ch_1', amount: 1000 }),
        ...found('none', 1500, { kind: 'refund', target: 'ch_1', amount: 1500 }).map((one) => ({
          ...one,
          evidence: ['p-2'],
        })),
      ],
    },
    {
      name: 'on an invoice that credit of the customer paid alone',
      history: (() => {
        const byCredit = anInvoice({
          created: at('2026-11-01'),
          starting_balance: -4900,
          ending_balance: 0,
          amount_due: 0,
        });
        return aHistory({ invoices: [{ ...byCredit, payments: [] }] });
      })(),
      policy: promised({ invoice: 'in_1' }),
      expect: found('none', 4900, { kind: 'credit_note', target: 'in_1', amount: 4900 }),
    },
  ],
  reject: [
    {
      name: 'on an invoice that nobody paid',
      history: aHistory({ invoices: [{ ...invoice, status: 'open', payments: [] }] }),
      policy: promised({ invoice: 'in_1' }),
    },
    {
      name: 'refunded since',
      history: billed(back(4900, '2026-11-05')),
      policy: promised({ invoice: 'in_1' }),
    },
    {
      name: 'not due yet',
      history: billed(),
      policy: promised({ invoice: 'in_1', due_by: at('2026-11-30') }),
    },
    {
      name: 'another customer',
      history: billed(),
      policy: promised({ invoice: 'in_1', customer: 'cus_Else' }),
    },
    {
      name: 'credit was promised, which is another rule’s work',
      history: billed(),
      policy: {
        promises: [
          {
            ref: 'p-1',
            customer: CUSTOMER,
            kind: 'credit',
            amount: 4900,
            currency: 'usd',
            made_at: at('2026-11-03'),
          },
        ],
      },
    },
    { name: 'the policy file has no promises', history: billed(), skipped: 'promises' },
  ],
};
