import type { CouponChoice } from './billing/subscribe-request.ts';
import type { Book } from './book.ts';
import type { CheckoutSession, Customer, Invoice, PaymentIntent, Quote, Subscription } from './wire.ts';

/** What was agreed before anything was billed: Checkout sessions and quotes. */
export class Sales {
  private readonly book: Book;

  constructor(book: Book) {
    this.book = book;
  }

  /** A completed Checkout session. Amounts in minor units, what the customer saw. */
  checkout(
    customer: Customer,
    sale: {
      readonly amount: number;
      readonly subtotal?: number;
      readonly currency: string;
      readonly subscription?: Subscription;
      readonly invoice?: Invoice;
      readonly intent?: PaymentIntent;
      readonly coupons?: readonly CouponChoice[];
      readonly metadata?: Readonly<Record<string, string>>;
    },
  ): CheckoutSession {
    return this.book.add<CheckoutSession>({
      id: this.book.id('checkout_session'),
      object: 'checkout.session',
      amount_subtotal: sale.subtotal ?? sale.amount,
      amount_total: sale.amount,
      created: this.book.now,
      currency: sale.currency,
      customer: customer.id,
      discounts: (sale.coupons ?? []).map(({ coupon, promotionCode }) => ({
        coupon: coupon.id,
        promotion_code: promotionCode?.id ?? null,
      })),
      invoice: sale.invoice?.id ?? null,
      livemode: false,
      metadata: { ...sale.metadata },
      mode: sale.subscription === undefined ? 'payment' : 'subscription',
      payment_intent: sale.intent?.id ?? null,
      payment_status: sale.amount === 0 ? 'no_payment_required' : 'paid',
      status: 'complete',
      subscription: sale.subscription?.id ?? null,
    });
  }

  /** A quote; give `subscription` or `invoice` when it was accepted. */
  quote(
    customer: Customer,
    offer: {
      readonly amount: number;
      readonly subtotal?: number;
      readonly currency: string;
      readonly status?: 'open' | 'accepted' | 'canceled';
      readonly expiresAt: number;
      readonly subscription?: Subscription;
      readonly invoice?: Invoice;
      readonly description?: string;
      readonly metadata?: Readonly<Record<string, string>>;
    },
  ): Quote {
    const accepted = offer.subscription !== undefined || offer.invoice !== undefined;
    return this.book.add<Quote>({
      id: this.book.id('quote'),
      object: 'quote',
      amount_subtotal: offer.subtotal ?? offer.amount,
      amount_total: offer.amount,
      created: this.book.now,
      currency: offer.currency,
      customer: customer.id,
      description: offer.description ?? null,
      expires_at: offer.expiresAt,
      invoice: offer.invoice?.id ?? null,
      livemode: false,
      metadata: { ...offer.metadata },
      number: `QT-${this.book.random.digits(6)}-1`,
      status: offer.status ?? (accepted ? 'accepted' : 'open'),
      subscription: offer.subscription?.id ?? null,
    });
  }
}
