import { DAY } from '../../../ledger/arithmetic.ts';
import type { Scenario } from '../../scenario.ts';
import { amountOf, daysBeforeEnd, eventLabel, later, localTaxes } from '../../staging.ts';
import { paidOrder } from './one-off.ts';
import { promiseRefund } from './promised-refund.ts';

const row = 'V31';
const category = 'refund';

/** `promised`: somebody had promised just that, and it is long due. */
function refunded(id: string, shares: readonly number[], { promised = false } = {}): Scenario {
  return {
    id,
    row,
    kind: 'event',
    fits: ({ currency }) => currency !== 'kwd',
    stage: (stage) => {
      const { ledger } = stage;
      const payment = paidOrder(stage, daysBeforeEnd(stage, { min: 32, max: 50 }));
      if (promised) {
        promiseRefund(stage, stage.end - 28 * DAY, () => {
          const { id: charge, amount, currency } = payment().charge;
          const parts = shares.map((share) => Math.floor(amount * share));
          return { amount: parts.reduce((sum, part) => sum + part, 0), currency, on: { charge } };
        });
      }
      const refunds = shares.map((share, at) =>
        later(stage, stage.end - (27 - at * 2) * DAY, () => {
          const { charge } = payment();
          return ledger.payments.refund(charge, Math.floor(charge.amount * share), {
            reason: 'requested_by_customer',
            reference: ledger.payments.acquirerReference(),
          });
        }),
      );
      return () =>
        eventLabel({
          row,
          category,
          evidence: [payment().charge.id, ...refunds.map((refund) => refund().id)],
        });
    },
  };
}

function credited(id: string, to: 'card' | 'balance', { promised = false } = {}): Scenario {
  return {
    id,
    row,
    kind: 'event',
    // Credit on the balance pays whatever is billed next.
    sharesCustomer: to === 'card',
    stage: (stage) => {
      const { ledger, random, customer, method, currency } = stage;
      const bill = later(stage, daysBeforeEnd(stage, { min: 30, max: 50 }), () =>
        ledger.invoices.bill(customer, {
          currency,
          method,
          taxRates: localTaxes(stage),
          lines: [{ amount: amountOf(stage, random.int(40, 400) * 100), description: 'Training day' }],
        }),
      );
      if (promised) {
        promiseRefund(stage, stage.end - 26 * DAY, () => ({
          amount: bill().total,
          currency,
          on: { invoice: bill().id },
        }));
      }
      const note = later(stage, stage.end - 25 * DAY, () => {
        const [line] = bill().lines.data;
        if (line === undefined) throw new Error('the invoice has a line');
        // A card cannot take back what the customer's credit paid.
        const way = bill().amount_paid < bill().total ? 'balance' : to;
        return ledger.credits.issue({ invoice: bill(), lines: [{ line }], to: way, reason: 'order_change' });
      });
      return () => eventLabel({ row, category, evidence: [bill().id, note().id] });
    },
  };
}

export const ALREADY_RETURNED: readonly Scenario[] = [
  refunded('V31/whole', [1]),
  refunded('V31/two-parts', [0.25, 0.25]),
  refunded('V31/duplicate-by-hand', [0.5, 0.5]),
  credited('V31/credit-note-to-card', 'card'),
  credited('V31/credit-note-to-balance', 'balance'),
  refunded('V31/promised-and-refunded', [0.25, 0.75], { promised: true }),
  credited('V31/promised-and-credited', 'balance', { promised: true }),
];
