import type {
  InvoiceItem,
  InvoiceLine,
  SubscriptionSchedule,
} from '../../../../src/analysis/billing-history.ts';
import type { CustomerRequest } from '../../../../src/analysis/policy.ts';
import { removedSeatBilled } from '../../../../src/analysis/rules/lifecycle/removed-seat-billed.ts';
import { aCreditNote, aLine, anItem, aPrice, at, CUSTOMER } from '../../builders.ts';
import type { ExpectedFinding, RuleCases } from '../../rule-cases.ts';
import { changed, month, monthly } from './months.ts';

const seats = (quantity: number, parts: Partial<InvoiceLine> = {}) => ({
  quantity,
  amount: 4900 * quantity,
  ...parts,
});
/** October and November, at these numbers of seats. */
const renewals = (october: number, november: number, parts: Partial<InvoiceLine> = {}) => [
  month('2026-10', seats(october)),
  month('2026-11', seats(november, parts)),
];
const itemsWith = (quantity: number) => ({ items: { data: [{ id: 'si_1', quantity }] } });
const went = (from: number, to: number, when = '2026-11-03T12:00:00Z', id = 'evt_1') =>
  changed(id, when, itemsWith(to), itemsWith(from));
const now = (quantity: number) => ({ items: [anItem({ quantity })] });

const REMOVED_AT = at('2026-10-25');
/** The pair of prorations for going from five to four seats in October. */
const pair = (renewal: Partial<InvoiceLine>, start = REMOVED_AT) => {
  const invoice = month('2026-11', renewal);
  const rest = { proration: true, period: { start, end: at('2026-11-10') } };
  return {
    ...invoice,
    lines: [
      ...invoice.lines,
      aLine({ id: 'il_less', invoice_item: 'ii_1', quantity: 5, amount: -12645, ...rest }),
      aLine({ id: 'il_more', invoice_item: 'ii_2', quantity: 4, amount: 10116, ...rest }),
    ].map((line) => ({ ...line, invoice: invoice.id })),
    total: invoice.total - 2529,
    amount_paid: invoice.total - 2529,
  };
};

const asked = (parts: Partial<CustomerRequest> = {}): Partial<CustomerRequest> & CustomerRequest => ({
  ref: 'r-1',
  customer: CUSTOMER,
  subscription: 'sub_1',
  kind: 'change_quantity',
  at: at('2026-11-03'),
  effective: 'period_end',
  quantity: 4,
  ...parts,
});
const schedule: SubscriptionSchedule = {
  object: 'subscription_schedule',
  id: 'sub_sched_1',
  customer: CUSTOMER,
  subscription: 'sub_1',
  status: 'active',
  created: at('2026-09-01'),
  phases: [
    {
      start_date: at('2026-11-10'),
      end_date: at('2027-11-10'),
      proration_behavior: 'none',
      items: [{ price: 'price_Pro', quantity: 5 }],
    },
  ],
};
/** The seat went after all, in the middle of November's period: half of it was credited. */
const credited = (amount: number, quantity: number, id: string): InvoiceItem => ({
  object: 'invoiceitem',
  id,
  customer: CUSTOMER,
  invoice: null,
  subscription: 'sub_1',
  subscription_item: 'si_1',
  date: at('2026-11-15'),
  amount,
  currency: 'usd',
  description: null,
  proration: true,
  price: 'price_Pro',
  product: 'prod_Pro',
  quantity,
  period: { start: at('2026-11-15'), end: at('2026-12-10') },
  metadata: {},
});
const found = (amount: number, evidence: readonly string[], parts: Partial<ExpectedFinding> = {}) => [
  {
    classification: 'billing_error' as const,
    category: 'quantity' as const,
    confidence: 'certain' as const,
    variant: 'removed',
    amount,
    evidence: ['sub_1', 'in_2026-11', ...evidence],
    correction: { kind: 'credit_note' as const, target: 'in_2026-11', amount },
    ...parts,
  },
];

