import type { InvoiceLine } from '../../../../src/analysis/billing-history.ts';
import { billingDateChanged } from '../../../../src/analysis/rules/lifecycle/billing-date-changed.ts';
import { aLine, anInvoice, aPrice, at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { changed, month, monthly } from './months.ts';

const MOVED_AT = at('2026-11-14');

/** An invoice of the fourteenth that bills a whole period from then on and credits 26 of 30 days. */
const restart = (charge: Partial<InvoiceLine> = {}, credit: Partial<InvoiceLine> = {}, parts = {}) =>
  anInvoice({
    id: 'in_moved',
    created: MOVED_AT,
    billing_reason: 'subscription_update',
    ...parts,
    lines: [
      aLine({
        id: 'il_credit',
        amount: -4247,
        proration: true,
        invoice_item: 'ii_1',
        period: { start: MOVED_AT, end: at('2026-12-10') },
        credited_items: { invoice: 'in_2026-11', invoice_line_items: ['il_2026-11'] },
        ...credit,
      }),
      aLine({ id: 'il_new', period: { start: MOVED_AT, end: at('2026-12-14') }, ...charge }),
    ],
  });
const yearly = aPrice({
  id: 'price_Year',
  unit_amount: 49000,
  recurring: { interval: 'year', interval_count: 1, usage_type: 'licensed', meter: null },
});
const byTheYear = {
  price: 'price_Year',
  amount: 49000,
  unit_amount_decimal: '49000',
  period: { start: MOVED_AT, end: at('2027-11-14') },
};
const found = (variant: string, evidence: readonly string[]) => [
  {
    classification: 'valid_but_confusing' as const,
    category: 'renewal' as const,
    variant,
    amount: null,
    evidence,
    correction: null,
  },
];
/** The first fee, on the fourteenth, after a trial until then. */
const afterTrial = month(
  '2026-11',
  { period: { start: MOVED_AT, end: at('2026-12-14') } },
  { created: MOVED_AT },
);
const trial = { trial_start: at('2026-11-01'), trial_end: MOVED_AT };
const moved = (before: string) =>
  changed('evt_1', '2026-11-05', { trial_end: MOVED_AT }, { trial_end: at(before) });

export const cases: RuleCases = {
  rule: billingDateChanged,
  accept: [
    {
      name: 'the cycle was started anew',
      history: monthly([month('2026-11'), restart()]),
      expect: found('anchor', ['in_moved', 'il_credit', 'il_new']),
    },
    {
      name: 'the cycle was started anew with a dearer plan',
      history: monthly(
        [month('2026-11'), restart({ price: 'price_Max', amount: 9900, unit_amount_decimal: '9900' })],
        {},
        { prices: [aPrice(), aPrice({ id: 'price_Max', unit_amount: 9900 })] },
      ),
      expect: found('anchor', ['in_moved', 'il_credit', 'il_new']),
    },
    {
      name: 'from monthly to yearly, still open',
      history: monthly(
        [month('2026-11'), restart(byTheYear, {}, { status: 'open' })],
        {},
        { prices: [aPrice(), yearly] },
      ),
      expect: found('interval', ['in_moved', 'il_credit', 'il_new']),
    },
    {
      name: 'a trial was prolonged',
      history: monthly([afterTrial], trial, { events: [moved('2026-11-08')] }),
      expect: found('trial', ['sub_1', 'in_2026-11', 'evt_1']),
    },
    {
      name: 'a trial was ended early',
      history: monthly([afterTrial], trial, { events: [moved('2026-11-30')] }),
      expect: found('trial', ['sub_1', 'in_2026-11', 'evt_1']),
    },
    {
      name: 'a trial was granted while a paid period ran',
      history: monthly(
        [month('2026-10', { period: { start: at('2026-10-10'), end: at('2026-11-10') } }), afterTrial],
        trial,
      ),
      expect: found('trial', ['sub_1', 'in_2026-11']),
    },
  ],
  reject: [
    { name: 'an ordinary renewal', history: monthly([month('2026-10'), month('2026-11')]) },
    {
      name: 'the rest of the period is billed: the date stays',
      history: monthly([
        month('2026-11'),
        restart({
          proration: true,
          invoice_item: 'ii_2',
          amount: 8580,
          period: { start: MOVED_AT, end: at('2026-12-10') },
        }),
      ]),
    },
    {
      name: 'the credit does not recompute',
      history: monthly([month('2026-11'), restart({}, { amount: -2000 })]),
      skipped: 'recomputes',
    },
    {
      name: 'nothing was given back',
      history: monthly([
        month('2026-11'),
        anInvoice({
          id: 'in_moved',
          created: MOVED_AT,
          lines: [aLine({ id: 'il_new', period: { start: MOVED_AT, end: at('2026-12-14') } })],
        }),
      ]),
    },
    {
      name: 'void',
      history: monthly([month('2026-11'), restart({}, {}, { status: 'void' })]),
    },
    { name: 'a trial that ended as it was set up', history: monthly([afterTrial], trial) },
    {
      name: 'a trial that was moved and has not ended',
      history: monthly(
        [],
        { ...trial, status: 'trialing', trial_end: at('2026-11-30') },
        {
          events: [changed('evt_1', '2026-11-05', { trial_end: at('2026-11-30') }, { trial_end: MOVED_AT })],
        },
      ),
    },
    {
      name: 'long ago, and nobody asks',
      history: monthly([month('2026-11'), restart()]),
      worthExplaining: false,
    },
  ],
};
