import { assert } from '../../../../assert.ts';
import { addIntervals, addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Invoice, Subscription } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import {
  daysBeforeEnd,
  errorLabel,
  inclusiveTaxes,
  later,
  ownPrice,
  startFor,
  subscribeAt,
} from '../../staging.ts';
import { collection, type Settlement, settle } from '../prices/settled.ts';
import { billedBy } from './billed.ts';
import { asks, isoTime } from './company-facts.ts';

const row = 'B2';

/** What was billed for periods that began after the customer had asked for the end. */
function renewalsAfter(stage: Stage, subscription: Subscription, asked: number): readonly Invoice[] {
  return stage.ledger.billing
    .invoicesOf(subscription)
    .filter(({ lines, total }) => total > 0 && lines.data.some(({ period }) => period.start > asked));
}

function label(
  stage: Stage,
  subscription: Subscription,
  { asked, request, returned = 0 }: { asked: number; request: string; returned?: number },
): PlantedLabel {
  const late = renewalsAfter(stage, subscription, asked);
  return errorLabel({
    row,
    category: 'cancellation',
    currency: stage.currency,
    amount: billedBy(late) - returned,
    evidence: [subscription.id, request, ...late.map(({ id }) => id)],
  });
}

/** Asks some days into the period before the last `late` renewals, and is renewed all the same. */
function ignored(
  id: string,
  late: number,
  {
    interval = 'month',
    effective,
    terms = () => ({}),
    settlement = {},
  }: {
    readonly interval?: 'month' | 'year';
    readonly effective?: 'now' | 'period_end';
    readonly terms?: (stage: Stage) => Partial<Omit<SubscribeRequest, 'customer' | 'method'>>;
    readonly settlement?: Settlement;
  } = {},
): Scenario {
  return {
    id,
    row,
    kind: 'fault',
    stage: (stage) => {
      const price = ownPrice(stage, { interval });
      const renewals = interval === 'year' ? late : late + stage.random.int(2, 6);
      const start = startFor(stage, price, renewals, { min: 2, max: 25 });
      const subscription = subscribeAt(stage, start, {
        price,
        ...collection(settlement),
        ...terms(stage),
      });
      settle(stage, settlement, subscription, () => renewalsAfter(stage, subscription(), asked));
      const asked = addIntervals(start, interval, renewals - late) + stage.random.int(2 * DAY, 22 * DAY);
      const request = asks(
        stage,
        asked,
        subscription,
        'cancel',
        effective === undefined ? {} : { effective },
      );
      return () => label(stage, subscription(), { asked, request });
    },
  };
}

export const CANCEL_REQUESTS_NOT_EXECUTED: readonly Scenario[] = [
  ignored('B2/one-renewal', 1),
  ignored('B2/three-renewals-of-seats', 3, {
    effective: 'now',
    terms: ({ random }) => ({ quantity: random.int(2, 12) }),
  }),
  ignored('B2/yearly', 1, { interval: 'year', effective: 'period_end' }),
  ignored('B2/last-one-unpaid', 2, { settlement: { sent: true } }),
  ignored('B2/coupon-and-inclusive-tax', 2, {
    terms: (stage) => ({
      taxRates: inclusiveTaxes(stage),
      coupon: {
        coupon: stage.ledger.catalogue.makeCoupon({ name: 'Partner', percentOff: 20, duration: 'forever' }),
      },
      billingMode: 'classic',
    }),
  }),
  {
    id: 'B2/within-the-trial',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { random } = stage;
      const price = ownPrice(stage);
      const converted = daysBeforeEnd(stage, { min: 2, max: 50 });
      const start = converted - random.int(14, 30) * DAY;
      const subscription = subscribeAt(stage, start, { price, trialEnd: converted });
      const asked = start + random.int(DAY, 12 * DAY);
      const request = asks(stage, asked, subscription, 'cancel');
      return () => label(stage, subscription(), { asked, request });
    },
  },
  {
    id: 'B2/executed-late-and-part-credited',
    row,
    kind: 'fault',
    fits: ({ currency }) => currency !== 'kwd',
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage);
      const renewals = random.int(4, 8);
      const start = startFor(stage, price, renewals, { min: 12, max: 25 });
      const subscription = subscribeAt(stage, start, { price, quantity: 2 });
      const asked = addMonths(start, renewals - 2) + random.int(2 * DAY, 20 * DAY);
      const request = asks(stage, asked, subscription, 'cancel');
      stage.at(addMonths(start, renewals) + 3 * DAY, () => ledger.billing.cancelAtPeriodEnd(subscription()));
      const note = later(stage, addMonths(start, renewals) + 5 * DAY, () => {
        const [invoice] = renewalsAfter(stage, subscription(), asked);
        const line = invoice?.lines.data[0];
        assert(invoice !== undefined && line !== undefined, 'it was renewed after the request', { start });
        return ledger.credits.issue({
          invoice,
          lines: [{ line, net: Math.floor(line.amount / 4) }],
          to: invoice.amount_paid < invoice.total ? 'balance' : 'card',
          reason: 'order_change',
        });
      });
      return () => label(stage, subscription(), { asked, request, returned: note().amount });
    },
  },
  {
    id: 'B2/all-of-the-customers',
    row,
    kind: 'fault',
    alone: true,
    stage: (stage) => {
      const { random, customer, policy } = stage;
      const prices = [ownPrice(stage), ownPrice(stage)] as const;
      const starts = prices.map((price) => startFor(stage, price, 4, { min: 2, max: 8 }));
      const subscriptions = prices.map((price, at) =>
        subscribeAt(stage, starts[at] ?? stage.start, { price }),
      );
      // Later than the last but one renewal of either, earlier than the last.
      const asked = stage.end - random.int(12, 24) * DAY;
      const request = `request-${random.digits(6)}`;
      policy.add('requests', { id: request, customer: customer.id, kind: 'cancel', at: isoTime(asked) });
      return () => subscriptions.map((subscription) => label(stage, subscription(), { asked, request }));
    },
  },
];
