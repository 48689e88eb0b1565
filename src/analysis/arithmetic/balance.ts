import { toDecimal } from '../../money.ts';
import type { CreditGrant } from '../billing-history.ts';
import type { RecomputationStep } from '../finding.ts';

/** What a customer's balance did to an invoice. Amounts in minor units; a negative balance is the customer's credit. */
export interface AppliedBalance {
  readonly amount_due: number;
  readonly ending_balance: number;
  /** What the balance changed the amount due by: negative for credit used, positive for a debt collected. */
  readonly applied: number;
  /** True when so little was due that it was carried over to the balance instead (`invoice_too_small`). */
  readonly carried: boolean;
  readonly steps: readonly RecomputationStep[];
}

/**
 * Applies the balance to an invoice's total at finalisation, all of it or as much as the total takes: credit lowers what
 * is due, never below zero; a debt raises it; the credit an invoice itself comes to is added. What then remains below
 * the smallest amount Stripe charges is marked paid and becomes a debt on the balance (Stripe, "Customer invoice
 * balance"; API reference, "The Invoice object", `amount_due`).
 */
export function applyBalance(
  total: number,
  startingBalance: number,
  currency: string,
  minimumCharge = 0,
): AppliedBalance {
  const decimal = (amount: number): string => toDecimal({ amount, currency });
  const sum = total + startingBalance;
  const due = Math.max(0, sum);
  const carried = due > 0 && due < minimumCharge;
  const steps: RecomputationStep[] = [
    {
      label: startingBalance > 0 ? 'total and what was owed before' : 'total less credit on the balance',
      expression: `${decimal(total)} ${startingBalance > 0 ? '+' : '−'} ${decimal(Math.abs(startingBalance))}`,
      result: decimal(sum),
    },
  ];
  if (carried) {
    steps.push({
      label: 'below the smallest charge, carried over',
      expression: `${decimal(due)} < ${decimal(minimumCharge)}`,
      result: decimal(0),
    });
  }
  return {
    amount_due: carried ? 0 : due,
    ending_balance: carried ? due : Math.min(0, sum),
    applied: due - Math.max(0, total),
    carried,
    steps,
  };
}

/**
 * How a credit note's amount falls: before payment it lowers what is still due, the rest is to be returned (API
 * reference, "Create a credit note": "will first reduce the invoice's amount_remaining […], but not below zero").
 */
export function splitCreditNote(
  amount: number,
  amountRemaining: number,
): { readonly pre_payment_amount: number; readonly post_payment_amount: number } {
  const before = Math.min(amount, Math.max(0, amountRemaining));
  return { pre_payment_amount: before, post_payment_amount: amount - before };
}

/**
 * The order in which Stripe uses up credit grants (Stripe, "Billing credits", several grants): the lower priority
 * number, the sooner end, promotional before paid, the earlier start, the older.
 */
export function byGrantOrder(a: CreditGrant, b: CreditGrant): number {
  const end = (grant: CreditGrant): number => grant.expires_at ?? Number.MAX_SAFE_INTEGER;
  const paid = (grant: CreditGrant): number => Number(grant.category !== 'promotional');
  const start = (grant: CreditGrant): number => grant.effective_at ?? grant.created;
  return (
    (a.priority ?? DEFAULT_PRIORITY) - (b.priority ?? DEFAULT_PRIORITY) ||
    end(a) - end(b) ||
    paid(a) - paid(b) ||
    start(a) - start(b) ||
    a.created - b.created ||
    (a.id < b.id ? -1 : 1)
  );
}

/** API reference, "Create a credit grant", `priority`. */
const DEFAULT_PRIORITY = 50;

/** Takes up to `amount` from what is left of grants, in their order; returns what was taken from each. */
export function drawFrom(left: readonly number[], amount: number): readonly number[] {
  let open = amount;
  return left.map((value) => {
    const taken = Math.min(open, value);
    open -= taken;
    return taken;
  });
}
