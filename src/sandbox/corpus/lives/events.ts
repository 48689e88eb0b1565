import { DAY, HOUR, MINUTE } from '../../ledger/arithmetic.ts';
import type { Currency, Interval } from '../../ledger/catalogue.ts';
import type { Invoice } from '../../ledger/wire.ts';
import type { Stage } from '../scenario.ts';
import { amountOf, orderId } from '../staging.ts';
import type { Living } from './clean-life.ts';
import type { Diary } from './diary.ts';

/** Something ordinary that happens to a customer at the present moment of the clock. */
type Event = (stage: Stage, living: Living, diary: Diary) => void;

const isRunning = ({ subscription }: Living): boolean =>
  subscription.status === 'active' &&
  subscription.pause_collection === null &&
  subscription.schedule === null &&
  !subscription.cancel_at_period_end &&
  subscription.ended_at === null;

/** Amounts of three-decimal currencies end in zero, which a share of a period would not. */
const canProrate = (stage: Stage): boolean => stage.currency !== 'kwd';

const order: Event = (stage) => {
  const { ledger, customer, method, currency, random } = stage;
  ledger.payments.pay({
    customer,
    method,
    currency,
    amount: amountOf(stage, random.int(20, 180) * 100),
    description: 'Badge pack',
    metadata: { order_id: orderId(stage) },
  });
};

const refundedOrder: Event = (stage) => {
  const { ledger, customer, method, currency, random } = stage;
  const payment = ledger.payments.pay({
    customer,
    method,
    currency,
    amount: amountOf(stage, random.int(20, 180) * 100),
    description: 'Scanner kit',
    metadata: { order_id: orderId(stage) },
  });
  const later = ledger.book.now + random.int(DAY, 9 * DAY);
  if (later >= stage.end) return;
  stage.at(later, () => {
    ledger.payments.refund(payment.charge, payment.charge.amount, {
      reason: 'requested_by_customer',
      reference: ledger.payments.acquirerReference(),
    });
  });
};

const singleInvoice: Event = (stage) => {
  const { ledger, customer, method, currency, random } = stage;
  ledger.invoices.bill(customer, {
    currency,
    method,
    lines: [
      { amount: amountOf(stage, random.int(50, 300) * 100), description: `Training day ${orderId(stage)}` },
    ],
    taxRates: ledger.catalogue.taxRates(stage.country, stage.state),
    metadata: { order_id: orderId(stage) },
  });
};

const moreSeats: Event = (stage, living, diary) => {
  if (!isRunning(living) || living.choice.kind !== 'seats' || !canProrate(stage)) return;
  const [item] = living.subscription.items.data;
  const quantity = (item?.quantity ?? 1) + stage.random.int(1, 5);
  diary.asked(stage, 'change_quantity', living.subscription, { quantity });
  diary.seats(stage, living.subscription, quantity);
  stage.ledger.billing.changePlan(
    living.subscription,
    { quantity },
    stage.random.chance(50) ? 'always_invoice' : 'create_prorations',
  );
};

const fewerSeats: Event = (stage, living, diary) => {
  if (!isRunning(living) || living.choice.kind !== 'seats' || !canProrate(stage)) return;
  const [item] = living.subscription.items.data;
  const quantity = Math.max(1, (item?.quantity ?? 1) - 1);
  if (quantity === item?.quantity) return;
  diary.asked(stage, 'change_quantity', living.subscription, { quantity });
  diary.seats(stage, living.subscription, quantity);
  stage.ledger.billing.changePlan(living.subscription, { quantity }, 'create_prorations');
};

/** To the next dearer plan of the price list, keeping the rhythm. */
const upgrade: Event = (stage, living, diary) => {
  if (!isRunning(living) || living.choice.kind !== 'plan' || !canProrate(stage)) return;
  const { catalogue } = stage.ledger;
  const [item] = living.subscription.items.data;
  const product = item === undefined ? undefined : catalogue.productOf(item.price);
  const next =
    product?.id === catalogue.products.solo.id
      ? 'team'
      : product?.id === catalogue.products.team.id
        ? 'venue'
        : null;
  const interval = item?.price.recurring?.interval;
  if (next === null || (interval !== 'month' && interval !== 'year')) return;
  const price = catalogue.price(next, interval as Interval, stage.currency as Currency);
  diary.asked(stage, 'change_plan', living.subscription, { price: price.id });
  stage.ledger.billing.changePlan(
    living.subscription,
    { price },
    stage.random.chance(60) ? 'always_invoice' : 'create_prorations',
  );
};

/** Some weeks without collection; invoices of the time are void. */
const pause: Event = (stage, living, diary) => {
  if (!isRunning(living)) return;
  const resumes = stage.ledger.book.now + stage.random.int(20, 50) * DAY;
  if (resumes >= stage.end) return;
  diary.asked(stage, 'pause', living.subscription);
  stage.ledger.billing.pause(living.subscription, 'void', resumes);
  stage.at(resumes, () => diary.asked(stage, 'resume', living.subscription));
};

/** To the next cheaper plan, with credit for the rest of the period on the next invoice. */
const downgrade: Event = (stage, living, diary) => {
  if (!isRunning(living) || living.choice.kind !== 'plan' || !canProrate(stage)) return;
  const { catalogue } = stage.ledger;
  const [item] = living.subscription.items.data;
  const interval = item?.price.recurring?.interval;
  const product = item === undefined ? undefined : catalogue.productOf(item.price);
  if (product?.id !== catalogue.products.venue.id || (interval !== 'month' && interval !== 'year')) return;
  const price = catalogue.price('team', interval as Interval, stage.currency as Currency);
  diary.asked(stage, 'change_plan', living.subscription, { price: price.id });
  stage.ledger.billing.changePlan(living.subscription, { price }, 'create_prorations');
};

