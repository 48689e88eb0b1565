import { assert } from '../../assert.ts';
import { addMonths, DAY } from '../ledger/arithmetic.ts';
import { buildCatalogue, type Catalogue, CURRENCIES, PLANS } from '../ledger/catalogue.ts';
import { openLedger } from '../ledger/ledger.ts';
import { Random } from '../ledger/random.ts';
import type { LedgerObject } from '../ledger/wire.ts';
import { PROFILES, type Profile } from './profiles.ts';
import type { Story, Tale, Told, World } from './story.ts';
import { billedAfterCancellation } from './tales/billed-after-cancellation.ts';
import { cardHold } from './tales/card-hold.ts';
import { chargedAfterCancellation } from './tales/charged-after-cancellation.ts';
import { discountEnded } from './tales/discount-ended.ts';
import { duplicateCharge } from './tales/duplicate-charge.ts';
import { duplicateSubscription } from './tales/duplicate-subscription.ts';
import { midCycleUpgrade } from './tales/mid-cycle-upgrade.ts';
import { missingDiscount } from './tales/missing-discount.ts';
import { refundOnItsWay } from './tales/refund-on-its-way.ts';
import { retriedPayment } from './tales/retried-payment.ts';
import { taxedThoughExempt } from './tales/taxed-though-exempt.ts';

/** Five errors and five events that are right and only look wrong. */
export const TALES: readonly Tale[] = [
  duplicateCharge,
  cardHold,
  duplicateSubscription,
  midCycleUpgrade,
  chargedAfterCancellation,
  refundOnItsWay,
  missingDiscount,
  discountEnded,
  taxedThoughExempt,
  retriedPayment,
];

/** Told beside the ten where corrections are shown: what they leave out. */
export const MORE_TALES: readonly Tale[] = [billedAfterCancellation];

/** The moment a world is looked at unless one says otherwise: 20 November 2026, 9:00 UTC. */
export const WORLD_NOW = Date.UTC(2026, 10, 20, 9) / 1000;

/** No history reaches further back. */
const HISTORY_MONTHS = 30;

/**
 * Builds the story world of a seed: names, amounts, dates and currencies follow from it, and so do the labels. The
 * same seed and moment give the same world to the byte; no clock and no other state is read.
 */
export function buildWorld(
  seed: number,
  options: { readonly now?: number; readonly more?: readonly Tale[] } = {},
): World {
  const { now = WORLD_NOW, more = [] } = options;
  const since = Math.floor(addMonths(now, -HISTORY_MONTHS - 6) / DAY) * DAY;
  const catalogue = buildCatalogue(String(seed), since);
  const heroes = castHeroes(new Random(`${seed} heroes`), more);
  const objects: LedgerObject[] = [...catalogue.objects];
  const stories: Story[] = [];
  const told: Told[] = [];
  for (const tale of [...TALES, ...more]) {
    const profile = heroes.get(tale.key);
    assert(profile !== undefined, 'every story has its hero', { story: tale.key, seed });
    const ledger = openLedger({
      seed: `${seed} ${tale.key}`,
      start: addMonths(now, -HISTORY_MONTHS),
      catalogue,
    });
    const telling = tale.tell({ ledger, catalogue, profile, now });
    assert(ledger.book.now === now, 'a story ends at the present', { story: tale.key });
    told.push(telling);
    stories.push({ key: tale.key, title: tale.title, email: profile.email, ...telling.story });
    objects.push(...ledger.objects);
  }
  assert(new Set(objects.map((object) => object.id)).size === objects.length, 'ids are unique', { seed });
  return {
    seed,
    now,
    objects,
    policy: policyOf(catalogue, since, told),
    stories: stories.slice(0, TALES.length),
    more: stories.slice(TALES.length),
  };
}

/** Gives each story a customer of its own, the choosiest stories first. */
function castHeroes(random: Random, more: readonly Tale[]): ReadonlyMap<string, Profile> {
  const free = shuffled(PROFILES, random);
  const heroes = new Map<string, Profile>();
  const choosiest = [...TALES].sort(
    (a, b) => PROFILES.filter(a.hero).length - PROFILES.filter(b.hero).length,
  );
  // The ten are cast as if there were no more.
  for (const tale of [...choosiest, ...more]) {
    const at = free.findIndex(tale.hero);
    const [hero] = at < 0 ? [] : free.splice(at, 1);
    if (hero !== undefined) heroes.set(tale.key, hero);
  }
  return heroes;
}

function shuffled<T>(values: readonly T[], random: Random): T[] {
  return values
    .map((value) => ({ value, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}

/** What the company knows and Stripe does not: true for every customer of the world. */
function policyOf(catalogue: Catalogue, since: number, told: readonly Told[]): World['policy'] {
  const from = new Date(since * 1000).toISOString().slice(0, 10);
  const prices = PLANS.flatMap((plan) =>
    CURRENCIES.flatMap((currency) =>
      (['month', 'year'] as const).map((interval) => ({
        id: `list-${plan}-${interval}-${currency}`,
        product: catalogue.products[plan].id,
        interval,
        currency,
        unit_amount: catalogue.price(plan, interval, currency).unit_amount,
        from,
      })),
    ),
  );
  return {
    version: 1,
    timezone: 'UTC',
    prices,
    refund_on_cancel: 'none',
    on_downgrade: 'period_end',
    multiple_subscriptions: {
      allowed: false,
      metadata_keys: ['venue_id'],
      exclusive_products: [PLANS.map((plan) => catalogue.products[plan].id)],
    },
    promises: told.flatMap((one) => one.promises ?? []),
    tax: { exempt_customers: told.flatMap((one) => one.exemptCustomers ?? []) },
    reply: { tone: 'friendly', language: 'auto', signature: 'The Doorlist Billing Team' },
  };
}
