import { formatMoney, toDecimal } from '../../../money.ts';
import type { Coupon, Discount, Subscription } from '../../billing-history.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex, isLiveSubscription } from '../../history-index.ts';
import { latestBill } from '../../leakage/latest-invoice.ts';
import { leak } from '../../leakage/leak.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, shownText } from '../../wording.ts';

const DAY_SECONDS = 86_400;

export const promotionOutlived = defineRule({
  id: 'promotion-outlived',
  version: 1,
  rows: ['H3'],
  category: 'discount',
  title: 'A discount long after its promotion',
  needs: ['subscriptions', 'customers', 'coupons', 'promotion_codes', 'invoices'],
  proposes: [],
  thresholds: { after_days: 180 },
  check(history, context) {
    return byCreation(history.subscriptions)
      .filter(isLiveSubscription)
      .flatMap((subscription) =>
        standing(subscription, context.index).flatMap(
          (discount) => findingOf(subscription, discount, context) ?? [],
        ),
      );
  },
});

/**
 * Discounts without an end that reduce the subscription's next invoice; the customer's counts only where the subscription
 * has none of its own.
 */
function standing(subscription: Subscription, index: HistoryIndex): readonly Discount[] {
  const own = [...subscription.discounts, ...subscription.items.flatMap(({ discounts }) => discounts)];
  const inherited =
    subscription.discounts.length > 0 ? null : index.customer(subscription.customer)?.discount;
  return [...own, ...(inherited == null ? [] : [inherited])].filter(({ end }) => end === null);
}

function findingOf(
  subscription: Subscription,
  discount: Discount,
  { index, asOf, thresholds }: RuleContext,
): RuleFinding | null {
  const coupon = index.coupon(discount.coupon);
  if (coupon === undefined || coupon.duration !== 'forever') return null;
  const over = promotionOver(coupon, discount, index);
  if (over === null || asOf - over < (thresholds['after_days'] ?? 0) * DAY_SECONDS) return null;
  const bill = latestBill(index, subscription);
  const amount = (bill?.invoice.total_discount_amounts ?? []).reduce(
    (sum, entry) => (entry.discount === discount.id ? sum + entry.amount : sum),
    0,
  );
  const currency = bill?.invoice.currency ?? '';
  const lost = amount > 0 ? { amount, currency } : null;
  const name = shownText(coupon.name ?? coupon.id);
  return leak({
    title: 'A discount that goes on after its promotion',
    message:
      `${name} (${coupon.id}) reduces ${subscription.id} for ever, though its promotion ended on ${isoDate(over)}` +
      `${lost === null ? '' : `: ${formatMoney(lost)} on ${bill?.invoice.id}`}. It may be meant so: if not, remove it going forward.`,
    facts: knownFacts({
      amount: lost === null ? undefined : fact.money(amount, currency),
      discount: fact.text(name),
      ended_at: fact.date(over),
    }),
    lost,
    evidence: [
      { object: 'subscription', id: subscription.id },
      { object: 'coupon', id: coupon.id },
      ...(bill === null ? [] : [{ object: 'invoice', id: bill.invoice.id }]),
    ],
    recomputation:
      lost === null || bill === null
        ? []
        : [
            {
              label: `${bill.invoice.id} without it`,
              expression: `${toDecimal({ amount: bill.invoice.subtotal, currency })} − ${toDecimal({ amount: bill.invoice.subtotal - amount, currency })}`,
              result: toDecimal(lost),
            },
          ],
    about: { object: 'discount', id: discount.id, part: 'discount' },
    customer: subscription.customer,
    occurredAt: bill?.invoice.created ?? over,
    repeats: true,
  });
}

/** When nobody could redeem it any more, or null while the promotion runs or never had an end. */
function promotionOver(coupon: Coupon, discount: Discount, index: HistoryIndex): number | null {
  const code = index.history.promotion_codes.find(({ id }) => id === discount.promotion_code);
  const ends = [coupon.redeem_by, code?.expires_at ?? null].filter((end): end is number => end !== null);
  return ends.length === 0 ? null : Math.min(...ends);
}