/** From the next renewal on, another plan: decided now, with nothing to prorate. */
const changeAtRenewal: Event = (stage, living, diary) => {
  const { subscription, choice } = living;
  const [item] = subscription.items.data;
  if (!isRunning(living) || choice.kind !== 'seats' || item === undefined) return;
  const at = item.current_period_end;
  const quantity = Math.max(1, (item.quantity ?? 1) + stage.random.int(-1, 3));
  diary.asked(stage, 'change_quantity', subscription, { quantity });
  if (at < stage.end) diary.seats(stage, subscription, quantity, at);
  stage.ledger.billing.schedule(subscription, [{ at, price: item.price, quantity }], at + 300 * DAY);
};

/** Buys a package of credits that pays for usage before tax. */
const credits: Event = (stage, living) => {
  if (living.choice.kind !== 'metered') return;
  stage.ledger.grants.grant(stage.customer, {
    amount: amountOf(stage, 2000),
    currency: stage.currency,
    category: 'promotional',
  });
};

/** Moves to another address in the same place. */
const move: Event = (stage) => {
  const { address } = stage.customer;
  stage.ledger.customers.change(stage.customer, {
    address: {
      line1: `${stage.random.int(1, 180)} Station Road`,
      city: address?.city ?? '',
      postalCode: address?.postal_code ?? '',
      state: stage.state,
      country: stage.country,
    },
  });
};

/** A second card, which becomes the default of what comes. */
const secondCard: Event = (stage, living) => {
  const { customers, billing } = stage.ledger;
  const card = customers.attachCard(stage.customer, {
    brand: 'visa',
    last4: stage.random.digits(4),
    country: stage.country,
    isDefault: true,
  });
  if (isRunning(living)) billing.update(living.subscription, { method: card });
};

/** Buys the same thing again some weeks later. */
const sameOrderAgain: Event = (stage) => {
  const { ledger, customer, method, currency, random } = stage;
  const amount = amountOf(stage, random.int(20, 180) * 100);
  const buy = (): void => {
    ledger.payments.pay({
      customer,
      method,
      currency,
      amount,
      description: 'Wristbands (500)',
      metadata: { order_id: orderId(stage) },
    });
  };
  buy();
  const again = ledger.book.now + random.int(6 * HOUR, 40 * DAY);
  if (again < stage.end) stage.at(again, buy);
};

/** Leaves at the end of the period. */
const leave: Event = (stage, living, diary) => {
  if (!isRunning(living) || stage.random.chance(50)) return;
  diary.asked(stage, 'cancel', living.subscription, { effective: 'period_end' });
  stage.ledger.billing.cancelAtPeriodEnd(living.subscription, 'no longer needed');
};

/** Thinks of leaving, and stays. */
const wavering: Event = (stage, living, diary) => {
  if (!isRunning(living)) return;
  diary.asked(stage, 'cancel', living.subscription, { effective: 'period_end' });
  stage.ledger.billing.cancelAtPeriodEnd(living.subscription);
  const after = stage.ledger.book.now + stage.random.int(5 * MINUTE, 20 * HOUR);
  if (after >= stage.end) return;
  stage.at(after, () => {
    if (living.subscription.cancel_at_period_end && living.subscription.ended_at === null) {
      diary.asked(stage, 'reactivate', living.subscription);
      stage.ledger.billing.keep(living.subscription);
    }
  });
};

/** Part of the last invoice is given back as goodwill. */
const goodwill: Event = (stage, living) => {
  const invoice = lastPaid(stage, living);
  const line = invoice?.lines.data.find((one) => one.amount > 0);
  if (invoice === undefined || line === undefined || stage.currency === 'kwd') return;
  const off = (line.discount_amounts ?? []).reduce((sum, entry) => sum + entry.amount, 0);
  const net = Math.floor((line.amount - off) / 4);
  if (net <= 0 || invoice.amount_paid !== invoice.total || invoice.lines.data.length > 1) return;
  stage.ledger.credits.issue({
    invoice,
    lines: [{ line, net }],
    // Little enough that no later invoice is paid by it alone.
    to: net < amountOf(stage, 500) ? 'balance' : 'card',
    reason: 'product_unsatisfactory',
    memo: 'Goodwill for an outage',
  });
};

const balanceGift: Event = (stage) => {
  stage.ledger.credits.giveBalanceCredit(
    stage.customer,
    amountOf(stage, 300),
    stage.currency,
    'Thank you for the review',
  );
};

const newCard: Event = (stage) => {
  stage.ledger.customers.updateCard(stage.method, { last4: stage.random.digits(4) });
};

function lastPaid(stage: Stage, living: Living): Invoice | undefined {
  return stage.ledger.billing
    .invoicesOf(living.subscription)
    .findLast((invoice) => invoice.status === 'paid' && invoice.total > 0);
}

export const EVENTS = [
  order,
  order,
  refundedOrder,
  singleInvoice,
  moreSeats,
  moreSeats,
  fewerSeats,
  upgrade,
  upgrade,
  downgrade,
  changeAtRenewal,
  credits,
  move,
  secondCard,
  sameOrderAgain,
  pause,
  leave,
  wavering,
  goodwill,
  balanceGift,
  newCard,
] as const;
