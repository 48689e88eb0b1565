import type { CreditGrant } from '../../../../src/analysis/billing-history.ts';
import { billingCreditsNotUsed } from '../../../../src/analysis/rules/discounts/billing-credits-not-used.ts';
import { aCreditNote, aPrice, at, CUSTOMER } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { billed, month, vat } from './histories.ts';

const grant = (parts: Partial<CreditGrant> = {}): CreditGrant => ({
  object: 'billing.credit_grant',
  id: 'credgr_1',
  customer: CUSTOMER,
  created: at('2026-09-01'),
  name: 'Prepaid API',
  amount: { amount: 3000, currency: 'usd' },
  category: 'paid',
  effective_at: null,
  expires_at: null,
  voided_at: null,
  applicable_prices: [],
  scope_known: true,
  priority: 50,
  ...parts,
});
const metered = aPrice({
  id: 'price_Api',
  product: 'prod_Api',
  unit_amount: 1,
  recurring: { interval: 'month', interval_count: 1, usage_type: 'metered', meter: 'mtr_1' },
});
const prices = [aPrice(), metered];
const usage = { price: 'price_Api', product: 'prod_Api', quantity: 4900, unit_amount_decimal: '1' };
const paidByCredits = (amount: number) => ({
  pretax_credit_amounts: [{ amount, type: 'credit_balance_transaction' }],
});
const total = (amount: number) => ({ total: amount, amount_due: amount });

export const cases: RuleCases = {
  rule: billingCreditsNotUsed,
  accept: [
    {
      name: '30.00 of credits were there and 49.00 of usage was charged in full',
      history: billed([month(11, usage)], { prices, credit_grants: [grant()] }),
      expect: [
        {
          classification: 'billing_error',
          category: 'credit',
          confidence: 'high',
          amount: 3000,
          evidence: ['credgr_1', 'in_11'],
          correction: { kind: 'credit_note', target: 'in_11', amount: 3000, params: { refund_amount: 3000 } },
        },
      ],
    },
    {
      name: 'the tax on it comes back in proportion',
      history: billed([month(11, { ...usage, taxes: [vat(4900)] })], { prices, credit_grants: [grant()] }),
      expect: [{ classification: 'billing_error', amount: 3570, evidence: ['in_11'] }],
    },
    {
      name: 'one grant paid its part, the second one did not',
      history: billed([month(11, { ...usage, ...paidByCredits(3000) }, total(1900))], {
        prices,
        credit_grants: [
          grant(),
          grant({
            id: 'credgr_2',
            name: 'Welcome',
            amount: { amount: 5000, currency: 'usd' },
            category: 'promotional',
            priority: 60,
          }),
        ],
      }),
      expect: [{ classification: 'billing_error', amount: 1900, evidence: ['credgr_2', 'in_11'] }],
    },
    {
      name: 'the tax is what less usage would have been taxed, rounded as it is billed',
      history: billed(
        [month(11, { ...usage, amount: 4903, taxes: [{ ...vat(4903), percentage: '19' }] }, total(5835))],
        { prices, credit_grants: [grant({ amount: { amount: 2990, currency: 'usd' } })] },
      ),
      // 19 % of 49.03 is 9.32 and of 19.13 it is 3.63: 5.69 less, where 9.32 × 29.90 ÷ 49.03 is 5.68.
      expect: [{ classification: 'billing_error', amount: 3559, evidence: ['credgr_1', 'in_11'] }],
    },
    {
      name: 'two invoices passed by one grant: only what it holds is missing',
      history: billed([month(10, { ...usage, amount: 2000 }), month(11, usage)], {
        prices,
        credit_grants: [grant({ expires_at: at('2026-12-01'), applicable_prices: ['price_Api'] })],
      }),
      expect: [
        {
          classification: 'billing_error',
          amount: 3000,
          evidence: ['credgr_1', 'in_10', 'in_11'],
          correction: { kind: 'credit_note', target: 'in_10', amount: 3000 },
        },
      ],
    },
  ],
  reject: [
    {
      name: 'one invoice was paid by credits altogether, the next one used the rest',
      history: billed(
        [
          month(10, { ...usage, amount: 2000, quantity: 2000, ...paidByCredits(2000) }, total(0)),
          month(11, { ...usage, ...paidByCredits(1000) }, total(3900)),
        ],
        { prices, credit_grants: [grant()] },
      ),
    },
    {
      name: 'the grant had expired',
      history: billed([month(11, usage)], {
        prices,
        credit_grants: [grant({ expires_at: at('2026-11-01') })],
      }),
    },
    {
      name: 'the grant is for other prices',
      history: billed([month(11, usage)], {
        prices,
        credit_grants: [grant({ applicable_prices: ['price_Storage'] })],
      }),
    },
    {
      name: 'a fee is not usage: grants pay for metered prices only',
      history: billed([month(11)], { prices, credit_grants: [grant()] }),
    },
    {
      name: 'the grant was used up, one of higher priority first',
      history: billed(
        [
          month(10, { ...usage, ...paidByCredits(3000) }, total(1900)),
          month(11, { ...usage, ...paidByCredits(1000) }, total(3900)),
        ],
        {
          prices,
          credit_grants: [
            grant(),
            grant({ id: 'credgr_2', priority: 60, amount: { amount: 1000, currency: 'usd' } }),
          ],
        },
      ),
    },
    {
      name: 'granted after the invoice was finalised',
      history: billed([month(11, usage)], { prices, credit_grants: [grant({ created: at('2026-11-12') })] }),
    },
    {
      name: 'not in force yet, in another currency, or voided before',
      history: billed([month(11, usage)], {
        prices,
        credit_grants: [
          grant({ effective_at: at('2026-12-01') }),
          grant({ id: 'credgr_2', amount: { amount: 3000, currency: 'eur' } }),
          grant({ id: 'credgr_3', voided_at: at('2026-10-01') }),
        ],
      }),
    },
    {
      name: 'what the grant is limited to is not known',
      history: billed([month(11, usage)], { prices, credit_grants: [grant({ scope_known: false })] }),
      skipped: 'credgr_1',
    },
    {
      name: 'whether the price is metered is not known',
      history: billed([month(11, usage)], { prices: [], credit_grants: [grant()] }),
      skipped: 'price_Api',
    },
    {
      name: 'credited since',
      history: billed([month(11, usage)], {
        prices,
        credit_grants: [grant()],
        credit_notes: [aCreditNote({ invoice: 'in_11', amount: 3000 })],
      }),
    },
  ],
};
