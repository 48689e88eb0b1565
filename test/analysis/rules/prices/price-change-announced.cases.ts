import type { Invoice, InvoiceLine } from '../../../../src/analysis/billing-history.ts';
import type { PolicyPrice } from '../../../../src/analysis/policy.ts';
import { priceChangeAnnounced } from '../../../../src/analysis/rules/prices/price-change-announced.ts';
import { aHistory, aLine, anInvoice, aPrice, aSubscription, at, CUSTOMER, paidBy } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const newPrice = aPrice({ id: 'price_New', unit_amount: 5900 });
const october = (parts: Partial<InvoiceLine> = {}): Invoice =>
  anInvoice({
    id: 'in_Oct',
    created: at('2026-10-10T10:00:00Z'),
    lines: [aLine({ id: 'il_Oct', period: { start: at('2026-10-10'), end: at('2026-11-10') }, ...parts })],
  });
const november = (parts: Partial<InvoiceLine> = {}): Invoice =>
  anInvoice({ lines: [aLine({ price: 'price_New', amount: 5900, unit_amount_decimal: '5900', ...parts })] });

const billing = (...invoices: Invoice[]) =>
  aHistory({
    prices: [aPrice(), newPrice],
    subscriptions: [aSubscription()],
    invoices,
    charges: invoices.map((invoice) => paidBy(invoice)),
  });

const list = (unit: string, parts: Partial<PolicyPrice> = {}): PolicyPrice => ({
  ref: `list-${unit}`,
  product: 'prod_Pro',
  interval: 'month',
  interval_count: 1,
  currency: 'usd',
  unit_amount_decimal: unit,
  ...parts,
});
const raised = (parts: Partial<PolicyPrice> = {}): PolicyPrice[] => [
  list('4900', { until: at('2026-11-01') }),
  list('5900', { from: at('2026-11-01'), notice_sent_at: at('2026-09-15'), ...parts }),
];
const contract = (parts: Partial<PolicyPrice> = {}): PolicyPrice =>
  list('4900', { ref: 'frame-17', customer: CUSTOMER, ...parts });

export const cases: RuleCases = {
  rule: priceChangeAnnounced,
  accept: [
    {
      name: 'the list price rose, announced in time',
      history: billing(october(), november()),
      policy: { prices: raised(), price_change_notice_days: 30 },
      expect: [
        {
          classification: 'valid_but_confusing',
          category: 'price',
          confidence: 'certain',
          variant: 'announced',
          amount: null,
          evidence: ['in_Oct', 'in_1', 'list-4900', 'list-5900'],
          correction: null,
        },
      ],
    },
    {
      name: 'no notice is asked for, and the price id stayed the same',
      history: billing(october(), november({ price: 'price_Pro' })),
      policy: {
        prices: [list('4900', { until: at('2026-11-01') }), list('5900', { from: at('2026-11-01') })],
      },
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'announced',
          amount: null,
          evidence: ['list-5900'],
        },
      ],
    },
    {
      name: 'the contract ended, and the list price holds',
      history: billing(october({ quantity: 3, amount: 14_700 }), november({ quantity: 3, amount: 17_700 })),
      policy: { prices: [contract({ until: at('2026-11-01') }), list('5900')], price_change_notice_days: 30 },
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'contract_ended',
          amount: null,
          evidence: ['frame-17', 'list-5900'],
        },
      ],
    },
  ],
  reject: [
    {
      name: 'not announced in time',
      history: billing(october(), november()),
      policy: { prices: raised({ notice_sent_at: at('2026-10-25') }), price_change_notice_days: 30 },
    },
    {
      name: 'more than was agreed',
      history: billing(
        october(),
        november({ amount: 6900, unit_amount_decimal: '6900', price: 'price_Pro' }),
      ),
      policy: { prices: raised() },
    },
    {
      name: 'the contract still runs',
      history: billing(october(), november()),
      policy: { prices: [contract(), list('5900')] },
    },
    {
      name: 'the price stayed the same',
      history: billing(
        october(),
        november({ price: 'price_Pro', amount: 4900, unit_amount_decimal: '4900' }),
      ),
      policy: { prices: raised() },
    },
    {
      name: 'another product',
      history: billing(october({ product: 'prod_Starter', price: 'price_Starter' }), november()),
      policy: { prices: raised() },
    },
    {
      name: 'long ago, and nobody asked',
      history: billing(october(), november()),
      policy: { prices: raised() },
      worthExplaining: false,
    },
    {
      name: 'the policy says nothing of prices',
      history: billing(october(), november()),
      skipped: 'policy section prices is missing',
    },
  ],
};
