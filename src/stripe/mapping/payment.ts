import type { Charge, Dispute, PaymentIntent, Refund, SetupIntent } from '../../analysis/billing-history.ts';
import { toCard } from './customer.ts';
import { type Fields, isRaw, itemsOf } from './raw.ts';

/** `amount_refunded` is the charge's own here; refunds known besides are added in `to-billing-history`. */
export function toCharge(fields: Fields): Charge {
  const amount = fields.requiredInt('amount');
  const status = toChargeStatus(fields);
  const captured = fields.maybeFlag('captured') ?? status === 'succeeded';
  const details = fields.child('payment_method_details');
  const type = details?.text('type') ?? null;
  const source = fields.child('source');
  const outcome = fields.child('outcome');
  return {
    object: 'charge',
    id: fields.id(),
    customer: fields.ref('customer'),
    created: fields.requiredTime('created'),
    status,
    amount,
    amount_captured: fields.int('amount_captured') ?? (captured ? amount : 0),
    amount_refunded: fields.int('amount_refunded') ?? 0,
    captured,
    refunded: fields.flag('refunded'),
    disputed: fields.maybeFlag('disputed') ?? fields.ref('dispute') !== null,
    paid: fields.maybeFlag('paid') ?? status === 'succeeded',
    currency: fields.requiredCurrency(),
    description: fields.text('description'),
    payment_intent: fields.ref('payment_intent'),
    invoice: fields.ref('invoice'),
    payment_method: fields.ref('payment_method') ?? fields.ref('source'),
    payment_method_type: type ?? source?.text('object') ?? null,
    card: toCard(
      details?.child('card') ??
        details?.child('card_present') ??
        (source?.text('object') === 'card' ? source : null),
    ),
    failure_code: fields.text('failure_code'),
    failure_message: fields.text('failure_message'),
    outcome: outcome === null ? null : { type: outcome.text('type'), reason: outcome.text('reason') },
    statement_descriptor:
      fields.text('calculated_statement_descriptor') ?? fields.text('statement_descriptor'),
    presentment: toPresentment(fields),
    metadata: fields.metadata(),
  };
}

/** Charges before 2014 said only whether they were paid. */
function toChargeStatus(fields: Fields): Charge['status'] {
  const status = fields.raw['status'];
  if (status === undefined || status === null) {
    const paid = fields.maybeFlag('paid');
    if (paid !== null) return paid ? 'succeeded' : 'failed';
  }
  return fields.oneOf('status', ['failed', 'pending', 'succeeded']);
}

function toPresentment(fields: Fields): Charge['presentment'] {
  const details = fields.child('presentment_details');
  const amount = details?.int('presentment_amount') ?? null;
  const currency = details?.currency('presentment_currency') ?? null;
  return amount === null || currency === null ? null : { amount, currency };
}

export function toPaymentIntent(fields: Fields): PaymentIntent {
  const error = fields.child('last_payment_error');
  return {
    object: 'payment_intent',
    id: fields.id(),
    customer: fields.ref('customer'),
    created: fields.requiredTime('created'),
    status: fields.text('status') ?? 'unknown',
    amount: fields.requiredInt('amount'),
    amount_capturable: fields.int('amount_capturable') ?? 0,
    amount_received: fields.int('amount_received') ?? 0,
    currency: fields.requiredCurrency(),
    capture_method: fields.text('capture_method'),
    canceled_at: fields.time('canceled_at'),
    cancellation_reason: fields.text('cancellation_reason'),
    description: fields.text('description'),
    latest_charge: fields.ref('latest_charge') ?? latestOf(fields),
    invoice: fields.ref('invoice'),
    last_payment_error:
      error === null
        ? null
        : { code: error.text('decline_code') ?? error.text('code'), message: error.text('message') },
    metadata: fields.metadata(),
  };
}

/** Before 2022-11-15 an intent embedded its charges, newest first, but not always. */
function latestOf(fields: Fields): string | null {
  let latest: { id: string; created: number } | null = null;
  for (const value of itemsOf(fields.raw['charges'])) {
    if (!isRaw(value) || typeof value['id'] !== 'string') continue;
    const created = typeof value['created'] === 'number' ? value['created'] : 0;
    if (latest === null || created > latest.created) latest = { id: value['id'], created };
  }
  return latest?.id ?? null;
}

export function toSetupIntent(fields: Fields): SetupIntent {
  return {
    object: 'setup_intent',
    id: fields.id(),
    customer: fields.ref('customer'),
    created: fields.time('created') ?? 0,
    status: fields.text('status') ?? 'unknown',
    usage: fields.text('usage'),
    payment_method: fields.ref('payment_method'),
  };
}

export function toRefund(fields: Fields): Refund {
  return {
    object: 'refund',
    id: fields.id(),
    created: fields.requiredTime('created'),
    amount: fields.requiredInt('amount'),
    currency: fields.requiredCurrency(),
    charge: fields.ref('charge'),
    payment_intent: fields.ref('payment_intent'),
    // Refunds had no status before 2014: they were done when they existed.
    status: fields.oneOf(
      'status',
      ['pending', 'requires_action', 'succeeded', 'failed', 'canceled'],
      'succeeded',
    ),
    reason: fields.text('reason'),
    failure_reason: fields.text('failure_reason'),
    pending_reason: fields.text('pending_reason'),
    destination: toDestination(fields.child('destination_details')),
    metadata: fields.metadata(),
  };
}

function toDestination(details: Fields | null): Refund['destination'] {
  if (details === null) return null;
  const type = details.text('type');
  const own = type === null ? null : details.child(type);
  return {
    type,
    card_type: details.child('card')?.text('type') ?? null,
    reference: own?.text('reference') ?? null,
    reference_status: own?.text('reference_status') ?? null,
  };
}

export function toDispute(fields: Fields): Dispute {
  return {
    object: 'dispute',
    id: fields.id(),
    charge: fields.ref('charge'),
    payment_intent: fields.ref('payment_intent'),
    created: fields.requiredTime('created'),
    amount: fields.requiredInt('amount'),
    currency: fields.requiredCurrency(),
    status: fields.text('status') ?? 'unknown',
    reason: fields.text('reason'),
    due_by: fields.child('evidence_details')?.time('due_by') ?? null,
    is_charge_refundable: fields.flag('is_charge_refundable'),
  };
}
