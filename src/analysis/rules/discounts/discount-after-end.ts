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
    const late = new Map<string, { readonly end: number; readonly given: GivenDiscount[] }>();
    /** Where a coupon for one invoice was used. */
    const used = new Map<string, number>();
    for (const given of givenByLine(history, index).flat()) {
      const { id, coupon, invoice, line } = given;
      if (coupon?.duration === 'once' && id !== null && !used.has(id)) used.set(id, invoice.created);
      const end = endOf(given) ?? used.get(id ?? '') ?? null;
      // A period that began before the end, or a draft made before it, was still covered.
      if (end === null || invoice.created <= end || line.period.start < end) continue;
      // A change within the period that a coupon for one invoice reduced carries its share.
      if (coupon?.duration === 'once' && line.proration) continue;
      const key = `${id} ${invoice.currency}`;
      const entry = late.get(key) ?? { end, given: [] };
      entry.given.push(given);
      late.set(key, entry);
    }
    return [...late.values()].flatMap(({ end, given }) => findingOf(given, end, index) ?? []);
  },
});

const endOf = ({ discount, coupon }: GivenDiscount): number | null =>
  discount === undefined ? null : endOfDiscount(discount, coupon);

function findingOf(given: readonly GivenDiscount[], end: number, index: HistoryIndex): RuleFinding | null {
  const [first] = given;
  if (first?.discount === undefined) return null;
  const { discount, coupon } = first;
  const name = shownText(coupon?.name ?? discount.coupon ?? discount.id);
  const subscriptions = given.flatMap(({ line }) => index.subscription(line.subscription) ?? []);
  const removals = removalsOf(subscriptions, ({ id }) => id === discount.id);
  return undueFinding({
    title: 'Discount given after its end',
    variant: removals.length > 0 ? 'standing' : 'past',
    confidence: 'certain',
    name,
    what:
      coupon?.duration === 'once'
        ? `Discount ${name} was for one invoice, used on ${isoDate(end)}, and was given again`
        : `Discount ${name} ended on ${isoDate(end)} and was still given`,
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
