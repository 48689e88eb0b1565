import { describe, expect, it } from 'vitest';
import type { BillingHistory } from '../../src/analysis/billing-history.ts';
import { toBillingHistory } from '../../src/stripe/to-billing-history.ts';
import { rawCustomer, rawInvoice, rawLine } from './raw-objects.ts';

const map = (...objects: unknown[]): BillingHistory =>
  toBillingHistory(objects, { exportedAt: 1_800_000_000, livemode: false });

const grant = (scope: unknown) => ({
  id: 'credgr_1',
  object: 'billing.credit_grant',
  amount: { monetary: { currency: 'usd', value: 3000 }, type: 'monetary' },
  applicability_config: scope === undefined ? null : { scope },
  category: 'promotional',
  created: 1_750_000_000,
  customer: rawCustomer()['id'],
  effective_at: 1_750_000_100,
  expires_at: 1_790_000_000,
  name: 'Prepaid',
  priority: 10,
  voided_at: null,
});

describe('a credit grant', () => {
  it.each([
    ['all metered prices', { price_type: 'metered' }, [], true],
    ['certain prices', { prices: [{ id: 'price_A' }, { id: 'price_B' }] }, ['price_A', 'price_B'], true],
    ['billable items', { billable_items: [{ id: 'bi_1' }] }, [], false],
    ['nothing that is said', undefined, [], false],
  ])('is limited to %s', (_, scope, applicable_prices, scope_known) => {
    expect(map(rawCustomer(), grant(scope)).credit_grants).toEqual([
      {
        object: 'billing.credit_grant',
        id: 'credgr_1',
        customer: rawCustomer()['id'],
        created: 1_750_000_000,
        name: 'Prepaid',
        amount: { amount: 3000, currency: 'usd' },
        category: 'promotional',
        effective_at: 1_750_000_100,
        expires_at: 1_790_000_000,
        voided_at: null,
        applicable_prices,
        scope_known,
        priority: 10,
      },
    ]);
  });
});

describe('what was taken off a line before tax', () => {
  it('tells credits from discounts', () => {
    const line = rawLine({
      pretax_credit_amounts: [
        { amount: 250, discount: 'di_1', type: 'discount' },
        { amount: 700, credit_balance_transaction: 'cbtxn_1', type: 'credit_balance_transaction' },
      ],
    });
    const { invoices } = map(
      rawCustomer(),
      rawInvoice({ lines: { object: 'list', data: [line], has_more: false } }),
    );
    expect(invoices[0]?.lines[0]?.pretax_credit_amounts).toEqual([
      { amount: 250, type: 'discount' },
      { amount: 700, type: 'credit_balance_transaction' },
    ]);
  });
});
