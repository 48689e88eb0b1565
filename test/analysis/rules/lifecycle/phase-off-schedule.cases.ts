import type {
  BillingHistory,
  Invoice,
  InvoiceLine,
  SubscriptionSchedule,
} from '../../../../src/analysis/billing-history.ts';
import type { CustomerRequest } from '../../../../src/analysis/policy.ts';
import { phaseOffSchedule } from '../../../../src/analysis/rules/lifecycle/phase-off-schedule.ts';
import { aCreditNote, aLine, anInvoice, anItem, aPrice, at, CUSTOMER } from '../../builders.ts';
import type { ExpectedFinding, RuleCases } from '../../rule-cases.ts';
import { changed, month, monthly, VAT } from './months.ts';

type Phase = SubscriptionSchedule['phases'][number];

const phase = (start: string, end: string, price: string, behavior = 'none', quantity = 1): Phase => ({
  start_date: at(start),
  end_date: at(end),
  proration_behavior: behavior,
  items: [{ price, quantity }],
});
const schedule = (
  phases: readonly Phase[],
  parts: Partial<SubscriptionSchedule> = {},
): SubscriptionSchedule => ({
  object: 'subscription_schedule',
  id: 'sub_sched_1',
  customer: CUSTOMER,
  subscription: 'sub_1',
  status: 'active',
  created: at('2026-09-15'),
  ended_at: null,
  phases,
  ...parts,
});
/** Pro until `day`, Max from then on. */
const upgradeOn = (day: string, behavior = 'none', parts = {}) =>
  schedule([phase('2026-09-10', day, 'price_Pro'), phase(day, '2027-11-10', 'price_Max', behavior)], parts);
/** Max until `day`, Pro from then on. */
const downgradeOn = (day: string, behavior = 'none', parts = {}) =>
  schedule([phase('2026-09-10', day, 'price_Max'), phase(day, '2027-11-10', 'price_Pro', behavior)], parts);

const max = (parts: Partial<InvoiceLine> = {}): Partial<InvoiceLine> => ({
  price: 'price_Max',
  amount: 9900,
  unit_amount_decimal: '9900',
  description: '1 × Max (at $99.00 / month)',
  ...parts,
});
const billed = (
  plan: SubscriptionSchedule,
  invoices: readonly Invoice[],
  present = 'price_Max',
  more: Partial<BillingHistory> = {},
) =>
  monthly(
    invoices,
    { items: [anItem({ price: present })] },
    {
      prices: [aPrice(), aPrice({ id: 'price_Max', unit_amount: 9900 })],
      subscription_schedules: [plan],
      ...more,
    },
  );
/** The change billed at once, for the rest of November's period from `day` on. */
const changeOn = (day: string, credit: number, charge: number, to: 'price_Max' | 'price_Pro') => {
  const rest = { proration: true, period: { start: at(day), end: at('2026-12-10') } };
  const from = to === 'price_Max' ? 'price_Pro' : 'price_Max';
  return anInvoice({
    id: 'in_change',
    created: at(day),
    billing_reason: 'subscription_update',
    lines: [
      aLine({ id: 'il_less', invoice_item: 'ii_1', price: from, amount: -credit, ...rest }),
      aLine({ id: 'il_more', invoice_item: 'ii_2', price: to, amount: charge, ...rest }),
    ],
  });
};
const found = (
  variant: 'early' | 'late',
  amount: number,
  invoice: string,
  correction: ExpectedFinding['correction'] = { kind: 'credit_note', target: invoice, amount },
): readonly ExpectedFinding[] => [
  {
    classification: 'billing_error',
    category: 'renewal',
    confidence: 'certain',
    variant,
    amount,
    evidence: ['sub_sched_1', 'sub_1', invoice],
    correction,
  },
];
const request: CustomerRequest = {
  ref: 'r-1',
  customer: CUSTOMER,
  kind: 'change_plan',
  at: at('2026-11-05'),
  effective: 'now',
};

