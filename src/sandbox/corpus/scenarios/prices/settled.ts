import { assert } from '../../../../assert.ts';
import { DAY } from '../../../ledger/arithmetic.ts';
import type { Invoice, Subscription } from '../../../ledger/wire.ts';
import type { Stage } from '../../scenario.ts';

/** How the invoices of a scenario are settled before the history is read. */
export interface Settlement {
  /** True: invoices are sent, and the last is not paid yet. */
  readonly sent?: boolean;
  /** True: a part of the last wrong invoice was given back already. */
  readonly partCredited?: boolean;
}

/** When what is left to settle is settled; renewals lie before it. */
const SETTLED_DAYS_BEFORE_END = 1;

/** How the subscription is collected, for `subscribeAt`. */
export const collection = ({ sent }: Settlement) =>
  sent === true ? ({ collectionMethod: 'send_invoice', daysUntilDue: 30 } as const) : {};

/** A share of a line would not end in zero, as amounts of three-decimal currencies do. */
export const fitsSettlement =
  ({ partCredited }: Settlement) =>
  ({ currency }: Pick<Stage, 'currency'>): boolean =>
    partCredited !== true || currency !== 'kwd';

/**
 * Settles the invoices: pays what was sent but for the last one, gives a fiftieth of the last wrong one’s first line back.
 * Gives back how to read what was returned of it, tax included, minor units.
 */
export function settle(
  stage: Stage,
  settlement: Settlement,
  subscription: () => Subscription,
  wrong: () => readonly Invoice[],
): () => number {
  const { ledger, method } = stage;
  let returned = 0;
  stage.at(stage.end - SETTLED_DAYS_BEFORE_END * DAY, () => {
    if (settlement.sent === true) {
      for (const invoice of ledger.billing.invoicesOf(subscription()).slice(0, -1)) {
        if (invoice.status === 'open') ledger.invoices.pay(invoice, method);
      }
    }
    if (settlement.partCredited !== true) return;
    const invoice = wrong().at(-1);
    const [line] = invoice?.lines.data ?? [];
    assert(invoice !== undefined && line !== undefined, 'something wrong was billed', {});
    returned = ledger.credits.issue({
      invoice,
      lines: [{ line, net: Math.floor(line.amount / 50) }],
      // A card cannot take back what the customer's credit paid.
      to: invoice.amount_paid < invoice.total ? 'balance' : 'card',
      reason: 'order_change',
    }).amount;
  });
  return () => returned;
}
