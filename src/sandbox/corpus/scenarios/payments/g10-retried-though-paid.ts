import { addIntervals, DAY, HOUR } from '../../../ledger/arithmetic.ts';
import { DECLINES, type Payment } from '../../../ledger/payments.ts';
import type { Invoice } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { errorLabel, later, ownPrice, startFor, subscribeAt } from '../../staging.ts';

const row = 'G10';

interface Retried {
  readonly failures?: number;
  /** How much of the invoice the customer pays another way, in hundredths. */
  readonly paidShare?: number;
  /** What comes back of the retry, in hundredths. */
  readonly backShare?: number;
}

/** Another card of the customer's, which is not the default. */
function otherCard(stage: Stage) {
  return stage.ledger.customers.attachCard(stage.customer, {
    brand: 'mastercard',
    last4: stage.random.digits(4),
    country: stage.country,
    isDefault: false,
  });
}

/** A renewal that failed; the customer pays it with another card, and then the retry of the first goes through. */
function retriedThoughPaid(id: string, { failures = 1, paidShare = 100, backShare = 0 }: Retried): Scenario {
  return {
    id,
    row,
    kind: 'fault',
    fits: ({ currency }) => currency !== 'kwd' || (paidShare === 100 && backShare === 0),
    stage: (stage) => {
      const { ledger, random, method, currency } = stage;
      const price = ownPrice(stage);
      const renewals = random.int(1, 6);
      const start = startFor(stage, price, renewals, { min: 14, max: 27 });
      const renewal = addIntervals(start, 'month', renewals);
      const subscription = subscribeAt(stage, start, { price, quantity: random.int(1, 4) });
      stage.at(renewal - HOUR, () => {
        const decline = { decline: DECLINES.generic, retryAfterSeconds: 3 * DAY };
        ledger.billing.failNextPayment(
          subscription(),
          Array.from({ length: failures }, () => decline),
        );
      });
      const paidAt = renewal + 3 * DAY * (failures - 1) + DAY + random.int(0, DAY);
      const invoice = later(stage, paidAt, (): Invoice => {
        const latest = ledger.billing.invoicesOf(subscription()).at(-1);
        if (latest === undefined) throw new Error('the subscription has renewed');
        return latest;
      });
      // Credit of the customer's may have paid the renewal: then nothing failed.
      const own = later(stage, paidAt + 1, (): Payment | null => {
        if (invoice().amount_due === 0) return null;
        const amount = Math.floor((invoice().amount_due * paidShare) / 100);
        return ledger.invoices.pay(invoice(), otherCard(stage), amount);
      });
      const retry = later(stage, renewal + 3 * DAY * failures, () =>
        own() === null ? null : ledger.invoices.payAgain(invoice(), method, { amount: invoice().amount_due }),
      );
      if (backShare > 0) {
        stage.at(renewal + 3 * DAY * failures + DAY, () => {
          const charge = retry()?.charge;
          if (charge === undefined) return;
          ledger.payments.refund(charge, Math.floor((charge.amount * backShare) / 100), {
            reason: 'requested_by_customer',
            reference: ledger.payments.acquirerReference(),
          });
        });
      }
      return () => {
        const [first, again] = [own()?.charge, retry()?.charge];
        if (first === undefined || again === undefined) return [];
        return errorLabel({
          row,
          category: 'overpayment',
          currency,
          amount: first.amount - again.amount_refunded,
          evidence: [invoice().id, first.id, again.id],
        });
      };
    },
  };
}

export const RETRIED_THOUGH_PAID: readonly Scenario[] = [
  retriedThoughPaid('G10/other-card', {}),
  retriedThoughPaid('G10/after-two-failures', { failures: 2 }),
  retriedThoughPaid('G10/part-refunded', { backShare: 40 }),
  retriedThoughPaid('G10/paid-in-part', { paidShare: 60 }),
];
