import { DAY } from '../../../ledger/arithmetic.ts';
import type { Charge } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { daysBeforeEnd, later } from '../../staging.ts';
import { paidOrder } from './one-off.ts';
import { paidBill, promiseLabel, promiseRefund } from './promised-refund.ts';

const row = 'G3';

const giveBack = (stage: Stage, charge: Charge, amount: number) =>
  stage.ledger.payments.refund(charge, amount, {
    reason: 'requested_by_customer',
    reference: stage.ledger.payments.acquirerReference(),
  });

/** Shares of the promised amount that did go back, days after one another. */
function inPart(id: string, promised: number, shares: readonly number[]): Scenario {
  return {
    id,
    row,
    kind: 'fault',
    fits: ({ currency }) => currency !== 'kwd',
    stage: (stage) => {
      const { random, currency } = stage;
      const at = daysBeforeEnd(stage, { min: 35, max: 80 });
      const payment = paidOrder(stage, at);
      const amount = (): number => Math.floor(payment().charge.amount * promised);
      const madeAt = at + random.int(DAY, 5 * DAY);
      const promise = promiseRefund(stage, madeAt, () => ({
        amount: amount(),
        currency,
        on: { charge: payment().charge.id },
      }));
      const refunds = shares.map((share, place) =>
        later(stage, madeAt + (2 + 3 * place) * DAY, () =>
          giveBack(stage, payment().charge, Math.floor(amount() * share)),
        ),
      );
      return () => {
        const given = refunds.reduce((sum, refund) => sum + refund().amount, 0);
        return promiseLabel(row, { amount: amount() - given, currency }, [
          promise,
          payment().charge.id,
          ...refunds.map((refund) => refund().id),
        ]);
      };
    },
  };
}

export const REFUNDS_TOO_SMALL: readonly Scenario[] = [
  inPart('G3/half', 1, [0.5]),
  inPart('G3/two-parts', 0.8, [0.25, 0.5]),
  {
    // The whole invoice was promised back, and the refund forgets its tax.
    id: 'G3/without-the-tax',
    row,
    kind: 'fault',
    alone: true,
    fits: ({ country }) => ['DE', 'AT', 'CH', 'GB', 'IE', 'AU', 'JP'].includes(country),
    stage: (stage) => {
      const { random, currency } = stage;
      const at = daysBeforeEnd(stage, { min: 30, max: 80 });
      const bill = paidBill(stage, at);
      const madeAt = at + random.int(DAY, 5 * DAY);
      const promise = promiseRefund(stage, madeAt, () => ({
        amount: bill().total,
        currency,
        on: { invoice: bill().id },
      }));
      const refund = later(stage, madeAt + 2 * DAY, () =>
        giveBack(stage, stage.ledger.credits.chargeOf(bill()), bill().subtotal),
      );
      return () =>
        promiseLabel(row, { amount: bill().total - refund().amount, currency }, [
          promise,
          bill().id,
          refund().id,
        ]);
    },
  },
  {
    // Both lines were promised back; the credit note has one of them.
    id: 'G3/one-line-of-two',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const at = daysBeforeEnd(stage, { min: 30, max: 80 });
      const bill = paidBill(stage, at, { inclusive: random.chance(40) });
      const madeAt = at + random.int(DAY, 5 * DAY);
      const promise = promiseRefund(stage, madeAt, () => ({
        amount: bill().total,
        currency,
        on: { invoice: bill().id },
      }));
      const note = later(stage, madeAt + 2 * DAY, () => {
        const line = bill().lines.data.at(-1);
        if (line === undefined) throw new Error('the invoice has lines');
        // A card cannot take back what the customer's credit paid.
        const to = bill().amount_paid < bill().total ? 'balance' : 'card';
        return ledger.credits.issue({ invoice: bill(), lines: [{ line }], to, reason: 'order_change' });
      });
      return () =>
        promiseLabel(row, { amount: bill().total - note().amount, currency }, [
          promise,
          bill().id,
          note().id,
        ]);
    },
  },
];
