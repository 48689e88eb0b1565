import { formatMoney, percentOf, toDecimal } from '../../../money.ts';
import { draftEscalation } from '../../correction.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { lessReturned, type OpenOverCharge, returnSteps, totalLeft } from '../../over-charge.ts';
import { inForce, type PolicyTax } from '../../policy.ts';
import { joinReasons } from '../../reasons.ts';
import { defineRule, type RuleContext, type RuleOutcome } from '../../rule.ts';
import { placeOf, placeWords } from '../../taxes/place-of-supply.ts';
import { type LoweredRate, loweredRate, type ProductTax, productTaxes } from '../../taxes/product-rates.ts';
import { taxOverCharge, type UndueTax } from '../../taxes/tax-error.ts';
import { isoDate, listedInPart, plural, productName, shownText } from '../../wording.ts';

/** Stripe's codes for whatever has no code of its own: digital services, services, goods. */
const GENERAL_CODES: ReadonlySet<string | null> = new Set([
  null,
  'txcd_10000000',
  'txcd_20030000',
  'txcd_99999999',
]);

/** F10: a product was taxed by the general rate, and by a lower one since, while the law stayed. */
export const wrongTaxCategory = defineRule({
  id: 'wrong-tax-category',
  version: 1,
  rows: ['F10'],
  category: 'tax',
  title: 'Taxed by the wrong category',
  needs: ['invoices', 'products', 'prices', 'tax_rates', 'credit_notes', 'refunds', 'charges'],
  proposes: ['escalate'],
  check(history, context): RuleOutcome {
    const findings: RuleFinding[] = [];
    const reasons: string[] = [];
    for (const taxes of productTaxes(history, context.index)) {
      const lowered = loweredRate(taxes);
      const answer = lowered === null ? undecided(taxes, context) : judge(lowered, context);
      if (typeof answer === 'string') reasons.push(answer);
      else if (answer !== null) findings.push(answer);
    }
    const skipped = joinReasons([...new Set(reasons)].sort());
    return skipped === undefined ? { findings } : { findings, skipped };
  },
});

type Rate = NonNullable<PolicyTax['rates']>[number];

const momentOf = ({ invoice }: ProductTax): number => invoice.finalized_at ?? invoice.created;

/** The policy's rates for where this was taxed, whatever their time. */
function ratesThere({ invoice }: ProductTax, rates: readonly Rate[]): readonly Rate[] {
  const place = placeOf(invoice);
  return rates.filter(
    ({ country, state }) => country === place?.country && (state === undefined || state === place.state),
  );
}

function judge(lowered: LoweredRate, context: RuleContext): RuleFinding | string | null {
  const [last, first] = [lowered.before[lowered.before.length - 1], lowered.since[0]];
  if (last === undefined || first === undefined) return null;
  const rates = ratesThere(last, context.policy.tax?.rates ?? []);
  const place = placeOf(last.invoice);
  if (place === null) return null;
  if (rates.length === 0)
    return `${first.invoice.id} is taxed lower than ${last.invoice.id}, and the policy file (tax.rates) does not say whether the law in ${placeWords(place)} or the product's category changed`;
  // The higher rate still holds, so that it was not the law that changed.
  const general = rates.find(
    (rate) =>
      rate.percentage === last.percentage && inForce(rate, momentOf(last)) && inForce(rate, momentOf(first)),
  );
  return general === undefined ? null : findingOf(lowered, last, first, general, context);
}

