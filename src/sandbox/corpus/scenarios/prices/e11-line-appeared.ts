import { addIntervals, DAY, type Interval } from '../../../ledger/arithmetic.ts';
import type { PlantedLabel, Scenario } from '../../scenario.ts';
import { amountOf, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { type Terms, taxesOf } from './too-much.ts';

const row = 'E11';

/** Somebody has to look at it; no amount follows. */
const notice = (evidence: readonly string[]): PlantedLabel => ({
  row,
  classification: 'notice',
  category: 'price',
  amount: null,
  evidence,
});

/** An item was put on the subscription before the last renewal, so long ago that Stripe's event about it is gone. */
function newLine(id: string, interval: Interval, options: Terms & { readonly days: number }): Scenario {
  const { quantity = 1, days } = options;
  return {
    id: `E11/${id}`,
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random } = stage;
      const plan = ownPrice(stage, { interval });
      const extra = ownPrice(stage, { interval, unitAmount: amountOf(stage, random.int(8, 30) * 100) });
      const renewals = interval === 'year' ? 1 : random.int(3, 8);
      const start = startFor(stage, plan, renewals, { min: 5, max: 20 });
      const taxRates = taxesOf(stage, options);
      const subscription = subscribeAt(stage, start, { price: plan, taxRates });
      const renewal = addIntervals(start, interval, renewals);
      const at = Math.min(renewal - random.int(2, 4) * DAY, stage.end - days * DAY);
      stage.at(at, () => {
        ledger.billing.changePlan(subscription(), { add: [{ price: extra, quantity }] }, 'none');
      });
      return () => {
        const [last] = ledger.billing.invoicesOf(subscription()).slice(-1);
        const line = last?.lines.data.find(({ pricing }) => pricing?.price_details?.price === extra.id);
        return notice([last?.id ?? '', line?.id ?? '']);
      };
    },
  };
}

/** The subscription still holds an item that the last renewal leaves out. */
function missingLine(id: string, terms: Terms): Scenario {
  const { quantity = 1 } = terms;
  return {
    id: `E11/${id}`,
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random } = stage;
      const plan = ownPrice(stage);
      const extra = ownPrice(stage, { unitAmount: amountOf(stage, random.int(8, 30) * 100) });
      const renewals = random.int(3, 8);
      const subscription = subscribeAt(stage, startFor(stage, plan, renewals, { min: 2, max: 25 }), {
        items: [{ price: plan }, { price: extra, quantity }],
        taxRates: taxesOf(stage, terms),
        hooks: {
          lines: (drafts, { renewal }) =>
            renewal === renewals ? drafts.filter(({ price }) => price?.id !== extra.id) : drafts,
        },
      });
      return () =>
        notice(
          ledger.billing
            .invoicesOf(subscription())
            .slice(-2)
            .map((invoice) => invoice.id),
        );
    },
  };
}

export const LINES_THAT_CAME_OR_WENT: readonly Scenario[] = [
  newLine('new-line', 'month', { days: 31 }),
  newLine('new-line-on-yearly', 'year', { days: 90, quantity: 2 }),
  missingLine('missing-line', {}),
  missingLine('missing-seats-inclusive', { quantity: 5, inclusive: true }),
];
