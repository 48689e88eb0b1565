import type { Invoice, TaxId } from '../../../../src/analysis/billing-history.ts';
import { taxBegan } from '../../../../src/analysis/rules/taxes/tax-began.ts';
import { at, CUSTOMER } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { aTax, billed, taxed, to } from './histories.ts';

const taxId = (parts: Partial<TaxId> = {}): TaxId => ({
  object: 'tax_id',
  id: 'txi_1',
  customer: CUSTOMER,
  created: at('2026-11-15'),
  type: 'eu_vat',
  value: 'FR40303265045',
  country: 'FR',
  verification_status: 'verified',
  ...parts,
});
const october = (parts: Partial<Invoice> = {}, amount = 0): Invoice =>
  taxed(
    amount === 0 ? [] : [aTax(amount)],
    {
      id: 'in_Oct',
      created: at('2026-10-10T10:00:00Z'),
      finalized_at: at('2026-10-10T11:00:00Z'),
      ...parts,
    },
    { id: 'il_Oct' },
  );
const november = (parts: Partial<Invoice> = {}): Invoice => taxed([aTax(931)], parts);
const carriesId = { customer_tax_ids: [{ type: 'eu_vat', value: 'FR40303265045' }] };
const explained = (variant: string, evidence: readonly string[]) => [
  {
    classification: 'valid_but_confusing' as const,
    category: 'tax' as const,
    variant,
    amount: null,
    evidence: ['in_Nov', ...evidence],
    correction: null,
  },
];

export const cases: RuleCases = {
  rule: taxBegan,
  accept: [
    {
      name: 'the tax id came five days after the invoice',
      history: billed([november(to('FR'))], { tax_ids: [taxId()] }),
      expect: explained('id_added_later', ['txi_1']),
    },
    {
      name: 'the customer moved from France to Germany',
      history: billed([october(to('FR')), november()]),
      expect: explained('moved', ['in_Oct']),
    },
    {
      name: 'the customer moved to another state',
      history: billed([october(to('US', 'OR')), november(to('US', 'CA'))]),
      expect: explained('moved', ['in_Oct']),
    },
    {
      name: 'the tax id was taken off',
      history: billed([october({ ...to('FR'), ...carriesId }), november(to('FR'))]),
      expect: explained('id_removed', ['in_Oct']),
    },
  ],
  reject: [
    { name: 'always taxed', history: billed([october(to('FR'), 931), november()]) },
    { name: 'the invoice carried the id', history: billed([november({ ...to('FR'), ...carriesId })]) },
    {
      name: 'the id was there before the invoice',
      history: billed([november(to('FR'))], { tax_ids: [taxId({ created: at('2026-11-01') })] }),
    },
    { name: 'nothing changed: the tax is not explained', history: billed([october(), november()]) },
    { name: 'the first invoice', history: billed([november()]) },
    {
      name: 'nobody asks about it any more',
      history: billed([october(to('FR')), november()]),
      worthExplaining: false,
    },
    {
      name: 'another customer’s id',
      history: billed([november(to('FR'))], { tax_ids: [taxId({ customer: 'cus_Other' })] }),
    },
  ],
};
