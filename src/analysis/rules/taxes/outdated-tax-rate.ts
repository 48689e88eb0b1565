import { percentOf, toDecimal } from '../../../money.ts';
import { fact } from '../../facts.ts';
import { byCreation, isEffectiveInvoice } from '../../history-index.ts';
import { lineErrorFinding } from '../../line-error.ts';
import { defineRule, type RuleOutcome } from '../../rule.ts';
import { CreditedTax } from '../../taxes/credited-tax.ts';
import { expectedRate, placeOf } from '../../taxes/place-of-supply.ts';
import {
  exclusiveTaxesAndCreditsOn,
  exclusiveTaxesOn,
  TAX_WORDS,
  taxOverCharge,
  type UndueTax,
} from '../../taxes/tax-error.ts';
import { isoDate } from '../../wording.ts';

export const outdatedTaxRate = defineRule({
  id: 'outdated-tax-rate',
  version: 1,
  rows: ['F7'],
  category: 'tax',
  title: 'Taxed at a rate that no longer holds',
  needs: ['invoices', 'tax_rates', 'charges', 'credit_notes', 'refunds'],
  proposes: ['credit_note'],
  check(history, { index, policy }): RuleOutcome {
    // Automatic tax takes the rate in force when the invoice is finalised, as the law asks.
    const invoices = byCreation(history.invoices).filter(
      (invoice) =>
        isEffectiveInvoice(invoice) &&
        !invoice.automatic_tax.enabled &&
        exclusiveTaxesOn(invoice).some(({ tax }) => index.taxRate(tax.tax_rate)?.country != null),
    );
    if (invoices.length === 0) return { findings: [] };
    const rates = policy.tax?.rates;
    if (rates === undefined) return { findings: [], skipped: 'the policy file has no tax.rates' };
    const credited = new CreditedTax(history, index);
    const findings = invoices.flatMap((invoice) => {
      const at = invoice.finalized_at ?? invoice.created;
      const place = placeOf(invoice);
      if (place === null) return [];
      const now = expectedRate({ rates }, place, at);
      if (now === null) return [];
      const undue = exclusiveTaxesAndCreditsOn(invoice).flatMap(
        ({ line, tax }): (UndueTax & { readonly was: number })[] => {
          const rate = index.taxRate(tax.tax_rate);
          const percentage = Number(rate?.percentage ?? Number.NaN);
          const was = rates.find(
            (entry) =>
              entry.country === place.country &&
              entry.percentage === percentage &&
              entry.until !== undefined &&
              entry.until <= at &&
              (entry.state === undefined || entry.state === place.state),
          );
          if (rate?.country !== place.country || was === undefined || percentage <= now.percentage) return [];
          const right = percentOf(tax.taxable_amount ?? line.amount, now.percentage);
          // A credit of time that was billed before the change gives back what was right then.
          if (tax.amount < 0 && credited.wasDue(line)) return [];
          return Math.abs(tax.amount) > Math.abs(right)
            ? [{ line, tax, amount: tax.amount - right, was: percentage }]
            : [];
        },
      );
      const first = undue.find(({ amount }) => amount > 0);
      if (first === undefined) return [];
      credited.markWrong(invoice.id);
      const decimal = (amount: number): string => toDecimal({ amount, currency: invoice.currency });
      const finding = lineErrorFinding(index, [taxOverCharge(invoice, undue)], {
        classification: 'billing_error',
        confidence: 'certain',
        title: 'Taxed at a rate that no longer holds',
        message: (left) =>
          `${invoice.id}, finalised on ${isoDate(at)}, is taxed at ${first.was}%, while ${now.percentage}% has been due in ${place.country} since ${now.from === undefined ? 'then' : isoDate(now.from)}: ${left} too much. Replace the old rate, so that the next invoice is right.`,
        facts: (amount, currency) => ({
          amount: fact.money(amount, currency),
          invoice_at: fact.date(invoice.created),
          charged_percent: fact.percent(String(first.was)),
          due_percent: fact.percent(String(now.percentage)),
        }),
        words: {
          ...TAX_WORDS,
          reason: 'order_change',
          justification: `${now.percentage}% is due in ${place.country} for invoices finalised on ${isoDate(at)}.`,
        },
        part: 'tax',
        evidence: [
          { object: 'policy', id: now.ref },
          ...(first.tax.tax_rate === null ? [] : [{ object: 'tax_rate', id: first.tax.tax_rate }]),
        ],
        steps: undue.map(({ line, tax, amount }) => ({
          label: `tax on ${line.id}`,
          expression: `${decimal(tax.amount)} − ${decimal(tax.amount - amount)} due`,
          result: decimal(amount),
        })),
        customer: invoice.customer,
        repeats: true,
      });
      return finding ?? [];
    });
    return { findings };
  },
});
