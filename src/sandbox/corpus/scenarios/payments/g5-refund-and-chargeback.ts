import { DAY } from '../../../ledger/arithmetic.ts';
import type { PlantedLabel, Scenario } from '../../scenario.ts';
import { daysBeforeEnd, later } from '../../staging.ts';
import { paidOrder } from './one-off.ts';

const row = 'G5';
const category = 'dispute';

export const REFUNDS_AND_CHARGEBACKS: readonly Scenario[] = [
  {
    id: 'G5/open',
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger, random } = stage;
      const payment = paidOrder(stage, daysBeforeEnd(stage, { min: 20, max: 60 }));
      const dispute = later(stage, stage.end - random.int(DAY, 9 * DAY), () =>
        ledger.disputes.open(payment().charge, { reason: 'fraudulent' }),
      );
      return (): PlantedLabel => ({
        row,
        classification: 'payment_issue',
        category,
        amount: null,
        evidence: [dispute().id, payment().charge.id],
      });
    },
  },
  {
    id: 'G5/open-though-refunded-in-part',
    row,
    kind: 'event',
    fits: ({ currency }) => currency !== 'kwd',
    stage: (stage) => {
      const { ledger } = stage;
      const at = daysBeforeEnd(stage, { min: 20, max: 60 });
      const payment = paidOrder(stage, at);
      stage.at(at + 3 * DAY, () => {
        const { charge } = payment();
        ledger.payments.refund(charge, Math.floor(charge.amount / 2), {
          reason: 'requested_by_customer',
          reference: ledger.payments.acquirerReference(),
        });
      });
      const dispute = later(stage, stage.end - 5 * DAY, () => ledger.disputes.open(payment().charge));
      return (): PlantedLabel => ({
        row,
        classification: 'payment_issue',
        category,
        amount: null,
        evidence: [dispute().id, payment().charge.id],
      });
    },
  },
  {
    id: 'G5/lost',
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger } = stage;
      const payment = paidOrder(stage, daysBeforeEnd(stage, { min: 30, max: 50 }));
      const dispute = later(stage, stage.end - 20 * DAY, () => ledger.disputes.open(payment().charge));
      stage.at(stage.end - 3 * DAY, () => ledger.disputes.settle(dispute(), 'lost'));
      return (): PlantedLabel => ({
        row,
        classification: 'valid_but_confusing',
        category,
        amount: null,
        evidence: [dispute().id, payment().charge.id],
      });
    },
  },
];
