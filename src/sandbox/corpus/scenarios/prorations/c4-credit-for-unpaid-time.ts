import { DAY, prorate } from '../../../ledger/arithmetic.ts';
import { DECLINES } from '../../../ledger/payments.ts';
import type { Scenario } from '../../scenario.ts';
import { amountOf, later, leakageLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { fitsProrations, taxOn } from './upgrade.ts';

const row = 'C4';

/** The renewal fails for good, then a change in classic billing mode credits the period all the same. */
function creditedUnpaid(id: string, ends: 'past_due' | 'uncollectible' | 'void'): Scenario {
  const then = ends === 'void' ? 'past_due' : ends;
  return {
    id: `C4/${id}`,
    row,
    kind: 'leakage',
    fits: fitsProrations,
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const cheap = ownPrice(stage, { unitAmount: amountOf(stage, random.int(12, 40) * 100) });
      const dear = ownPrice(stage, { unitAmount: amountOf(stage, random.int(50, 120) * 100) });
      const renewals = random.int(3, 8);
      const start = startFor(stage, dear, renewals, { min: 16, max: 25 });
      const subscription = subscribeAt(stage, start, {
        price: dear,
        billingMode: 'classic',
      });
      stage.at(startFor(stage, dear, 0, { min: 26, max: 27 }), () => {
        ledger.billing.failNextPayment(
          subscription(),
          [{ decline: DECLINES.insufficientFunds, retryAfterSeconds: DAY }],
          { then },
        );
      });
      const at = stage.end - random.int(2 * DAY, 10 * DAY);
      const unpaid = () =>
        ledger.billing.invoicesOf(subscription()).find(({ lines, amount_paid: paid }) => {
          const [line] = lines.data;
          return line !== undefined && paid === 0 && line.period.start < at && line.period.end > at;
        });
      if (ends === 'void') {
        stage.at(at - DAY, () => {
          const invoice = unpaid();
          if (invoice !== undefined) ledger.invoices.void(invoice);
        });
      }
      const change = later(stage, at, () =>
        ledger.billing.changePlan(subscription(), { price: cheap }, 'always_invoice'),
      );
      return () => {
        const [invoice, old] = [change(), unpaid()];
        const [line] = old?.lines.data ?? [];
        const { start: from = 0, end = 1 } = line?.period ?? {};
        const unused = prorate(line?.amount ?? 0, end - at, end - from);
        return leakageLabel({
          row,
          category: 'proration',
          currency,
          amount: unused + taxOn(stage, unused),
          evidence: [invoice?.id ?? '', old?.id ?? ''],
        });
      };
    },
  };
}

export const CREDITS_FOR_UNPAID_TIME: readonly Scenario[] = [
  creditedUnpaid('past-due', 'past_due'),
  creditedUnpaid('uncollectible', 'uncollectible'),
  creditedUnpaid('void', 'void'),
];
