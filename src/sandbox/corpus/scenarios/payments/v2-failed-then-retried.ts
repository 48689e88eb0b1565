import { DAY, MINUTE } from '../../../ledger/arithmetic.ts';
import { DECLINES } from '../../../ledger/payments.ts';
import type { PlantedLabel, Scenario } from '../../scenario.ts';
import { daysBeforeEnd, eventLabel, later, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { anOrder } from './one-off.ts';

const row = 'V2';
const category = 'payment_failure';

function renewal(id: string, declines: number, then: 'pay' | 'past_due'): Scenario {
  return {
    id,
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage);
      const renewals = random.int(2, 7);
      const start = startFor(stage, price, renewals, { min: 3 * declines + 3, max: 25 });
      const subscription = subscribeAt(stage, start, { price });
      stage.at(stage.end - 28 * DAY, () => {
        const decline = { decline: DECLINES.insufficientFunds, retryAfterSeconds: 3 * DAY };
        ledger.billing.failNextPayment(
          subscription(),
          Array.from({ length: declines }, () => decline),
          { then },
        );
      });
      return (): PlantedLabel => {
        const invoice = ledger.billing.invoicesOf(subscription()).at(-1);
        const label = eventLabel({ row, category, evidence: [invoice?.id ?? ''] });
        return then === 'pay' ? label : { ...label, classification: 'payment_issue' };
      };
    },
  };
}

export const FAILED_THEN_RETRIED: readonly Scenario[] = [
  renewal('V2/one-retry', 1, 'pay'),
  renewal('V2/two-retries', 2, 'pay'),
  renewal('V2/still-unpaid', 1, 'past_due'),
  {
    id: 'V2/order',
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger, random } = stage;
      const at = daysBeforeEnd(stage, { min: 2, max: 25 });
      const request = anOrder(stage);
      const failed = later(stage, at, () => ledger.payments.fail(request, DECLINES.authentication));
      const paid = later(stage, at + random.int(1, 20) * MINUTE, () => ledger.payments.pay(request));
      return () => eventLabel({ row, category, evidence: [failed().charge.id, paid().charge.id] });
    },
  },
];
