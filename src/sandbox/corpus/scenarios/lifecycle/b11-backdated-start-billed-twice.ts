import { assert } from '../../../../assert.ts';
import { addIntervals, DAY, prorate } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Invoice, InvoiceLine, Subscription } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import { errorLabel, later, ONE_SUBSCRIPTION_EACH, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { fitsProrations, withItsTax } from '../prorations/upgrade.ts';

const row = 'B11';

interface Span {
  readonly start: number;
  readonly end: number;
}

interface Anew {
  readonly interval?: 'month' | 'year';
  /** The old one runs to the end of its period, or is ended so many days into it, for the new one to take its place. */
  readonly ends: 'with-its-period' | { readonly min: number; readonly max: number };
  /** The new one is made so many days after the old one's end. */
  readonly gap: { readonly min: number; readonly max: number };
  /** So many days that the old one had been paid for are billed again. */
  readonly again: { readonly min: number; readonly max: number };
  readonly terms?: (stage: Stage) => Partial<Omit<SubscribeRequest, 'customer' | 'method'>>;
  readonly isPartCredited?: boolean;
}

const netOf = (line: InvoiceLine): number =>
  line.amount - (line.discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0);

const overlap = (a: Span, b: Span): number =>
  Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));

/** The first invoice of the new subscription, and the lines of it that bill time from before it was made. */
function earlierTime(
  stage: Stage,
  subscription: Subscription,
): { readonly invoice: Invoice; readonly lines: readonly InvoiceLine[] } {
  const [invoice] = stage.ledger.billing.invoicesOf(subscription);
  assert(invoice !== undefined, 'the new subscription was billed', { id: subscription.id });
  const lines = invoice.lines.data.filter(
    ({ period, amount }) => amount > 0 && period.start < subscription.created,
  );
  assert(lines.length > 0, 'the time before was billed', { id: subscription.id });
  return { invoice, lines };
}

/** A share of each line: of its seconds, those that the old one was paid for while it ran. */
function label(stage: Stage, old: Subscription, fresh: Subscription, returned: number): PlantedLabel {
  const { invoice, lines } = earlierTime(stage, fresh);
  const ended = old.ended_at ?? stage.end;
  const before = stage.ledger.billing.invoicesOf(old).flatMap((one) =>
    one.lines.data.map(({ period }) => ({
      invoice: one,
      span: { start: period.start, end: Math.min(period.end, ended) },
    })),
  );
  const amounts = lines.map((line) => {
    const both = before.reduce((sum, { span }) => sum + overlap(span, line.period), 0);
    const net = netOf(line);
    return withItsTax(stage, prorate(net, both, line.period.end - line.period.start), net);
  });
  const paid = before.filter(({ span }) => lines.some((line) => overlap(span, line.period) > DAY));
  return errorLabel({
    row,
    category: 'duplicate_subscription',
    currency: stage.currency,
    amount: amounts.reduce((sum, amount) => sum + amount, 0) - returned,
    evidence: [fresh.id, invoice.id, ...new Set(paid.map((one) => one.invoice.id))],
  });
}

/** A subscription is over, and another to the same is set up as from a day that the old one had been paid for. */
function anew(id: string, { interval = 'month', ends, gap, again, ...more }: Anew): Scenario {
  const { terms = () => ({}), isPartCredited = false } = more;
  const runsOut = ends === 'with-its-period';
  return {
    id,
    row,
    kind: 'fault',
    fits: fitsProrations,
    // What an early end gives back is the company's word for everybody: here nothing.
    ...(runsOut ? {} : { sharesCustomer: false }),
    stage: (stage) => {
      const { ledger, random, policy } = stage;
      policy.set('multiple_subscriptions', ONE_SUBSCRIPTION_EACH);
      if (!runsOut) policy.set('refund_on_cancel', 'none');
      const price = ownPrice(stage, { interval });
      const renewals = interval === 'year' ? 0 : random.int(2, 7);
      const longest = (runsOut ? (interval === 'year' ? 366 : 31) : ends.max) + gap.max;
      const first = startFor(stage, price, renewals, { min: longest + 6, max: longest + 20 });
      const start = addIntervals(first, interval, renewals);
      const over = runsOut
        ? addIntervals(first, interval, renewals + 1)
        : start + random.int(ends.min * DAY, ends.max * DAY);
      const old = subscribeAt(stage, first, { price, ...terms(stage) });
      if (runsOut) {
        stage.at(start + 2 * DAY, () => ledger.billing.cancelAtPeriodEnd(old(), 'To be set up anew'));
      } else stage.at(over, () => ledger.billing.cancelNow(old(), 'Set up anew'));
      const made = over + random.int(gap.min * DAY, gap.max * DAY);
      const from = over - random.int(again.min * DAY, again.max * DAY);
      const fresh = subscribeAt(stage, made, { price, backdateTo: from, ...terms(stage) });
      const returned = isPartCredited
        ? later(stage, made + 3 * DAY, () => {
            const { invoice, lines } = earlierTime(stage, fresh());
            const [line] = lines;
            assert(line !== undefined, 'the time before was billed', { made });
            return ledger.credits.issue({
              invoice,
              lines: [{ line, net: Math.floor(netOf(line) / 10) }],
              to: invoice.amount_paid < invoice.total ? 'balance' : 'card',
              reason: 'duplicate',
            }).amount;
          })
        : () => 0;
      return () => label(stage, old(), fresh(), returned());
    },
  };
}

export const BACKDATED_STARTS_BILLED_TWICE: readonly Scenario[] = [
  anew('B11/some-days-again', {
    ends: 'with-its-period',
    gap: { min: 1, max: 9 },
    again: { min: 3, max: 14 },
  }),
  anew('B11/at-once-in-place-of-the-old', {
    ends: { min: 6, max: 25 },
    gap: { min: 0, max: 0 },
    again: { min: 3, max: 5 },
  }),
  anew('B11/two-periods-of-seats-again', {
    ends: 'with-its-period',
    gap: { min: 1, max: 20 },
    again: { min: 35, max: 55 },
    terms: ({ random }) => ({ quantity: random.int(2, 10) }),
  }),
  anew('B11/classic-mode-with-coupon', {
    ends: 'with-its-period',
    gap: { min: 1, max: 20 },
    again: { min: 20, max: 55 },
    terms: ({ ledger }) => ({
      billingMode: 'classic',
      coupon: {
        coupon: ledger.catalogue.makeCoupon({ name: 'Partner', percentOff: 25, duration: 'forever' }),
      },
    }),
  }),
  anew('B11/yearly', {
    interval: 'year',
    ends: { min: 60, max: 200 },
    gap: { min: 0, max: 0 },
    again: { min: 20, max: 55 },
  }),
  anew('B11/part-credited', {
    ends: 'with-its-period',
    gap: { min: 1, max: 6 },
    again: { min: 8, max: 25 },
    isPartCredited: true,
  }),
];
