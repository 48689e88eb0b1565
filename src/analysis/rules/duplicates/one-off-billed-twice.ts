import { formatMoney, toDecimal } from '../../../money.ts';
import { creditWholeLine } from '../../correction.ts';
import { type OneOff, oneOffs } from '../../duplicates/one-off-lines.ts';
import {
  differ,
  isBoughtRepeatedly,
  isUnnumberedInstalment,
  sharedOrder,
} from '../../duplicates/purchase-identity.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import type { HistoryIndex } from '../../history-index.ts';
import { lineErrorFinding } from '../../line-error.ts';
import { draftSetting } from '../../over-charge.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoMinute, shownText } from '../../wording.ts';

const HOUR_SECONDS = 3600;

export const oneOffBilledTwice = defineRule({
  id: 'one-off-billed-twice',
  version: 1,
  rows: ['A7'],
  category: 'one_off',
  title: 'A one-off billed twice',
  needs: ['invoices', 'invoice_items', 'charges', 'credit_notes', 'refunds'],
  proposes: ['credit_note', 'void_invoice', 'delete_invoice_item'],
  thresholds: { window_hours: 24 },
  check(history, context) {
    const groups = new Map<string, OneOff[]>();
    for (const one of oneOffs(history, context.index)) {
      const { customer, currency, amount, price, description, quantity } = one;
      const key = JSON.stringify([customer, currency, amount, price, description, quantity]);
      groups.set(key, [...(groups.get(key) ?? []), one]);
    }
    return [...groups.values()].flatMap((group) => repeatsIn(group, context));
  },
});

/** Each one-off that repeats an earlier one of its group, against the oldest it repeats. */
function repeatsIn(group: readonly OneOff[], context: RuleContext): readonly RuleFinding[] {
  const kept: OneOff[] = [];
  return group.flatMap((again) => {
    const first = kept.find((one) => relation(one, again, context) !== 'distinct');
    if (first === undefined) {
      kept.push(again);
      return [];
    }
    return findingOf(first, again, relation(first, again, context) === 'same_order', context.index) ?? [];
  });
}

/** Whether nothing tells two equal one-offs apart: the same order, or written within the window. */
function relation(
  first: OneOff,
  again: OneOff,
  { thresholds }: RuleContext,
): 'same_order' | 'same_day' | 'distinct' {
  if (first.item === again.item) return 'distinct';
  const [a, b] = [asPurchase(first), asPurchase(again)];
  if (sharedOrder(a, b) !== null && !isUnnumberedInstalment(a)) return 'same_order';
  const periodsDiffer = first.period.start !== again.period.start && spans(first) && spans(again);
  const apart = Math.abs(again.at - first.at) > (thresholds['window_hours'] ?? 0) * HOUR_SECONDS;
  if (apart || periodsDiffer || differ(a, b) || isBoughtRepeatedly(a) || isUnnumberedInstalment(a))
    return 'distinct';
  return 'same_day';
}

/** True for a one-off that is for a time, and not for a moment. */
const spans = ({ period }: OneOff): boolean => period.end > period.start;

const asPurchase = ({ metadata, description }: OneOff) => ({ metadata, description });

function findingOf(
  first: OneOff,
  again: OneOff,
  isSameOrder: boolean,
  index: HistoryIndex,
): RuleFinding | null {
  const what = shownText(again.on?.line.description ?? again.description) || again.item;
  const where = (one: OneOff): string =>
    one.on === null ? `${one.item}, still to be invoiced` : `${one.item} on ${one.on.invoice.id}`;
  const why = isSameOrder
    ? 'both name the same order'
    : 'they were written within a day, and nothing in Stripe tells them apart';
  const doubt = isSameOrder ? '' : ' Ask whoever added them whether the customer bought it twice.';
  const evidence = [first, again].flatMap(({ on, item }) => [
    ...(index.history.invoice_items.some(({ id }) => id === item)
      ? [{ object: 'invoiceitem', id: item }]
      : []),
    ...(on === null
      ? []
      : [
          { object: 'invoice', id: on.invoice.id },
          { object: 'line_item', id: on.line.id },
        ]),
  ]);
  const facts = (amount: number, currency: string) => ({
    amount: fact.money(amount, currency),
    item: fact.text(what),
    first_at: fact.date(first.at),
    again_at: fact.date(again.at),
  });
  const words = {
    reason: 'duplicate' as const,
    justification: `${where(first)} and ${where(again)} bill the same thing; ${first.item} stays.`,
    alternatives: [
      { kind: 'refund' as const, why_not: 'A bare refund would leave the line and its tax on the invoice.' },
    ],
  };
  const common = {
    classification: isSameOrder ? ('billing_error' as const) : ('likely_error' as const),
    confidence: isSameOrder ? ('certain' as const) : ('medium' as const),
    title: 'A one-off billed twice',
    evidence,
    customer: again.customer,
  };
  const message = (left: string): string =>
    `“${what}” is billed twice, by ${where(first)} (${isoMinute(first.at)}) and ${where(again)} (${isoMinute(again.at)}): ${why}, so ${left} is too much.${doubt}`;
  if (again.on !== null) {
    return lineErrorFinding(
      index,
      [{ invoice: again.on.invoice, credits: [creditWholeLine(again.on.line)] }],
      { ...common, variant: 'billed', message, facts, words, part: 'whole' },
    );
  }
  const { amount, currency } = again;
  return {
    ...common,
    variant: 'waiting',
    message: `${message(formatMoney({ amount, currency }))} Delete ${again.item} before the next invoice takes it along.`,
    facts: facts(amount, currency),
    amount: { amount, currency },
    recomputation: [
      {
        label: 'billed for one thing',
        expression: `${toDecimal({ amount: 2 * amount, currency })} − ${toDecimal({ amount, currency })}`,
        result: toDecimal({ amount, currency }),
      },
    ],
    at_issue: [{ object: 'invoiceitem', id: again.item, part: 'whole' }],
    correction: draftSetting('delete_invoice_item', again.item, { invoiceitem: again.item }, words),
    occurred_at: again.at,
    repeats: true,
  };
}
