import type { Invoice, TaxId } from '../../../../src/analysis/billing-history.ts';
import { reverseChargeNotApplied } from '../../../../src/analysis/rules/taxes/reverse-charge-not-applied.ts';
import { aCreditNote, at, CUSTOMER } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { aTax, billed, taxed, to, upgraded } from './histories.ts';

const taxId = (parts: Partial<TaxId> = {}): TaxId => ({
  object: 'tax_id',
  id: 'txi_1',
  customer: CUSTOMER,
  created: at('2026-01-05'),
  type: 'eu_vat',
  value: 'FR40303265045',
  country: 'FR',
  verification_status: 'verified',
  ...parts,
});
const business = (value = 'FR40303265045', country = 'FR'): Partial<Invoice> => ({
  ...to(country),
  customer_tax_ids: [{ type: 'eu_vat', value }],
});
const invoice = (parts: Partial<Invoice> = {}) => taxed([aTax(931)], { ...business(), ...parts });
const policy = { tax: { seller_country: 'DE' } };

export const cases: RuleCases = {
  rule: reverseChargeNotApplied,
  accept: [
    {
      name: 'a German seller charges German VAT to a French business whose id is verified',
      history: billed([invoice()], { tax_ids: [taxId()] }),
      policy,
      expect: [
        {
          classification: 'billing_error',
          category: 'tax',
          confidence: 'certain',
          amount: 931,
          evidence: ['in_Nov', 'txi_1'],
          correction: {
            kind: 'credit_note',
            target: 'in_Nov',
            amount: 931,
            params: {
              lines: [
                {
                  type: 'invoice_line_item',
                  invoice_line_item: 'il_Nov',
                  amount: 0,
                  tax_amounts: [{ amount: 931, tax_rate: 'txr_De', taxable_amount: 4900 }],
                },
              ],
            },
          },
        },
      ],
    },
    {
      name: 'the id has since been deleted: whether it was valid is asked, not asserted',
      history: billed([invoice()]),
      policy,
      expect: [{ classification: 'likely_error', confidence: 'medium', amount: 931, evidence: ['in_Nov'] }],
    },
    {
      name: 'Greek ids begin with EL; spaces in the stored id do not matter',
      history: billed([invoice(business('EL094259216', 'GR'))], {
        tax_ids: [taxId({ value: 'EL 094 259 216', country: 'GR' })],
      }),
      policy,
      expect: [{ classification: 'billing_error', amount: 931, evidence: ['txi_1'] }],
    },
    {
      name: 'part of the tax was credited: the rest is owed',
      history: billed([invoice()], {
        tax_ids: [taxId()],
        credit_notes: [
          aCreditNote({
            invoice: 'in_Nov',
            amount: 400,
            lines: [
              {
                id: 'cnli_1',
                amount: 0,
                type: 'invoice_line_item',
                invoice_line_item: 'il_Nov',
                description: null,
                quantity: null,
                taxes: [aTax(400)],
              },
            ],
          }),
        ],
      }),
      policy,
      expect: [{ classification: 'billing_error', amount: 531, evidence: ['in_Nov'] }],
    },
    {
      name: 'an upgrade takes part of the wrong tax back with its credit: the rest is owed',
      history: billed([invoice(), upgraded([aTax(1520)], [aTax(-570)], business())], { tax_ids: [taxId()] }),
      policy,
      expect: [
        { classification: 'billing_error', amount: 931, evidence: ['in_Nov'] },
        { classification: 'billing_error', amount: 950, evidence: ['in_Up'] },
      ],
    },
    {
      name: 'an upgrade after the id became known: its credit gives back tax that was due then',
      history: billed([invoice({ customer_tax_ids: [] }), upgraded([aTax(1520)], [aTax(-570)], business())], {
        tax_ids: [taxId({ created: at('2026-11-12') })],
      }),
      policy,
      expect: [{ classification: 'billing_error', amount: 1520, evidence: ['in_Up'] }],
    },
  ],
  reject: [
    {
      name: 'the id was added after the invoice was finalised (V18)',
      history: billed([invoice({ customer_tax_ids: [] })], { tax_ids: [taxId()] }),
      policy,
    },
    {
      name: 'the id could not be verified',
      history: billed([invoice()], { tax_ids: [taxId({ verification_status: 'unverified' })] }),
      policy,
    },
    {
      name: 'verification is pending',
      history: billed([invoice()], { tax_ids: [taxId({ verification_status: 'pending' })] }),
      policy,
    },
    {
      name: 'it was verified two days after the invoice',
      history: billed([invoice()], {
        tax_ids: [taxId()],
        events: [
          {
            object: 'event',
            id: 'evt_1',
            created: at('2026-11-12T10:00:00Z'),
            type: 'customer.tax_id.updated',
            subject: 'txi_1',
            request: null,
            data: {
              object: { id: 'txi_1', verification: { status: 'verified' } },
              previous_attributes: { verification: { status: 'pending' } },
            },
          },
        ],
      }),
      policy,
    },
    {
      name: 'a business of the seller’s own country pays its tax',
      history: billed([invoice(business('DE123456789', 'DE'))], {
        tax_ids: [taxId({ value: 'DE123456789' })],
      }),
      policy,
    },
    {
      name: 'a French id, supplied at its German address',
      history: billed([invoice({ ...business(), ...to('DE') })], { tax_ids: [taxId()] }),
      policy,
    },
    {
      name: 'a seller outside the union',
      history: billed([invoice()], { tax_ids: [taxId()] }),
      policy: { tax: { seller_country: 'US' } },
    },
    {
      name: 'reverse charge was applied',
      history: billed([taxed([aTax(0)], business())], { tax_ids: [taxId()] }),
      policy,
    },
    {
      name: 'where the seller is, nobody said',
      history: billed([invoice()], { tax_ids: [taxId()] }),
      skipped: 'tax.seller_country',
    },
  ],
};
