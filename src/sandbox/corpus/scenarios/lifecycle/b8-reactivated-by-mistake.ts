import { assert } from '../../../../assert.ts';
import { DAY } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { CreditNote, Invoice, Price } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { errorLabel, inclusiveTaxes, ownPrice, startFor, subscribeAt, takenBy } from '../../staging.ts';
import { asks } from './company-facts.ts';

const row = 'B8';

interface Kept {
  /** Who took the cancellation back: nobody's request, or the application's. */
  readonly by: 'stripe' | 'request';
  /** What the company has written down: the customer's request to cancel, or that such a change needs one. */
  readonly known: 'nothing' | 'cancel' | 'consent';
  readonly price?: (stage: Stage) => Price;
  readonly terms?: (stage: Stage) => Partial<Omit<SubscribeRequest, 'customer' | 'method'>>;
  /** Renewals since. Default 1. */
  readonly renewals?: number;
  readonly partCredited?: boolean;
}

/** A subscription that was to end at its period's end, whose cancellation is taken back, and that renews. */
function kept(
  id: string,
  { by, known, price: priceOf = ownPrice, terms, renewals = 1, ...more }: Kept,
): Scenario {
  return {
    id: `B8/${id}`,
    row,
    kind: 'fault',
    // Whether consent is required holds for all of the customer's subscriptions.
    ...(known === 'consent' ? { alone: true } : {}),
    fits: ({ currency }) => more.partCredited !== true || currency !== 'kwd',
    stage: (stage) => {
      const { ledger, random, currency, policy } = stage;
      const price = priceOf(stage);
      const isWeekly = price.recurring?.interval === 'week';
      const start = startFor(stage, price, isWeekly ? 20 : random.int(1, 2) + renewals, { min: 2, max: 5 });
      const subscription = subscribeAt(stage, start, { price, ...terms?.(stage) });
      // The events of it are not older than 30 days.
      const back = stage.end - (isWeekly ? (renewals - 1) * 7 * DAY : 0) - random.int(6 * DAY, 7 * DAY);
      const cancelled = back - random.int(DAY / 24, (20 * DAY) / 24);
      let request: string | null = null;
      if (known === 'cancel') request = asks(stage, cancelled - 60, subscription, 'cancel');
      if (known === 'consent') {
        policy.set('consent_required', ['reactivate']);
        policy.add('requests');
      }
      stage.at(cancelled, () => ledger.billing.cancelAtPeriodEnd(subscription(), 'Season is over'));
      stage.at(back, () => ledger.events.by(by, () => ledger.billing.keep(subscription())));
      const since = (): readonly Invoice[] =>
        ledger.billing.invoicesOf(subscription()).filter(({ created }) => created > back);
      let note: CreditNote | null = null;
      if (more.partCredited === true) {
        stage.at(stage.end - DAY / 2, () => {
          const [invoice] = since();
          const line = invoice?.lines.data[0];
          assert(invoice !== undefined && line !== undefined, 'it was renewed', { back });
          note = ledger.credits.issue({
            invoice,
            lines: [{ line, net: Math.floor(line.amount / 4) }],
            to: invoice.amount_paid < invoice.total ? 'balance' : 'card',
            reason: 'order_change',
          });
        });
      }
      return () =>
        errorLabel({
          row,
          category: 'cancellation',
          ...(known === 'nothing' ? { classification: 'likely_error' as const } : {}),
          currency,
          amount: takenBy(since()) - (note?.amount ?? 0),
          evidence: [
            subscription().id,
            ...(request === null ? [] : [request]),
            ...since().map((invoice) => invoice.id),
          ],
        });
    },
  };
}

const weekly = (stage: Stage): Price => ownPrice(stage, { interval: 'week' });

export const REACTIVATED_BY_MISTAKE: readonly Scenario[] = [
  kept('by-itself', { by: 'stripe', known: 'nothing' }),
  kept('by-itself-three-weeks', { by: 'stripe', known: 'nothing', price: weekly, renewals: 3 }),
  kept('customer-had-cancelled', {
    by: 'request',
    known: 'cancel',
    terms: ({ random }) => ({ quantity: random.int(2, 9), billingMode: 'classic' }),
  }),
  kept('coupon-and-inclusive-tax', {
    by: 'request',
    known: 'cancel',
    terms: (stage) => ({
      taxRates: inclusiveTaxes(stage),
      coupon: {
        coupon: stage.ledger.catalogue.makeCoupon({ name: 'Partner', percentOff: 20, duration: 'forever' }),
      },
    }),
  }),
  kept('without-consent', { by: 'request', known: 'consent' }),
  kept('part-credited', { by: 'stripe', known: 'cancel', partCredited: true }),
];
