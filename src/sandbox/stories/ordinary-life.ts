import {
  addMonths,
  DAY,
  formatAmount,
  formatDay,
  fractionDigits,
  HOUR,
  MINUTE,
} from '../ledger/arithmetic.ts';
import { RETRY_AFTER_SECONDS } from '../ledger/billing/plan.ts';
import { type Currency, inCurrency, type PlanName } from '../ledger/catalogue.ts';
import { aCoupon } from '../ledger/objects/catalogue.ts';
import { DECLINES } from '../ledger/payments.ts';
import type { Coupon, Customer, PaymentMethod, Price, Subscription } from '../ledger/wire.ts';
import type { Telling } from './story.ts';

/** Nothing unusual happens within this many months before the story, so that the story stands alone. */
const QUIET_MONTHS = 4;

/** Things the merchant sells one at a time, in US cents. */
export const ORDERS = [
  { what: 'Badge pack (250 pieces)', words: 'a pack of 250 badges', cents: 8900 },
  { what: 'Wristbands (500 pieces)', words: '500 wristbands', cents: 6400 },
  { what: 'Scanner kit rental, 2 days', words: 'a scanner kit for two days', cents: 18_000 },
  { what: 'Printed ticket books (20)', words: '20 printed ticket books', cents: 4600 },
] as const;
export type Order = (typeof ORDERS)[number];

export interface OrdinaryLife {
  readonly customer: Customer;
  readonly method: PaymentMethod;
  readonly subscription: Subscription;
  readonly price: Price;
  /** The renewal nearest before the present (or, for what has ended, that would have been). */
  readonly lastRenewal: number;
}

export interface LifePlan {
  /** Renewals before the last one. */
  readonly months: number;
  /** Days between the last renewal and the present. */
  readonly renewedDaysAgo: { readonly min: number; readonly max: number };
  readonly plan: PlanName;
  /** What the history before the story may hold; each happens now and then, long before. */
  readonly past: readonly ('orders' | 'declined' | 'welcome' | 'upgraded' | 'goodwill' | 'credited')[];
  /** A coupon from the first invoice on, instead of a welcome discount. */
  readonly coupon?: Coupon;
}

/**
 * Signs a customer up with a card and a monthly plan and schedules an ordinary past. The clock is left at sign-up;
 * the teller advances it.
 */
export function beginLife(telling: Telling, plan: LifePlan): OrdinaryLife {
  const { ledger, profile, catalogue, now } = telling;
  const { book, payments, billing } = ledger;
  const { random } = book;
  const renewed = now - random.int(plan.renewedDaysAgo.min, plan.renewedDaysAgo.max) * DAY;
  const dayTime = startOfDay(renewed) + random.int(7 * HOUR, 19 * HOUR);
  const start = addMonths(dayTime, -plan.months);
  const lastRenewal = addMonths(start, plan.months);

  ledger.advanceTo(start - random.int(3 * MINUTE, 20 * MINUTE));
  const customer = payments.createCustomer({
    name: profile.name,
    email: profile.email,
    company: profile.company,
    address: profile.address,
    currency: profile.currency,
    locale: profile.locale,
    taxExempt: profile.exempt ? 'exempt' : 'none',
  });
  const method = payments.attachCard(customer, {
    brand: profile.cardBrand,
    last4: random.digits(4),
    country: profile.address.country,
  });
  ledger.advanceTo(start);
  const upgraded =
    plan.past.includes('upgraded') &&
    plan.plan !== 'solo' &&
    plan.months > QUIET_MONTHS &&
    // Amounts of three-decimal currencies end in zero, which a prorated amount would not.
    fractionDigits(profile.currency) < 3 &&
    random.chance(50);
  const price = catalogue.price(plan.plan, 'month', profile.currency);
  const lower = catalogue.price(plan.plan === 'venue' ? 'team' : 'solo', 'month', profile.currency);
  const coupon =
    plan.coupon ?? (plan.past.includes('welcome') && random.chance(60) ? welcome(telling) : undefined);
  const subscription = billing.subscribe({
    customer,
    method,
    price: upgraded ? lower : price,
    quantity: 1,
    taxRates: catalogue.taxRates(profile.address.country, profile.address.state),
    ...(coupon === undefined ? {} : { coupon: { coupon } }),
  });
  const life: OrdinaryLife = { customer, method, subscription, price, lastRenewal };
  schedulePast(telling, life, plan, upgraded);
  return life;
}

