import { chargesCloseTogether } from '../../../../src/analysis/rules/duplicates/charges-close-together.ts';
import { aCharge, aHistory, aLine, anInvoice, at, paidBy } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const renewal = anInvoice();
const paid = paidBy(renewal);
const extra = (parts = {}) =>
  aCharge({
    id: 'ch_extra',
    amount: 2500,
    description: 'Badge pack',
    created: at('2026-11-10T15:00:00Z'),
    ...parts,
  });
const report = anInvoice({
  id: 'in_report',
  created: at('2026-11-11T10:00:00Z'),
  lines: [
    aLine({
      id: 'il_report',
      amount: 900,
      unit_amount_decimal: '900',
      product: 'prod_Report',
      price: 'price_Report',
      subscription: 'sub_2',
      subscription_item: 'si_2',
    }),
  ],
});
const found = (...evidence: string[]) => [
  {
    classification: 'valid_but_confusing' as const,
    category: 'one_off' as const,
    amount: null,
    evidence,
    correction: null,
  },
];

export const cases: RuleCases = {
  rule: chargesCloseTogether,
  accept: [
    {
      name: 'a renewal and a purchase on one day',
      history: aHistory({ invoices: [renewal], charges: [paid, extra()] }),
      expect: found('ch_in_1', 'ch_extra', 'in_1'),
    },
    {
      name: 'two subscriptions to different products',
      history: aHistory({ invoices: [renewal, report], charges: [paid, paidBy(report)] }),
      expect: found('ch_in_1', 'ch_in_report'),
    },
    {
      name: 'an add-on the evening before the renewal, in yen',
      history: aHistory({
        invoices: [renewal],
        charges: [paid, extra({ created: at('2026-11-09T20:00:00Z'), currency: 'jpy' })],
      }),
      expect: found('ch_extra', 'ch_in_1'),
    },
    {
      name: 'a renewal, a purchase, and a subscription to another product: one answer for the three',
      history: aHistory({
        invoices: [renewal, report],
        charges: [paid, extra(), paidBy(report)],
      }),
      expect: found('ch_in_1', 'ch_extra', 'ch_in_report'),
    },
    {
      name: 'a purchase, another one, then the renewal: all three',
      history: aHistory({
        invoices: [renewal],
        charges: [
          paid,
          extra({ created: at('2026-11-09T15:00:00Z') }),
          extra({ id: 'ch_more', amount: 900, created: at('2026-11-09T20:00:00Z') }),
        ],
      }),
      expect: found('ch_extra', 'ch_more', 'ch_in_1'),
    },
    {
      name: 'a renewal and a purchase, between them two equal payments that another rule judges',
      history: aHistory({
        invoices: [renewal],
        charges: [
          paid,
          extra(),
          extra({ id: 'ch_pair', amount: 700, created: at('2026-11-10T12:00:00Z') }),
          extra({ id: 'ch_again', amount: 700, created: at('2026-11-10T13:00:00Z') }),
        ],
      }),
      expect: found('ch_in_1', 'ch_extra'),
    },
  ],
  reject: [
    {
      name: 'two purchases, of which nothing says that they differ',
      history: aHistory({
        charges: [extra(), extra({ id: 'ch_more', amount: 900, created: at('2026-11-10T16:00:00Z') })],
      }),
    },
    {
      name: 'a week apart',
      history: aHistory({ invoices: [renewal], charges: [paid, extra({ created: at('2026-11-18') })] }),
    },
    {
      name: 'the same amount: another rule’s work',
      history: aHistory({ invoices: [renewal], charges: [paid, extra({ amount: 4900 })] }),
    },
    {
      name: 'the second failed',
      history: aHistory({ invoices: [renewal], charges: [paid, extra({ status: 'failed' })] }),
    },
    {
      name: 'two customers',
      history: aHistory({ invoices: [renewal], charges: [paid, extra({ customer: 'cus_Else' })] }),
    },
    {
      name: 'long ago, and nobody asks',
      history: aHistory({ invoices: [renewal], charges: [paid, extra()] }),
      worthExplaining: false,
    },
  ],
};
