import { addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { eventLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';

const row = 'V6';

function leaving(
  id: string,
  lastRenewal: { readonly min: number; readonly max: number },
  leave: (
    stage: Stage,
    ledger: Stage['ledger']['billing'],
    subscription: Parameters<Stage['ledger']['billing']['cancelNow']>[0],
  ) => void,
): Scenario {
  return {
    id,
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage);
      const renewals = random.int(3, 9);
      const start = startFor(stage, price, renewals, lastRenewal);
      const subscription = subscribeAt(stage, start, { price });
      stage.at(addMonths(start, renewals) + random.int(DAY, 5 * DAY), () =>
        leave(stage, ledger.billing, subscription()),
      );
      return () => {
        const last = ledger.billing
          .invoicesOf(subscription())
          .findLast((invoice) => invoice.status === 'paid' && invoice.total > 0);
        return eventLabel({ row, category: 'cancellation', evidence: [subscription().id, last?.id ?? ''] });
      };
    },
  };
}

export const CHARGED_BEFORE_CANCELLATION: readonly Scenario[] = [
  leaving('V6/runs-on', { min: 8, max: 25 }, (_, billing, subscription) => {
    billing.cancelAtPeriodEnd(subscription, 'Too expensive');
  }),
  leaving('V6/ran-out', { min: 34, max: 55 }, (_, billing, subscription) => {
    billing.cancelAtPeriodEnd(subscription, 'Too expensive');
  }),
  leaving('V6/ended-early', { min: 8, max: 40 }, (_, billing, subscription) => {
    billing.cancelNow(subscription, 'Too expensive');
  }),
];
