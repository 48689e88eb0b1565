import { assert } from '../../../../assert.ts';
import { addIntervals, DAY, prorate } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Invoice, InvoiceLine, Subscription } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import { errorLabel, later, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { fitsProrations, withItsTax } from '../prorations/upgrade.ts';

const row = 'B10';

type Terms = (stage: Stage) => Partial<Omit<SubscribeRequest, 'customer' | 'method'>>;

interface Moved {
  readonly interval?: 'month' | 'year';
  /** How many days into the period the date is moved to. */
  readonly after: { readonly min: number; readonly max: number };
  readonly terms?: Terms;
  /** The invoice of the shortened period says itself where it ends. */
  readonly isSaid?: boolean;
  readonly isPartCredited?: boolean;
}

const netOf = (line: InvoiceLine): number =>
  line.amount - (line.discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0);

/** The share of a fully paid period that was not given, because the next one began at `at`, with its tax. */
function label(
  stage: Stage,
  subscription: Subscription,
  {
    shortened,
    start,
    end,
    at,
    returned,
  }: { shortened: Invoice; start: number; end: number; at: number; returned: number },
): PlantedLabel {
  const lost = shortened.lines.data.reduce((sum, line) => {
    const net = netOf(line);
    return sum + withItsTax(stage, prorate(net, end - at, end - start), net);
  }, 0);
  return errorLabel({
    row,
    category: 'renewal',
    currency: stage.currency,
    amount: lost - returned,
    evidence: [subscription.id, shortened.id],
  });
}

/** The billing date is moved forward within a paid period: the next one is billed in full, and nothing is credited. */
function moved(id: string, { interval = 'month', after, terms = () => ({}), ...more }: Moved): Scenario {
  const { isSaid = false, isPartCredited = false } = more;
  return {
    id,
    row,
    kind: 'fault',
    fits: fitsProrations,
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage, { interval });
      const renewals = interval === 'year' ? 0 : random.int(2, 7);
      const first = startFor(stage, price, renewals, { min: after.max + 6, max: after.max + 20 });
      const start = addIntervals(first, interval, renewals);
      const end = addIntervals(first, interval, renewals + 1);
      const at = start + random.int(after.min * DAY, after.max * DAY);
      const subscription = subscribeAt(stage, first, {
        price,
        ...(isSaid
          ? {
              hooks: {
                lines: (drafts, { renewal, now }) =>
                  renewal === renewals && now < at
                    ? drafts.map((draft) => ({ ...draft, period: { ...draft.period, end: at } }))
                    : drafts,
              },
            }
          : {}),
        ...terms(stage),
      });
      stage.at(at, () => ledger.billing.changePlan(subscription(), { anchor: 'now' }, 'none'));
      const shortened = (): Invoice => {
        const invoice = ledger.billing.invoicesOf(subscription()).findLast(({ created }) => created < at);
        assert(invoice !== undefined, 'the shortened period was billed', { at });
        return invoice;
      };
      const returned = isPartCredited
        ? later(stage, at + 3 * DAY, () => {
            const [line] = shortened().lines.data;
            assert(line !== undefined, 'the invoice has a line', { at });
            return ledger.credits.issue({
              invoice: shortened(),
              lines: [{ line, net: Math.floor(netOf(line) / 10) }],
              to: shortened().amount_paid < shortened().total ? 'balance' : 'card',
              reason: 'order_change',
            }).amount;
          })
        : () => 0;
      return () =>
        label(stage, subscription(), { shortened: shortened(), start, end, at, returned: returned() });
    },
  };
}

export const RENEWED_TOO_EARLY: readonly Scenario[] = [
  moved('B10/within-a-month', { after: { min: 5, max: 22 } }),
  moved('B10/seats-with-coupon', {
    after: { min: 5, max: 22 },
    terms: ({ random, ledger }) => ({
      quantity: random.int(2, 12),
      coupon: {
        coupon: ledger.catalogue.makeCoupon({ name: 'Partner', percentOff: 15, duration: 'forever' }),
      },
    }),
  }),
  moved('B10/within-a-year', {
    interval: 'year',
    after: { min: 40, max: 250 },
    terms: () => ({ billingMode: 'classic' }),
  }),
  moved('B10/said-on-the-invoice', { after: { min: 8, max: 22 }, isSaid: true }),
  moved('B10/part-credited', { after: { min: 5, max: 12 }, isPartCredited: true }),
];
