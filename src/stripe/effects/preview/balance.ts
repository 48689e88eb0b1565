import { formatMoney } from '../../../money.ts';
import { readCustomer } from '../customers.ts';
import type { Reading } from '../reading.ts';
import type { Moved, StepPreview } from './step.ts';

/** An entry on a customer's balance: `amount` as Stripe counts, negative is credit. */
export interface BalanceEntry {
  readonly customer: string;
  readonly amount: number;
  readonly currency: string;
}

/** The balance before and after an entry, and what that does to the next invoice. */
export async function balanceChange(
  { customer, amount, currency }: BalanceEntry,
  reading: Reading,
  moved: Moved,
): Promise<StepPreview> {
  const now = await readCustomer(customer, reading);
  if (now.deleted === true) return { lines: [], notes: [DELETED], next: [] };
  // Balances in other currencies than the customer's are kept elsewhere, and its next invoice takes nothing of them.
  if ((now.currency ?? currency) !== currency) return { lines: [], notes: [OTHER_CURRENCY], next: [] };
  const before = now.balance + moved.add(`balance of ${customer}`, amount);
  const line = {
    label: 'Customer balance',
    before: balanceWords(before, currency),
    after: balanceWords(before + amount, currency),
  };
  return { lines: [line], notes: [], next: [{ kind: 'balance', customer, amount, currency }] };
}

/** Stripe's sign is not what people expect: negative is what the customer has. */
function balanceWords(balance: number, currency: string): string {
  const amount = formatMoney({ amount: Math.abs(balance), currency });
  if (balance === 0) return amount;
  return balance < 0 ? `${amount} in credit` : `${amount} owed`;
}

const DELETED = 'The customer was deleted, so there is no balance any more.';
const OTHER_CURRENCY =
  'The customer is billed in another currency, so Stripe’s next invoice takes nothing of this credit.';
