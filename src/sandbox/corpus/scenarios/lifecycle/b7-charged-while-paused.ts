import { assert } from '../../../../assert.ts';
import { addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Invoice, Subscription } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import {
  errorLabel,
  inclusiveTaxes,
  later,
  leakageLabel,
  ownPrice,
  startFor,
  subscribeAt,
  takenBy,
} from '../../staging.ts';
import { asks } from './company-facts.ts';

const row = 'B7';

type Behavior = Parameters<Stage['ledger']['billing']['pause']>[1];

/** What was billed from `from` until `until` and collected although it was paused. */
function chargedBetween(
  stage: Stage,
  subscription: Subscription,
  from: number,
  until: number,
): readonly Invoice[] {
  return stage.ledger.billing
    .invoicesOf(subscription)
    .filter(({ total, created }) => total > 0 && created > from && created < until);
}

function label(
  stage: Stage,
  subscription: Subscription,
  charged: readonly Invoice[],
  { returned = 0, request }: { returned?: number; request?: string } = {},
): PlantedLabel {
  return errorLabel({
    row,
    category: 'pause',
    currency: stage.currency,
    amount: takenBy(charged) - returned,
    evidence: [subscription.id, ...(request === undefined ? [] : [request]), ...charged.map(({ id }) => id)],
  });
}

type Terms = (stage: Stage) => Partial<Omit<SubscribeRequest, 'customer' | 'method'>>;

/** Paused some days before a renewal, which is collected all the same; Stripe's events tell of the pause. */
function paused(
  id: string,
  behavior: Behavior,
  {
    terms = () => ({}),
    resumed = 'no',
    isAsked = false,
  }: {
    readonly terms?: Terms;
    readonly resumed?: 'no' | 'by-hand' | 'by-date';
    readonly isAsked?: boolean;
  } = {},
): Scenario {
  return {
    id,
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage);
      const renewals = random.int(3, 9);
      const start = startFor(stage, price, renewals, { min: 6, max: 14 });
      const renewed = addMonths(start, renewals);
      const from = renewed - random.int(3 * DAY, 12 * DAY);
      const until = resumed === 'no' ? stage.end : renewed + random.int(DAY, 5 * DAY);
      const subscription = subscribeAt(stage, start, { price, ...terms(stage) });
      if (isAsked) asks(stage, from - 60, subscription, 'pause');
      stage.at(from, () => {
        ledger.billing.hook(subscription(), { collectsWhilePaused: () => true });
        // One that lasts has its date too: without, it would be another finding.
        const date = resumed === 'no' ? stage.end + random.int(5, 40) * DAY : until;
        ledger.billing.pause(subscription(), behavior, resumed === 'by-hand' ? null : date);
      });
      if (resumed === 'by-hand') stage.at(until, () => ledger.billing.resume(subscription()));
      return () => label(stage, subscription(), chargedBetween(stage, subscription(), from, until));
    },
  };
}

/**
 * Paused for months, which only the company's records still tell; the last renewals were collected. Nobody said until
 * when: finance hears of that too.
 */
function pausedLongAgo(id: string, behavior: Behavior, isPartCredited = false): Scenario {
  return {
    id,
    row,
    kind: 'fault',
    ...(isPartCredited ? { fits: ({ currency }) => currency !== 'kwd' } : {}),
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage);
      const renewals = random.int(5, 9);
      const start = startFor(stage, price, renewals, { min: 5, max: 25 });
      const from = addMonths(start, renewals - 2) + random.int(3 * DAY, 20 * DAY);
      const subscription = subscribeAt(stage, start, { price, quantity: random.int(1, 4) });
      const request = asks(stage, from - 600, subscription, 'pause');
      stage.at(from, () => {
        ledger.billing.hook(subscription(), { collectsWhilePaused: () => true });
        ledger.billing.pause(subscription(), behavior);
      });
      const charged = () => chargedBetween(stage, subscription(), from, stage.end);
      const returned = isPartCredited
        ? later(stage, addMonths(start, renewals) + 4 * DAY, () => {
            const [invoice] = charged();
            const line = invoice?.lines.data[0];
            assert(invoice !== undefined && line !== undefined, 'it was charged while paused', { from });
            return ledger.credits.issue({
              invoice,
              lines: [{ line, net: Math.floor(line.amount / 3) }],
              to: invoice.amount_paid < invoice.total ? 'balance' : 'card',
              reason: 'order_change',
            }).amount;
          })
        : () => 0;
      return () => [
        label(stage, subscription(), charged(), { returned: returned(), request }),
        leakageLabel({
          row: 'H6',
          category: 'pause',
          currency: stage.currency,
          amount: null,
          evidence: [subscription().id],
        }),
      ];
    },
  };
}

export const CHARGED_WHILE_PAUSED: readonly Scenario[] = [
  paused('B7/void', 'void'),
  paused('B7/drafts-resumed-by-date', 'keep_as_draft', {
    resumed: 'by-date',
    terms: ({ random }) => ({ quantity: random.int(2, 10) }),
  }),
  paused('B7/uncollectible-resumed-by-hand', 'mark_uncollectible', { resumed: 'by-hand' }),
  paused('B7/asked-and-done', 'void', { isAsked: true }),
  paused('B7/coupon-and-inclusive-tax', 'keep_as_draft', {
    terms: (stage) => ({
      taxRates: inclusiveTaxes(stage),
      billingMode: 'classic',
      coupon: {
        coupon: stage.ledger.catalogue.makeCoupon({ name: 'Partner', percentOff: 15, duration: 'forever' }),
      },
    }),
  }),
  pausedLongAgo('B7/for-months', 'void'),
  pausedLongAgo('B7/for-months-part-credited', 'mark_uncollectible', true),
];
