import type { BillingHistory } from '../analysis/billing-history.ts';
import { HistoryIndex } from '../analysis/history-index.ts';
import { ServiceError } from '../service-error.ts';
import type { HistoryReader } from './ports.ts';

export interface PaidWithParts {
  readonly reader: HistoryReader;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/** Stripe's type of the payment method that paid a charge or an invoice, e.g. `card`; null where it cannot be told. */
export type PaidWith = (chargeOrInvoice: string) => Promise<string | null>;

/** Decides only how long a refund is said to take, so that a Stripe that cannot be read is no reason to wait. */
export function createPaidWith({ reader, clock }: PaidWithParts): PaidWith {
  return async (id) => {
    try {
      const { history } = await reader.read(
        { text: id, from_ticket: false },
        { asOf: Math.floor(clock() / 1_000) },
      );
      return history === null ? null : typeOf(history, id);
    } catch (error) {
      if (error instanceof ServiceError) return null;
      throw error;
    }
  };
}

function typeOf(history: BillingHistory, id: string): string | null {
  const index = new HistoryIndex(history);
  const charge = index.charge(id);
  const charges = charge === undefined ? index.chargesOfInvoice(id) : [charge];
  const types = new Set(
    charges
      .filter(({ status }) => status === 'succeeded')
      .map(({ payment_method_type }) => payment_method_type),
  );
  const [only = null] = types;
  return types.size === 1 ? only : null;
}
