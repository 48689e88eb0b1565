import type { BalanceTransaction, Charge, Customer, PaymentIntent, PaymentMethod, Refund } from '../wire.ts';

export interface PaymentSpec {
  readonly intentId: string;
  readonly customer: Customer;
  readonly method: PaymentMethod;
  readonly amount: number;
  readonly currency: string;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly captureMethod: 'automatic' | 'manual';
  readonly created: number;
}

/** A payment intent before its first attempt. */
export function aPaymentIntent(spec: PaymentSpec): PaymentIntent {
  return {
    id: spec.intentId,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: spec.amount,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: spec.captureMethod,
    client_secret: null,
    confirmation_method: 'automatic',
    created: spec.created,
    currency: spec.currency,
    customer: spec.customer.id,
    customer_account: null,
    description: spec.description,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: { enabled: false },
    metadata: { ...spec.metadata },
    next_action: null,
    on_behalf_of: null,
    payment_method: spec.method.id,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
  };
}

/** Why a card was declined, in Stripe's codes and words. */
export interface Decline {
  readonly code: string;
  readonly declineCode: string;
  readonly message: string;
}

export interface ChargeSpec {
  readonly id: string;
  readonly intent: PaymentIntent;
  readonly customer: Customer;
  readonly method: PaymentMethod;
  readonly created: number;
  readonly outcome: 'captured' | 'authorized' | Decline;
  readonly statementDescriptor: string;
  readonly networkTransactionId: string;
  readonly authorizationCode: string;
  /** Only for an authorisation: Unix seconds until which it can be captured. */
  readonly captureBefore?: number;
}

/** One attempt to charge a card. `balance_transaction` is filled in by the ledger once the money is captured. */
export function aCharge(spec: ChargeSpec): Charge {
  const { intent, outcome } = spec;
  const decline = typeof outcome === 'string' ? null : outcome;
  const captured = outcome === 'captured';
  return {
    id: spec.id,
    object: 'charge',
    amount: intent.amount,
    amount_captured: captured ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: {
      address: spec.customer.address ?? null,
      email: spec.customer.email,
      name: spec.customer.name ?? null,
      phone: null,
      tax_id: null,
    },
    calculated_statement_descriptor: spec.statementDescriptor,
    captured,
    created: spec.created,
    currency: intent.currency,
    customer: spec.customer.id,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: { ...intent.metadata },
    on_behalf_of: null,
    outcome: {
      advice_code: decline === null ? null : 'try_again_later',
      network_advice_code: null,
      network_decline_code: decline === null ? null : '51',
      network_status: decline === null ? 'approved_by_network' : 'declined_by_network',
      reason: decline?.declineCode ?? null,
      risk_level: 'normal',
      risk_score: 12,
      seller_message:
        decline === null
          ? 'Payment complete.'
          : 'The bank did not return any further details with this decline.',
      type: decline === null ? 'authorized' : 'issuer_declined',
    },
    paid: decline === null,
    payment_intent: intent.id,
    payment_method: spec.method.id,
    payment_method_details: cardDetails(spec, decline !== null),
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: decline === null ? 'succeeded' : 'failed',
    transfer_data: null,
    transfer_group: null,
  };
}

function cardDetails(spec: ChargeSpec, declined: boolean): Charge['payment_method_details'] {
  const { card } = spec.method;
  if (card === undefined) return null;
  return {
    card: {
      amount_authorized: declined ? null : spec.intent.amount,
      authorization_code: declined ? null : spec.authorizationCode,
      brand: card.brand,
      ...(spec.captureBefore === undefined ? {} : { capture_before: spec.captureBefore }),
      checks: { address_line1_check: 'pass', address_postal_code_check: 'pass', cvc_check: null },
      country: card.country,
      electronic_commerce_indicator: null,
      exp_month: card.exp_month,
      exp_year: card.exp_year,
      extended_authorization: { status: 'disabled' },
      fingerprint: card.fingerprint ?? null,
      funding: card.funding,
      incremental_authorization: { status: 'unavailable' },
      installments: null,
      last4: card.last4,
      mandate: null,
      multicapture: { status: 'unavailable' },
      network: card.brand,
      network_token: { used: false },
      network_transaction_id: spec.networkTransactionId,
      overcapture: { maximum_amount_capturable: spec.intent.amount, status: 'unavailable' },
      regulated_status: null,
      three_d_secure: null,
      transaction_link_id: null,
      wallet: null,
    },
    type: 'card',
  };
}

export interface BalanceTransactionSpec {
  readonly id: string;
  readonly type: 'charge' | 'refund';
  /** Minor units; negative for a refund. */
  readonly amount: number;
  readonly fee: number;
  readonly currency: string;
  readonly source: string;
  readonly description: string | null;
  readonly created: number;
  readonly availableOn: number;
  readonly status: 'pending' | 'available';
}

export function aBalanceTransaction(spec: BalanceTransactionSpec): BalanceTransaction {
  return {
    id: spec.id,
    object: 'balance_transaction',
    amount: spec.amount,
    available_on: spec.availableOn,
    balance_type: 'payments',
    created: spec.created,
    currency: spec.currency,
    description: spec.description,
    exchange_rate: null,
    fee: spec.fee,
    fee_details:
      spec.fee === 0
        ? []
        : [
            {
              amount: spec.fee,
              application: null,
              currency: spec.currency,
              description: 'Stripe processing fees',
              type: 'stripe_fee',
            },
          ],
    net: spec.amount - spec.fee,
    reporting_category: spec.type,
    source: spec.source,
    status: spec.status,
    type: spec.type,
  };
}

export interface RefundSpec {
  readonly id: string;
  readonly charge: Charge;
  readonly amount: number;
  readonly reason: 'duplicate' | 'fraudulent' | 'requested_by_customer' | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly created: number;
  readonly balanceTransaction: string | null;
  /** How the bank shows it, and the number it is traced by (null: not yet known). */
  readonly destination: { readonly type: 'refund' | 'reversal'; readonly reference: string | null };
}

export function aRefund(spec: RefundSpec): Refund {
  const { reference, type } = spec.destination;
  const traced =
    reference === null
      ? { reference_status: 'pending', reference_type: 'acquirer_reference_number' }
      : { reference, reference_status: 'available', reference_type: 'acquirer_reference_number' };
  return {
    id: spec.id,
    object: 'refund',
    amount: spec.amount,
    balance_transaction: spec.balanceTransaction,
    charge: spec.charge.id,
    created: spec.created,
    currency: spec.charge.currency,
    customer: spec.charge.customer,
    customer_account: null,
    destination_details: {
      // A reversal undoes the authorisation: there is nothing to trace.
      card: type === 'reversal' ? { type, reference_status: 'unavailable' } : { ...traced, type },
      type: 'card',
    },
    metadata: { ...spec.metadata },
    payment_intent: spec.charge.payment_intent,
    payment_method: spec.charge.payment_method,
    reason: spec.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  };
}
