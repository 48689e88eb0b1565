import { assert } from '../../assert.ts';
import { DAY, divideRounded } from './arithmetic.ts';
import type { Presentment } from './billing/plan.ts';
import type { Book } from './book.ts';
import type { CardRequest, CustomerRequest, Customers } from './customers.ts';
import type { Events } from './events.ts';
import { MERCHANT, processingFee } from './merchant.ts';
import { aCharge, aPaymentIntent, aRefund, type Decline } from './objects/payment.ts';
import { aSetupIntent } from './objects/setup-intent.ts';
import { type RefundDetails, type RefundOptions, type RefundOutcome, Refunds } from './refunds.ts';
import { Settlement } from './settlement.ts';
import type { Charge, Customer, PaymentIntent, PaymentMethod, Refund, SetupIntent } from './wire.ts';

/** Days a card authorisation can be captured. */
const CAPTURE_WINDOW_DAYS = 7;

export type { RefundOptions } from './refunds.ts';

export interface PaymentRequest {
  readonly customer: Customer;
  readonly method: PaymentMethod;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly description: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Adaptive pricing: the customer sees and pays another currency. */
  readonly presentment?: Presentment | null;
}

export interface Payment {
  readonly intent: PaymentIntent;
  readonly charge: Charge;
}

export const DECLINES = {
  insufficientFunds: {
    code: 'card_declined',
    declineCode: 'insufficient_funds',
    message: 'Your card has insufficient funds.',
  },
  expired: {
    code: 'expired_card',
    declineCode: 'expired_card',
    message: 'Your card has expired.',
  },
  authentication: {
    code: 'authentication_required',
    declineCode: 'authentication_required',
    message: 'Your card was declined. This transaction requires authentication.',
  },
  generic: { code: 'card_declined', declineCode: 'generic_decline', message: 'Your card was declined.' },
} as const satisfies Record<string, Decline>;

/** Customers, their cards, and money moving to and from them. Everything happens at the book's clock. */
export class Payments {
  /** Who pays. */
  readonly customers: Customers;
  private readonly book: Book;
  private readonly settlement: Settlement;
  private readonly refunds: Refunds;

  constructor(book: Book, customers: Customers, events: Events) {
    this.book = book;
    this.customers = customers;
    this.settlement = new Settlement(book);
    this.refunds = new Refunds(book, events, this.settlement);
  }

  createCustomer(request: CustomerRequest): Customer {
    return this.customers.create(request);
  }

  /** Saves a card and, unless told otherwise, makes it the customer's default. */
  attachCard(customer: Customer, card: CardRequest): PaymentMethod {
    return this.customers.attachCard(customer, card);
  }

  /** A one-off card payment that succeeds at once. */
  pay(request: PaymentRequest): Payment {
    const intent = this.intend(request, 'automatic');
    return { intent, charge: this.attempt(intent, request.customer, request.method, 'captured') };
  }

  /** A one-off card payment that is declined. The intent waits: `attempt` tries again. */
  fail(request: PaymentRequest, decline: Decline): Payment {
    const intent = this.intend(request, 'automatic');
    return { intent, charge: this.attempt(intent, request.customer, request.method, decline) };
  }

  /** An intent that waits for the customer's bank to ask them (3-D Secure); nothing was charged. */
  requireAction(request: PaymentRequest): PaymentIntent {
    const intent = this.intend(request, 'automatic');
    intent.status = 'requires_action';
    return intent;
  }

  /** Gives up an intent that was not paid. */
  cancelIntent(intent: PaymentIntent, reason: PaymentIntent['cancellation_reason'] = 'abandoned'): void {
    intent.status = 'canceled';
    intent.canceled_at = this.book.now;
    intent.cancellation_reason = reason;
  }

  /** Saves a card without charging it: the bank may show a verification of 0 or 1. */
  verifyCard(
    customer: Customer,
    method: PaymentMethod,
    status: SetupIntent['status'] = 'succeeded',
  ): SetupIntent {
    return this.book.add(aSetupIntent(this.book.id('setup_intent'), customer, method, status, this.book.now));
  }

  /** A card authorisation: money set aside, none taken. */
  authorize(request: PaymentRequest): Payment {
    const intent = this.intend(request, 'manual');
    return { intent, charge: this.attempt(intent, request.customer, request.method, 'authorized') };
  }

