/** Why a refund failed, in words, by Stripe's `failure_reason`. */
export const FAILURE_REASON: Readonly<Record<string, string>> = {
  charge_for_pending_refund_disputed: 'the payment was disputed meanwhile',
  declined: 'the bank declined it',
  expired_or_canceled_card: 'the card has expired or was cancelled',
  insufficient_funds: 'the Stripe balance was too low',
  lost_or_stolen_card: 'the card was reported lost or stolen',
  unknown: 'the bank gave no reason',
};
