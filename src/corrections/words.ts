import type { CorrectionKind } from '../analysis/finding.ts';
import { listed, plural } from '../analysis/wording.ts';
import { formatMoney } from '../money.ts';
import { isExecuted } from './plan.ts';
import type { CorrectionState } from './states.ts';

const KINDS: Readonly<Record<CorrectionKind, string>> = {
  refund: 'refund',
  credit_note: 'credit note',
  void_invoice: 'voided invoice',
  delete_invoice_item: 'deleted invoice item',
  customer_balance_credit: 'balance credit',
  cancel_subscription: 'cancelled subscription',
  remove_discount: 'removed discount',
  apply_discount: 'new discount',
  update_price: 'new price',
  update_quantity: 'new quantity',
  update_tax_status: 'new tax status',
  extend_trial: 'longer trial',
  cancel_payment_intent: 'released hold',
  escalate: 'decision in person',
};

const STATES: Readonly<Record<CorrectionState, string>> = {
  proposed: 'waits for approval',
  awaiting_second: 'waits for a second approval',
  approved: 'approved',
  rejected: 'rejected',
  withdrawn: 'withdrawn',
  expired: 'expired',
  executing: 'being carried out',
  executed: 'carried out',
  simulated: 'carried out as a dry run: nothing was sent to Stripe',
  refused: 'refused, and nothing was moved',
  stale: 'out of date, and nothing was moved',
  unknown: 'sent to Stripe, and its outcome is not known yet',
  partly_executed: 'carried out in part',
  needs_person: 'waiting for a person',
  reversed_by_stripe: 'carried out, and then failed at the bank',
  abandoned: 'given up',
};

/** What a correction is waiting for or has come to, to stand after "it is" or a colon. */
export function stateWords(state: CorrectionState): string {
  return STATES[state];
}

export function kindWords(kind: CorrectionKind): string {
  return KINDS[kind];
}

/**
 * A correction in a few words, e.g. `credit note of $49.00`, or `cancelled subscription and 2 credit notes of $98.00 in all`.
 */
export function correctionWords({
  kind,
  amount,
  currency,
  steps,
}: {
  readonly kind: CorrectionKind;
  readonly amount: number | null;
  readonly currency: string | null;
  readonly steps: readonly { readonly kind: CorrectionKind; readonly amount?: number | null }[];
}): string {
  const kinds = steps.length === 0 ? [kind] : steps.map((step) => step.kind);
  const what = listed(
    [...new Set(kinds)].map((one) => {
      const count = kinds.filter((other) => other === one).length;
      return count > 1 && isExecuted(one) ? plural(count, kindWords(one)) : kindWords(one);
    }),
  );
  if (amount === null || currency === null) return what;
  const isSum = steps.filter((step) => (step.amount ?? 0) > 0).length > 1;
  return `${what} of ${formatMoney({ amount, currency })}${isSum ? ' in all' : ''}`;
}
