import { DAY, HOUR, MINUTE } from '../../ledger/arithmetic.ts';
import type { Currency, Interval } from '../../ledger/catalogue.ts';
import type { Invoice } from '../../ledger/wire.ts';
import type { Stage } from '../scenario.ts';
import { amountOf, orderId } from '../staging.ts';
import type { Living } from './clean-life.ts';

/** Something ordinary that happens to a customer at the present moment of the clock. */
type Event = (stage: Stage, living: Living) => void;

const isRunning = ({ subscription }: Living): boolean =>
  subscription.status === 'active' &&
  subscription.pause_collection === null &&
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

const moreSeats: Event = (stage, living) => {
  if (!isRunning(living) || living.choice.kind !== 'seats' || !canProrate(stage)) return;
  const [item] = living.subscription.items.data;
  const quantity = (item?.quantity ?? 1) + stage.random.int(1, 5);
  stage.ledger.billing.changePlan(
    living.subscription,
    { quantity },
    stage.random.chance(50) ? 'always_invoice' : 'create_prorations',
  );
};

const fewerSeats: Event = (stage, living) => {
  if (!isRunning(living) || living.choice.kind !== 'seats' || !canProrate(stage)) return;
  const [item] = living.subscription.items.data;
  const quantity = Math.max(1, (item?.quantity ?? 1) - 1);
  if (quantity === item?.quantity) return;
  stage.ledger.billing.changePlan(living.subscription, { quantity }, 'create_prorations');
};

/** To the next dearer plan of the price list, keeping the rhythm. */
const upgrade: Event = (stage, living) => {
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
  stage.ledger.billing.changePlan(
    living.subscription,
    { price },
    stage.random.chance(60) ? 'always_invoice' : 'create_prorations',
  );
};

/** Some weeks without collection; invoices of the time are void. */
const pause: Event = (stage, living) => {
  if (!isRunning(living)) return;
  const resumes = stage.ledger.book.now + stage.random.int(20, 50) * DAY;
  if (resumes >= stage.end) return;
  stage.ledger.billing.pause(living.subscription, 'void', resumes);
};

/** Leaves at the end of the period. */
const leave: Event = (stage, living) => {
  if (!isRunning(living) || stage.random.chance(50)) return;
  stage.ledger.billing.cancelAtPeriodEnd(living.subscription, 'no longer needed');
};

/** Thinks of leaving, and stays. */
const wavering: Event = (stage, living) => {
  if (!isRunning(living)) return;
  stage.ledger.billing.cancelAtPeriodEnd(living.subscription);
  const after = stage.ledger.book.now + stage.random.int(5 * MINUTE, 20 * HOUR);
  if (after >= stage.end) return;
  stage.at(after, () => {
    if (living.subscription.cancel_at_period_end && living.subscription.ended_at === null) {
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
  pause,
  leave,
  wavering,
  goodwill,
  balanceGift,
  newCard,
] as const;
