import { priceParts } from '../../../ledger/pricing.ts';
import type { Scenario } from '../../scenario.ts';
import { amountOf, errorLabel } from '../../staging.ts';
import { aboveParts, linesOf } from './too-much.ts';
import { type MeteredRequest, meteredLife, withUnits } from './usage.ts';

const row = 'E7';

interface Usage extends Omit<MeteredRequest, 'units' | 'hooks'> {
  readonly used: number;
  /** Units on the invoice, where the meter counted `used`. */
  readonly billed: number;
  /** True where the price is a fraction of a minor unit. */
  readonly fraction?: boolean;
}

function tooMuchUsage(id: string, usage: Usage): Scenario {
  const { used, billed, percentOff } = usage;
  return {
    id: `E7/${id}`,
    row,
    kind: 'fault',
    // A fraction of a unit of a three-decimal currency would not end in zero.
    fits: ({ currency }) => usage.fraction !== true || currency !== 'kwd',
    stage: (stage) => {
      const life = meteredLife(stage, {
        ...usage,
        units: (period) => used + (period % 3),
        hooks: (last) => ({
          lines: (drafts, { renewal, copy }) =>
            renewal === last ? withUnits(drafts, life.price, billed + (last % 3), copy) : drafts,
        }),
      });
      return () => {
        const invoice = life.last();
        const units = used + (life.renewals % 3);
        const right = priceParts(life.price, units, stage.currency).map(({ amount }) => amount);
        const summary = stage.ledger.book
          .all('billing.meter_event_summary')
          .findLast(
            ({ meter, start_time }) => meter === life.meter.id && start_time === life.lastPeriod.start,
          );
        return errorLabel({
          row,
          category: 'usage',
          currency: stage.currency,
          amount: aboveParts(linesOf([invoice]), right, life.taxRates, percentOff),
          evidence: [invoice.id, ...(summary === undefined ? [] : [summary.id])],
        });
      };
    },
  };
}

const perUnit: MeteredRequest['price'] = (stage) => ({ unitAmount: amountOf(stage, 200) });

const graduated: MeteredRequest['price'] = (stage) => ({
  graduated: [
    { upTo: 100, unit: amountOf(stage, 500) },
    { upTo: null, unit: amountOf(stage, 300) },
  ],
});

export const USAGE_BILLED_ABOVE_METER: readonly Scenario[] = [
  tooMuchUsage('events-doubled', { price: perUnit, used: 60, billed: 120 }),
  tooMuchUsage('late-events', { price: perUnit, used: 80, billed: 95, percentOff: 20 }),
  tooMuchUsage('doubled-in-tiers', { price: graduated, used: 90, billed: 180 }),
  tooMuchUsage('fractions-of-a-unit', {
    price: () => ({ unitAmount: '12.5' }),
    used: 800,
    billed: 1000,
    fraction: true,
    inclusive: true,
  }),
];
