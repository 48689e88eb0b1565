import type { BillingHistory, Invoice, TaxAmount } from '../../../../src/analysis/billing-history.ts';
import type { Policy } from '../../../../src/analysis/policy.ts';
import { taxAddedLater } from '../../../../src/analysis/rules/taxes/tax-added-later.ts';
import { aLine, anInvoice, at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { aTax, billed, taxed, to } from './histories.ts';

const NEEDS_PLACE = { automatic_tax: { enabled: true, status: 'requires_location_inputs' } } as const;
const COMPLETE = { automatic_tax: { enabled: true, status: 'complete' } } as const;
const untaxed = (month: string, parts: Partial<Invoice> = {}, taxes: readonly TaxAmount[] = []): Invoice =>
  anInvoice({
    id: `in_${month}`,
    created: at(`2026-${month}-10T10:00:00Z`),
    lines: [aLine({ id: `il_${month}`, taxes })],
    ...to('DE'),
    ...parts,
  });
const because = (reason: string): TaxAmount =>
  aTax(0, 'txr_De', { taxability_reason: reason, taxable_amount: 0 });
const november = (parts: Partial<Invoice> = {}): Invoice => taxed([aTax(931)], parts);
const history = (...invoices: readonly Invoice[]): BillingHistory => billed(invoices);
const registered = (from?: string): Partial<Policy> => ({
  tax: {
    registrations: [
      { ref: 'reg-de', country: 'DE', ...(from === undefined ? {} : { from: at(from) }) },
      { ref: 'reg-fr', country: 'FR' },
    ],
    rates: [{ ref: 'rate-de', country: 'DE', percentage: 19 }],
  },
});

export const cases: RuleCases = {
  rule: taxAddedLater,
  accept: [
    {
      name: 'Stripe did not know the place before',
      history: history(
        untaxed('09', { ...NEEDS_PLACE, customer_address: null }),
        untaxed('10', { ...NEEDS_PLACE, customer_address: null }),
        november(COMPLETE),
      ),
      expect: [
        {
          classification: 'valid_but_confusing',
          category: 'tax',
          variant: 'not_computed',
          amount: null,
          evidence: ['in_Nov', 'in_10'],
          correction: null,
        },
      ],
    },
    {
      name: 'the computation failed before, and the address was completed',
      history: history(
        untaxed('10', { automatic_tax: { enabled: true, status: 'failed' }, ...to('DE', 'BY') }),
        november(COMPLETE),
      ),
      expect: [
        { classification: 'valid_but_confusing', variant: 'not_computed', amount: null, evidence: ['in_10'] },
      ],
    },
    {
      name: 'it was due all along and set up late',
      history: history(untaxed('10'), november()),
      policy: registered(),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'set_later',
          amount: null,
          evidence: ['in_Nov', 'in_10', 'reg-de'],
        },
      ],
    },
    {
      name: 'the company is registered there since this month',
      history: history(untaxed('10'), november()),
      policy: registered('2026-11-01'),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'registered_since',
          amount: null,
          evidence: ['in_Nov', 'reg-de'],
        },
      ],
    },
    {
      name: 'the invoice before records that nothing was collected there',
      history: history(untaxed('10', COMPLETE, [because('not_collecting')]), november(COMPLETE)),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'registered_since',
          amount: null,
          evidence: ['in_Nov', 'in_10'],
        },
      ],
    },
    {
      name: 'the newest invoice could not be taxed',
      history: history(untaxed('10', { ...NEEDS_PLACE, customer_address: null })),
      expect: [{ classification: 'notice', variant: 'still_missing', amount: null, evidence: ['in_10'] }],
    },
  ],
  reject: [
    { name: 'taxed from the first invoice on', history: history(november()), policy: registered() },
    {
      name: 'taxed before as well',
      history: history(untaxed('10', {}, [aTax(931)]), november()),
      policy: registered(),
    },
    {
      name: 'zero-rated before, and the invoice says so',
      history: history(untaxed('10', COMPLETE, [because('zero_rated')]), november(COMPLETE)),
      policy: registered(),
    },
    {
      name: 'a tax holiday before',
      history: history(untaxed('10', COMPLETE, [because('product_exempt_holiday')]), november(COMPLETE)),
      policy: registered(),
    },
    {
      name: 'the customer moved',
      history: history(untaxed('10', to('FR')), november()),
      policy: registered(),
    },
    {
      name: 'the customer took the tax id off',
      history: history(
        untaxed('10', { customer_tax_ids: [{ type: 'eu_vat', value: 'FR40303265045' }] }),
        november(),
      ),
      policy: registered(),
    },
    {
      name: 'the customer was exempt before',
      history: history(untaxed('10', { customer_tax_exempt: 'exempt' }), november()),
      policy: registered(),
    },
    {
      name: 'exempt before by a certificate',
      history: history(untaxed('10'), november()),
      policy: {
        tax: {
          ...registered().tax,
          exempt_customers: [{ ref: 'c-1', customer: 'cus_Acme', until: at('2026-11-01') }],
        },
      },
    },
    {
      name: 'where the company is not registered nothing is right about it',
      history: history(untaxed('10'), november()),
      policy: { tax: { registrations: [] } },
    },
    {
      name: 'too long ago to be worth a word',
      history: history(untaxed('10', { ...NEEDS_PLACE, customer_address: null }), november(COMPLETE)),
      worthExplaining: false,
    },
    {
      name: 'tax-not-charged tells how much the newest invoice lacks',
      history: history(untaxed('10', NEEDS_PLACE)),
      policy: registered(),
    },
    {
      name: 'without registrations nobody knows since when it is due',
      history: history(untaxed('10'), november()),
      skipped: 'the policy file has no tax.registrations',
    },
  ],
};
