import { toDecimal } from '../../../money.ts';
import { endOfDiscount } from '../../arithmetic/discounts.ts';
import { draftRemoval, removalsOf } from '../../discounts/remove-discounts.ts';
import { type GivenDiscount, givenByLine, undueFinding } from '../../discounts/undue-discounts.ts';
import type { RuleFinding } from '../../finding.ts';
import type { HistoryIndex } from '../../history-index.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, shownText } from '../../wording.ts';

/** D5: a discount still reduced invoices after its own end. */
export const discountAfterEnd = defineRule({
  id: 'discount-after-end',
  version: 1,
  rows: ['D5'],
  category: 'discount',
  title: 'Discount given after its end',
  needs: ['invoices', 'subscriptions', 'customers', 'coupons', 'credit_notes', 'charges', 'refunds'],
  proposes: ['remove_discount'],
  check(history, { index }) {
    const late = new Map<string, GivenDiscount[]>();
    for (const given of givenByLine(history, index).flat()) {
      const end = endOf(given);
      // A period that began before the end, or a draft made before it, was still covered.
      if (end === null || given.invoice.created <= end || given.line.period.start < end) continue;
      const key = `${given.id} ${given.invoice.currency}`;
      late.set(key, [...(late.get(key) ?? []), given]);
    }
    return [...late.values()].flatMap((given) => findingOf(given, index) ?? []);
  },
});

const endOf = ({ discount, coupon }: GivenDiscount): number | null =>
  discount === undefined ? null : endOfDiscount(discount, coupon);

function findingOf(given: readonly GivenDiscount[], index: HistoryIndex): RuleFinding | null {
  const [first] = given;
  const end = first === undefined ? null : endOf(first);
  if (first?.discount === undefined || end === null) return null;
  const { discount, coupon } = first;
  const name = shownText(coupon?.name ?? discount.coupon ?? discount.id);
  const subscriptions = given.flatMap(({ line }) => index.subscription(line.subscription) ?? []);
  const removals = removalsOf(subscriptions, ({ id }) => id === discount.id);
  return undueFinding({
    title: 'Discount given after its end',
    variant: removals.length > 0 ? 'standing' : 'past',
    confidence: 'certain',
    name,
    what: `Discount ${name} ended on ${isoDate(end)} and was still given`,
    lines: given.map(({ invoice, line, amount }) => ({
      invoice,
      line,
      amount,
      expression: `${toDecimal({ amount, currency: invoice.currency })} given on ${isoDate(invoice.created)}, after ${isoDate(end)}`,
    })),
    evidence: [
      { object: 'discount', id: discount.id },
      ...(coupon === undefined ? [] : [{ object: 'coupon', id: coupon.id }]),
    ],
    removals,
    correction: draftRemoval(removals, {
      justification: `Discount ${name} ended on ${isoDate(end)}; from the next invoice on it is no longer given.`,
    }),
    otherwise: 'Nothing is left to change: no subscription that will be billed carries it any more.',
  });
}
