import { DAY } from '../../../ledger/arithmetic.ts';
import type { Presentment } from '../../../ledger/billing/plan.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { daysBeforeEnd, eventLabel, later, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { paidOrder } from './one-off.ts';

const row = 'V33';
const category = 'currency';

/** Where the customer pays from, and what one unit of our currency costs there, in thousandths of the minor unit. */
function abroad({ random, currency }: Stage): Presentment {
  if (currency === 'jpy') return { currency: 'krw', perThousand: random.int(9000, 9900) };
  return random.chance(50)
    ? { currency: 'pln', perThousand: random.int(3600, 4400) }
    : { currency: 'sek', perThousand: random.int(9000, 11_500) };
}

export const PRESENTED_CURRENCIES: readonly Scenario[] = [
  {
    id: 'V33/order',
    row,
    kind: 'event',
    stage: (stage) => {
      const payment = paidOrder(stage, daysBeforeEnd(stage, { min: 1, max: 25 }), {
        presentment: abroad(stage),
      });
      return () => eventLabel({ row, category, evidence: [payment().charge.id] });
    },
  },
  {
    id: 'V33/renewal',
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage);
      const subscription = subscribeAt(stage, startFor(stage, price, random.int(1, 6), { min: 1, max: 25 }), {
        price,
        quantity: random.int(1, 4),
        presentment: abroad(stage),
      });
      return () => {
        const invoice = ledger.billing.invoicesOf(subscription()).at(-1);
        if (invoice === undefined) throw new Error('the subscription was billed');
        // Credit of the customer's may have paid it: then no card was charged.
        return ledger.credits
          .chargesOf(invoice)
          .map((charge) => eventLabel({ row, category, evidence: [charge.id] }));
      };
    },
  },
  {
    // Part of it went back since: the bank shows that in the customer's currency, too.
    id: 'V33/part-refunded',
    row,
    kind: 'event',
    fits: ({ currency }) => currency !== 'kwd',
    stage: (stage) => {
      const { ledger } = stage;
      const at = daysBeforeEnd(stage, { min: 8, max: 25 });
      const payment = paidOrder(stage, at, { presentment: abroad(stage) });
      later(stage, at + 3 * DAY, () =>
        ledger.payments.refund(payment().charge, Math.floor(payment().charge.amount / 4), {
          reason: 'requested_by_customer',
          reference: ledger.payments.acquirerReference(),
        }),
      );
      return () => eventLabel({ row, category, evidence: [payment().charge.id] });
    },
  },
];
