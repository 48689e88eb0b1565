import { addIntervals, DAY, type Interval } from '../../../ledger/arithmetic.ts';
import type { ItemRequest } from '../../../ledger/billing/subscribe-request.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Price } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { amountOf, leakageLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';

const row = 'H8';

const isoTime = (at: number): string => new Date(at * 1000).toISOString();

interface Kind {
  readonly interval?: Interval;
  readonly renewals: { readonly min: number; readonly max: number };
  /** Further items beside the seats; the entry in the policy file then names the product. */
  readonly beside?: (stage: Stage) => readonly ItemRequest[];
  readonly terms?: Partial<SubscribeRequest>;
  /** More seats still, after the last period began: owed from the next one on. */
  readonly moreSince?: boolean;
}

const seat = (stage: Stage, interval: Interval): Price =>
  ownPrice(stage, { unitAmount: amountOf(stage, stage.random.int(4, 30) * 100), interval });

/** Seats are added in the application before the last period, and not in Stripe. */
function grew(id: string, { interval = 'month', renewals, beside, terms, moreSince }: Kind): Scenario {
  return {
    id: `H8/${id}`,
    row,
    kind: 'leakage',
    stage: (stage) => {
      const { ledger, random, currency, policy } = stage;
      const price = seat(stage, interval);
      const billed = random.int(2, 20);
      const used = billed + random.int(1, 8);
      const count = random.int(renewals.min, renewals.max);
      const start = startFor(stage, price, count, { min: 4, max: 24 });
      const others = beside?.(stage) ?? [];
      const subscription = subscribeAt(stage, start, {
        items: [{ price, quantity: billed }, ...others],
        ...terms,
      });
      const last = addIntervals(start, interval, count);
      const added = last - random.int(1, 20) * DAY;
      const again = moreSince === true ? last + 2 * DAY : null;
      const ref = `seats-${random.digits(6)}`;
      stage.at(start, () => {
        const about = {
          subscription: subscription().id,
          ...(others.length === 0 ? {} : { product: String(price.product) }),
        };
        const until = again === null ? {} : { until: isoTime(again) };
        policy.add(
          'seats',
          { id: `${ref}-before`, ...about, quantity: billed, from: isoTime(start), until: isoTime(added) },
          { id: ref, ...about, quantity: used, from: isoTime(added), ...until },
          ...(again === null
            ? []
            : [{ id: `${ref}-after`, ...about, quantity: used + 3, from: isoTime(again) }]),
        );
      });
      return () => {
        const invoice = ledger.billing.invoicesOf(subscription()).at(-1);
        return leakageLabel({
          row,
          category: 'quantity',
          currency,
          amount: (used - billed) * (price.unit_amount ?? 0),
          evidence: [subscription().id, invoice?.id ?? '', ref],
        });
      };
    },
  };
}

const MONTHS = { min: 1, max: 9 };

export const FEWER_SEATS_BILLED: readonly Scenario[] = [
  grew('seats-added', { renewals: MONTHS }),
  grew('yearly', { interval: 'year', renewals: { min: 1, max: 1 }, terms: { billingMode: 'classic' } }),
  grew('beside-another-product', {
    renewals: MONTHS,
    beside: (stage) => [{ price: ownPrice(stage), quantity: 2 }],
  }),
  grew('more-since', { renewals: MONTHS, moreSince: true }),
];