  intend(request: PaymentRequest, captureMethod: 'automatic' | 'manual'): PaymentIntent {
    const intent = this.book.add(
      aPaymentIntent({
        intentId: this.book.id('payment_intent'),
        customer: request.customer,
        method: request.method,
        amount: request.amount,
        currency: request.currency,
        description: request.description,
        metadata: request.metadata ?? {},
        captureMethod,
        created: this.book.now,
      }),
    );
    const { presentment } = request;
    if (presentment !== undefined && presentment !== null) {
      intent.presentment_details = presented(request.amount, presentment);
    }
    return intent;
  }

  /** One try to charge the card for an intent. */
  attempt(
    intent: PaymentIntent,
    customer: Customer,
    method: PaymentMethod,
    outcome: 'captured' | 'authorized' | Decline,
  ): Charge {
    assert(intent.status === 'requires_payment_method', 'the intent waits for a payment', { id: intent.id });
    const charge = this.book.add(
      aCharge({
        id: this.book.id('charge'),
        intent,
        customer,
        method,
        created: this.book.now,
        outcome,
        statementDescriptor: MERCHANT.statementDescriptor,
        networkTransactionId: this.book.random.digits(15),
        authorizationCode: this.book.random.digits(6),
        ...(outcome === 'authorized' ? { captureBefore: this.book.now + CAPTURE_WINDOW_DAYS * DAY } : {}),
      }),
    );
    intent.latest_charge = charge.id;
    if (intent.presentment_details !== undefined) {
      charge.presentment_details = { ...intent.presentment_details };
    }
    if (outcome === 'captured') {
      this.settle(charge, intent);
    } else if (outcome === 'authorized') {
      intent.status = 'requires_capture';
      intent.amount_capturable = intent.amount;
    } else {
      intent.last_payment_error = {
        charge: charge.id,
        code: outcome.code,
        decline_code: outcome.declineCode,
        message: outcome.message,
        type: 'card_error',
      } as NonNullable<PaymentIntent['last_payment_error']>;
    }
    return charge;
  }

  /** Takes the money of an authorisation, or part of it; Stripe releases the rest as refunded. */
  capture({ intent, charge }: Payment, amount: number = charge.amount): void {
    assert(intent.status === 'requires_capture', 'the intent is authorised', { id: intent.id });
    charge.captured = true;
    charge.amount_captured = amount;
    this.settle(charge, intent);
  }

  /** Lets an authorisation go. Stripe marks the charge refunded, and the bank drops the pending line. */
  release({ intent, charge }: Payment): Refund {
    assert(intent.status === 'requires_capture', 'the intent is authorised', { id: intent.id });
    intent.status = 'canceled';
    intent.canceled_at = this.book.now;
    intent.cancellation_reason = 'requested_by_customer';
    intent.amount_capturable = 0;
    charge.amount_refunded = charge.amount;
    charge.refunded = true;
    return this.book.add(
      aRefund({
        id: this.book.id('refund'),
        charge,
        amount: charge.amount,
        reason: 'requested_by_customer',
        metadata: {},
        created: this.book.now,
        balanceTransaction: null,
        destination: { type: 'reversal', reference: null },
      }),
    );
  }

  /** Gives `amount` minor units of a captured charge back to the card. */
  refund(charge: Charge, amount: number, options: RefundOptions): Refund {
    return this.refunds.refund(charge, amount, options);
  }

  /** A refund comes through after all, fails (the money is back with the merchant) or is cancelled. */
  settleRefund(refund: Refund, status: RefundOutcome, details: RefundDetails = {}): void {
    this.refunds.settle(refund, status, details);
  }

  /** What the bank traces a refund by (ARN): 23 digits beginning with the format code. */
  acquirerReference(): string {
    return `7${this.book.random.digits(22)}`;
  }

  private settle(charge: Charge, intent: PaymentIntent): void {
    intent.status = 'succeeded';
    intent.amount_received = charge.amount_captured;
    intent.amount_capturable = 0;
    intent.last_payment_error = null;
    charge.balance_transaction = this.settlement.move({
      source: charge.id,
      charge,
      amount: charge.amount_captured,
      fee: processingFee(charge.amount_captured, charge.currency),
      type: 'charge',
    });
  }
}

function presented(amount: number, { currency, perThousand }: Presentment) {
  return {
    presentment_amount: divideRounded(BigInt(amount) * BigInt(perThousand), 1000n),
    presentment_currency: currency,
  };
}
