import { assert } from '../../../assert.ts';
import { addMonths } from '../arithmetic.ts';
import type { Book } from '../book.ts';
import type { AppliedDiscount } from '../compose-invoice.ts';
import { aDiscount } from '../objects/catalogue.ts';
import type { Coupon, Discount, PromotionCode, Subscription } from '../wire.ts';

/** Coupons on subscriptions, and which of them are in force when an invoice is made. */
export class SubscriptionDiscounts {
  private readonly book: Book;
  private readonly applied = new Map<string, AppliedDiscount>();

  constructor(book: Book) {
    this.book = book;
  }

  /** Attaches a coupon from now on, for as long as its duration says. */
  attach(subscription: Subscription, coupon: Coupon, promotionCode?: PromotionCode): Discount {
    const months = coupon.duration_in_months;
    const discount = this.book.add(
      aDiscount({
        id: this.book.id('discount'),
        coupon: coupon.id,
        promotionCode: promotionCode?.id ?? null,
        customer: String(subscription.customer),
        subscription: subscription.id,
        start: this.book.now,
        end: months === null ? null : addMonths(this.book.now, months),
      }),
    );
    this.applied.set(discount.id, { discount, coupon });
    subscription.discounts.push(discount.id);
    coupon.times_redeemed += 1;
    if (promotionCode !== undefined) promotionCode.times_redeemed += 1;
    return discount;
  }

  /** Discounts in force now. One used `once` is gone afterwards; one that has ended falls off. */
  take(subscription: Subscription): AppliedDiscount[] {
    const attached = subscription.discounts.map((id) => {
      const applied = this.applied.get(String(id));
      assert(applied !== undefined, 'the ledger made this discount', { id });
      return applied;
    });
    const live = attached.filter(({ discount }) => discount.end === null || this.book.now < discount.end);
    subscription.discounts = live
      .filter(({ coupon }) => coupon.duration !== 'once')
      .map(({ discount }) => discount.id);
    return live;
  }
}
