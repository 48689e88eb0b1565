import { addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { Invoice } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { amountOf, eventLabel } from '../../staging.ts';
import { type MeteredLife, type MeteredRequest, meteredLife } from './usage.ts';

const row = 'V28';

export const perUnit: MeteredRequest['price'] = (stage) => ({ unitAmount: amountOf(stage, 200) });

/** Two tiers, the first of which ends before the threshold. */
export const graduated: MeteredRequest['price'] = (stage) => ({
  graduated: [
    { upTo: 50, unit: amountOf(stage, 300), flat: amountOf(stage, 1000) },
    { upTo: 120, unit: amountOf(stage, 200) },
    { upTo: null, unit: amountOf(stage, 100), flat: amountOf(stage, 2000) },
  ],
});

/** Units that reach the threshold of `thresholdOf`, at least. */
const THRESHOLD_UNITS = 100;

export const thresholdOf = (stage: Stage): number => amountOf(stage, 200) * THRESHOLD_UNITS;

export function thresholdInvoiceOf(life: MeteredLife, since: number): Invoice {
  const invoice = life
    .invoices()
    .find(({ billing_reason, created }) => billing_reason === 'subscription_threshold' && created >= since);
  if (invoice === undefined) throw new Error('the threshold was reached');
  return invoice;
}

function thresholdReached(
  id: string,
  terms: Partial<Pick<MeteredRequest, 'percentOff' | 'inclusive' | 'price'>>,
): Scenario {
  return {
    id: `V28/${id}`,
    row,
    kind: 'event',
    stage: (stage) => {
      const life = meteredLife(stage, {
        price: perUnit,
        ...terms,
        threshold: thresholdOf(stage),
        // Two thirds of the usage of the last period reach the threshold; the rest does not.
        units: (period, last) => (period === last ? 160 : 40 + period),
      });
      return () =>
        eventLabel({
          row,
          category: 'usage',
          evidence: [thresholdInvoiceOf(life, life.lastPeriod.start).id, life.last().id],
        });
    },
  };
}

/** The period in which it was reached has not been closed. */
const running: Scenario = {
  id: 'V28/period-still-running',
  row,
  kind: 'event',
  stage: (stage) => {
    const { ledger, customer, random } = stage;
    const life = meteredLife(stage, {
      price: perUnit,
      threshold: thresholdOf(stage),
      units: (period) => 30 + period,
    });
    const { end: since } = life.lastPeriod;
    const at = random.int(since + DAY / 2, Math.min(stage.end, addMonths(since, 1)) - DAY / 2);
    stage.at(at, () => ledger.billing.reportUsage(customer, life.meter, THRESHOLD_UNITS + 10));
    return () => eventLabel({ row, category: 'usage', evidence: [thresholdInvoiceOf(life, since).id] });
  },
};

export const THRESHOLD_INVOICES: readonly Scenario[] = [
  thresholdReached('period-closed', {}),
  thresholdReached('with-a-discount', { percentOff: 20 }),
  thresholdReached('inclusive', { inclusive: true }),
  thresholdReached('tiers-go-on', { price: graduated }),
  running,
];
