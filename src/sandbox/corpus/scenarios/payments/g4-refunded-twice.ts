import { DAY, HOUR, MINUTE } from '../../../ledger/arithmetic.ts';
import type { Charge } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { daysBeforeEnd, later, leakageLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { paidOrder } from './one-off.ts';
import { promiseRefund } from './promised-refund.ts';

const row = 'G4';

/** Twice the same share of a charge, for the same reason: somebody pressed the button again. */
function again(
  id: string,
  share: number,
  gapSeconds: { readonly min: number; readonly max: number },
  charged: (stage: Stage) => () => Charge,
  {
    reason = 'requested_by_customer',
    alone = false,
  }: { readonly reason?: 'requested_by_customer' | 'duplicate' | null; readonly alone?: boolean } = {},
): Scenario {
  return {
    id,
    row,
    kind: 'leakage',
    alone,
    fits: ({ currency }) => currency !== 'kwd',
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const charge = charged(stage);
      const at = daysBeforeEnd(stage, { min: 3, max: 25 });
      const refund = (time: number) =>
        later(stage, time, () =>
          ledger.payments.refund(charge(), Math.floor(charge().amount * share), {
            reason,
            reference: ledger.payments.acquirerReference(),
          }),
        );
      const first = refund(at);
      const second = refund(at + random.int(gapSeconds.min, gapSeconds.max));
      return () =>
        leakageLabel({
          row,
          category: 'refund',
          currency,
          amount: second().amount,
          evidence: [first().id, second().id, charge().id],
        });
    },
  };
}

function anOrder(stage: Stage): () => Charge {
  const payment = paidOrder(stage, daysBeforeEnd(stage, { min: 28, max: 60 }));
  return () => payment().charge;
}

/** The latest renewal of somebody without credit on their balance. */
function aRenewal(stage: Stage): () => Charge {
  const price = ownPrice(stage);
  const renewals = stage.random.int(2, 6);
  const subscription = subscribeAt(stage, startFor(stage, price, renewals, { min: 26, max: 28 }), {
    price,
    quantity: stage.random.int(1, 3),
  });
  return () => {
    const invoice = stage.ledger.billing.invoicesOf(subscription()).at(-1);
    if (invoice === undefined) throw new Error('the subscription has been billed');
    return stage.ledger.credits.chargeOf(invoice);
  };
}

/** One promise, which two agents keep some days apart, each with words of their own. */
const promiseKeptTwice: Scenario = {
  id: 'G4/promise-kept-twice',
  row,
  kind: 'leakage',
  fits: ({ currency }) => currency !== 'kwd',
  stage: (stage) => {
    const { ledger, random, currency } = stage;
    const at = daysBeforeEnd(stage, { min: 25, max: 60 });
    const payment = paidOrder(stage, at);
    const amount = (): number => Math.floor(payment().charge.amount * 0.35);
    const promise = promiseRefund(stage, at + DAY, () => ({
      amount: amount(),
      currency,
      on: { charge: payment().charge.id },
    }));
    const refund = (time: number, reason: 'requested_by_customer' | null) =>
      later(stage, time, () =>
        ledger.payments.refund(payment().charge, amount(), {
          reason,
          reference: ledger.payments.acquirerReference(),
          metadata: { agent: random.pick(['mia', 'tom']) },
        }),
      );
    const first = refund(at + random.int(2, 4) * DAY, 'requested_by_customer');
    const second = refund(at + random.int(6, 14) * DAY, null);
    return () =>
      leakageLabel({
        row,
        category: 'refund',
        currency,
        amount: second().amount,
        evidence: [first().id, second().id, payment().charge.id, promise],
      });
  },
};

export const REFUNDED_TWICE: readonly Scenario[] = [
  promiseKeptTwice,
  again('G4/button-twice', 0.25, { min: 2, max: 5 * MINUTE }, anOrder),
  again('G4/two-agents', 0.5, { min: HOUR, max: 9 * HOUR }, anOrder, { reason: null }),
  again('G4/renewal', 0.4, { min: 10, max: 20 * HOUR }, aRenewal, { alone: true }),
  again('G4/three-weeks-ago', 0.3, { min: DAY / 2, max: DAY - HOUR }, anOrder, { reason: 'duplicate' }),
];
