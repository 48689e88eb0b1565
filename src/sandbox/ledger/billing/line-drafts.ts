import { formatAmount, prorate } from '../arithmetic.ts';
import type { Book } from '../book.ts';
import type { LineDraft } from '../compose-invoice.ts';
import type { Invoice, InvoiceLine, Price, Product, Subscription, SubscriptionItem } from '../wire.ts';

/** A line that billed time, and the invoice it is on. */
export interface Debit {
  readonly invoice: Invoice;
  readonly line: InvoiceLine;
}

/** Drafts what a subscription item costs: a whole period, or the rest of one to the second. */
export class LineDrafts {
  private readonly book: Book;
  private readonly products: ReadonlyMap<string, Product>;

  constructor(book: Book, products: readonly Product[]) {
    this.book = book;
    this.products = new Map(products.map((product) => [product.id, product]));
  }

  /** The plan's price for the period the item is in. */
  cycle(subscription: Subscription, item: SubscriptionItem): LineDraft {
    const quantity = item.quantity ?? 1;
    const unit = item.price.unit_amount ?? 0;
    const each = formatAmount(unit, item.price.currency, 'en-US');
    return {
      id: this.book.id('line_item'),
      amount: unit * quantity,
      description: `${quantity} × ${this.productName(item.price)} (at ${each} / ${item.price.recurring?.interval})`,
      price: priceOfLine(item.price),
      quantity,
      period: { start: item.current_period_start, end: item.current_period_end },
      subscription: { id: subscription.id, item: item.id },
      invoiceItem: null,
      proration: null,
      discountable: true,
    };
  }

  /** The credit for the rest of what `debit` billed. */
  unusedTime(subscription: Subscription, item: SubscriptionItem, debit: Debit): LineDraft {
    const { invoice, line } = debit;
    const remaining = item.current_period_end - this.book.now;
    return {
      ...this.prorationLine(subscription, item, 'Unused time on'),
      amount: -prorate(line.amount, remaining, line.period.end - line.period.start),
      proration: { invoice: invoice.id, lines: [line.id] },
    };
  }

  /** The charge for the rest of the period at the item's present price and quantity. */
  remainingTime(subscription: Subscription, item: SubscriptionItem): LineDraft {
    const full = (item.price.unit_amount ?? 0) * (item.quantity ?? 1);
    const remaining = item.current_period_end - this.book.now;
    return {
      ...this.prorationLine(subscription, item, 'Remaining time on'),
      amount: prorate(full, remaining, item.current_period_end - item.current_period_start),
      proration: 'debit',
    };
  }

  private prorationLine(
    subscription: Subscription,
    item: SubscriptionItem,
    words: 'Unused time on' | 'Remaining time on',
  ): Omit<LineDraft, 'amount' | 'proration'> {
    const quantity = item.quantity ?? 1;
    const what = `${quantity === 1 ? '' : `${quantity} × `}${this.productName(item.price)}`;
    const day = new Intl.DateTimeFormat('en-GB', {
      day: '2-digit',
      month: 'short',
      year: 'numeric',
      timeZone: 'UTC',
    }).format(this.book.now * 1000);
    return {
      id: this.book.id('line_item'),
      description: `${words} ${what} after ${day}`,
      price: priceOfLine(item.price),
      quantity,
      period: { start: this.book.now, end: item.current_period_end },
      subscription: { id: subscription.id, item: item.id },
      invoiceItem: null,
      discountable: false,
    };
  }

  private productName(price: Price): string {
    const product = this.products.get(typeof price.product === 'string' ? price.product : price.product.id);
    return product?.name ?? 'Subscription';
  }
}

function priceOfLine(price: Price): NonNullable<LineDraft['price']> {
  return {
    id: price.id,
    product: typeof price.product === 'string' ? price.product : price.product.id,
    unitAmount: price.unit_amount_decimal ?? String(price.unit_amount ?? 0),
  };
}
