import { toDecimal } from '../../../money.ts';
import type { Invoice, InvoiceLine, TaxAmount } from '../../billing-history.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice } from '../../history-index.ts';
import { lineErrorFinding } from '../../line-error.ts';
import { defineRule } from '../../rule.ts';
import { TAX_WORDS, taxOverCharge, type UndueTax } from '../../taxes/tax-error.ts';
import { isoDate } from '../../wording.ts';

export const taxedTwice = defineRule({
  id: 'taxed-twice',
  version: 1,
  rows: ['F4', 'F5'],
  category: 'tax',
  title: 'One tax charged twice',
  needs: ['invoices', 'tax_rates', 'prices', 'charges', 'credit_notes', 'refunds'],
  proposes: ['credit_note'],
  check(history, { index }) {
    return byCreation(history.invoices).flatMap((invoice) => {
      if (!isEffectiveInvoice(invoice)) return [];
      const on = invoice.lines.flatMap((line) => undueOn(line, index));
      return on.length === 0 ? [] : (findingOf(invoice, on, index) ?? []);
    });
  },
});

interface Twice extends UndueTax {
  readonly variant: 'on_top' | 'same_rate';
  readonly kept: TaxAmount;
}

/**
 * Taxes of one kind and place beside each other: an exclusive one on top of one the price includes, or two alike. On a line
 * that credits unused time they are below zero: the second then takes back what the first invoice charged too much, or
 * more than anybody charged.
 */
function undueOn(line: InvoiceLine, index: HistoryIndex): readonly Twice[] {
  const charged = line.taxes.filter(({ amount }) => amount !== 0 && amount > 0 === line.amount > 0);
  const found: Twice[] = [];
  const kept: TaxAmount[] = [];
  // What the price includes stays; of two alike the larger stays, so that what goes back is never too much.
  const createdAt = (tax: TaxAmount): number => index.taxRate(tax.tax_rate)?.created ?? 0;
  for (const tax of [...charged].sort(
    (a, b) =>
      Number(b.inclusive) - Number(a.inclusive) ||
      Math.abs(b.amount) - Math.abs(a.amount) ||
      createdAt(a) - createdAt(b) ||
      (String(a.tax_rate) < String(b.tax_rate) ? -1 : 1),
  )) {
    const same = kept.find((other) => isSameTax(other, tax, index));
    if (same === undefined) kept.push(tax);
    else
      found.push({
        line,
        tax,
        amount: tax.amount,
        kept: same,
        variant: same.inclusive && !tax.inclusive ? 'on_top' : 'same_rate',
      });
  }
  return found;
}

/** GST and PST, or a state's and a county's tax, are two taxes by law: another kind or jurisdiction. */
function isSameTax(a: TaxAmount, b: TaxAmount, index: HistoryIndex): boolean {
  const [one, other] = [index.taxRate(a.tax_rate), index.taxRate(b.tax_rate)];
  if (one === undefined || other === undefined || one.country === null) return false;
  return (
    one.country === other.country &&
    one.state === other.state &&
    one.tax_type === other.tax_type &&
    one.jurisdiction === other.jurisdiction &&
    (one.display_name ?? '').toLowerCase() === (other.display_name ?? '').toLowerCase()
  );
}

function findingOf(invoice: Invoice, twice: readonly Twice[], index: HistoryIndex): RuleFinding | null {
  const first = twice.find(({ amount }) => amount > 0);
  if (first === undefined) return null;
  const name = index.taxRate(first.tax.tax_rate)?.display_name ?? 'tax';
  const how =
    first.variant === 'on_top'
      ? `on top of a price that includes it`
      : 'twice on one line, by two rates of the same kind and place';
  const decimal = (amount: number): string => toDecimal({ amount, currency: invoice.currency });
  return lineErrorFinding(index, [taxOverCharge(invoice, twice)], {
    classification: 'billing_error',
    confidence: 'certain',
    variant: first.variant,
    title: 'One tax charged twice',
    message: (left) =>
      `${invoice.id} of ${isoDate(invoice.created)} charges ${name} ${how}: ${left} too much. Take the second rate off, so that the next invoice is right.`,
    facts: (amount, currency) => ({
      amount: fact.money(amount, currency),
      invoice_at: fact.date(invoice.created),
      tax: fact.text(name),
    }),
    words: { ...TAX_WORDS, reason: 'order_change', justification: `${name} is charged ${how}.` },
    part: 'tax',
    evidence: [...new Set(twice.flatMap(({ tax, kept }) => [tax.tax_rate, kept.tax_rate]))].flatMap((id) =>
      id === null ? [] : [{ object: 'tax_rate', id }],
    ),
    steps: twice.map(({ line, tax, kept }) => ({
      label: `${name} on ${line.id}`,
      expression: `${decimal(tax.amount + kept.amount)} − ${decimal(kept.amount)}`,
      result: decimal(tax.amount),
    })),
    customer: invoice.customer,
    repeats: true,
  });
}
