import { fullPriceForPart } from '../../../../src/analysis/rules/prorations/full-price-for-part.ts';
import {
  aCreditNote,
  aHistory,
  aLine,
  anInvoice,
  anItem,
  aPrice,
  aSubscription,
  at,
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

const inFull = (parts: Parameters<typeof charge>[0] = {}) =>
  charge({ amount: 9900, proration: false, unit_amount_decimal: '9900', description: '1 × Team', ...parts });
const yearly = aPrice({
  id: 'price_Team',
  unit_amount: 9900,
  recurring: { interval: 'year', interval_count: 1, usage_type: 'licensed', meter: null },
});

export const cases: RuleCases = {
  rule: fullPriceForPart,
  accept: [
    {
      name: 'the new plan in full, the old one not credited',
      history: upgraded([inFull()]),
      expect: [
        {
          classification: 'billing_error',
          category: 'proration',
          confidence: 'certain',
          amount: 5691,
          evidence: ['in_Upd', 'il_Charge', 'in_Nov', 'il_Nov', 'sub_1'],
          correction: { kind: 'credit_note', target: 'in_Upd', amount: 5691, params: { invoice: 'in_Upd' } },
        },
      ],
    },
    {
      name: 'the new plan in full beside the credit for the old one',
      history: upgraded([credit(), inFull()]),
      expect: [{ classification: 'billing_error', amount: 1567, evidence: ['in_Upd', 'il_Charge'] }],
    },
    {
      name: 'the line says the whole period, with tax',
      history: upgraded([
        credit(),
        inFull({ period: { start: at('2026-11-10'), end }, taxes: taxOf(1980, '20') }),
      ]),
      expect: [{ classification: 'billing_error', amount: 1880, evidence: ['il_Charge'] }],
    },
    {
      name: 'an add-on in full: the plan beside it stays paid',
      history: aHistory({
        subscriptions: [aSubscription({ items: [anItem(), anItem({ id: 'si_2', price: 'price_Team' })] })],
        prices,
        invoices: [november, update([inFull({ subscription_item: 'si_2' })])],
      }),
      expect: [{ classification: 'billing_error', amount: 1567, evidence: ['il_Charge'] }],
    },
    {
      name: 'part of it credited',
      history: { ...upgraded([inFull()]), credit_notes: [aCreditNote({ invoice: 'in_Upd', amount: 691 })] },
      expect: [{ classification: 'billing_error', amount: 5000, evidence: ['cn_1'] }],
    },
  ],
  reject: [
    { name: 'prorated as it should be', history: upgraded([credit(), charge()]) },
    {
      name: 'another interval begins a whole period',
      history: aHistory({
        subscriptions: [onTeam],
        prices: [aPrice(), yearly],
        invoices: [
          november,
          update([credit(), inFull({ period: { start: changed, end: at('2027-11-14T18:00:00Z') } })]),
        ],
      }),
    },
    {
      name: 'the anchor moved to the change: a whole month begins',
      history: upgraded([credit(), inFull({ period: { start: changed, end: at('2026-12-14T18:00:00Z') } })]),
    },
    {
      name: 'the first invoice of a subscription',
      history: aHistory({
        subscriptions: [onTeam],
        prices,
        invoices: [
          anInvoice({
            billing_reason: 'subscription_create',
            lines: [aLine({ amount: 9900, price: 'price_Team' })],
          }),
        ],
      }),
    },
    {
      name: 'prorated without saying so',
      history: upgraded([credit(), inFull({ amount: 8333, unit_amount_decimal: '8333' })]),
    },
    {
      name: 'the same fee again: nothing changed',
      history: upgraded([aLine({ id: 'il_Again' })]),
    },
    { name: 'a void invoice', history: upgraded([inFull()], { status: 'void' }) },
    {
      name: 'the difference was credited',
      history: { ...upgraded([inFull()]), credit_notes: [aCreditNote({ invoice: 'in_Upd', amount: 5691 })] },
    },
  ],
};
