import { formatMoney, toDecimal } from '../../../money.ts';
import { type LineAmount, lineAmount } from '../../arithmetic/line-amount.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import type { HistoryIndex } from '../../history-index.ts';
import { lineErrorFinding } from '../../line-error.ts';
import type { OverCharge } from '../../over-charge.ts';
import { lineProduct, overChargedUnits } from '../../prices/billed-units.ts';
import {
  type BilledUsage,
  billedUsage,
  type MeteredUsage,
  summariesByMeter,
  usageWithin,
} from '../../prices/metered-usage.ts';
import { joinReasons } from '../../reasons.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, shownText } from '../../wording.ts';

/** Left to rounding on each line, in minor units. */
const ROUNDING_MAX_MINOR_UNITS = 1;

/** E7: more usage was billed for a period than its meter counted. */
export const usageOverbilled = defineRule({
  id: 'usage-overbilled',
  version: 1,
  rows: ['E7'],
  category: 'usage',
  title: 'More usage billed than metered',
  needs: ['invoices', 'prices', 'meter_event_summaries', 'customers', 'credit_notes', 'charges', 'disputes'],
  proposes: ['credit_note', 'void_invoice'],
  check(history, { index }) {
    const summaries = summariesByMeter(history);
    const reasons = new Set<string>();
    const findings: RuleFinding[] = [];
    for (const one of billedUsage(history, index)) {
      const { billed, meter } = one;
      if (billed.amount <= 0) continue;
      const usage = usageWithin(summaries(billed.invoice.customer, meter), billed.period);
      if (usage === null) {
        reasons.add(
          `usage of meter ${shownText(meter)} in the period of ${billed.invoice.id} is not in the history`,
        );
        continue;
      }
      const answer = tooMuchOf(one, usage, index);
      if (typeof answer === 'string') reasons.add(answer);
      else if (answer !== null) {
        const finding = toFinding(one, usage, answer, index);
        if (finding !== null) findings.push(finding);
      }
    }
    const skipped = joinReasons([...reasons].sort());
    return skipped === undefined ? findings : { findings, skipped };
  },
});

interface TooMuch {
  readonly charged: LineAmount;
  readonly right: LineAmount;
  readonly over: OverCharge;
}

function tooMuchOf(
  { billed, quantity }: BilledUsage,
  usage: MeteredUsage,
  index: HistoryIndex,
): TooMuch | string | null {
  const { price, invoice } = billed;
  if (price === undefined || quantity <= usage.units) return null;
  const charged = lineAmount(price, quantity, invoice.currency, `${invoice.id}: ${quantity} billed`);
  const right = lineAmount(price, usage.units, invoice.currency, `${invoice.id}: ${usage.units} metered`);
  if ('unknown' in charged) return charged.unknown;
  if ('unknown' in right) return right.unknown;
  if (Math.abs(charged.amount - billed.amount) > ROUNDING_MAX_MINOR_UNITS * charged.parts.length) {
    return `the amount of ${invoice.id} does not follow from its price alone, so what the meter makes of it is not known`;
  }
  const tooMuch = charged.amount - right.amount;
  if (tooMuch <= ROUNDING_MAX_MINOR_UNITS) return null;
  const over = overChargedUnits(index, billed, tooMuch, right.parts);
  return over === null ? null : { charged, right, over };
}

function toFinding(
  { billed, quantity, meter }: BilledUsage,
  { units, summaries }: MeteredUsage,
  { charged, right, over }: TooMuch,
  index: HistoryIndex,
): RuleFinding | null {
  const { invoice, lines, period } = billed;
  const { currency, customer } = invoice;
  const [line] = lines;
  if (line === undefined) return null;
  const product = lineProduct(index, line);
  const isDoubled = quantity === 2 * units;
  const decimal = (amount: number): string => toDecimal({ amount, currency });
  const show = (amount: number): string => formatMoney({ amount, currency });
  const span = `${isoDate(period.start)} to ${isoDate(period.end)}`;
  return lineErrorFinding(index, [over], {
    classification: 'billing_error',
    confidence: 'certain',
    variant: isDoubled ? 'doubled' : 'above_meter',
    title: isDoubled ? 'Usage billed twice over' : 'More usage billed than metered',
    message: (left) =>
      `${invoice.id} bills ${quantity} × ${product} for ${span}, but meter ${shownText(meter)} counted ${units}${isDoubled ? ', just half' : ''}: ${show(charged.amount)} instead of ${show(right.amount)}, ${left} too much, tax included.`,
    facts: (amount) => ({
      amount: fact.money(amount, currency),
      billed: fact.count(quantity),
      metered: fact.count(units),
      product: fact.text(product),
      period_start: fact.date(period.start),
      period_end: fact.date(period.end),
    }),
    words: {
      reason: 'product_unsatisfactory',
      justification: `${quantity} units of ${product} were billed for ${span}, and its meter counted ${units}.`,
      alternatives: [
        { kind: 'refund', why_not: 'A bare refund leaves the invoice and its tax at the wrong usage.' },
      ],
    },
    part: 'quantity',
    evidence: [
      ...summaries.map(({ object, id }) => ({ object, id })),
      { object: 'price', id: line.price ?? '' },
    ],
    steps: [
      charged.step,
      right.step,
      {
        label: `${invoice.id} billed above the meter`,
        expression: `${decimal(charged.amount)} − ${decimal(right.amount)}`,
        result: decimal(charged.amount - right.amount),
      },
    ],
    customer,
  });
}
