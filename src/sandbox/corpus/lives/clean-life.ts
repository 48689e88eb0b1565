import { assert } from '../../../assert.ts';
import { addMonths, DAY, HOUR, MINUTE } from '../../ledger/arithmetic.ts';
import { RETRY_AFTER_SECONDS } from '../../ledger/billing/plan.ts';
import type { SubscribeRequest } from '../../ledger/billing.ts';
import { DECLINES } from '../../ledger/payments.ts';
import type { CouponRequest } from '../../ledger/shop.ts';
import type { Coupon, Meter, Subscription } from '../../ledger/wire.ts';
import type { Stage } from '../scenario.ts';
import { amountOf, localTaxes, ownPrice } from '../staging.ts';
import type { Diary } from './diary.ts';
import { EVENTS } from './events.ts';
import { type Choice, choose } from './prices.ts';

/** One subscription of a life, once it has begun. */
export interface Living {
  readonly choice: Choice;
  readonly subscription: Subscription;
}

const MAX_EVENTS = 6;

/**
 * Plays an ordinary customer from sign-up to the end: subscriptions of any kind of price, and now and then an upgrade,
 * a declined card, a pause, a single order, a refund. Nothing is wrong in it.
 */
export function liveOn(stage: Stage, diary: Diary): void {
  const { random } = stage;
  const begins = stage.start + random.int(5 * MINUTE, 20 * DAY);
  const lives = [signUp(stage, diary, begins)];
  if (random.chance(25)) lives.push(signUp(stage, diary, begins + random.int(10 * DAY, 300 * DAY), 'add-on'));
  const months = monthsBetween(begins, stage.end);
  // Each event has a month of its own, so that one does not disturb the other.
  const free = Array.from({ length: Math.max(0, months - 2) }, (_, month) => month + 1);
  for (let event = random.int(0, MAX_EVENTS); event > 0 && free.length > 0; event -= 1) {
    const [month = 1] = free.splice(random.int(0, free.length - 1), 1);
    const at = addMonths(begins, month) + random.int(6 * HOUR, 20 * DAY);
    if (at >= stage.end) continue;
    const happening = random.pick(EVENTS);
    const living = lives[random.int(0, lives.length - 1)];
    assert(living !== undefined, 'a life has a subscription');
    stage.at(at, () => {
      const now = living();
      if (now !== null) happening(stage, now, diary);
    });
  }
}

/** Schedules a subscription; gives back what came of it, null before it has begun. */
function signUp(
  stage: Stage,
  diary: Diary,
  at: number,
  kind: 'main' | 'add-on' = 'main',
): () => Living | null {
  const { ledger, random, customer, method } = stage;
  const choice = kind === 'main' ? choose(stage) : addOn(stage);
  const request = terms(stage, at, choice);
  let living: Living | null = null;
  if (at >= stage.end) return () => null;
  stage.at(at, () => {
    const subscription = ledger.billing.subscribe({ customer, method, ...request });
    living = { choice, subscription };
    if (choice.kind === 'seats') diary.seats(stage, subscription, choice.quantity);
    if (choice.kind === 'metered') use(stage, choice, at);
    if (request.collectionMethod === 'send_invoice') payByTransfer(stage, subscription, at);
    // The first payment of a new subscription has to succeed; later ones may be declined.
    if (random.chance(30)) decline(stage, subscription, at);
  });
  return () => living;
}

function addOn(stage: Stage): Choice {
  return {
    kind: 'plan',
    quantity: stage.random.int(1, 3),
    price: ownPrice(stage, { product: `Add-on ${stage.random.digits(3)}` }),
  };
}

/** How a subscription is billed: taxes, a discount, a trial, the billing mode. */
function terms(
  stage: Stage,
  at: number,
  { price, quantity, kind }: Choice,
): Omit<SubscribeRequest, 'customer' | 'method'> {
  const { random } = stage;
  const coupon = kind !== 'metered' && random.chance(25) ? aCoupon(stage) : undefined;
  return {
    price,
    ...(kind === 'metered' ? {} : { quantity }),
    ...(random.chance(25) ? { automaticTax: true } : { taxRates: localTaxes(stage) }),
    ...(coupon === undefined ? {} : { coupon: { coupon } }),
    ...(random.chance(15) ? { trialEnd: at + random.pick([7, 14, 30]) * DAY } : {}),
    ...(random.chance(30)
      ? { billingMode: 'classic' as const }
      : random.chance(20)
        ? { prorationDiscounts: 'itemized' as const }
        : {}),
    ...(random.chance(10) ? { collectionMethod: 'send_invoice' as const, daysUntilDue: 14 } : {}),
  };
}

/** Pays each invoice that was sent within its two weeks. */
function payByTransfer(stage: Stage, subscription: Subscription, from: number): void {
  for (let at = from + 5 * DAY; at < stage.end; at += 7 * DAY) {
    stage.at(at, () => {
      for (const invoice of stage.ledger.billing.invoicesOf(subscription)) {
        if (invoice.status === 'open') stage.ledger.invoices.pay(invoice, stage.method);
      }
    });
  }
}

function aCoupon(stage: Stage): Coupon {
  const { random, ledger, currency } = stage;
  const duration = random.pick<CouponRequest['duration']>([
    'once',
    'forever',
    { months: 3 },
    { months: 6 },
    { months: 12 },
  ]);
  const name = `Offer ${random.digits(3)}`;
  return random.chance(75)
    ? ledger.catalogue.makeCoupon({ name, percentOff: random.pick([10, 20, 25, 50]), duration })
    : ledger.catalogue.makeCoupon({ name, amountOff: { amount: amountOf(stage, 300), currency }, duration });
}

/** Usage on many days of each month until the end. */
function use(stage: Stage, choice: Choice, from: number): void {
  const { ledger, customer, random } = stage;
  const meter = ledger.book
    .all('billing.meter')
    .find((one: Meter) => one.id === choice.price.recurring?.meter);
  assert(meter !== undefined, 'a metered price has a meter', { price: choice.price.id });
  for (let at = from + DAY; at < stage.end; at += random.int(4, 9) * DAY) {
    const value = random.int(5, 200);
    stage.at(at, () => ledger.billing.reportUsage(customer, meter, value));
  }
}

/** In some later month the card is declined once or twice, then accepted. */
function decline(stage: Stage, subscription: Subscription, from: number): void {
  const { random } = stage;
  const at = from + random.int(40, 400) * DAY;
  if (at >= stage.end - 60 * DAY) return;
  stage.at(at, () => {
    if (subscription.status !== 'active' || subscription.pause_collection !== null) return;
    const one = {
      decline: random.chance(50) ? DECLINES.insufficientFunds : DECLINES.generic,
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    };
    stage.ledger.billing.failNextPayment(subscription, random.chance(30) ? [one, one] : [one]);
  });
}

function monthsBetween(from: number, to: number): number {
  return Math.floor((to - from) / (30 * DAY));
}
