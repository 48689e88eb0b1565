import { addIntervals, DAY, HOUR, MINUTE } from '../../../ledger/arithmetic.ts';
import { DECLINES } from '../../../ledger/payments.ts';
import type { PlantedLabel, Scenario } from '../../scenario.ts';
import { daysBeforeEnd, eventLabel, later, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { anOrder } from './one-off.ts';

const row = 'G11';
const category = 'payment_failure';

/** A renewal that fails again and again, every `hours` hours. */
function storm(id: string, failures: number, hours: number, then: 'pay' | 'past_due'): Scenario {
  return {
    id,
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage);
      const renewals = random.int(2, 7);
      const lasts = Math.ceil((failures * hours * HOUR) / DAY);
      const start = startFor(stage, price, renewals, { min: lasts + 1, max: lasts + 8 });
      const subscription = subscribeAt(stage, start, { price, quantity: random.int(1, 3) });
      stage.at(addIntervals(start, 'month', renewals) - HOUR, () => {
        const decline = { decline: DECLINES.insufficientFunds, retryAfterSeconds: hours * HOUR };
        ledger.billing.failNextPayment(
          subscription(),
          Array.from({ length: failures }, () => decline),
          { then },
        );
      });
      return (): PlantedLabel | readonly PlantedLabel[] => {
        const invoice = ledger.billing.invoicesOf(subscription())[renewals];
        if (invoice === undefined) throw new Error('the subscription has renewed');
        // Credit of the customer's paid it: nothing failed.
        if (invoice.amount_due === 0) return [];
        const [asked] = ledger.book
          .all('invoice_payment')
          .filter((payment) => payment.invoice === invoice.id);
        const attempts = ledger.book
          .all('charge')
          .filter(({ payment_intent }) => payment_intent === asked?.payment.payment_intent);
        const label = eventLabel({ row, category, evidence: [invoice.id, ...attempts.map(({ id }) => id)] });
        return then === 'pay' ? label : { ...label, classification: 'payment_issue' };
      };
    },
  };
}

export const RETRY_STORMS: readonly Scenario[] = [
  storm('G11/daily', 8, 24, 'pay'),
  storm('G11/every-two-hours', 12, 2, 'pay'),
  storm('G11/still-unpaid', 6, 36, 'past_due'),
  {
    // Somebody presses the button of the shop until it works.
    id: 'G11/order',
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger, random } = stage;
      const at = daysBeforeEnd(stage, { min: 2, max: 25 });
      const request = anOrder(stage);
      const failed = Array.from({ length: random.int(5, 9) }, (_, place) =>
        later(stage, at + place * 3 * MINUTE + random.int(1, 90), () =>
          ledger.payments.fail(request, DECLINES.authentication),
        ),
      );
      const paid = later(stage, at + HOUR, () => ledger.payments.pay(request));
      return () =>
        eventLabel({
          row,
          category,
          evidence: [...failed.map((attempt) => attempt().charge.id), paid().charge.id],
        });
    },
  },
];
