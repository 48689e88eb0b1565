import { percentOf, toDecimal } from '../../../money.ts';
import type { Address, Invoice, TaxRate } from '../../billing-history.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, isEffectiveInvoice } from '../../history-index.ts';
import { lineErrorFinding } from '../../line-error.ts';
import { joinReasons } from '../../reasons.ts';
import { defineRule, type RuleContext, type RuleOutcome } from '../../rule.ts';
import { CreditedTax } from '../../taxes/credited-tax.ts';
import { isMemberState } from '../../taxes/european-union.ts';
import { expectedRate, isRegistered, placeOf, placeWords } from '../../taxes/place-of-supply.ts';
import { foreignBusinessOf } from '../../taxes/reverse-charge.ts';
import {
  exclusiveTaxesAndCreditsOn,
  type LineTax,
  TAX_WORDS,
  taxOverCharge,
  type UndueTax,
} from '../../taxes/tax-error.ts';
import { isoDate } from '../../wording.ts';

export const taxedInWrongPlace = defineRule({
  id: 'taxed-in-wrong-place',
  version: 1,
  rows: ['F3'],
  category: 'tax',
  title: 'Taxed for another place than the customer’s',
  needs: ['invoices', 'tax_rates', 'charges', 'credit_notes', 'refunds'],
  proposes: ['credit_note'],
  check(history, context): RuleOutcome {
    const findings: RuleFinding[] = [];
    const reasons: string[] = [];
    const credited = new CreditedTax(history, context.index);
    for (const invoice of byCreation(history.invoices).filter(isEffectiveInvoice)) {
      const answer = judge(invoice, context, credited);
      if (typeof answer === 'string') reasons.push(answer);
      else if (answer !== null) findings.push(answer);
    }
    const skipped = joinReasons(reasons);
    return skipped === undefined ? { findings } : { findings, skipped };
  },
});

/** A finding, or why the right tax cannot be known, or null. */
function judge(
  invoice: Invoice,
  { index, policy }: RuleContext,
  credited: CreditedTax,
): RuleFinding | string | null {
  const place = placeOf(invoice);
  if (place === null || invoice.automatic_tax.enabled) return null;
  const { seller_country } = policy.tax ?? {};
  // Between two member states with a VAT id no tax is due anywhere: reverse-charge-not-applied says so.
  if (seller_country !== undefined && foreignBusinessOf(invoice, seller_country) !== null) return null;
  const taxes = exclusiveTaxesAndCreditsOn(invoice);
  const elsewhere = taxes
    .filter(({ tax }) => isElsewhere(index.taxRate(tax.tax_rate), place))
    .filter(({ line, tax }) => tax.amount > 0 || !credited.wasDue(line))
    .sort((a, b) => b.tax.amount - a.tax.amount);
  const [first] = elsewhere;
  if (first === undefined || first.tax.amount <= 0) return null;
  const at = invoice.finalized_at ?? invoice.created;
  const tax = policy.tax ?? {};
  const expected = expectedRate(tax, place, at);
  const registered = isRegistered(tax, place, at);
  const rate = index.taxRate(first.tax.tax_rate);
  // Small sellers owe their own country's tax on sales to consumers of other member states.
  const maybeHome = !registered && isMemberState(place.country) && isMemberState(rate?.country);
  if (registered === null || maybeHome || (registered && expected === null))
    return `${invoice.id} is taxed for another place, and the policy file (tax.registrations, tax.rates) does not say what is due in ${place.country}`;
  const percentage = registered ? (expected?.percentage ?? 0) : 0;
  const undue = invoice.lines.flatMap((line) =>
    beyond(
      elsewhere.filter((entry) => entry.line === line),
      // A rate of the right place beside them covers what is due there.
      taxes.some((entry) => entry.line === line && !elsewhere.includes(entry)) ? 0 : percentage,
    ),
  );
  if (undue.length === 0) return null;
  credited.markWrong(invoice.id);
  const from = placeWords({ country: rate?.country ?? null, state: rate?.state ?? null });
  const to = placeWords(place);
  const decimal = (amount: number): string => toDecimal({ amount, currency: invoice.currency });
  return lineErrorFinding(index, [taxOverCharge(invoice, undue)], {
    classification: 'billing_error',
    confidence: 'high',
    title: 'Taxed for another place than the customer’s',
    message: (left) =>
      `${invoice.id} of ${isoDate(invoice.created)} is taxed at ${rate?.percentage ?? ''}% for ${from}, while its address is in ${to}, where ${registered ? `${percentage}% is due` : 'nothing is collected'}: ${left} too much. Credit it, and issue the invoice again.`,
    facts: (amount, currency) => ({
      amount: fact.money(amount, currency),
      invoice_at: fact.date(invoice.created),
      taxed_in: fact.text(from),
      place: fact.text(to),
    }),
    words: {
      ...TAX_WORDS,
      reason: 'order_change',
      justification: `The address on the invoice is in ${to}; the tax charged is that of ${from}.`,
    },
    part: 'tax',
    evidence: [
      ...(first.tax.tax_rate === null ? [] : [{ object: 'tax_rate', id: first.tax.tax_rate }]),
      ...(expected === null ? [] : [{ object: 'policy', id: expected.ref }]),
    ],
    steps: undue.map(({ line, tax: charged, amount }) => ({
      label: `tax on ${line.id}`,
      expression: `${decimal(charged.amount)} − ${decimal(charged.amount - amount)} due`,
      result: decimal(amount),
    })),
    customer: invoice.customer,
  });
}

function isElsewhere(rate: TaxRate | undefined, place: Address): boolean {
  if (rate === undefined || rate.country === null) return false;
  if (rate.country !== place.country) return true;
  return rate.state !== null && place.state !== null && rate.state !== place.state;
}

/**
 * What a line's taxes come to beyond a percentage of its net, which the first of them covers first; all of it below zero on
 * a line that credits unused time.
 */
function beyond(taxes: readonly LineTax[], percentage: number): readonly UndueTax[] {
  let covered = 0;
  return [...taxes]
    .sort((a, b) => Math.abs(b.tax.amount) - Math.abs(a.tax.amount))
    .flatMap(({ line, tax }) => {
      const sign = Math.sign(tax.amount);
      const charged = Math.abs(tax.amount);
      const due = Math.abs(percentOf(tax.taxable_amount ?? line.amount, percentage));
      const kept = Math.min(charged, Math.max(0, due - covered));
      covered += kept;
      return charged > kept ? [{ line, tax, amount: sign * (charged - kept) }] : [];
    });
}
