import type { PolicyPrice } from '../../../../src/analysis/policy.ts';
import { belowCurrentPrice } from '../../../../src/analysis/rules/leakage/below-current-price.ts';
import { aHistory, aLine, anInvoice, anItem, aPrice, aSubscription, at, CUSTOMER } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const list = (parts: Partial<PolicyPrice> = {}): PolicyPrice => ({
  ref: 'list',
  product: 'prod_Pro',
  interval: 'month',
  interval_count: 1,
  currency: 'usd',
  unit_amount_decimal: '4900',
  from: at('2025-01-01'),
  ...parts,
});
const atAnyInterval = ({ interval: _, ...entry }: PolicyPrice): PolicyPrice => entry;
const old = aPrice({ id: 'price_Old', unit_amount: 3900, active: false });
const bill = (parts: Parameters<typeof aLine>[0] = {}) =>
  anInvoice({ lines: [aLine({ price: 'price_Old', unit_amount_decimal: '3900', amount: 3900, ...parts })] });
const onOld = aSubscription({ items: [anItem({ price: 'price_Old' })] });
const history = (parts: Parameters<typeof aHistory>[0] = {}) =>
  aHistory({ subscriptions: [onOld], prices: [old, aPrice()], invoices: [bill()], ...parts });

export const cases: RuleCases = {
  rule: belowCurrentPrice,
  accept: [
    {
      name: 'below the list price of the policy file',
      history: history(),
      policy: { prices: [list()] },
      expect: [
        {
          classification: 'leakage',
          category: 'price',
          variant: 'list',
          amount: 1000,
          evidence: ['sub_1', 'in_1', 'list'],
          correction: null,
        },
      ],
    },
    {
      name: 'on an archived price whose successor costs more, five seats',
      history: history({ invoices: [bill({ quantity: 5, amount: 19_500 })] }),
      expect: [
        { classification: 'leakage', variant: 'superseded', amount: 5000, evidence: ['in_1', 'price_Pro'] },
      ],
    },
    {
      name: 'a price with fractions of a cent',
      history: history({
        prices: [],
        invoices: [bill({ unit_amount_decimal: '0.5', quantity: 3001, amount: 1501 })],
      }),
      policy: { prices: [atAnyInterval(list({ unit_amount_decimal: '0.75' }))] },
      expect: [{ classification: 'leakage', variant: 'list', amount: 750, evidence: ['list'] }],
    },
  ],
  reject: [
    {
      name: 'it has changed to the current price since its newest invoice',
      history: history({ subscriptions: [aSubscription()] }),
      policy: { prices: [list()] },
    },
    {
      name: 'at the list price',
      history: history({ invoices: [bill({ unit_amount_decimal: '4900', amount: 4900 })] }),
      policy: { prices: [list()] },
    },
    {
      name: 'a contract of the customer',
      history: history(),
      policy: {
        prices: [list(), list({ ref: 'contract', customer: CUSTOMER, unit_amount_decimal: '3900' })],
      },
    },
    {
      name: 'two active prices could follow',
      history: history({ prices: [old, aPrice(), aPrice({ id: 'price_New', unit_amount: 5900 })] }),
    },
    { name: 'the price is active', history: history({ prices: [{ ...old, active: true }, aPrice()] }) },
    {
      name: 'raised without notice: the old price still holds',
      history: history({ subscriptions: [aSubscription({ start_date: at('2026-01-10') })] }),
      policy: {
        price_change_notice_days: 30,
        prices: [
          list({ ref: 'before', unit_amount_decimal: '3900', until: at('2026-08-01') }),
          list({ from: at('2026-08-01') }),
        ],
      },
    },
  ],
};
