import { formatAmount, prorate } from '../arithmetic.ts';
import type { Book } from '../book.ts';
import type { AppliedDiscount, LineDraft } from '../compose/draft.ts';
import { discountParts } from '../compose/line-discounts.ts';
import { type PricedPart, priceAmount, priceParts, unitAmountIn } from '../pricing.ts';
import type { Settings } from '../settings.ts';
import type { Shop } from '../shop.ts';
import type { Price, Subscription, SubscriptionItem } from '../wire.ts';
import type { Debit } from './plan.ts';

/** Part of a period, Unix seconds. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** Drafts what things cost: a whole period, the rest of one to the second, usage, single purchases. */
export class LineDrafts {
  private readonly book: Book;
  private readonly shop: Pick<Shop, 'productOf'>;
  private readonly settings: Settings;

  constructor(book: Book, shop: Pick<Shop, 'productOf'>, settings: Settings) {
    this.book = book;
    this.shop = shop;
    this.settings = settings;
  }

  lineId(): string {
    return this.book.id('line_item');
  }

  /** The plan's price for a period, by default the one the item is in, one line per part of the price. */
  cycle(
    subscription: Subscription,
    item: SubscriptionItem,
    period: Span = { start: item.current_period_start, end: item.current_period_end },
  ): LineDraft[] {
    return this.priced(subscription, item, item.quantity ?? 1, period);
  }

  /** Usage of a metered item, billed after it happened. */
  usage(
    subscription: Subscription,
    item: SubscriptionItem,
    quantity: number,
    period: Span,
    before = 0,
  ): LineDraft[] {
    return this.priced(subscription, item, quantity, period, before).map((draft) => ({
      ...draft,
      metered: true,
    }));
  }

  /** A trial costs nothing, and Stripe puts a line of nothing on its invoice. */
  trial(subscription: Subscription, item: SubscriptionItem): LineDraft {
    return {
      ...this.itemLine(subscription, item),
      amount: 0,
      description: `Trial period for ${this.productName(item.price)}`,
      price: { ...priceOfLine(item.price, '0') },
      quantity: item.quantity ?? 1,
      period: { start: item.current_period_start, end: item.current_period_end },
    };
  }

  /** The credit for the rest of what `debits` (of one item, on one invoice) billed, from `at` on. */
  unusedTime(
    subscription: Subscription,
    item: SubscriptionItem,
    debits: readonly Debit[],
    at: number,
  ): LineDraft {
    const [first] = debits;
    const itemised = isItemised(subscription);
    const part = (amount: number, { period }: Debit): number =>
      prorate(amount, period.end - at, period.end - period.start);
    const amount = debits.reduce((sum, debit) => sum + part(itemised ? debit.gross : debit.net, debit), 0);
    return {
      ...this.proration(subscription, item, 'Unused time on', {
        start: at,
        end: first?.period.end ?? item.current_period_end,
      }),
      amount: 0 - amount,
      proration:
        first === undefined || first.invoice === null
          ? 'credit'
          : { invoice: first.invoice, lines: debits.map((debit) => debit.line) },
      ...(itemised
        ? {
            fixedDiscounts: debits.flatMap((debit) =>
              debit.discounts.map((entry) => ({ ...entry, amount: 0 - part(entry.amount, debit) })),
            ),
          }
        : {}),
    };
  }

  /** The classic credit: the rest of the period at the item's present price and quantity, less its discounts. */
  unusedTimeAtPresentPrice(
    subscription: Subscription,
    item: SubscriptionItem,
    discounts: readonly AppliedDiscount[],
    at: number,
  ): LineDraft {
    return {
      ...this.proration(subscription, item, 'Unused time on', { start: at, end: item.current_period_end }),
      amount: 0 - this.restOf(subscription, item, discounts, at),
      proration: 'credit',
    };
  }

  /** The charge for the rest of the period at the item's present price and quantity. */
  remainingTime(
    subscription: Subscription,
    item: SubscriptionItem,
    discounts: readonly AppliedDiscount[],
    at: number,
  ): LineDraft {
    const itemised = isItemised(subscription);
    return {
      ...this.proration(subscription, item, 'Remaining time on', { start: at, end: item.current_period_end }),
      amount: this.restOf(subscription, item, itemised ? [] : discounts, at),
      proration: 'debit',
      ...(itemised ? { discountable: true } : {}),
    };
  }

  /** A charge for part of a period that is not the running one (back-dated starts, stubs before an anchor). */
  partialTime(subscription: Subscription, item: SubscriptionItem, span: Span, amount: number): LineDraft {
    return {
      ...this.proration(subscription, item, 'Time on', span),
      amount,
      proration: 'debit',
      discountable: true,
    };
  }

