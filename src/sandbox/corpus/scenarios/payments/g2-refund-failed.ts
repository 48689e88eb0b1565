import { DAY } from '../../../ledger/arithmetic.ts';
import type { PlantedLabel, Scenario } from '../../scenario.ts';
import { daysBeforeEnd, errorLabel, later } from '../../staging.ts';
import { paidOrder } from './one-off.ts';

const row = 'G2';
const category = 'refund';

function failed(id: string, share: number, reason: string): Scenario {
  return {
    id,
    row,
    kind: 'fault',
    fits: ({ currency }) => currency !== 'kwd' || share === 1,
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const at = daysBeforeEnd(stage, { min: 25, max: 90 });
      const payment = paidOrder(stage, at);
      const refund = later(stage, at + random.int(2 * DAY, 9 * DAY), () => {
        const { charge } = payment();
        return ledger.payments.refund(charge, Math.floor(charge.amount * share), {
          reason: 'requested_by_customer',
          reference: null,
        });
      });
      stage.at(at + random.int(12 * DAY, 20 * DAY), () => {
        ledger.payments.settleRefund(refund(), 'failed', { failureReason: reason });
      });
      return () =>
        errorLabel({
          row,
          category,
          currency,
          amount: refund().amount,
          evidence: [refund().id, payment().charge.id],
        });
    },
  };
}

export const REFUNDS_FAILED: readonly Scenario[] = [
  failed('G2/card-cancelled', 1, 'expired_or_canceled_card'),
  failed('G2/part', 0.5, 'lost_or_stolen_card'),
  {
    id: 'G2/stuck',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, currency } = stage;
      const at = daysBeforeEnd(stage, { min: 40, max: 90 });
      const payment = paidOrder(stage, at);
      const refund = later(stage, at + 5 * DAY, () =>
        ledger.payments.refund(payment().charge, payment().charge.amount, {
          reason: 'requested_by_customer',
          reference: null,
          status: 'pending',
          pendingReason: 'insufficient_funds',
        }),
      );
      return () =>
        errorLabel({
          row,
          category,
          currency,
          amount: refund().amount,
          evidence: [refund().id, payment().charge.id],
        });
    },
  },
  {
    id: 'G2/customer-must-act',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger } = stage;
      const at = daysBeforeEnd(stage, { min: 10, max: 40 });
      const payment = paidOrder(stage, at);
      const refund = later(stage, at + 3 * DAY, () =>
        ledger.payments.refund(payment().charge, payment().charge.amount, {
          reason: 'requested_by_customer',
          reference: null,
          status: 'requires_action',
        }),
      );
      return (): PlantedLabel => ({
        row,
        classification: 'payment_issue',
        category,
        amount: null,
        evidence: [refund().id],
      });
    },
  },
];
