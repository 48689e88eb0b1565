import { planChangeProration } from '../../../../src/analysis/rules/prorations/plan-change-proration.ts';
import {
  aDiscount,
  aHistory,
  aLine,
  anInvoice,
  anItem,
  aPrice,
  aSubscription,
  at,
  CUSTOMER,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import {
  changed,
  charge,
  credit,
  end,
  november,
  onTeam,
  prices,
  taxOf,
  update,
  upgraded,
} from './upgrade.ts';

const yearly = aPrice({
  id: 'price_Year',
  unit_amount: 49_000,
  nickname: 'Pro yearly',
  recurring: { interval: 'year', interval_count: 1, usage_type: 'licensed', meter: null },
});
const yearEnd = at('2027-11-14T18:00:00Z');
const onYear = aSubscription({
  items: [anItem({ price: 'price_Year', current_period_start: changed, current_period_end: yearEnd })],
});

export const cases: RuleCases = {
  rule: planChangeProration,
  accept: [
    {
      name: 'an upgrade billed at once',
      history: upgraded([credit(), charge()]),
      expect: [
        {
          classification: 'valid_but_confusing',
          category: 'proration',
          confidence: 'certain',
          variant: 'upgrade',
          amount: null,
          evidence: ['in_Upd', 'in_Nov', 'il_Credit', 'il_Charge'],
          correction: null,
        },
      ],
    },
    {
      name: 'an upgrade billed with the next renewal',
      asOf: at('2026-12-11'),
      history: upgraded(
        [
          credit(),
          charge(),
          aLine({
            id: 'il_Dec',
            amount: 9900,
            price: 'price_Team',
            product: 'prod_Team',
            period: { start: end, end: at('2027-01-10') },
          }),
        ],
        { created: end, billing_reason: 'subscription_cycle' },
      ),
      expect: [
        {
          classification: 'valid_but_confusing',
          confidence: 'certain',
          variant: 'upgrade',
          amount: null,
          evidence: ['in_Upd', 'in_Nov'],
        },
      ],
    },
    {
      name: 'a downgrade: the credit is larger',
      history: aHistory({
        subscriptions: [aSubscription()],
        prices,
        invoices: [
          anInvoice({
            id: 'in_Nov',
            lines: [aLine({ id: 'il_Nov', amount: 9900, price: 'price_Team', product: 'prod_Team' })],
          }),
          update([
            credit({ amount: -8333, price: 'price_Team', product: 'prod_Team' }),
            charge({ amount: 4124, price: 'price_Pro', product: 'prod_Pro' }),
          ]),
        ],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          confidence: 'certain',
          variant: 'downgrade',
          amount: null,
          evidence: ['in_Upd', 'in_Nov'],
        },
      ],
    },
    {
      name: 'from monthly to yearly, the year beginning with the change',
      history: aHistory({
        subscriptions: [onYear],
        prices: [...prices, yearly],
        invoices: [
          november,
          update([
            credit(),
            charge({
              amount: 49_000,
              price: 'price_Year',
              product: 'prod_Pro',
              proration: false,
              period: { start: changed, end: yearEnd },
            }),
          ]),
        ],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          confidence: 'certain',
          variant: 'interval',
          amount: null,
          evidence: ['in_Upd', 'in_Nov', 'il_Charge'],
        },
      ],
    },
    {
      name: 'from five seats to eight',
      history: aHistory({
        subscriptions: [aSubscription({ items: [anItem({ quantity: 8 })] })],
        prices,
        invoices: [
          anInvoice({ id: 'in_Nov', lines: [aLine({ id: 'il_Nov', quantity: 5, amount: 24_500 })] }),
          update([
            credit({ amount: -20_621, quantity: 5, description: 'Unused time on 5 × Pro after 14 Nov 2026' }),
            charge({ amount: 32_993, quantity: 8, price: 'price_Pro', product: 'prod_Pro' }),
          ]),
        ],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          confidence: 'certain',
          variant: 'quantity',
          amount: null,
          evidence: ['in_Upd', 'in_Nov'],
        },
      ],
    },
    {
      name: 'V20: a downgrade that waited for the renewal',
      asOf: at('2026-12-11'),
      history: aHistory({
        subscriptions: [aSubscription()],
        prices,
        invoices: [
          anInvoice({
            id: 'in_Nov',
            lines: [aLine({ id: 'il_Nov', amount: 9900, price: 'price_Team', product: 'prod_Team' })],
          }),
          update(
            [
              credit({ amount: -8333, price: 'price_Team', product: 'prod_Team' }),
              charge({ amount: 4124, price: 'price_Pro', product: 'prod_Pro' }),
              aLine({ id: 'il_Dec', amount: 4900, period: { start: end, end: at('2027-01-10') } }),
            ],
            { created: end, billing_reason: 'subscription_cycle' },
          ),
        ],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          category: 'proration',
          variant: 'downgrade',
          amount: null,
          evidence: ['in_Upd'],
        },
      ],
    },
    {
      name: 'V20 and V21: more seats, billed with the renewal',
      asOf: at('2026-12-11'),
      history: aHistory({
        subscriptions: [aSubscription({ items: [anItem({ quantity: 8 })] })],
        prices,
        invoices: [
          anInvoice({ id: 'in_Nov', lines: [aLine({ id: 'il_Nov', quantity: 5, amount: 24_500 })] }),
          update(
            [
              credit({ amount: -20_621, quantity: 5 }),
              charge({ amount: 32_993, quantity: 8, price: 'price_Pro', product: 'prod_Pro' }),
            ],
            { created: end, billing_reason: 'subscription_cycle' },
          ),
        ],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          category: 'quantity',
          variant: 'quantity',
          amount: null,
          evidence: ['in_Upd'],
        },
      ],
    },
    {
      name: 'V21: a seat fewer, credited',
      history: aHistory({
        subscriptions: [aSubscription({ items: [anItem({ quantity: 4 })] })],
        prices,
        invoices: [
          anInvoice({ id: 'in_Nov', lines: [aLine({ id: 'il_Nov', quantity: 5, amount: 24_500 })] }),
          update([
            credit({ amount: -20_621, quantity: 5 }),
            charge({ amount: 16_497, quantity: 4, price: 'price_Pro', product: 'prod_Pro' }),
          ]),
        ],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          category: 'quantity',
          confidence: 'certain',
          variant: 'quantity',
          amount: null,
          evidence: ['in_Upd', 'in_Nov'],
        },
      ],
    },
    {
      name: 'the credit does not name the line it gives back, as before clover',
      history: upgraded([credit({ credited_items: null }), charge()]),
      expect: [
        {
          classification: 'valid_but_confusing',
          confidence: 'certain',
          variant: 'upgrade',
          amount: null,
          evidence: ['in_Upd', 'il_Credit'],
        },
      ],
    },
    {
      name: 'with tax on both lines',
      history: upgraded([credit({ taxes: taxOf(-784) }), charge({ taxes: taxOf(1583) })]),
      expect: [
        { classification: 'valid_but_confusing', variant: 'upgrade', amount: null, evidence: ['in_Upd'] },
      ],
    },
    {
      name: 'a price the history lacks: as billed, and not recomputed',
      history: aHistory({
        subscriptions: [onTeam],
        invoices: [november, update([credit(), charge({ amount: 7000 })])],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          confidence: 'medium',
          variant: 'upgrade',
          amount: null,
          evidence: ['in_Upd'],
        },
      ],
    },
    {
      name: 'a discount folded into the charge: as billed, and not recomputed',
      history: aHistory({
        subscriptions: [{ ...onTeam, discounts: [aDiscount()] }],
        prices,
        invoices: [november, update([credit(), charge({ amount: 6666 })])],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          confidence: 'medium',
          variant: 'upgrade',
          amount: null,
          evidence: ['in_Upd'],
        },
      ],
    },
    {
      name: 'a change the customer asked for, where the policy wants consent',
      history: upgraded([credit(), charge()]),
      policy: {
        consent_required: ['change_plan'],
        requests: [
          { ref: 'r-1', customer: CUSTOMER, kind: 'change_plan', at: at('2026-11-14'), effective: 'now' },
        ],
      },
      expect: [
        { classification: 'valid_but_confusing', variant: 'upgrade', amount: null, evidence: ['in_Upd'] },
      ],
    },
  ],
  reject: [
    {
      name: 'a schedule had the change for the renewal',
      history: {
        ...upgraded([credit(), charge()]),
        subscription_schedules: [
          {
            object: 'subscription_schedule',
            id: 'sub_sched_1',
            customer: CUSTOMER,
            subscription: 'sub_1',
            status: 'active',
            created: at('2026-10-01'),
            phases: [
              {
                start_date: at('2026-10-10'),
                end_date: end,
                proration_behavior: 'none',
                items: [{ price: 'price_Pro', quantity: 1 }],
              },
              {
                start_date: end,
                end_date: at('2027-12-10'),
                proration_behavior: 'none',
                items: [{ price: 'price_Team', quantity: 1 }],
              },
            ],
          },
        ],
      },
      skipped: 'sub_sched_1',
    },
    {
      name: 'a charge that does not recompute',
      history: upgraded([credit(), charge({ amount: 9900 })]),
      skipped: 'il_Charge',
    },
    {
      name: 'a credit that does not recompute',
      history: upgraded([credit({ amount: -2000 }), charge()]),
      skipped: 'il_Credit',
    },
    {
      name: 'a charge for the new plan without credit for the old',
      history: upgraded([charge()]),
    },
    {
      name: 'V20: an upgrade billed three months later is not one that waited for the renewal',
      history: upgraded([credit(), charge()], { created: at('2027-03-10') }),
      asOf: at('2027-03-11'),
    },
    {
      name: 'V21: seats raised without any proration',
      history: aHistory({
        subscriptions: [aSubscription({ items: [anItem({ quantity: 8 })] })],
        prices,
        invoices: [
          november,
          anInvoice({
            id: 'in_Dec',
            created: end,
            lines: [
              aLine({
                id: 'il_Dec',
                quantity: 8,
                amount: 39_200,
                period: { start: end, end: at('2027-01-10') },
              }),
            ],
          }),
        ],
      }),
      asOf: at('2026-12-11'),
    },
    {
      name: 'a credit for unused time alone',
      history: upgraded([credit()]),
    },
    {
      name: 'an ordinary renewal',
      history: aHistory({ subscriptions: [aSubscription()], prices, invoices: [november] }),
    },
    {
      name: 'a moved billing date: the same price and quantity',
      history: upgraded([credit(), charge({ amount: 4124, price: 'price_Pro', product: 'prod_Pro' })]),
    },
    {
      name: 'a credit and a charge of different moments',
      history: upgraded([credit(), charge({ period: { start: changed + 86_400, end } })]),
    },
    {
      name: 'a void invoice',
      history: upgraded([credit(), charge()], { status: 'void' }),
    },
    {
      name: 'a change nobody asked for, where the policy wants consent',
      history: upgraded([credit(), charge()]),
      policy: { consent_required: ['change_plan'] },
      skipped: 'consent',
    },
    {
      name: 'more than was quoted',
      history: upgraded([credit(), charge()]),
      policy: {
        promises: [
          {
            ref: 'p-5',
            customer: CUSTOMER,
            subscription: 'sub_1',
            kind: 'quote',
            amount: 2000,
            currency: 'usd',
            made_at: at('2026-11-13'),
          },
        ],
      },
      skipped: 'p-5',
    },
    {
      name: 'a new plan priced above the contract',
      history: upgraded([credit(), charge()]),
      policy: {
        prices: [
          {
            ref: 'frame-17',
            customer: CUSTOMER,
            product: 'prod_Team',
            interval_count: 1,
            currency: 'usd',
            unit_amount_decimal: '7900',
          },
        ],
      },
      skipped: 'frame-17',
    },
    {
      name: 'a plan change of long ago, nobody asks about',
      worthExplaining: false,
      history: upgraded([credit(), charge()]),
    },
  ],
};