  /** A single purchase of a price. */
  purchase(price: Price, quantity: number, currency: string, period: Span): LineDraft {
    const unit = unitAmountIn(price, currency);
    return {
      id: this.lineId(),
      amount: priceAmount(price, quantity, currency),
      description: this.productName(price),
      price: priceOfLine(price, unit),
      quantity,
      period,
      subscription: null,
      invoiceItem: null,
      proration: null,
      discountable: true,
      taxBehavior: price.tax_behavior,
    };
  }

  productName(price: Price): string {
    return this.shop.productOf(price)?.name ?? 'Subscription';
  }

  private priced(
    subscription: Subscription,
    item: SubscriptionItem,
    quantity: number,
    period: Span,
    before = 0,
  ): LineDraft[] {
    const { price } = item;
    const parts = priceParts(price, quantity, subscription.currency, before);
    if (this.settings.tierLines === 'one' && parts.length > 1) {
      const amount = parts.reduce((sum, part) => sum + part.amount, 0);
      return [this.part(subscription, item, { amount, quantity, unitAmount: '0', tier: null }, period)];
    }
    return parts.map((part) => this.part(subscription, item, part, period));
  }

  private part(
    subscription: Subscription,
    item: SubscriptionItem,
    part: PricedPart,
    period: Span,
  ): LineDraft {
    const each = formatAmount(Math.round(Number(part.unitAmount)), subscription.currency, 'en-US');
    const tier = part.tier === null ? '' : `${part.tier} `;
    return {
      ...this.itemLine(subscription, item),
      amount: part.amount,
      description: `${part.quantity} × ${this.productName(item.price)} (${tier}at ${each} / ${item.price.recurring?.interval})`,
      price: priceOfLine(item.price, part.unitAmount),
      quantity: part.quantity,
      period,
    };
  }

  private itemLine(
    subscription: Subscription,
    item: SubscriptionItem,
  ): Pick<
    LineDraft,
    | 'id'
    | 'subscription'
    | 'invoiceItem'
    | 'proration'
    | 'discountable'
    | 'taxBehavior'
    | 'taxRates'
    | 'metadata'
  > {
    const taxRates = item.tax_rates ?? [];
    return {
      id: this.lineId(),
      subscription: { id: subscription.id, item: item.id },
      invoiceItem: null,
      proration: null,
      discountable: true,
      taxBehavior: item.price.tax_behavior,
      metadata: item.metadata,
      ...(taxRates.length === 0 ? {} : { taxRates }),
    };
  }

  private proration(
    subscription: Subscription,
    item: SubscriptionItem,
    words: 'Unused time on' | 'Remaining time on' | 'Time on',
    period: Span,
  ): LineDraft {
    const quantity = item.quantity ?? 1;
    const what = `${quantity === 1 ? '' : `${quantity} × `}${this.productName(item.price)}`;
    const when =
      words === 'Time on'
        ? `from ${DAY_NAMES.format(period.start * 1000)} until ${DAY_NAMES.format(period.end * 1000)}`
        : `after ${DAY_NAMES.format(period.start * 1000)}`;
    return {
      ...this.itemLine(subscription, item),
      amount: 0,
      description: `${words} ${what} ${when}`,
      price: priceOfLine(item.price),
      quantity,
      period,
      discountable: false,
    };
  }

  private restOf(
    subscription: Subscription,
    item: SubscriptionItem,
    discounts: readonly AppliedDiscount[],
    at: number,
  ): number {
    let full = priceAmount(item.price, item.quantity ?? 1, subscription.currency);
    for (const { coupon } of discounts) full -= discountParts(coupon, subscription.currency, [full])[0] ?? 0;
    return prorate(full, item.current_period_end - at, item.current_period_end - item.current_period_start);
  }
}

const DAY_NAMES = new Intl.DateTimeFormat('en-GB', {
  day: '2-digit',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

export const isItemised = (subscription: Subscription): boolean =>
  subscription.billing_mode.type === 'flexible' &&
  subscription.billing_mode.flexible?.proration_discounts === 'itemized';

function priceOfLine(price: Price, unitAmount?: string): NonNullable<LineDraft['price']> {
  return {
    id: price.id,
    product: typeof price.product === 'string' ? price.product : price.product.id,
    unitAmount: unitAmount ?? price.unit_amount_decimal ?? String(price.unit_amount ?? 0),
  };
}
