import type { Correction, CorrectionKind, CorrectionStep } from '../../analysis/finding.ts';
import { shownText } from '../../analysis/wording.ts';
import { formatMoney } from '../../money.ts';

const PHRASES: Readonly<Record<CorrectionKind, (money: string, target: string) => string>> = {
  refund: (money, target) => `a refund${money} on ${target}`,
  credit_note: (money, target) => `a credit note${money} on ${target}`,
  void_invoice: (_, target) => `voiding invoice ${target}`,
  delete_invoice_item: (money, target) => `deleting the pending item ${target}${money}`,
  customer_balance_credit: (money, target) => `a balance credit${money} for ${target}`,
  cancel_subscription: (_, target) => `cancelling subscription ${target}`,
  remove_discount: (_, target) => `removing the discount from ${target}`,
  apply_discount: (_, target) => `applying the discount to ${target}`,
  update_price: (_, target) => `moving ${target} to the agreed price`,
  update_quantity: (_, target) => `correcting the quantity on ${target}`,
  update_tax_status: (_, target) => `correcting the tax status of ${target}`,
  extend_trial: (_, target) => `extending the trial of ${target}`,
  cancel_payment_intent: (_, target) => `cancelling payment intent ${target}`,
  escalate: (_, target) => `a decision by a person about ${target}`,
};

/** What a correction does, e.g. "a credit note of $49.00 on in_1, then cancelling subscription sub_2". */
export function correctionWords(correction: Correction): string {
  const steps: readonly Pick<CorrectionStep, 'kind' | 'target' | 'amount' | 'currency'>[] =
    correction.steps.length > 0 ? correction.steps : [correction];
  return steps
    .map(({ kind, target, amount, currency }) =>
      PHRASES[kind](
        amount === null || currency === null ? '' : ` of ${formatMoney({ amount, currency })}`,
        shownText(target),
      ),
    )
    .join(', then ');
}
