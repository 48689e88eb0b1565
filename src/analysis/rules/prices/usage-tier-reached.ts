import { formatMoney, multiplyDecimal } from '../../../money.ts';
import { type LineAmount, lineAmount, tierReached, tiersIn } from '../../arithmetic/line-amount.ts';
import type { BillingHistory, PriceTier } from '../../billing-history.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice } from '../../history-index.ts';
import { type BilledUnits, billedUnits, lineProduct } from '../../prices/billed-units.ts';
import { unitInWords } from '../../prices/charged-unit.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, listedInPart, shownText } from '../../wording.ts';

/** V11: an invoice differs from the one before because the quantity reached another tier of its price. */
export const usageTierReached = defineRule({
  id: 'usage-tier-reached',
  version: 1,
  rows: ['V11'],
  category: 'usage',
  title: 'Another tier of the price was reached',
  needs: ['invoices', 'prices', 'products'],
  proposes: [],
  check(history, { index, isWorthExplaining }) {
    return steps(history, index)
      .filter(({ now }) => isWorthExplaining(now.invoice.created, 'usage'))
      .map((step) => explain(step, index));
  },
});

/** Two invoices in a row for one tiered price, whose quantities lie in different tiers. */
interface Step {
  readonly before: BilledUnits;
  readonly now: BilledUnits;
  readonly tiers: readonly PriceTier[];
  readonly from: number;
  readonly to: number;
  readonly right: LineAmount;
}

function steps(history: BillingHistory, index: HistoryIndex): readonly Step[] {
  const last = new Map<string, BilledUnits>();
  const found: Step[] = [];
  for (const invoice of byCreation(history.invoices).filter(isEffectiveInvoice)) {
    // A threshold invoice bills part of a period: its tier is not the period's.
    if (invoice.billing_reason === 'subscription_threshold') continue;
    for (const now of billedUnits(invoice, index)) {
      if (now.price?.billing_scheme !== 'tiered' || now.item === null) continue;
      const key = JSON.stringify([now.item, now.price.id, invoice.currency]);
      const before = last.get(key);
      last.set(key, now);
      const step = before === undefined ? null : stepBetween(before, now);
      if (step !== null) found.push(step);
    }
  }
  return found;
}

function stepBetween(before: BilledUnits, now: BilledUnits): Step | null {
  const { price, quantity, invoice, amount, lines } = now;
  if (price === undefined || quantity === null || before.quantity === null || amount <= 0) return null;
  const tiers = tiersIn(price, invoice.currency);
  if (tiers === null) return null;
  const [from, to] = [tierReached(tiers, before.quantity), tierReached(tiers, quantity)];
  const right = lineAmount(
    price,
    quantity,
    invoice.currency,
    `${invoice.id}: ${quantity} × ${shownText(price.id)}`,
  );
  if (from === null || to === null || from === to || 'unknown' in right) return null;
  // Only what adds up is called right.
  const isRight = Math.abs(right.amount - amount) <= Math.max(lines.length, right.parts.length);
  return isRight ? { before, now, tiers, from, to, right } : null;
}

function explain({ before, now, tiers, from, to, right }: Step, index: HistoryIndex): RuleFinding {
  const { invoice, lines, amount, price } = now;
  const { currency, customer, created } = invoice;
  const [line] = lines;
  const product = line === undefined ? '' : lineProduct(index, line);
  const mode = price?.tiers_mode ?? 'graduated';
  const table = tierTable(tiers, currency);
  return {
    classification: 'valid_but_confusing',
    confidence: 'certain',
    variant: mode,
    title: 'Another tier of the price was reached',
    message: [
      `${invoice.id} of ${isoDate(created)} bills ${now.quantity} × ${product}, after ${before.quantity} on ${before.invoice.id}: that reaches tier ${to} instead of tier ${from} (${listedInPart(table)}).`,
      mode === 'volume'
        ? 'All units cost what their number’s tier says.'
        : 'Each unit costs what its own tier says.',
      `${right.step.expression} = ${right.step.result}. Show the customer the tiers.`,
    ].join(' '),
    facts: {
      amount: fact.money(amount, currency),
      before: fact.money(before.amount, currency),
      quantity: fact.count(now.quantity ?? 0),
      quantity_before: fact.count(before.quantity ?? 0),
      product: fact.text(product),
      invoice_at: fact.date(created),
      tiers: fact.text(table.join('; ')),
    },
    amount: null,
    evidence: [
      { object: 'invoice', id: invoice.id },
      { object: 'invoice', id: before.invoice.id },
      ...lines.map(({ id }) => ({ object: 'line_item', id })),
      { object: 'price', id: price?.id ?? '' },
    ],
    recomputation: [right.step],
    at_issue: lines.map(({ id }) => ({ object: 'line_item', id, part: 'quantity' })),
    // That the tiers add up says nothing about whether plan and quantity are the ones agreed.
    explains: [],
    yields: true,
    correction: null,
    customer,
    occurred_at: created,
  };
}

/** "1-5 at $7.00", "6-10 at $6.50", "from 11 at $6.00 and $20.00 flat". */
function tierTable(tiers: readonly PriceTier[], currency: string): readonly string[] {
  return tiers.map(({ up_to, unit_amount_decimal: unit, flat_amount_decimal: flat }, place) => {
    const first = (tiers[place - 1]?.up_to ?? 0) + 1;
    const range = up_to === null ? `from ${first}` : `${first}-${up_to}`;
    const flatFee =
      flat === null || Number(flat) === 0
        ? ''
        : `${formatMoney({ amount: multiplyDecimal(flat, 1), currency })} flat`;
    const each = unit === null || (Number(unit) === 0 && flatFee !== '') ? '' : unitInWords(unit, currency);
    return `${range} at ${[each, flatFee].filter((part) => part !== '').join(' and ')}`;
  });
}
