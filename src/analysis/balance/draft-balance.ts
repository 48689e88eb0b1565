import type { Charge } from '../billing-history.ts';
import { type CorrectionWords, draftRefund } from '../correction.ts';
import type { Correction } from '../finding.ts';
import type { HistoryIndex } from '../history-index.ts';

type Words = Pick<CorrectionWords, 'justification' | 'alternatives'>;

/** Books `amount` as credit on a customer's balance; Stripe takes it off the next invoice. Null for a deleted customer. */
export function draftBalanceCredit(
  index: HistoryIndex,
  customer: string,
  amount: number,
  currency: string,
  { justification, alternatives = [] }: Words,
): Correction | null {
  const owner = index.customer(customer);
  if (owner === undefined || owner.deleted || amount <= 0) return null;
  return {
    kind: 'customer_balance_credit',
    target: customer,
    amount,
    currency,
    reason: null,
    justification,
    alternatives,
    steps: [
      {
        kind: 'customer_balance_credit',
        target: customer,
        amount,
        currency,
        params: { customer, amount: -amount, currency, description: justification },
      },
    ],
  };
}

/**
 * Refunds what a credit should have paid, and takes the credit, which is still on the balance, off it: both or neither,
 * else the customer is paid twice. Null when the charge cannot give that much back.
 */
export function draftRefundForCredit(
  index: HistoryIndex,
  charge: Charge,
  customer: string,
  amount: number,
  words: Words,
): Correction | null {
  const refund = draftRefund(index, charge, amount, { ...words, reason: 'order_change' });
  if (refund === null) return null;
  const debit = {
    kind: 'customer_balance_credit' as const,
    target: customer,
    amount: null,
    currency: null,
    // A positive amount is a debit: it uses the credit up.
    params: { customer, amount, currency: charge.currency, description: words.justification },
  };
  return { ...refund, steps: [...refund.steps, debit] };
}