function findingOf(
  { product, before }: LoweredRate,
  last: ProductTax,
  first: ProductTax,
  general: Rate,
  { index }: RuleContext,
): RuleFinding | null {
  const open = overCharged(before, first.percentage).flatMap((one) => lessReturned(index, one) ?? []);
  const latest = open[open.length - 1];
  if (latest === undefined) return null;
  const { currency, customer, created } = latest.invoice;
  const amount = { amount: totalLeft(open), currency };
  const decimal = (value: number): string => toDecimal({ amount: value, currency });
  const code = index.product(product)?.tax_code ?? null;
  const name = productName(index, product);
  const money = formatMoney(amount);
  return {
    classification: 'likely_error',
    confidence: 'medium',
    title: 'Taxed by the wrong category',
    message:
      `${name} was taxed at ${last.percentage}% up to ${last.invoice.id} and is taxed at ${first.percentage}% since ${first.invoice.id} of ${isoDate(first.invoice.created)}, at the same address, while ${general.percentage}% stayed in force${code === null ? '' : ` (its tax code is ${shownText(code)} now)`}: its category was changed. ` +
      `Which one is right neither Stripe nor the policy file says: ask tax. If it is the lower, ${money} was charged too much on ${plural(open.length, 'invoice')} (${listedInPart(open.map(({ invoice }) => invoice.id))}).`,
    facts: {
      amount: fact.money(amount.amount, currency),
      product: fact.text(name),
      before_percent: fact.percent(String(last.percentage)),
      since_percent: fact.percent(String(first.percentage)),
      since: fact.date(first.invoice.created),
      invoice_at: fact.date(created),
      invoice_count: fact.count(open.length),
    },
    amount,
    evidence: [
      ...open.map(({ invoice }) => ({ object: 'invoice', id: invoice.id })),
      { object: 'invoice', id: first.invoice.id },
      { object: 'policy', id: general.ref },
      ...(index.product(product) === undefined ? [] : [{ object: 'product', id: product }]),
    ],
    recomputation: [...open.map((one) => stepOf(one, last, first, decimal)), ...returnSteps(open)],
    at_issue: open.flatMap(({ credits }) =>
      credits.map(({ line }) => ({ object: 'line_item' as const, id: line.id, part: 'tax' as const })),
    ),
    correction: draftEscalation(latest.invoice.id, {
      justification: `Tax decides which category ${name} belongs to; ${money} goes back if it is the one of ${first.percentage}%.`,
      alternatives: [
        { kind: 'credit_note', why_not: 'Crediting tax that was due would leave the company to pay it.' },
      ],
    }),
    customer,
    occurred_at: created,
  };
}

/** By invoice, what the higher percentage charged beyond the lower. */
function overCharged(before: readonly ProductTax[], percentage: number): ReturnType<typeof taxOverCharge>[] {
  const byInvoice = new Map<ProductTax['invoice'], UndueTax[]>();
  for (const { invoice, line, tax } of before) {
    const amount = tax.amount - percentOf(tax.taxable_amount ?? line.amount, percentage);
    if (amount > 0) byInvoice.set(invoice, [...(byInvoice.get(invoice) ?? []), { line, tax, amount }]);
  }
  return [...byInvoice].map(([invoice, undue]) => taxOverCharge(invoice, undue));
}

function stepOf(
  { invoice, charged }: OpenOverCharge,
  last: ProductTax,
  first: ProductTax,
  decimal: (amount: number) => string,
): RuleFinding['recomputation'][number] {
  return {
    label: `${invoice.id}: tax beyond the lower rate`,
    expression: `tax at ${last.percentage}% − tax at ${first.percentage}%`,
    result: decimal(charged),
  };
}

/** The policy knows two rates for the place, and the product has no category of its own: which of them is due is not on record. */
function undecided(taxes: readonly ProductTax[], { index, policy }: RuleContext): string | null {
  const last = taxes[taxes.length - 1];
  const product = index.product(last?.product ?? null);
  if (last === undefined || product === undefined || !GENERAL_CODES.has(product.tax_code)) return null;
  const lower = ratesThere(last, policy.tax?.rates ?? []).find(
    (rate) => inForce(rate, momentOf(last)) && rate.percentage < last.percentage,
  );
  if (lower === undefined) return null;
  return `${shownText(product.id)} is taxed at ${last.percentage}% and has no tax code of its own, while the policy file also has ${lower.percentage}% there: which kind of goods it is stands in neither`;
}
