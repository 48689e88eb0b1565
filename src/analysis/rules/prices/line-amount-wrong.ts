import { formatMoney, multiplyDecimal, toDecimal } from '../../../money.ts';
import { type LineAmount, lineAmount, packageCount, unitAmountIn } from '../../arithmetic/line-amount.ts';
import type { BillingHistory } from '../../billing-history.ts';
import { fact } from '../../facts.ts';
import type { Category, RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice } from '../../history-index.ts';
import { lineErrorFinding } from '../../line-error.ts';
import type { OverCharge } from '../../over-charge.ts';
import { type BilledUnits, billedUnits, lineProduct, overChargedUnits } from '../../prices/billed-units.ts';
import { addTo } from '../../prices/grouping.ts';
import { joinReasons } from '../../reasons.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, listedInPart, shownText } from '../../wording.ts';

/** Left to rounding on each part of an amount, in minor units. */
const ROUNDING_MAX_MINOR_UNITS = 1;
/** An amount in the wrong number of minor units is a question of currency (row G8), not of the price. */
const MINOR_UNIT_FACTORS = new Set([10, 100, 1000]);

/** E5, E6: a line bills more than its own price makes of its quantity. */
export const lineAmountWrong = defineRule({
  id: 'line-amount-wrong',
  version: 1,
  rows: ['E5', 'E6'],
  category: 'price',
  title: 'More billed than the price makes',
  needs: ['invoices', 'prices', 'credit_notes', 'charges', 'disputes'],
  proposes: ['credit_note', 'void_invoice'],
  check(history, { index }) {
    const reasons = new Set<string>();
    const groups = new Map<string, Wrong[]>();
    for (const units of wholeHistory(history, index)) {
      const wrong = wrongOf(units, index);
      if (typeof wrong === 'string') reasons.add(wrong);
      if (wrong === null || typeof wrong === 'string') continue;
      const { item, lines, invoice } = units.billed;
      const key = JSON.stringify([invoice.customer, item, lines[0]?.price, invoice.currency, wrong.variant]);
      addTo(groups, key, wrong);
    }
    const findings = [...groups.values()].flatMap((group) => toFinding(index, group) ?? []);
    const skipped = joinReasons([...reasons].sort());
    return skipped === undefined ? findings : { findings, skipped };
  },
});

type Variant = 'graduated' | 'volume' | 'package' | 'per_unit';

const CATEGORIES: Readonly<Record<Variant, Category>> = {
  graduated: 'price',
  volume: 'price',
  package: 'quantity',
  per_unit: 'price',
};

interface Units {
  readonly billed: BilledUnits;
  /** Units of the same item and price that threshold invoices billed since the last other one. */
  readonly before: number;
}

/** Every quantity of a price that was billed, oldest first, with what threshold invoices billed of it before. */
function wholeHistory(history: BillingHistory, index: HistoryIndex): readonly Units[] {
  const atThreshold = new Map<string, number>();
  return byCreation(history.invoices)
    .filter(isEffectiveInvoice)
    .flatMap((invoice) =>
      billedUnits(invoice, index).map((billed) => {
        const key = `${billed.item} ${billed.lines[0]?.price}`;
        const before = atThreshold.get(key) ?? 0;
        const isThreshold = invoice.billing_reason === 'subscription_threshold';
        if (isThreshold) atThreshold.set(key, before + (billed.quantity ?? 0));
        else atThreshold.delete(key);
        return { billed, before };
      }),
    );
}

interface Wrong {
  readonly billed: BilledUnits;
  readonly right: LineAmount;
  readonly variant: Variant;
  readonly over: OverCharge;
  /** How the wrong amount came about, where that can be told. */
  readonly mistake: string | null;
}

/** What is wrong with the amount, null when nothing is, or why that cannot be said. */
function wrongOf({ billed, before }: Units, index: HistoryIndex): Wrong | string | null {
  const { invoice, lines, price, amount, quantity } = billed;
  if (amount <= 0) return null;
  if (price === undefined) {
    const isTiered = lines.some(({ description }) => /\btier \d/i.test(description ?? ''));
    return isTiered ? `price ${shownText(lines[0]?.price ?? '')} is not in the history` : null;
  }
  const variant = variantOf(billed);
  if (variant === null || quantity === null) return null;
  const label = `${invoice.id}: ${quantity} × ${shownText(price.id)}`;
  const right = lineAmount(price, quantity, invoice.currency, label);
  if ('unknown' in right) return variant === 'per_unit' ? null : right.unknown;
  // A price of nothing is row E13.
  if (variant === 'per_unit' && right.amount === 0) return null;
  if (agrees(billed, right) || isAsElsewhere(billed, before)) return null;
  const over = amount - right.amount;
  const factor = right.amount === 0 ? 0 : amount / right.amount;
  if (over <= 0 || MINOR_UNIT_FACTORS.has(factor)) return null;
  const charged = overChargedUnits(index, billed, over, right.parts);
  if (charged === null) return null;
  return { billed, right, variant, over: charged, mistake: mistakeOf(billed, variant) };
}

function variantOf({ price, lines }: BilledUnits): Variant | null {
  if (price === undefined) return null;
  if (price.billing_scheme === 'tiered') return price.tiers_mode;
  if (price.transform_quantity !== null) return 'package';
  // A unit amount of the line's own (another currency's, one the customer chose) is not the price's to correct.
  const isConsistent = lines.some(
    ({ amount, quantity, unit_amount_decimal: unit }) =>
      unit !== null && multiplyDecimal(unit, quantity ?? 1) === amount,
  );
  return isConsistent || lines.length > 1 ? null : 'per_unit';
}