/** Spreads the ordinary events over different months, oldest plans first. */
function schedulePast(telling: Telling, life: OrdinaryLife, plan: LifePlan, upgraded: boolean): void {
  const { book, payments, billing, credits } = telling.ledger;
  const { random } = book;
  const currency = telling.profile.currency;
  const free: number[] = [];
  for (let ago = QUIET_MONTHS; ago < plan.months; ago += 1) free.push(ago);
  const someDay = (): number | null => {
    const [ago] = free.splice(random.int(0, Math.max(0, free.length - 1)), 1);
    if (ago === undefined) return null;
    return addMonths(life.lastRenewal, -ago) + random.int(6, 20) * DAY + random.int(0, 5 * HOUR);
  };
  const happen = (likely: boolean, run: () => void): void => {
    const at = likely ? someDay() : null;
    if (at !== null) book.schedule(at, run);
  };

  if (upgraded) {
    // Late enough that a live welcome discount is used up.
    happen(true, () => billing.changePlan(life.subscription, { price: life.price }, 'always_invoice'));
  }
  if (plan.past.includes('orders')) {
    for (let count = random.int(1, 3); count > 0; count -= 1) {
      const order = random.pick<Order>(ORDERS);
      const orderId = newOrderId(telling);
      happen(true, () => {
        payments.pay({
          customer: life.customer,
          method: life.method,
          amount: inCurrency(order.cents, currency),
          currency,
          description: order.what,
          metadata: { order_id: orderId },
        });
      });
    }
  }
  happen(plan.past.includes('declined') && random.chance(40), () => {
    billing.failNextPayment(life.subscription, [
      { decline: DECLINES.generic, retryAfterSeconds: RETRY_AFTER_SECONDS },
    ]);
  });
  happen(plan.past.includes('goodwill') && random.chance(40), () => {
    credits.giveBalanceCredit(
      life.customer,
      inCurrency(500, currency),
      currency,
      'Goodwill for the slow check-in',
    );
  });
  happen(plan.past.includes('credited') && random.chance(40), () => {
    const invoice = billing
      .invoicesOf(life.subscription)
      .findLast((candidate) => candidate.billing_reason === 'subscription_cycle');
    const [line] = invoice?.lines.data ?? [];
    if (invoice?.status !== 'paid' || invoice.amount_paid !== invoice.total || line === undefined) return;
    credits.creditLine({
      invoice,
      line,
      // A tenth of a list price is a whole number of minor units.
      net: line.amount / 10,
      to: 'card',
      reason: 'product_unsatisfactory',
      memo: 'Three days without scanner sync',
    });
  });
}

/** 10 % off the first invoice, for everybody who signs up. */
function welcome({ ledger }: Telling): Coupon {
  const { book } = ledger;
  return book.add(
    aCoupon({
      id: `WELCOME10-${book.random.token(6).toUpperCase()}`,
      name: 'Welcome to Doorlist',
      percentOff: 10,
      duration: 'once',
      created: book.now,
    }),
  );
}

export const newOrderId = ({ ledger }: Telling): string => `DL-${ledger.book.random.digits(6)}`;

/** A moment of an ordinary working day, `days` before the present. */
export function workingHour(telling: Telling, days: { readonly min: number; readonly max: number }): number {
  const { random } = telling.ledger.book;
  return startOfDay(telling.now - random.int(days.min, days.max) * DAY) + random.int(8 * HOUR, 17 * HOUR);
}

/** When the ticket was written: a few hours before the present. */
export const writtenAt = (telling: Telling): number =>
  telling.now - telling.ledger.book.random.int(HOUR, 5 * HOUR);

/** The order's price in the customer's currency. */
export const orderAmount = (order: Order, currency: Currency): number => inCurrency(order.cents, currency);

function startOfDay(at: number): number {
  return Math.floor(at / DAY) * DAY;
}

/** Words for a customer's letter: amounts and dates as they would write them. */
export function inTheirWords({ profile }: Telling): {
  readonly money: (amount: number) => string;
  readonly day: (at: number) => string;
} {
  return {
    money: (amount) => formatAmount(amount, profile.currency, profile.locale),
    day: (at) => formatDay(at, profile.locale),
  };
}

/** The Swiss write no ß. */
export const swissSpelling = (locale: string, text: string): string =>
  locale === 'de-CH' ? text.replace(/ß/g, 'ss') : text;
