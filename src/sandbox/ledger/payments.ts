import { assert } from '../../assert.ts';
import { addMonths, DAY } from './arithmetic.ts';
import type { Book } from './book.ts';
import { MERCHANT, processingFee } from './merchant.ts';
import { aCardPaymentMethod, aCustomer, type CardSpec, type CustomerSpec } from './objects/customer.ts';
import {
  aBalanceTransaction,
  aCharge,
  aPaymentIntent,
  aRefund,
  type Decline,
  type RefundSpec,
} from './objects/payment.ts';
import type { Charge, Customer, PaymentIntent, PaymentMethod, Refund } from './wire.ts';

/** Days a card authorisation can be captured. */
const CAPTURE_WINDOW_DAYS = 7;

export interface PaymentRequest {
  readonly customer: Customer;
  readonly method: PaymentMethod;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly description: string;
  readonly metadata?: Readonly<Record<string, string>>;
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
  generic: { code: 'card_declined', declineCode: 'generic_decline', message: 'Your card was declined.' },
} as const satisfies Record<string, Decline>;

/** Customers, their cards, and money moving to and from them. Everything happens at the book's clock. */
export class Payments {
  private readonly book: Book;

  constructor(book: Book) {
    this.book = book;
  }

  createCustomer(spec: Omit<CustomerSpec, 'id' | 'created' | 'invoicePrefix'>): Customer {
    return this.book.add(
      aCustomer({
        ...spec,
        id: this.book.id('customer'),
        invoicePrefix: this.book.random.token(8).toUpperCase(),
        created: this.book.now,
      }),
    );
  }

  /** Saves a card and makes it the customer's default. */
  attachCard(
    customer: Customer,
    card: Omit<CardSpec, 'fingerprint' | 'expYear' | 'expMonth'>,
  ): PaymentMethod {
    const { random } = this.book;
    const method = this.book.add(
      aCardPaymentMethod(
        this.book.id('payment_method'),
        customer,
        {
          ...card,
          fingerprint: random.token(16),
          // Valid well beyond any history.
          expYear: new Date(addMonths(this.book.now, 48) * 1000).getUTCFullYear(),
          expMonth: random.int(1, 12),
        },
        this.book.now,
      ),
    );
    customer.invoice_settings.default_payment_method = method.id;
    return method;
  }

  /** A one-off card payment that succeeds at once. */
  pay(request: PaymentRequest): Payment {
    const intent = this.intend(request, 'automatic');
    return { intent, charge: this.attempt(intent, request.customer, request.method, 'captured') };
  }

  /** A card authorisation: money set aside, none taken. */
  authorize(request: PaymentRequest): Payment {
    const intent = this.intend(request, 'manual');
    return { intent, charge: this.attempt(intent, request.customer, request.method, 'authorized') };
  }

  intend(request: PaymentRequest, captureMethod: 'automatic' | 'manual'): PaymentIntent {
    return this.book.add(
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

  /** Takes the money of an authorisation. */
  capture({ intent, charge }: Payment): void {
    assert(intent.status === 'requires_capture', 'the intent is authorised', { id: intent.id });
    charge.captured = true;
    charge.amount_captured = charge.amount;
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
  refund(
    charge: Charge,
    amount: number,
    options: Pick<RefundSpec, 'reason'> & {
      /** Null: the bank has not yet given a reference. */
      readonly reference: string | null;
      readonly metadata?: Readonly<Record<string, string>>;
    },
  ): Refund {
    assert(charge.captured && amount > 0, 'only captured money is refunded', { id: charge.id, amount });
    assert(charge.amount_refunded + amount <= charge.amount_captured, 'no more is refunded than was taken', {
      id: charge.id,
      amount,
    });
    const id = this.book.id('refund');
    const movement = this.move({ source: id, charge, amount: -amount, fee: 0, type: 'refund' });
    charge.amount_refunded += amount;
    charge.refunded = charge.amount_refunded === charge.amount_captured;
    return this.book.add(
      aRefund({
        id,
        charge,
        amount,
        reason: options.reason,
        metadata: options.metadata ?? {},
        created: this.book.now,
        balanceTransaction: movement,
        destination: { type: 'refund', reference: options.reference },
      }),
    );
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
    charge.balance_transaction = this.move({
      source: charge.id,
      charge,
      amount: charge.amount_captured,
      fee: processingFee(charge.amount_captured, charge.currency),
      type: 'charge',
    });
  }

  private move(movement: {
    readonly source: string;
    readonly charge: Charge;
    readonly amount: number;
    readonly fee: number;
    readonly type: 'charge' | 'refund';
  }): string {
    const { source, charge, amount, fee, type } = movement;
    const availableOn = type === 'refund' ? this.book.now : this.book.now + 2 * DAY;
    const transaction = this.book.add(
      aBalanceTransaction({
        id: this.book.id('balance_transaction'),
        type,
        amount,
        fee,
        currency: charge.currency,
        source,
        description: charge.description,
        created: this.book.now,
        availableOn,
        status: type === 'refund' ? 'available' : 'pending',
      }),
    );
    if (type === 'charge') {
      this.book.schedule(availableOn, () => {
        transaction.status = 'available';
      });
    }
    return transaction.id;
  }
}
