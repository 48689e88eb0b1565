import { assert } from '../../../../assert.ts';
import { addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { BillingHooks } from '../../../ledger/billing.ts';
import { priceParts } from '../../../ledger/pricing.ts';
import type { CreditNote, Invoice, InvoiceLine, Price } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { amountOf, errorLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { agreedTerms, type Terms, taxesOf, tooMuchOn } from '../prices/too-much.ts';
import { fitsProrations } from '../prorations/upgrade.ts';
import { asks } from './company-facts.ts';

const row = 'B13';
const category = 'quantity';

interface Removal extends Terms {
  readonly before: number;
  readonly after: number;
  readonly price?: (stage: Stage) => Price;
  /** How the seats went: without a trace but the event, with credit on the renewal, or asked for and never done. */
  readonly how: 'silently' | 'credited' | 'asked';
  /** Renewals that billed the old number. Default 1. */
  readonly renewals?: number;
  /** How many days ago the last of them was. */
  readonly daysAgo?: { readonly min: number; readonly max: number };
  /** True: one seat was credited already. */
  readonly partCredited?: boolean;
}

const perSeat = (stage: Stage): Price =>
  ownPrice(stage, { unitAmount: amountOf(stage, stage.random.int(6, 30) * 100) });

/** Bills a renewal's own lines at `quantity`, whatever the item has. */
function billing(quantity: number, renewals: ReadonlySet<number>): BillingHooks {
  return {
    lines: (drafts, { renewal, subscription, cycleLines }) =>
      subscription === null || !renewals.has(renewal)
        ? drafts
        : [
            ...drafts.filter(({ proration }) => proration !== null),
            ...subscription.items.data.flatMap((item) => cycleLines({ ...item, quantity })),
          ],
  };
}

function removed(id: string, removal: Removal): Scenario {
  const { before, after, how, renewals: late = 1, daysAgo = { min: 2, max: 20 } } = removal;
  return {
    id: `B13/${id}`,
    row,
    kind: 'fault',
    // Neither a share of a period nor part of a line would end in zero.
    fits: (place) => how === 'asked' || removal.price !== undefined || fitsProrations(place),
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const price = (removal.price ?? perSeat)(stage);
      const taxRates = taxesOf(stage, removal);
      const first = random.int(2, 6);
      const start = startFor(stage, price, first + late, daysAgo);
      const subscription = subscribeAt(stage, start, {
        price,
        quantity: before,
        taxRates,
        ...agreedTerms(stage, removal),
        ...(how === 'asked'
          ? {}
          : {
              hooks: billing(before, new Set(Array.from({ length: late }, (_, place) => first + place + 1))),
            }),
      });
      // Not long before the renewal, so that Stripe still tells of it where nothing else does.
      const at = addMonths(start, first + 1) - random.int(DAY, how === 'silently' ? 6 * DAY : 20 * DAY);
      let request: string | null = null;
      if (how === 'asked') {
        request = asks(stage, at, subscription, 'change_quantity', { quantity: after });
      } else {
        const behavior = how === 'credited' ? 'create_prorations' : 'none';
        stage.at(at, () => ledger.billing.changePlan(subscription(), { quantity: after }, behavior));
      }
      const wrong = (): readonly Invoice[] =>
        ledger.billing
          .invoicesOf(subscription())
          .filter(({ created }) => created > at)
          .slice(0, late);
      let note: CreditNote | null = null;
      if (removal.partCredited === true) {
        stage.at(stage.end - DAY, () => {
          const invoice = wrong().at(-1);
          const line = invoice?.lines.data.find(isFee);
          assert(invoice !== undefined && line !== undefined, 'the old number was billed', { at });
          note = ledger.credits.issue({
            invoice,
            lines: [{ line, net: price.unit_amount ?? 0 }],
            to: invoice.amount_paid < invoice.total ? 'balance' : 'card',
            reason: 'order_change',
          });
        });
      }
      const due = ({ description }: InvoiceLine): number => {
        // One line for each tier, told by its name.
        const tier = /Tier \d/.exec(description ?? '')?.[0] ?? null;
        return priceParts(price, after, currency).find((part) => part.tier === tier)?.amount ?? 0;
      };
      return () =>
        errorLabel({
          row,
          category,
          currency,
          amount:
            tooMuchOn(
              wrong().flatMap(({ lines }) => lines.data.filter(isFee)),
              taxRates,
              due,
              removal.percentOff,
            ) - (note?.amount ?? 0),
          evidence: [
            subscription().id,
            ...(request === null ? [] : [request]),
            ...wrong().map((one) => one.id),
          ],
        });
    },
  };
}

/** The fee of a period, no proration. */
const isFee = ({ parent }: InvoiceLine): boolean => parent?.subscription_item_details?.proration === false;

const graduatedSeats = (stage: Stage): Price =>
  ownPrice(stage, {
    graduated: [
      { upTo: 5, unit: amountOf(stage, 1200) },
      { upTo: 10, unit: amountOf(stage, 1000) },
      { upTo: null, unit: amountOf(stage, 700) },
    ],
  });

export const REMOVED_SEATS_BILLED: readonly Scenario[] = [
  removed('days-before-the-renewal', { how: 'silently', before: 8, after: 7 }),
  removed('tiers-with-coupon', {
    how: 'silently',
    before: 12,
    after: 9,
    price: graduatedSeats,
    percentOff: 20,
  }),
  removed('credited-and-billed-again', { how: 'credited', before: 6, after: 4 }),
  removed('long-ago-on-two-renewals', {
    how: 'credited',
    before: 9,
    after: 6,
    renewals: 2,
    daysAgo: { min: 65, max: 90 },
  }),
  removed('asked-and-never-done', { how: 'asked', before: 10, after: 7, renewals: 2, inclusive: true }),
  removed('one-seat-credited', { how: 'asked', before: 9, after: 6, partCredited: true }),
];
