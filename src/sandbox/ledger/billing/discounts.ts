import { assert } from '../../../assert.ts';
import { addMonths } from '../arithmetic.ts';
import type { Book } from '../book.ts';
import type { AppliedDiscount } from '../compose/draft.ts';
import type { Events } from '../events.ts';
import { aDiscount } from '../objects/catalogue.ts';
import type {
  Coupon,
  Customer,
  Discount,
  Invoice,
  PromotionCode,
  Subscription,
  SubscriptionItem,
} from '../wire.ts';

/** What carries discounts that last. */
export type DiscountOwner = Customer | Subscription | SubscriptionItem;

/** Coupons on customers, subscriptions and their items, and which of them are in force when an invoice is made. */
export class Discounts {
  private readonly book: Book;
  private readonly events: Events;
  private readonly applied = new Map<string, AppliedDiscount>();
  /** Customers' discounts: Stripe shows the first as the object's `discount`. */
  private readonly ofCustomers = new Map<string, string[]>();

  constructor(book: Book, events: Events) {
    this.book = book;
    this.events = events;
  }

  /** Attaches a coupon from now on, for as long as its duration says. */
  attach(owner: DiscountOwner, coupon: Coupon, promotionCode?: PromotionCode): Discount {
    const months = coupon.duration_in_months;
    const made = this.write(coupon, promotionCode, {
      ...this.place(owner),
      end: months === null ? null : addMonths(this.book.now, months),
    });
    this.list(owner).push(made.id);
    if (owner.object === 'customer') owner.discount ??= made;
    this.events.emit('customer.discount.created', made);
    return made;
  }

  /** Attaches a coupon to one invoice. The invoice has to be composed again for it to count. */
  attachToInvoice(invoice: Invoice, coupon: Coupon, promotionCode?: PromotionCode): AppliedDiscount {
    const discount = this.write(coupon, promotionCode, {
      customer: String(invoice.customer),
      subscription: null,
      item: null,
      invoice: invoice.id,
      end: null,
    });
    return { discount, coupon };
  }

  /** Takes a discount off whatever carries it. */
  remove(owner: DiscountOwner, discount: Discount): void {
    const list = this.list(owner);
    const at = list.indexOf(discount.id);
    assert(at >= 0, 'the discount is attached', { id: discount.id });
    list.splice(at, 1);
    if (owner.object === 'customer') owner.discount = null;
    discount.end ??= this.book.now;
    this.events.emit('customer.discount.deleted', discount);
  }

  /** Discounts in force now. One used `once` is gone afterwards; one that has ended falls off. */
  take(owner: DiscountOwner): AppliedDiscount[] {
    const list = this.list(owner);
    const live = this.live(owner);
    const kept = live.filter(({ coupon }) => coupon.duration !== 'once').map(({ discount }) => discount.id);
    list.splice(0, list.length, ...kept);
    if (owner.object === 'customer' && kept.length === 0) owner.discount = null;
    return live;
  }

  /** Discounts in force at a moment (default now), left as they are. */
  live(owner: DiscountOwner, at: number = this.book.now): AppliedDiscount[] {
    return this.list(owner).flatMap((id) => {
      const applied = this.applied.get(id);
      assert(applied !== undefined, 'the ledger made this discount', { id });
      return applied.discount.end === null || at < applied.discount.end ? [applied] : [];
    });
  }

  /** The discount and coupon behind an id. */
  get(id: string): AppliedDiscount | undefined {
    return this.applied.get(id);
  }

  /** Ids of an owner's discounts, the very list where Stripe shows it on the object. */
  private list(owner: DiscountOwner): string[] {
    if (owner.object !== 'customer') return owner.discounts as string[];
    const known = this.ofCustomers.get(owner.id);
    if (known !== undefined) return known;
    const made: string[] = [];
    this.ofCustomers.set(owner.id, made);
    return made;
  }

  private place(owner: DiscountOwner): {
    readonly customer: string;
    readonly subscription: string | null;
    readonly item: string | null;
    readonly invoice: string | null;
  } {
    if (owner.object === 'customer') {
      return { customer: owner.id, subscription: null, item: null, invoice: null };
    }
    if (owner.object === 'subscription') {
      return { customer: String(owner.customer), subscription: owner.id, item: null, invoice: null };
    }
    const subscription = this.book.get('subscription', owner.subscription);
    return {
      customer: String(subscription.customer),
      subscription: subscription.id,
      item: owner.id,
      invoice: null,
    };
  }

  private write(
    coupon: Coupon,
    promotionCode: PromotionCode | undefined,
    place: {
      readonly customer: string;
      readonly subscription: string | null;
      readonly item: string | null;
      readonly invoice: string | null;
      readonly end: number | null;
    },
  ): Discount {
    const discount = this.book.add(
      aDiscount({
        id: this.book.id('discount'),
        coupon: coupon.id,
        promotionCode: promotionCode?.id ?? null,
        customer: place.customer,
        subscription: place.subscription,
        start: this.book.now,
        end: place.end,
      }),
    );
    discount.subscription_item = place.item;
    discount.invoice = place.invoice;
    this.applied.set(discount.id, { discount, coupon });
    coupon.times_redeemed += 1;
    if (promotionCode !== undefined) promotionCode.times_redeemed += 1;
    return discount;
  }
}
