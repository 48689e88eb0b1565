import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/analysis/analyze.ts';
import type { BillingHistory, Invoice } from '../../src/analysis/billing-history.ts';
import type { Policy } from '../../src/analysis/policy.ts';
import { aCreditNote, aLine, anInvoice, at, NOW } from './builders.ts';
import { aTax, aTaxRate, billed, taxed, to } from './rules/taxes/histories.ts';

/** What the whole catalogue says where several rules look at one tax. */
function summary(history: BillingHistory, policy: Partial<Policy> = {}): readonly unknown[] {
  const { analysis, crashes } = analyze({
    history,
    policy: { version: 1, timezone: 'UTC', ...policy },
    asOf: NOW,
    ticket: { subject: 'VAT', body: 'Why do you charge VAT?', requester_email: null, created_at: NOW },
  });
  expect(crashes).toEqual([]);
  return analysis.findings
    .filter(({ category }) => category === 'tax')
    .map(({ rule, classification, amount }) => [rule, classification, amount?.amount ?? null]);
}

const OCTOBER = { id: 'il_Oct', period: { start: at('2026-10-10'), end: at('2026-11-10') } } as const;
const october = (parts: Partial<Invoice> = {}): Invoice =>
  anInvoice({
    id: 'in_Oct',
    created: at('2026-10-10T10:00:00Z'),
    lines: [aLine(OCTOBER)],
    ...to('DE'),
    ...parts,
  });
const november = taxed([aTax(931)]);
const notComputed = { automatic_tax: { enabled: true, status: 'requires_location_inputs' } } as const;
const policy: Partial<Policy> = {
  tax: {
    seller_country: 'DE',
    registrations: [{ ref: 'reg-de', country: 'DE' }],
    rates: [{ ref: 'rate-de', country: 'DE', percentage: 19 }],
    exempt_customers: [],
  },
};

describe('tax that begins (F6, H7, V18)', () => {
  it('is told once, by its cause: it could not be computed before, or the customer moved', () => {
    const before = october(to('DE', 'BY'));
    expect(summary(billed([before, november]))).toEqual([['tax-began', 'valid_but_confusing', null]]);
    expect(summary(billed([{ ...before, ...notComputed }, november]))).toEqual([
      ['tax-added-later', 'valid_but_confusing', null],
    ]);
  });

  it('leaves what finance is owed to one rule', () => {
    expect(summary(billed([october(notComputed)]), policy)).toEqual([['tax-not-charged', 'leakage', 931]]);
    expect(summary(billed([october(notComputed)]))).toEqual([['tax-added-later', 'notice', null]]);
  });

  it('explains the new tax to the customer and names the old to finance', () => {
    expect(summary(billed([october(), november]), policy)).toEqual([
      ['tax-added-later', 'valid_but_confusing', null],
      ['tax-not-charged', 'leakage', 931],
    ]);
  });
});

describe('tax kept on what was given back (F9)', () => {
  const note = aCreditNote({
    invoice: 'in_Nov',
    amount: 4900,
    lines: [
      {
        id: 'cnli_1',
        amount: 4900,
        type: 'invoice_line_item',
        invoice_line_item: 'il_Nov',
        description: null,
        quantity: null,
        taxes: [],
      },
    ],
  });

  it('is one error, whatever else is wrong with that tax', () => {
    const kept = [['returned-without-tax', 'billing_error', 931]];
    expect(summary(billed([november], { credit_notes: [note] }), policy)).toEqual(kept);
    const exempt = { ...november, customer_tax_exempt: 'exempt' as const };
    const [first, ...others] = summary(billed([exempt], { credit_notes: [note] }), policy) as unknown[][];
    expect(first?.slice(1)).toEqual(['billing_error', 931]);
    expect(others.every((other) => other[1] === 'notice')).toBe(true);
  });
});

describe('a rate that changed (F7, F8, F10)', () => {
  const low = aTaxRate({ id: 'txr_Low', percentage: '7', effective_percentage: '7' });
  const reduced = taxed([aTax(343, 'txr_Low')]);
  const full = october({ lines: [aLine({ ...OCTOBER, taxes: [aTax(931)] })] });

  it('is a doubt about the category while the law stays', () => {
    const history = billed([full, reduced], { tax_rates: [aTaxRate(), low] });
    expect(summary(history, policy)).toEqual([['wrong-tax-category', 'likely_error', 588]]);
  });

  it('is no error when the law changed, and one where the old rate stayed', () => {
    const cut: Partial<Policy> = {
      tax: {
        ...policy.tax,
        rates: [
          { ref: 'old', country: 'DE', percentage: 19, until: at('2026-11-01') },
          { ref: 'new', country: 'DE', percentage: 7, from: at('2026-11-01') },
        ],
      },
    };
    expect(summary(billed([full, reduced], { tax_rates: [aTaxRate(), low] }), cut)).toEqual([]);
    expect(summary(billed([full, november]), cut)).toEqual([['outdated-tax-rate', 'billing_error', 588]]);
  });

  it('is not mistaken for tax that does not recompute, nor that for it', () => {
    expect(summary(billed([full, taxed([aTax(343)])]), policy)).toEqual([
      ['tax-amount-wrong', 'notice', null],
    ]);
  });
});
