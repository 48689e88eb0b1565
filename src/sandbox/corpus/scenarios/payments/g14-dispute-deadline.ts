import { DAY, HOUR } from '../../../ledger/arithmetic.ts';
import type { DisputeRequest } from '../../../ledger/disputes.ts';
import type { Charge } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import { daysBeforeEnd, later, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { paidOrder } from './one-off.ts';

const row = 'G14';

/** A dispute that waits for an answer until `hours` after the end of the history. */
function dueSoon(
  id: string,
  hours: number,
  pay: (stage: Stage) => () => Charge,
  request: Pick<DisputeRequest, 'reason' | 'status'> & { readonly share?: number } = {},
  alone = false,
): Scenario {
  const { share = 1, ...terms } = request;
  return {
    id,
    row,
    kind: 'event',
    alone,
    fits: ({ currency }) => currency !== 'kwd' || share === 1,
    stage: (stage) => {
      const charge = pay(stage);
      const dispute = later(stage, stage.end - stage.random.int(DAY / 2, 6 * DAY), () =>
        stage.ledger.disputes.open(charge(), {
          ...terms,
          amount: Math.floor(charge().amount * share),
          dueBy: stage.end + hours * HOUR,
        }),
      );
      return (): PlantedLabel => ({
        row,
        classification: 'payment_issue',
        category: 'dispute',
        amount: null,
        evidence: [dispute().id, charge().id],
      });
    },
  };
}

function anOrder(stage: Stage): () => Charge {
  const payment = paidOrder(stage, daysBeforeEnd(stage, { min: 8, max: 100 }));
  return () => payment().charge;
}

function aRenewal(stage: Stage): () => Charge {
  const { ledger, random } = stage;
  const price = ownPrice(stage);
  const start = startFor(stage, price, random.int(1, 5), { min: 8, max: 25 });
  const subscription = subscribeAt(stage, start, { price, quantity: random.int(1, 3) });
  return () => {
    const invoice = ledger.billing.invoicesOf(subscription()).at(-1);
    if (invoice === undefined) throw new Error('the subscription was billed');
    return ledger.credits.chargeOf(invoice);
  };
}

export const DISPUTE_DEADLINES: readonly Scenario[] = [
  dueSoon('G14/tomorrow', 20, anOrder, { reason: 'fraudulent' }),
  dueSoon('G14/in-three-days', 70, aRenewal, { reason: 'subscription_canceled' }, true),
  dueSoon('G14/part-of-it', 40, anOrder, { reason: 'product_unacceptable', share: 0.5 }),
  dueSoon('G14/deadline-passed', -5, anOrder, { reason: 'duplicate' }),
];
