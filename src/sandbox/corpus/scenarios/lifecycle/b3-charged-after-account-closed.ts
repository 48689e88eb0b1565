import { assert } from '../../../../assert.ts';
import { addIntervals, addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Invoice, Subscription } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import { errorLabel, inclusiveTaxes, later, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { collection, type Settlement, settle } from '../prices/settled.ts';
import { billedBy } from './billed.ts';
import { isoTime } from './company-facts.ts';

const row = 'B3';

/** The company's records say that the customer's account was closed. Gives back the entry's id. */
function closes({ policy, customer, random }: Stage, at: number): string {
  const id = `account-${random.digits(6)}`;
  policy.add('accounts', { id, customer: customer.id, status: 'closed', closed_at: isoTime(at) });
  return id;
}

function renewalsSince(stage: Stage, subscription: Subscription, closed: number): readonly Invoice[] {
  return stage.ledger.billing
    .invoicesOf(subscription)
    .filter(({ lines, total }) => total > 0 && lines.data.some(({ period }) => period.start >= closed));
}

function label(
  stage: Stage,
  subscription: Subscription,
  { closed, account, returned = 0 }: { closed: number; account: string; returned?: number },
): PlantedLabel {
  const late = renewalsSince(stage, subscription, closed);
  return errorLabel({
    row,
    category: 'cancellation',
    currency: stage.currency,
    amount: billedBy(late) - returned,
    evidence: [subscription.id, account, ...late.map(({ id }) => id)],
  });
}

type Terms = (stage: Stage) => Partial<Omit<SubscribeRequest, 'customer' | 'method'>>;

/** The account is closed some days into the period before the last `late` renewals; nobody ends the subscription. */
function forgotten(
  id: string,
  late: number,
  {
    interval = 'month',
    terms = () => ({}),
    settlement = {},
  }: { readonly interval?: 'month' | 'year'; readonly terms?: Terms; readonly settlement?: Settlement } = {},
): Scenario {
  return {
    id,
    row,
    kind: 'fault',
    // A closed account ends everything of the customer's.
    alone: true,
    stage: (stage) => {
      const price = ownPrice(stage, { interval });
      const renewals = interval === 'year' ? late : late + stage.random.int(2, 6);
      const start = startFor(stage, price, renewals, { min: 2, max: 25 });
      const subscription = subscribeAt(stage, start, {
        price,
        ...collection(settlement),
        ...terms(stage),
      });
      settle(stage, settlement, subscription, () => renewalsSince(stage, subscription(), closed));
      const closed = addIntervals(start, interval, renewals - late) + stage.random.int(2 * DAY, 22 * DAY);
      const account = closes(stage, closed);
      return () => label(stage, subscription(), { closed, account });
    },
  };
}

export const CHARGED_AFTER_ACCOUNT_CLOSED: readonly Scenario[] = [
  forgotten('B3/one-renewal', 1),
  forgotten('B3/several-renewals-of-seats', 4, {
    terms: ({ random, ledger }) => ({
      quantity: random.int(3, 20),
      coupon: {
        coupon: ledger.catalogue.makeCoupon({ name: 'Partner', percentOff: 10, duration: 'forever' }),
      },
    }),
  }),
  forgotten('B3/yearly', 1, { interval: 'year' }),
  forgotten('B3/last-one-unpaid', 2, { settlement: { sent: true } }),
  forgotten('B3/inclusive-tax', 2, {
    terms: (stage) => ({ taxRates: inclusiveTaxes(stage), billingMode: 'classic' }),
  }),
  {
    id: 'B3/two-subscriptions',
    row,
    kind: 'fault',
    alone: true,
    stage: (stage) => {
      const { random } = stage;
      const subscriptions = [4, 6].map((renewals) => {
        const price = ownPrice(stage);
        return subscribeAt(stage, startFor(stage, price, renewals, { min: 2, max: 8 }), { price });
      });
      // Later than the last but one renewal of either, earlier than the last.
      const closed = stage.end - random.int(12, 24) * DAY;
      const account = closes(stage, closed);
      return () => subscriptions.map((subscription) => label(stage, subscription(), { closed, account }));
    },
  },
  {
    id: 'B3/ended-late-and-part-credited',
    row,
    kind: 'fault',
    alone: true,
    fits: ({ currency }) => currency !== 'kwd',
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage);
      const renewals = random.int(4, 8);
      const start = startFor(stage, price, renewals, { min: 12, max: 25 });
      const subscription = subscribeAt(stage, start, { price });
      const closed = addMonths(start, renewals - 2) + random.int(2 * DAY, 20 * DAY);
      const account = closes(stage, closed);
      stage.at(addMonths(start, renewals) + 3 * DAY, () => ledger.billing.cancelAtPeriodEnd(subscription()));
      const note = later(stage, addMonths(start, renewals) + 5 * DAY, () => {
        const [invoice] = renewalsSince(stage, subscription(), closed);
        const line = invoice?.lines.data[0];
        assert(invoice !== undefined && line !== undefined, 'it was renewed after the closing', { start });
        return ledger.credits.issue({
          invoice,
          lines: [{ line, net: Math.floor(line.amount / 3) }],
          to: 'card',
          reason: 'order_change',
        });
      });
      return () => label(stage, subscription(), { closed, account, returned: note().amount });
    },
  },
];