export const cases: RuleCases = {
  rule: phaseOffSchedule,
  accept: [
    {
      name: 'the dearer plan came a month early',
      history: billed(upgradeOn('2026-12-10'), [month('2026-10'), month('2026-11', max())]),
      expect: found('early', 5000, 'in_2026-11', { kind: 'update_price', target: 'si_1', amount: 5000 }),
    },
    {
      name: 'the cheaper plan has not come on two renewals, with tax on one',
      history: billed(downgradeOn('2026-10-10'), [
        month('2026-09', max()),
        month('2026-10', max()),
        month('2026-11', max({ ...taxed(9900, 1881) })),
      ]),
      expect: found('late', 10950, 'in_2026-11', { kind: 'update_price', target: 'si_1', amount: 10950 }),
    },
    {
      name: 'billed ten days early for the rest of the period',
      history: billed(upgradeOn('2026-11-30', 'always_invoice'), [
        month('2026-10'),
        month('2026-11'),
        changeOn('2026-11-20', 3267, 6600, 'price_Max'),
      ]),
      expect: found('early', 1666, 'in_change', { kind: 'update_price', target: 'si_1', amount: 1666 }),
    },
    {
      name: 'a prorated cheaper plan never came',
      history: billed(
        downgradeOn('2026-11-25', 'create_prorations'),
        [month('2026-10', max()), month('2026-11', max())],
        'price_Max',
        { exported_at: at('2026-11-28') },
      ),
      asOf: at('2026-11-28'),
      expect: found('late', 2500, 'in_2026-11', { kind: 'update_price', target: 'si_1', amount: 2500 }),
    },
    {
      name: 'more seats a month early',
      history: billed(
        schedule([
          phase('2026-09-10', '2026-12-10', 'price_Pro', 'none', 2),
          phase('2026-12-10', '2027-12-10', 'price_Pro', 'none', 5),
        ]),
        [month('2026-10', { quantity: 2, amount: 9800 }), month('2026-11', { quantity: 5, amount: 24500 })],
        'price_Pro',
        {},
      ),
      expect: found('early', 14700, 'in_2026-11', { kind: 'update_quantity', target: 'si_1', amount: 14700 }),
    },
    {
      name: 'corrected by a proration ten days after the renewal',
      history: billed(
        downgradeOn('2026-11-10', 'create_prorations'),
        [month('2026-10', max()), month('2026-11', max()), changeOn('2026-11-20', 6600, 3267, 'price_Pro')],
        'price_Pro',
      ),
      expect: found('late', 1667, 'in_2026-11'),
    },
  ],
  reject: [
    {
      name: 'on time',
      history: billed(upgradeOn('2026-11-10'), [month('2026-10'), month('2026-11', max())]),
    },
    {
      name: 'half an hour before its time',
      history: billed(upgradeOn('2026-11-10T00:30:00Z'), [month('2026-10'), month('2026-11', max())]),
    },
    {
      name: 'without proration, the running period stays as it was billed',
      history: billed(downgradeOn('2026-11-15'), [month('2026-10', max()), month('2026-11', max())]),
    },
    {
      name: 'prorated to the day',
      history: billed(upgradeOn('2026-11-20', 'always_invoice'), [
        month('2026-11'),
        changeOn('2026-11-20', 3267, 6600, 'price_Max'),
      ]),
    },
    {
      name: 'the dearer plan came late, in the customer’s favour',
      history: billed(upgradeOn('2026-10-10'), [month('2026-10'), month('2026-11')], 'price_Pro'),
    },
    {
      name: 'the customer asked for it earlier',
      history: billed(upgradeOn('2026-12-10'), [month('2026-10'), month('2026-11', max())]),
      policy: { requests: [request] },
    },
    {
      name: 'somebody changed it by hand',
      history: billed(upgradeOn('2026-12-10'), [month('2026-10'), month('2026-11', max())], 'price_Max', {
        events: [changed('evt_1', '2026-11-05', {}, { items: { data: [{ id: 'si_1', quantity: 1 }] } })],
      }),
    },
    {
      name: 'the schedule was released before',
      history: billed(downgradeOn('2026-11-10', 'none', { status: 'released', ended_at: at('2026-10-20') }), [
        month('2026-10', max()),
        month('2026-11', max()),
      ]),
    },
    {
      name: 'when the schedule was released is not known',
      history: billed(downgradeOn('2026-11-10', 'none', { status: 'released' }), [month('2026-11', max())]),
      skipped: 'released',
    },
    {
      name: 'credited since',
      history: billed(upgradeOn('2026-12-10'), [month('2026-10'), month('2026-11', max())], 'price_Max', {
        credit_notes: [
          aCreditNote({
            invoice: 'in_2026-11',
            amount: 5000,
            lines: [
              {
                id: 'cnli_1',
                amount: 5000,
                type: 'invoice_line_item',
                invoice_line_item: 'il_2026-11',
                description: null,
                quantity: null,
                taxes: [],
              },
            ],
          }),
        ],
      }),
    },
    {
      name: 'the price planned is not in the history',
      history: billed(upgradeOn('2026-12-10'), [month('2026-11', max())], 'price_Max', {
        prices: [aPrice({ id: 'price_Max', unit_amount: 9900 })],
      }),
      skipped: 'price_Pro',
    },
  ],
};

function taxed(net: number, amount: number): Partial<InvoiceLine> {
  const [tax] = VAT.taxes;
  return { taxes: tax === undefined ? [] : [{ ...tax, amount, taxable_amount: net, percentage: '19' }] };
}
