import { z } from 'zod';
import type { EffectObject } from '../../corrections/ports.ts';
import { formatMoney } from '../../money.ts';
import { CUSTOMERS_PERMISSION, readCustomer } from './customers.ts';
import { type EffectKind, READY, stale } from './kind.ts';
import { findMarked, METADATA, marks } from './marks.ts';
import { currency, id, mustAgree, parseParams } from './params.ts';

const MAX_DESCRIPTION_CHARACTERS = 5_000;

export const PARAMS = z.strictObject({
  customer: id('cus'),
  /** As Stripe counts: negative is credit, positive takes credit off. */
  amount: z.int().refine((amount) => amount !== 0),
  currency,
  description: z.string().min(1).max(MAX_DESCRIPTION_CHARACTERS),
});

const TRANSACTION = z.object({
  id: z.string(),
  object: z.literal('customer_balance_transaction'),
  amount: z.int(),
  currency: z.string(),
  metadata: METADATA,
});

/**
 * Books credit on a customer's balance, or takes off credit that was paid out another way
 * (`POST /v1/customers/:id/balance_transactions`).
 */
export const customerBalanceCredit: EffectKind = (step) => {
  const { customer, ...entry } = parseParams(PARAMS, step);
  mustAgree(step, customer === step.target, 'it names another customer than its target');
  // Taking credit off returns nothing: the step that pays it out carries the amount.
  const given = entry.amount < 0 ? -entry.amount : null;
  mustAgree(step, step.amount === given, 'its parameters name another amount');
  mustAgree(step, step.currency === (given === null ? null : entry.currency), 'it names another currency');

  return {
    permission: CUSTOMERS_PERMISSION,
    refused_when_done: false,
    request: (metadata) => ({
      method: 'POST',
      path: `/v1/customers/${customer}/balance_transactions`,
      params: { ...entry, metadata: marks(metadata) },
    }),
    made: (answer) => {
      const { data } = TRANSACTION.safeParse(answer);
      return data === undefined ? null : toObject(data);
    },
    find: async (metadata, reading) => {
      const transactions = await reading.all(
        { what: 'customer balance transactions', permission: CUSTOMERS_PERMISSION },
        TRANSACTION,
        (page, options) => reading.sdk.customers.listBalanceTransactions(customer, page, options),
      );
      return findMarked(transactions, metadata, toObject);
    },
    preflight: async (reading) => {
      const now = await readCustomer(customer, reading);
      if (now.deleted === true) return stale('The customer was deleted meanwhile.');
      const known = now.currency ?? entry.currency;
      if (known !== entry.currency) {
        return stale(
          `The customer is billed in ${known.toUpperCase()}, not in the currency of the correction.`,
        );
      }
      if (now.balance + entry.amount > 0 && entry.amount > 0) {
        const show = (amount: number): string => formatMoney({ amount, currency: entry.currency });
        return stale(
          `The credit of ${show(entry.amount)} is no longer on the customer balance: only ${show(Math.max(0, -now.balance))} is left of it.`,
        );
      }
      return READY;
    },
  };
};

function toObject(transaction: z.infer<typeof TRANSACTION>): EffectObject {
  return {
    object: 'customer_balance_transaction',
    id: transaction.id,
    also: [],
    amount: -transaction.amount,
    currency: transaction.currency,
    status: null,
  };
}
