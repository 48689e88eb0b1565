import type { AppliedCredit, AppliedDiscount, AppliedTax, LineDraft } from './compose/draft.ts';
import { takeDiscounts } from './compose/line-discounts.ts';
import { lineTaxes, roundOverInvoice } from './compose/line-taxes.ts';
import { anInvoiceLine } from './objects/invoice.ts';
import type { Invoice, InvoiceLine, TaxRate } from './wire.ts';

export type { AppliedCredit, AppliedDiscount, AppliedTax, LineDraft } from './compose/draft.ts';

export interface Composition {
  readonly lines: InvoiceLine[];
  readonly subtotal: number;
  readonly subtotal_excluding_tax: number;
  readonly total: number;
  readonly total_excluding_tax: number;
  readonly total_discount_amounts: NonNullable<Invoice['total_discount_amounts']>;
  readonly total_pretax_credit_amounts: NonNullable<Invoice['total_pretax_credit_amounts']>;
  readonly total_taxes: NonNullable<Invoice['total_taxes']>;
}

export interface CompositionInput {
  readonly invoice: string;
  readonly currency: string;
  readonly lines: readonly LineDraft[];
  /** Of the invoice, in the order they are taken. */
  readonly discounts: readonly AppliedDiscount[];
  readonly taxRates: readonly TaxRate[];
  readonly exempt: boolean;
  readonly ignoreExemption?: boolean;
  /** Taxes of a line, where they are not simply the invoice's rates. */
  readonly taxesOf?: (line: LineDraft) => readonly AppliedTax[];
  /** Billing credits that pay part of what is left of a line. */
  readonly creditsOf?: (line: LineDraft, left: number) => readonly AppliedCredit[];
  readonly pretaxDiscounts?: boolean;
  readonly taxRounding?: 'line' | 'invoice';
}

/**
 * Adds an invoice up: discounts reduce each line one after another, billing credits pay part of what is left, and
 * taxes are put on the rest (exclusive ones on top, inclusive ones inside). A customer who is exempt gets Stripe's
 * zero tax rows (`customer_exempt`); `ignoreExemption` is the fault of taxing them all the same.
 */
export function composeInvoice(input: CompositionInput): Composition {
  const taxesOf = input.taxesOf ?? manualTaxes(input);
  const open = takeDiscounts(input.lines, input.discounts, input.currency).map((line) => {
    const credits = input.creditsOf?.(line.draft, line.left) ?? [];
    const applied = taxesOf(line.draft);
    const taxable = line.left - sum(credits.map((credit) => credit.amount));
    return { ...line, credits, applied, taxes: lineTaxes(taxable, applied) };
  });
  if (input.taxRounding === 'invoice') roundOverInvoice(open);
  const lines = open.map(({ draft, discounts, credits, taxes }) =>
    anInvoiceLine({
      draft,
      invoice: input.invoice,
      currency: input.currency,
      discountAmounts: discounts,
      pretaxCredits: [
        ...(input.pretaxDiscounts === true
          ? discounts.map(({ amount, discount }) => ({ amount, discount, type: 'discount' as const }))
          : []),
        ...credits.map(({ amount, transaction }) => ({
          amount,
          credit_balance_transaction: transaction,
          type: 'credit_balance_transaction' as const,
        })),
      ],
      taxes,
    }),
  );
  const subtotal = sum(lines.map((line) => line.amount));
  const off = sum(open.flatMap((line) => line.discounts.map((entry) => entry.amount)));
  const credited = sum(open.flatMap((line) => line.credits.map((entry) => entry.amount)));
  const taxes = lines.flatMap((line) => line.taxes ?? []);
  const inside = sum(taxes.filter((tax) => tax.tax_behavior === 'inclusive').map((tax) => tax.amount));
  const onTop = sum(taxes.filter((tax) => tax.tax_behavior !== 'inclusive').map((tax) => tax.amount));
  return {
    lines,
    subtotal,
    subtotal_excluding_tax: subtotal - inside,
    total: subtotal - off - credited + onTop,
    total_excluding_tax: subtotal - off - credited - inside,
    total_discount_amounts: totalDiscounts(lines),
    total_pretax_credit_amounts: totalCredits(lines),
    total_taxes: totalTaxes(lines),
  };
}

function manualTaxes(input: CompositionInput): (line: LineDraft) => readonly AppliedTax[] {
  const charged = !input.exempt || input.ignoreExemption === true;
  const reason = charged ? 'standard_rated' : 'customer_exempt';
  const apply = (rate: TaxRate): AppliedTax => ({
    rate,
    percentage: rate.percentage,
    inclusive: rate.inclusive,
    charged,
    reason,
  });
  return (line) => (line.taxRates ?? input.taxRates).map(apply);
}

function totalDiscounts(lines: readonly InvoiceLine[]): Composition['total_discount_amounts'] {
  const totals = new Map<string, number>();
  for (const entry of lines.flatMap((line) => line.discount_amounts ?? [])) {
    const id = typeof entry.discount === 'string' ? entry.discount : entry.discount.id;
    totals.set(id, (totals.get(id) ?? 0) + entry.amount);
  }
  return [...totals].map(([discount, amount]) => ({ amount, discount }));
}

function totalCredits(lines: readonly InvoiceLine[]): Composition['total_pretax_credit_amounts'] {
  const totals = new Map<string, Composition['total_pretax_credit_amounts'][number]>();
  for (const entry of lines.flatMap((line) => line.pretax_credit_amounts ?? [])) {
    const key = String(entry.credit_balance_transaction ?? entry.discount);
    const before = totals.get(key);
    if (before === undefined) totals.set(key, { ...entry });
    else before.amount += entry.amount;
  }
  return [...totals.values()];
}

function totalTaxes(lines: readonly InvoiceLine[]): Composition['total_taxes'] {
  const totals = new Map<string, Composition['total_taxes'][number]>();
  for (const tax of lines.flatMap((line) => line.taxes ?? [])) {
    const key = `${String(tax.tax_rate_details?.tax_rate)} ${tax.taxability_reason} ${tax.tax_behavior}`;
    const before = totals.get(key);
    if (before === undefined) totals.set(key, { ...tax });
    else {
      before.amount += tax.amount;
      before.taxable_amount = (before.taxable_amount ?? 0) + (tax.taxable_amount ?? 0);
    }
  }
  return [...totals.values()];
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
