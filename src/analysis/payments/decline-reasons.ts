import type { Charge, PaymentIntent } from '../billing-history.ts';

/**
 * Plain words for Stripe's decline codes (docs.stripe.com/declines/codes). Codes for lost, stolen or fraudulent cards
 * are left out on purpose: Stripe asks to show customers no more than a generic decline.
 */
const WORDS: Readonly<Record<string, string>> = {
  insufficient_funds: 'insufficient funds',
  expired_card: 'the card has expired',
  incorrect_cvc: 'incorrect security code',
  invalid_cvc: 'incorrect security code',
  incorrect_number: 'incorrect card number',
  invalid_number: 'incorrect card number',
  invalid_expiry_month: 'incorrect expiry date',
  invalid_expiry_year: 'incorrect expiry date',
  authentication_required: 'the bank requires authentication by the customer',
  payment_intent_authentication_failure: 'the customer did not authenticate the payment',
  processing_error: 'the payment could not be processed',
  try_again_later: 'the bank could not be reached',
  issuer_not_available: 'the bank could not be reached',
  currency_not_supported: 'the card does not support the currency',
  card_velocity_exceeded: 'the limit of the card was reached',
  withdrawal_count_limit_exceeded: 'the limit of the card was reached',
  debit_not_authorized: 'the customer did not authorise the debit',
  bank_account_closed: 'the bank account is closed',
  account_closed: 'the bank account is closed',
};
const DECLINED = 'the bank declined the card';

/** Why a charge failed, in plain words; undefined when Stripe gives no reason. */
export function chargeDeclineReason(charge: Charge): string | undefined {
  const codes = [charge.outcome?.reason, charge.failure_code].filter((code) => code != null);
  const known = codes.map((code) => WORDS[code]).find((words) => words !== undefined);
  return known ?? (codes.length === 0 ? undefined : DECLINED);
}

/** Why a payment intent is not paid yet, in plain words; undefined when Stripe gives no reason. */
export function intentFailureReason(intent: PaymentIntent): string | undefined {
  if (intent.status === 'requires_action') return WORDS['authentication_required'];
  const code = intent.last_payment_error?.code;
  return code == null ? undefined : (WORDS[code] ?? (code === 'card_declined' ? DECLINED : undefined));
}
