import { formatMoney, toDecimal } from '../../../money.ts';
import { explanation } from '../../explanation.ts';
import { fact } from '../../facts.ts';
import type { Facts, MoneyUnit, RecomputationStep, RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice } from '../../history-index.ts';
import { openErrorFinding } from '../../line-error.ts';
import { lessReturned } from '../../over-charge.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isRounding, type RecomputedTax, recomputedTaxes, undueBeyond } from '../../taxes/recomputed-tax.ts';
import { TAX_WORDS, taxOverCharge } from '../../taxes/tax-error.ts';
import { isoDate, plural, shownText } from '../../wording.ts';

/** F8: a tax is not what its own rate makes of its own base; or it is, and only rounding makes it look wrong. */
export const taxAmountWrong = defineRule({
  id: 'tax-amount-wrong',
  version: 1,
  rows: ['F8'],
  category: 'tax',
  title: 'Tax that does not recompute',
  needs: ['invoices', 'tax_rates', 'credit_notes', 'refunds', 'charges'],
  proposes: [],
  check(history, context) {
    const { index } = context;
    const taxes = byCreation(history.invoices)
      .filter(isEffectiveInvoice)
      .flatMap((invoice) => recomputedTaxes(index, invoice));
    const wrong = taxes.filter((tax) => !isRounding(tax));
    return [
      ...wrong.flatMap((tax) =>
        tax.charged > tax.dueByLine ? (tooMuch(tax, index) ?? []) : [tooLittle(tax)],
      ),
      ...roundings(taxes, context),
    ];
  },
});

function tooMuch(tax: RecomputedTax, index: HistoryIndex): RuleFinding | null {
  const { invoice, rate } = tax;
  const undue = undueBeyond(index, tax);
  const open = lessReturned(index, taxOverCharge(invoice, undue), () => 0);
  if (open === null) return null;
  return openErrorFinding(index, [open], {
    classification: 'billing_error',
    confidence: 'certain',
    variant: 'too_much',
    title: 'More tax than its own rate makes',
    message: (left) =>
      `${inWords(tax)}: ${left} too much, more than rounding explains. ` +
      `Nothing is drafted, for Stripe's own arithmetic does not differ so: find what set this tax, such as an outside tax engine or a script, then let finance credit ${left} of tax on ${invoice.id}.`,
    facts: (amount, currency) => ({
      amount: fact.money(amount, currency),
      ...factsOf(tax, tax.dueByLine),
    }),
    // RULES.md, F8: explain only.
    drafts: false,
    words: {
      ...TAX_WORDS,
      reason: 'order_change',
      justification: 'The tax is more than its own rate makes.',
    },
    part: 'tax',
    evidence: [{ object: 'tax_rate', id: rate.id }],
    steps: stepsOf(
      tax,
      undue.map(({ line }) => line.id),
    ),
    customer: invoice.customer,
  });
}

function tooLittle(tax: RecomputedTax): RuleFinding {
  const { invoice, rate, rows, charged, dueByLine } = tax;
  const less = formatMoney({ amount: dueByLine - charged, currency: invoice.currency });
  return {
    classification: 'notice',
    confidence: 'certain',
    variant: 'too_little',
    title: 'Less tax than its own rate makes',
    message: `${inWords(tax)}: ${less} less, more than rounding explains. Tell finance, and never bill it afterwards without them.`,
    facts: factsOf(tax, dueByLine),
    amount: null,
    evidence: [
      { object: 'invoice', id: invoice.id },
      { object: 'tax_rate', id: rate.id },
    ],
    recomputation: stepsOf(
      tax,
      rows.flatMap(({ line, tax: { amount }, due }) => (amount === due ? [] : [line.id])),
    ),
    at_issue: aboutTax(tax),
    correction: null,
    customer: invoice.customer,
    occurred_at: invoice.created,
  };
}

/** For the customer who writes of tax: the newest invoice on which a calculator would show another amount. */
function roundings(
  taxes: readonly RecomputedTax[],
  { isWorthExplaining }: RuleContext,
): readonly RuleFinding[] {
  // A minor unit is noise unless somebody asks: whether words point at tax, whatever the time.
  if (!isWorthExplaining(Number.NEGATIVE_INFINITY, 'tax')) return [];
  const newest = new Map<string | null, RecomputedTax>();
  for (const tax of taxes) {
    const isExact =
      tax.charged === tax.dueAtOnce && tax.rows.every(({ tax: { amount }, due }) => amount === due);
    if (isExact || !isRounding(tax)) continue;
    newest.set(tax.invoice.customer, tax);
  }
  return [...newest.values()].map((tax) => {
    const { invoice, rate, rows, percentage, charged, taxable, dueAtOnce } = tax;
    const show = (amount: number): string => formatMoney({ amount, currency: invoice.currency });
    const lines = plural(rows.length, 'line');
    return explanation({
      title: 'Tax differs by rounding only',
      variant: 'rounding',
      message:
        `${invoice.id} of ${isoDate(invoice.created)} charges ${show(charged)} of ${nameOf(tax)} on ${lines}, ` +
        (charged === dueAtOnce
          ? `${percentage}% of ${show(taxable)} rounded once for the invoice, so that single lines differ from a calculator by a rounding.`
          : `each rounded by itself; ${percentage}% of all ${show(taxable)} at once would be ${show(dueAtOnce)}.`) +
        ' Both ways of rounding are right: tell the customer which one the invoice uses.',
      facts: factsOf(tax, dueAtOnce),
      evidence: [
        { object: 'invoice', id: invoice.id },
        { object: 'tax_rate', id: rate.id },
      ],
      recomputation: stepsOf(
        tax,
        rows.map(({ line }) => line.id),
      ),
      about: aboutTax(tax),
      customer: invoice.customer,
      occurredAt: invoice.created,
    });
  });
}

function inWords(tax: RecomputedTax): string {
  const { invoice, percentage, charged, taxable, dueByLine } = tax;
  const show = (amount: number): string => formatMoney({ amount, currency: invoice.currency });
  return `${invoice.id} of ${isoDate(invoice.created)} charges ${show(charged)} of ${nameOf(tax)}, while its rate of ${percentage}% makes ${show(dueByLine)} of ${show(taxable)}`;
}

const nameOf = ({ rate }: RecomputedTax): string => shownText(rate.display_name ?? '') || 'tax';

const factsOf = (tax: RecomputedTax, due: number): Facts => ({
  charged: fact.money(tax.charged, tax.invoice.currency),
  due: fact.money(due, tax.invoice.currency),
  base: fact.money(tax.taxable, tax.invoice.currency),
  percent: fact.percent(tax.percentage),
  tax: fact.text(nameOf(tax)),
  invoice_at: fact.date(tax.invoice.created),
});

function stepsOf(
  { invoice, rows, percentage }: RecomputedTax,
  lines: readonly string[],
): RecomputationStep[] {
  const decimal = (amount: number): string => toDecimal({ amount, currency: invoice.currency });
  const wanted = new Set(lines);
  return rows.flatMap(({ line, tax, taxable, due }) =>
    wanted.has(line.id)
      ? [
          {
            label: `tax on ${line.id} (${decimal(tax.amount)} charged)`,
            expression: `${decimal(taxable)} × ${percentage}%`,
            result: decimal(due),
          },
        ]
      : [],
  );
}

const aboutTax = ({ rows }: RecomputedTax): MoneyUnit[] =>
  [...new Set(rows.map(({ line }) => line.id))].map((id) => ({ object: 'line_item', id, part: 'tax' }));