export const cases: RuleCases = {
  rule: removedSeatBilled,
  accept: [
    {
      name: 'one seat removed a week before the renewal',
      history: monthly(renewals(5, 5), now(4), { events: [went(5, 4)] }),
      policy: { requests: [] },
      expect: found(4900, ['evt_1']),
    },
    {
      name: 'two seats removed one after the other, with tax',
      history: monthly(
        renewals(5, 5, {
          taxes: [
            {
              amount: 4655,
              tax_rate: 'txr_1',
              inclusive: false,
              taxability_reason: null,
              taxable_amount: 24500,
              percentage: '19',
            },
          ],
        }),
        now(3),
        { events: [went(5, 4, '2026-11-01'), went(4, 3, '2026-11-03', 'evt_2')] },
      ),
      policy: { requests: [] },
      expect: found(11662, ['evt_2']),
    },
    {
      name: 'set back to the old number by itself: the next one would repeat it',
      history: monthly(renewals(5, 5), now(5), { events: [went(5, 4)] }),
      policy: { requests: [] },
      expect: found(4900, ['evt_1', 'si_1'], {
        correction: {
          kind: 'update_quantity',
          target: 'si_1',
          amount: 4900,
          params: { quantity: 4, proration_behavior: 'none' },
        },
      }),
    },
    {
      name: 'the renewal itself credits the seat and bills it again',
      history: monthly([month('2026-10', seats(5)), pair(seats(5))], now(4)),
      policy: { requests: [] },
      expect: found(4900, ['il_less', 'il_more']),
    },
    {
      name: 'by prorations alone, and the item has the old number',
      history: monthly([month('2026-10', seats(5)), pair(seats(5))], now(5)),
      policy: { requests: [] },
      expect: found(4900, ['il_less', 'il_more'], { classification: 'likely_error', confidence: 'medium' }),
    },
    {
      name: 'asked for and never done, on two renewals',
      history: monthly(
        [month('2026-09', seats(5)), month('2026-10', seats(5)), month('2026-11', seats(5))],
        now(5),
      ),
      policy: { requests: [asked({ at: at('2026-09-20') })] },
      expect: found(9800, ['r-1', 'in_2026-10', 'si_1'], {
        confidence: 'high',
        variant: 'asked',
        correction: { kind: 'update_quantity', target: 'si_1', amount: 9800, params: { quantity: 4 } },
      }),
    },
    {
      name: 'the seat went after all, and part was credited then',
      history: monthly(renewals(5, 5), now(4), {
        events: [went(5, 4)],
        invoice_items: [credited(-20417, 5, 'ii_1'), credited(16334, 4, 'ii_2')],
      }),
      policy: { requests: [] },
      expect: found(817, ['evt_1']),
    },
    {
      name: 'the contract’s minimum is owed',
      history: monthly(renewals(5, 5), now(2), { events: [went(5, 2)] }),
      policy: {
        requests: [],
        prices: [
          {
            ref: 'frame-1',
            customer: CUSTOMER,
            price: 'price_Pro',
            interval_count: 1,
            currency: 'usd',
            unit_amount_decimal: '4900',
            minimum_quantity: 3,
          },
        ],
      },
      expect: found(9800, ['evt_1']),
    },
  ],
  reject: [
    {
      name: 'the renewal has the new number',
      history: monthly(renewals(5, 4), now(4), { events: [went(5, 4)] }),
      policy: { requests: [] },
    },
    {
      name: 'removed after the draft was created',
      history: monthly(renewals(5, 5), now(4), { events: [went(5, 4, '2026-11-10T00:30:00Z')] }),
      policy: { requests: [] },
    },
    {
      name: 'the running period is not credited',
      history: monthly([month('2026-10', seats(5))], now(4), { events: [went(5, 4, '2026-10-20')] }),
      policy: { requests: [] },
    },
    {
      name: 'added again before the renewal',
      history: monthly(renewals(5, 5), now(5), {
        events: [went(5, 4, '2026-11-01'), went(4, 5, '2026-11-08', 'evt_2')],
      }),
      policy: { requests: [] },
    },
    {
      name: 'asked for fewer, then for as many again',
      history: monthly(renewals(5, 5), now(5)),
      policy: { requests: [asked(), asked({ ref: 'r-2', quantity: 5, at: at('2026-11-06') })] },
    },
    {
      name: 'asked for fewer after the draft was created',
      history: monthly(renewals(5, 5), now(5)),
      policy: { requests: [asked({ at: at('2026-11-10T00:20:00Z') })] },
    },
    {
      name: 'a phase of a schedule set the number again',
      history: monthly(renewals(5, 5), now(5), { events: [went(5, 4)], subscription_schedules: [schedule] }),
      policy: { requests: [] },
    },
    {
      name: 'it took effect, and a later renewal has more seats',
      history: monthly(
        [month('2026-09', seats(5)), month('2026-10', seats(4)), month('2026-11', seats(5))],
        now(5),
      ),
      policy: { requests: [asked({ at: at('2026-09-20') })] },
    },
    {
      name: 'the policy says how many seats there are',
      history: monthly(renewals(5, 5), now(4), { events: [went(5, 4)] }),
      policy: { requests: [], seats: [{ ref: 's-1', customer: CUSTOMER, quantity: 5 }] },
    },
    {
      name: 'credited since',
      history: monthly(renewals(5, 5), now(4), {
        events: [went(5, 4)],
        credit_notes: [
          aCreditNote({
            invoice: 'in_2026-11',
            amount: 4900,
            lines: [
              {
                id: 'cnli_1',
                amount: 4900,
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
      policy: { requests: [] },
    },
    {
      name: 'which of two items was meant is not said',
      history: monthly(
        ['2026-10', '2026-11'].map((name) => {
          const invoice = month(name, seats(5));
          const addOn = aLine({
            id: `il_add_${name}`,
            invoice: invoice.id,
            subscription_item: 'si_2',
            price: 'price_Add',
            quantity: 6,
            amount: 6000,
            period: invoice.lines[0]?.period ?? { start: 0, end: 0 },
          });
          const total = invoice.total + 6000;
          return { ...invoice, lines: [...invoice.lines, addOn], total, amount_paid: total };
        }),
        { items: [anItem({ quantity: 5 }), anItem({ id: 'si_2', price: 'price_Add', quantity: 6 })] },
        { prices: [aPrice(), aPrice({ id: 'price_Add', unit_amount: 1000 })] },
      ),
      policy: { requests: [asked()] },
      skipped: 'r-1',
    },
    {
      name: 'the price is not in the history',
      history: monthly(renewals(5, 5), now(4), { events: [went(5, 4)], prices: [] }),
      policy: { requests: [] },
      skipped: 'price_Pro',
    },
    {
      name: 'what the customer asked for is not known',
      history: monthly(renewals(5, 5), now(5)),
      skipped: 'requests',
    },
  ],
};
