import { addIntervals, DAY } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Subscription } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import {
  errorLabel,
  inclusiveTaxes,
  later,
  ownPrice,
  startFor,
  subscribeAt,
  takenBy,
} from '../../staging.ts';

const row = 'B5';

interface Terms {
  readonly interval?: 'month' | 'year';
  /** Renewals after the conversion. */
  readonly renewals?: number;
  readonly terms?: (stage: Stage) => Partial<Omit<SubscribeRequest, 'customer' | 'method'>>;
  /** How the trial is cancelled. */
  readonly cancel?: (stage: Stage, subscription: Subscription) => void;
  /** Half of the first charge was given back. */
  readonly partReturned?: boolean;
}

const atPeriodEnd = ({ ledger }: Stage, subscription: Subscription): void =>
  ledger.billing.cancelAtPeriodEnd(subscription, { feedback: 'unused' });

/** Cancelled while the trial runs, and converted all the same. */
function converted(
  id: string,
  {
    interval = 'month',
    renewals = 0,
    terms = () => ({}),
    cancel = atPeriodEnd,
    partReturned = false,
  }: Terms = {},
): Scenario {
  return {
    id,
    row,
    kind: 'fault',
    ...(partReturned ? { fits: ({ currency }) => currency !== 'kwd' } : {}),
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const price = ownPrice(stage, { interval });
      const trialEnd = startFor(
        stage,
        price,
        renewals,
        partReturned ? { min: 8, max: 25 } : { min: 2, max: 25 },
      );
      const days = random.pick([7, 14, 30]);
      const start = trialEnd - days * DAY;
      const subscription = subscribeAt(stage, start, {
        price,
        trialEnd,
        hooks: { ends: () => false },
        ...terms(stage),
      });
      stage.at(start + random.int(DAY, (days - 1) * DAY), () => cancel(stage, subscription()));
      const charged = () =>
        ledger.billing
          .invoicesOf(subscription())
          .filter(({ total, created }) => total > 0 && created >= trialEnd);
      const returned = partReturned
        ? later(stage, addIntervals(trialEnd, interval, renewals) + 4 * DAY, () => {
            const [invoice] = charged();
            const line = invoice?.lines.data[0];
            if (invoice === undefined || line === undefined) throw new Error('the trial was converted');
            return ledger.credits.issue({
              invoice,
              lines: [{ line, net: Math.floor(line.amount / 2) }],
              to: invoice.amount_paid < invoice.total ? 'balance' : 'card',
              reason: 'order_change',
            }).amount;
          })
        : () => 0;
      return () =>
        errorLabel({
          row,
          category: 'trial',
          currency,
          amount: takenBy(charged()) - returned(),
          evidence: [subscription().id, ...charged().map((invoice) => invoice.id)],
        });
    },
  };
}

export const CHARGED_AFTER_CANCELLED_TRIAL: readonly Scenario[] = [
  converted('B5/monthly'),
  converted('B5/yearly', { interval: 'year' }),
  converted('B5/seats-and-renewed', {
    renewals: 2,
    terms: ({ random }) => ({ quantity: random.int(2, 15) }),
  }),
  converted('B5/cancelled-for-the-day-it-ends', {
    cancel: ({ ledger }, subscription) => {
      const { trial_end } = subscription;
      if (trial_end !== null) ledger.billing.cancelAt(subscription, trial_end, 'Not for us');
    },
  }),
  converted('B5/coupon-and-inclusive-tax', {
    renewals: 1,
    terms: (stage) => ({
      taxRates: inclusiveTaxes(stage),
      billingMode: 'classic',
      coupon: {
        coupon: stage.ledger.catalogue.makeCoupon({
          name: 'Launch',
          percentOff: 30,
          duration: { months: 6 },
        }),
      },
    }),
  }),
  converted('B5/part-credited', { partReturned: true }),
];