function agrees({ amount, lines }: BilledUnits, right: LineAmount): boolean {
  const tolerance = ROUNDING_MAX_MINOR_UNITS * Math.max(right.parts.length, lines.length);
  return Math.abs(amount - right.amount) <= tolerance;
}

/**
 * True when the amount is right in a way the quantity alone does not show: the tiers went on from a threshold invoice, a
 * flat fee was not told from a unit, or usage was a fraction that Stripe rounds for showing.
 */
function isAsElsewhere(billed: BilledUnits, before: number): boolean {
  const { price, quantity, invoice, lines, amount } = billed;
  if (price === undefined || quantity === null) return false;
  const isRight = (units: number, earlier = 0): boolean => {
    const answer = units < 0 ? null : lineAmount(price, units, invoice.currency, '', earlier);
    return answer !== null && 'amount' in answer && agrees(billed, answer);
  };
  const all = lines.reduce((sum, line) => sum + (line.quantity ?? 0), 0);
  const flatFeesMax = lines.length > 1 ? lines.filter((line) => line.quantity === 1).length : 0;
  for (let flatFees = 0; flatFees <= flatFeesMax; flatFees += 1) if (isRight(all - flatFees)) return true;
  if (before > 0 && isRight(quantity, before)) return true;
  if (price.recurring?.usage_type !== 'metered') return false;
  const near = [quantity - 1, quantity + 1].map((units) =>
    units < 0 ? null : lineAmount(price, units, invoice.currency),
  );
  const amounts = near.flatMap((answer) => (answer !== null && 'amount' in answer ? [answer.amount] : []));
  return (
    lines.length === 1 &&
    amounts.length === 2 &&
    amount > Math.min(...amounts) &&
    amount < Math.max(...amounts)
  );
}

/** Which usual mistake makes the billed amount. */
function mistakeOf(billed: BilledUnits, variant: Variant): string | null {
  const { price, quantity, invoice, amount } = billed;
  if (price === undefined || quantity === null) return null;
  if (variant === 'graduated' || variant === 'volume') {
    const other = variant === 'graduated' ? 'volume' : 'graduated';
    const answer = lineAmount({ ...price, tiers_mode: other }, quantity, invoice.currency);
    return 'amount' in answer && answer.amount === amount
      ? `The amount is what ${other} tiers would make; the price has ${variant} ones.`
      : null;
  }
  const unit = unitAmountIn(price, invoice.currency);
  const { transform_quantity: transform } = price;
  if (unit === null || transform === null) return null;
  if (amount === multiplyDecimal(unit, quantity)) return 'Every unit was billed as a package.';
  const other = packageCount(quantity, { ...transform, round: transform.round === 'up' ? 'down' : 'up' });
  return amount === multiplyDecimal(unit, other)
    ? `The packages were rounded the wrong way: the price rounds ${transform.round}.`
    : null;
}

function toFinding(index: HistoryIndex, group: readonly Wrong[]): RuleFinding | null {
  const latest = group[group.length - 1];
  const line = latest?.billed.lines[0];
  if (latest === undefined || line === undefined) return null;
  const { billed, right, variant, mistake } = latest;
  const { invoice, quantity } = billed;
  const { currency } = invoice;
  const show = (amount: number): string => formatMoney({ amount, currency });
  const product = lineProduct(index, line);
  const others = group.slice(0, -1).map(({ billed: { invoice: other } }) => other.id);
  const finding = lineErrorFinding(
    index,
    group.map(({ over }) => over),
    {
      classification: 'billing_error',
      confidence: 'certain',
      variant,
      title: TITLES[variant],
      message: (left) =>
        [
          `${invoice.id} of ${isoDate(invoice.created)} bills ${show(billed.amount)} for ${quantity} × ${product}, but price ${shownText(line.price ?? '')} makes ${show(right.amount)}: ${right.step.expression} = ${right.step.result}.`,
          ...(mistake === null ? [] : [mistake]),
          ...(others.length === 0 ? [] : [`The same is wrong on ${listedInPart(others)}.`]),
          `${left} too much, tax included.`,
        ].join(' '),
      facts: (amount) => ({
        amount: fact.money(amount, currency),
        billed: fact.money(billed.amount, currency),
        due: fact.money(right.amount, currency),
        quantity: fact.count(quantity ?? 0),
        product: fact.text(product),
        invoice_at: fact.date(invoice.created),
        invoice_count: fact.count(group.length),
      }),
      words: {
        reason: 'order_change',
        justification: `${product} was billed at ${show(billed.amount)} where its price makes ${show(right.amount)} of the quantity.`,
        alternatives: [
          { kind: 'refund', why_not: 'A bare refund leaves the invoice and its tax at the wrong amount.' },
        ],
      },
      part: variant === 'package' ? 'quantity' : 'price',
      evidence: [{ object: 'price', id: line.price ?? '' }],
      steps: group.flatMap(stepsOf),
      customer: invoice.customer,
    },
  );
  return finding === null ? null : { ...finding, category: CATEGORIES[variant] };
}

function stepsOf({ billed, right }: Wrong): RuleFinding['recomputation'] {
  const { invoice, amount } = billed;
  const decimal = (value: number): string => toDecimal({ amount: value, currency: invoice.currency });
  return [
    right.step,
    {
      label: `${invoice.id} billed above it`,
      expression: `${decimal(amount)} − ${decimal(right.amount)}`,
      result: decimal(amount - right.amount),
    },
  ];
}

const TITLES: Readonly<Record<Variant, string>> = {
  graduated: 'Graduated tiers were added up wrongly',
  volume: 'The volume tier was applied wrongly',
  package: 'The packages were counted wrongly',
  per_unit: 'More billed than quantity × unit price',
};
