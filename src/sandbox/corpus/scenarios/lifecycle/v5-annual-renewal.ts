import { addIntervals, DAY } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { eventLabel, inclusiveTaxes, ownPrice, startFor, subscribeAt } from '../../staging.ts';

const row = 'V5';

function renewed(
  id: string,
  terms: (stage: Stage) => Partial<Omit<SubscribeRequest, 'customer' | 'method'>>,
  afterwards?: (stage: Stage, renewal: number) => (subscription: ReturnType<typeof subscribeAt>) => void,
): Scenario {
  return {
    id,
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger } = stage;
      const price = ownPrice(stage, { interval: 'year' });
      const start = startFor(stage, price, 1, { min: 2, max: 50 });
      const subscription = subscribeAt(stage, start, { price, ...terms(stage) });
      afterwards?.(stage, addIntervals(start, 'year', 1))(subscription);
      return () => {
        const ids = ledger.billing
          .invoicesOf(subscription())
          .filter(({ total }) => total > 0)
          .map((invoice) => invoice.id);
        return eventLabel({ row, category: 'renewal', evidence: [subscription().id, ...ids] });
      };
    },
  };
}

export const ANNUAL_RENEWALS: readonly Scenario[] = [
  renewed('V5/one-seat', () => ({})),
  renewed('V5/seats-in-classic-mode', ({ random }) => ({
    quantity: random.int(2, 20),
    billingMode: 'classic',
  })),
  renewed('V5/coupon-and-inclusive-tax', (stage) => ({
    taxRates: inclusiveTaxes(stage),
    coupon: {
      coupon: stage.ledger.catalogue.makeCoupon({ name: 'Partner', percentOff: 20, duration: 'forever' }),
    },
  })),
  renewed(
    'V5/cancelled-a-day-too-late',
    () => ({}),
    (stage, renewal) => (subscription) => {
      // Where the history ends the day after the renewal, nobody has cancelled yet.
      const at = renewal + stage.random.int(DAY / 2, 1.5 * DAY);
      if (at >= stage.end) return;
      stage.at(at, () => stage.ledger.billing.cancelAtPeriodEnd(subscription(), 'Too late'));
    },
  ),
];
