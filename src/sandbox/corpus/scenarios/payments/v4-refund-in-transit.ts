import { DAY } from '../../../ledger/arithmetic.ts';
import type { RefundOptions } from '../../../ledger/payments.ts';
import type { PlantedLabel, Scenario } from '../../scenario.ts';
import { daysBeforeEnd, eventLabel, later } from '../../staging.ts';
import { paidOrder } from './one-off.ts';

const row = 'V4';
const category = 'refund';

function onItsWay(id: string, share: number, options: Partial<RefundOptions> = {}): Scenario {
  return {
    id,
    row,
    kind: 'event',
    fits: ({ currency }) => currency !== 'kwd' || share === 1,
    stage: (stage) => {
      const { ledger, random } = stage;
      const payment = paidOrder(stage, daysBeforeEnd(stage, { min: 15, max: 40 }));
      const refund = later(stage, stage.end - random.int(DAY, 9 * DAY), () => {
        const { charge } = payment();
        return ledger.payments.refund(charge, Math.floor(charge.amount * share), {
          reason: 'requested_by_customer',
          reference: random.chance(60) ? ledger.payments.acquirerReference() : null,
          ...options,
        });
      });
      return (): PlantedLabel => {
        const label = eventLabel({ row, category, evidence: [refund().id, payment().charge.id] });
        return options.pendingReason === 'insufficient_funds'
          ? { ...label, classification: 'payment_issue' }
          : label;
      };
    },
  };
}

export const REFUNDS_ON_THEIR_WAY: readonly Scenario[] = [
  onItsWay('V4/whole', 1),
  onItsWay('V4/part', 0.25),
  onItsWay('V4/reversal', 1, { as: 'reversal' }),
  onItsWay('V4/pending', 1, { status: 'pending', pendingReason: 'processing' }),
  onItsWay('V4/waits-for-funds', 1, { status: 'pending', pendingReason: 'insufficient_funds' }),
];
