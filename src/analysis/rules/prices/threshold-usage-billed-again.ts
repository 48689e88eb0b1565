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
  type MeteredUsage,
  summariesByMeter,
  usageWithin,
} from '../../prices/metered-usage.ts';
import { type ThresholdUsage, thresholdUsage } from '../../prices/threshold-usage.ts';
import { joinReasons } from '../../reasons.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, listedInPart, shownText } from '../../wording.ts';

/** Left to rounding on each line, in minor units. */
const ROUNDING_MAX_MINOR_UNITS = 1;

/** E8: usage that a threshold invoice had billed was billed again when its period closed. */
export const thresholdUsageBilledAgain = defineRule({
  id: 'threshold-usage-billed-again',
  version: 1,
  rows: ['E8'],
  category: 'usage',
  title: 'Usage billed at a threshold was billed again',
  needs: ['invoices', 'prices', 'meter_event_summaries', 'customers', 'credit_notes', 'charges', 'disputes'],
  proposes: ['credit_note', 'void_invoice'],
  check(history, { index }) {
    const summaries = summariesByMeter(history);
    const reasons = new Set<string>();
    const findings: RuleFinding[] = [];
    for (const period of thresholdUsage(history, index)) {
      const { closing, atThreshold } = period;
      const [first] = atThreshold;
      if (closing === null || first === undefined || closing.billed.amount <= 0) continue;
      const { invoice } = closing.billed;
      const span = { start: first.billed.period.start, end: closing.billed.period.end };
      const usage = usageWithin(summaries(invoice.customer, closing.meter), span);
      if (usage === null) {
        // Where the closing line goes on from the threshold, it says itself that it leaves out what came before.
        if (!period.goesOn && !isCredited(closing, period.units))
          reasons.add(
            `usage of meter ${shownText(closing.meter)} is not in the history: whether ${invoice.id} bills again what ${first.billed.invoice.id} billed is not known`,
          );
        continue;
      }
      const again = billedAgain(period, closing, usage, index);
      if (typeof again === 'string') reasons.add(again);
      else if (again !== null) {
        const finding = toFinding(period, closing, usage, again, index);
        if (finding !== null) findings.push(finding);
      }
    }
    const skipped = joinReasons([...reasons].sort());
    return skipped === undefined ? findings : { findings, skipped };
  },
});

/** True when the closing invoice takes the threshold's usage off by lines of its own. */
function isCredited({ billed }: BilledUsage, units: number): boolean {
  const price = billed.lines[0]?.price;
  return billed.invoice.lines.some(
    (line) =>
      line.amount < 0 && line.price === price && (line.quantity === null || Math.abs(line.quantity) >= units),
  );
}

interface Again {
  readonly right: LineAmount;
  readonly over: OverCharge;
  /** Units of the closing line that had been billed. */
  readonly units: number;
}

/** What the closing line bills of the threshold's usage again, null where nothing, or why that cannot be said. */
function billedAgain(
  { units: before }: ThresholdUsage,
  closing: BilledUsage,
  usage: MeteredUsage,
  index: HistoryIndex,
): Again | string | null {
  const { billed, quantity } = closing;
  const { price, invoice, amount } = billed;
  if (price === undefined || isCredited(closing, before)) return null;
  const units = Math.min(before, before + quantity - usage.units);
  // What was billed beyond the meter for another reason is row E7's.
  if (units <= 0 || before + quantity - usage.units > before) return null;
  const rest = quantity - units;
  const label = `${invoice.id}: ${rest} not billed before`;
  // Graduated tiers go on from one threshold invoice to the next.
  const earlier = price.tiers_mode === 'graduated' ? before : 0;
  const right = lineAmount(price, rest, invoice.currency, label, earlier);
  if ('unknown' in right) return right.unknown;
  const tooMuch = amount - right.amount;
  if (tooMuch <= ROUNDING_MAX_MINOR_UNITS) return null;
  const over = overChargedUnits(index, billed, tooMuch, right.parts);
  return over === null ? null : { right, over, units };
}

function toFinding(
  { atThreshold, units: before }: ThresholdUsage,
  { billed, quantity, meter }: BilledUsage,
  usage: MeteredUsage,
  { right, over, units }: Again,
  index: HistoryIndex,
): RuleFinding | null {
  const { invoice, lines, amount: charged } = billed;
  const { currency, customer } = invoice;
  const [line] = lines;
  if (line === undefined) return null;
  const product = lineProduct(index, line);
  const earlier = atThreshold.map(({ billed: { invoice: one } }) => one);
  const decimal = (amount: number): string => toDecimal({ amount, currency });
  const show = (amount: number): string => formatMoney({ amount, currency });
  return lineErrorFinding(index, [over], {
    classification: 'billing_error',
    confidence: 'certain',
    title: 'Usage billed at a threshold was billed again',
    message: (left) =>
      `${listedInPart(earlier.map(({ id }) => id))} had billed ${before} × ${product} when a threshold was reached, and ${invoice.id} of ${isoDate(invoice.created)} bills ${quantity} for the same period, of which meter ${shownText(meter)} counted ${usage.units} in all: ${units} were billed again, ${show(charged)} instead of ${show(right.amount)}, ${left} too much, tax included.`,
    facts: (amount) => ({
      amount: fact.money(amount, currency),
      product: fact.text(product),
      threshold_at: fact.date(earlier[earlier.length - 1]?.created ?? invoice.created),
      invoice_at: fact.date(invoice.created),
      again: fact.count(units),
    }),
    words: {
      reason: 'duplicate',
      justification: `${units} units of ${product} were billed at a threshold and again at the end of their period.`,
      alternatives: [
        { kind: 'refund', why_not: 'A bare refund leaves the invoice and its tax at the wrong usage.' },
      ],
    },
    part: 'quantity',
    evidence: [
      ...earlier.map(({ id }) => ({ object: 'invoice', id })),
      ...usage.summaries.map(({ object, id }) => ({ object, id })),
    ],
    steps: [
      {
        label: 'units billed again',
        expression: `${before} + ${quantity} − ${usage.units}`,
        result: String(units),
      },
      right.step,
      {
        label: `${invoice.id} billed above it`,
        expression: `${decimal(charged)} − ${decimal(right.amount)}`,
        result: decimal(charged - right.amount),
      },
    ],
    customer,
  });
}
