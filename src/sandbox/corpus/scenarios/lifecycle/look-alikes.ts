import { assert } from '../../../../assert.ts';
import { addIntervals, addMonths, DAY, HOUR } from '../../../ledger/arithmetic.ts';
import { DECLINES } from '../../../ledger/payments.ts';
import type { Subscription } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import { amountOf, daysBeforeEnd, eventLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { fitsProrations } from '../prorations/upgrade.ts';
import { asks, isoTime } from './company-facts.ts';

/**
 * What looks like an error of this family and is right: the same facts in another order, or one fact more. Those that
 * deserve an explanation have a label; of the others nothing is to be said, and any error is a false one.
 */

function lastPaid(stage: Stage, subscription: Subscription): string {
  const invoice = stage.ledger.billing
    .invoicesOf(subscription)
    .findLast(({ status, total }) => status === 'paid' && total > 0);
  assert(invoice !== undefined, 'something was paid', { id: subscription.id });
  return invoice.id;
}

const nothing = (): readonly PlantedLabel[] => [];

/** B2: the request came after the renewal, and was carried out for the end of the period. */
const askedTooLate: Scenario = {
  id: 'V6/asked-after-the-renewal',
  row: 'V6',
  kind: 'event',
  stage: (stage) => {
    const { ledger, random } = stage;
    const price = ownPrice(stage);
    const renewals = random.int(2, 8);
    const start = startFor(stage, price, renewals, { min: 8, max: 25 });
    const subscription = subscribeAt(stage, start, { price });
    const asked = addMonths(start, renewals) + random.int(2 * HOUR, 4 * DAY);
    asks(stage, asked, subscription, 'cancel');
    stage.at(asked + random.int(300, 2 * DAY), () =>
      ledger.billing.cancelAtPeriodEnd(subscription(), 'Too expensive'),
    );
    return () =>
      eventLabel({
        row: 'V6',
        category: 'cancellation',
        evidence: [subscription().id, lastPaid(stage, subscription())],
      });
  },
};

/** B2: the customer wanted to leave, and then to stay. */
const wantedBack: Scenario = {
  id: 'V6/asked-to-stay-after-all',
  row: 'V6',
  kind: 'event',
  stage: (stage) => {
    const { random } = stage;
    const price = ownPrice(stage);
    const renewals = random.int(3, 8);
    const start = startFor(stage, price, renewals, { min: 2, max: 25 });
    const subscription = subscribeAt(stage, start, { price });
    const asked = addMonths(start, renewals - 2) + random.int(2 * DAY, 10 * DAY);
    asks(stage, asked, subscription, 'cancel');
    asks(stage, asked + random.int(HOUR, 10 * DAY), subscription, 'reactivate');
    return nothing;
  },
};

/** B3: the account was closed within the last period, which runs on to its end. */
const closedInTime: Scenario = {
  id: 'V6/account-closed-in-the-last-period',
  row: 'V6',
  kind: 'event',
  alone: true,
  stage: (stage) => {
    const { ledger, random, customer, policy } = stage;
    const price = ownPrice(stage);
    const renewals = random.int(2, 8);
    const start = startFor(stage, price, renewals, { min: 8, max: 25 });
    const subscription = subscribeAt(stage, start, { price });
    const closed = addMonths(start, renewals) + random.int(HOUR, 5 * DAY);
    policy.add('accounts', {
      id: `account-${random.digits(6)}`,
      customer: customer.id,
      status: 'closed',
      closed_at: isoTime(closed),
    });
    stage.at(closed + 60, () => ledger.billing.cancelAtPeriodEnd(subscription(), 'Account closed'));
    return () =>
      eventLabel({
        row: 'V6',
        category: 'cancellation',
        evidence: [subscription().id, lastPaid(stage, subscription())],
      });
  },
};

/** B5: cancelled within the trial, and taken back before its end. Who did that decides whether it needs explaining. */
const keptAfterAll: Scenario = {
  id: 'V22/cancellation-taken-back',
  row: 'V22',
  kind: 'event',
  stage: (stage) => {
    const { ledger, random } = stage;
    const price = ownPrice(stage);
    const trialEnd = daysBeforeEnd(stage, { min: 2, max: 25 });
    const start = trialEnd - 14 * DAY;
    const subscription = subscribeAt(stage, start, { price, trialEnd });
    const left = start + random.int(DAY, 6 * DAY);
    stage.at(left, () => ledger.billing.cancelAtPeriodEnd(subscription(), 'Not sure'));
    stage.at(left + random.int(HOUR, 6 * DAY), () => ledger.billing.keep(subscription()));
    return nothing;
  },
};

/** B6: as many free days as were promised, to the second; a later subscription had none to expect. */
const promiseKept: Scenario = {
  id: 'V22/as-promised',
  row: 'V22',
  kind: 'event',
  alone: true,
  stage: (stage) => {
    const { random, customer, policy } = stage;
    const trialEnd = daysBeforeEnd(stage, { min: 2, max: 25 });
    const days = random.pick([7, 14, 30]);
    const start = trialEnd - days * DAY;
    policy.add('promises', {
      id: `promise-${random.digits(6)}`,
      customer: customer.id,
      kind: 'trial',
      days,
      made_at: isoTime(start - random.int(HOUR, 9 * DAY)),
    });
    const subscription = subscribeAt(stage, start, { price: ownPrice(stage), trialEnd });
    subscribeAt(stage, start + random.int(DAY, 6 * DAY), { price: ownPrice(stage) });
    return () => {
      const paid = stage.ledger.billing
        .invoicesOf(subscription())
        .find(({ status, total }) => status === 'paid' && total > 0);
      return eventLabel({ row: 'V22', category: 'trial', evidence: [subscription().id, paid?.id ?? ''] });
    };
  },
};

/** B7: paused only when the renewal had been billed; the draft made in the pause was paid by hand, as agreed. */
const pausedAfterwards: Scenario = {
  id: 'V27/paused-after-the-renewal',
  row: 'V27',
  kind: 'event',
  stage: (stage) => {
    const { ledger, random } = stage;
    const price = ownPrice(stage);
    const renewals = random.int(2, 8);
    const start = startFor(stage, price, renewals, { min: 6, max: 20 });
    const subscription = subscribeAt(stage, start, { price });
    const from = addMonths(start, renewals) + random.int(2 * HOUR, 4 * DAY);
    asks(stage, from - HOUR, subscription, 'pause');
    stage.at(from, () => ledger.billing.pause(subscription(), 'void', stage.end + random.int(5, 40) * DAY));
    return nothing;
  },
};

/** B9: by contract monthly, and moved to the year because the customer asked for it. */
const askedForTheYear: Scenario = {
  id: 'V5/moved-to-the-year-as-asked',
  row: 'V5',
  kind: 'event',
  stage: (stage) => {
    const { ledger, random, customer, currency, policy } = stage;
    const product = ledger.catalogue.makeProduct({ name: `Guest app ${random.digits(3)}` });
    const unitAmount = amountOf(stage, random.int(20, 150) * 100);
    const monthly = ledger.catalogue.makePrice(product, { currency, unitAmount });
    const yearly = ledger.catalogue.makePrice(product, {
      currency,
      unitAmount: unitAmount * 10,
      interval: 'year',
    });
    policy.add('prices', {
      id: `contract-${random.digits(5)}`,
      customer: customer.id,
      product: product.id,
      interval: 'month',
      currency,
      unit_amount: unitAmount,
      from: isoTime(stage.start),
    });
    const renewals = random.int(2, 8);
    const start = startFor(stage, monthly, renewals, { min: 4, max: 40 });
    const renewed = addMonths(start, renewals);
    const subscription = subscribeAt(stage, start, { price: monthly });
    const asked = renewed - random.int(3 * DAY, 20 * DAY);
    asks(stage, asked, subscription, 'change_plan', { price: yearly.id });
    stage.at(asked + HOUR, () => {
      ledger.billing.schedule(subscription(), [{ at: renewed, price: yearly }], renewed + 366 * DAY);
    });
    return nothing;
  },
};

/** B12: money comes back on cancellation, and it did: with the cancellation, on an invoice below zero. */
const creditedAtOnce: Scenario = {
  id: 'V14/credited-with-the-cancellation',
  row: 'V14',
  kind: 'event',
  sharesCustomer: false,
  fits: fitsProrations,
  stage: (stage) => {
    const { ledger, random } = stage;
    stage.policy.set('refund_on_cancel', 'prorated');
    const price = ownPrice(stage);
    const renewals = random.int(2, 8);
    const start = startFor(stage, price, renewals, { min: 12, max: 25 });
    const subscription = subscribeAt(stage, start, { price });
    stage.at(addMonths(start, renewals) + random.int(2 * DAY, 10 * DAY), () => {
      ledger.billing.cancelNow(subscription(), { prorate: true, invoiceNow: true });
    });
    return nothing;
  },
};

/** B12: nothing is due when the last period runs to its end, or when Stripe gave up on a payment. */
const ranOut = (id: string, leave: 'at-period-end' | 'not-paid'): Scenario => ({
  id,
  row: 'V14',
  kind: 'event',
  sharesCustomer: false,
  stage: (stage) => {
    const { ledger, random } = stage;
    stage.policy.set('refund_on_cancel', { full_within_days: 14, otherwise: 'prorated' });
    const price = ownPrice(stage);
    const renewals = random.int(2, 6);
    const start = startFor(stage, price, renewals, { min: 18, max: 40 });
    const subscription = subscribeAt(stage, start, { price });
    const last = addIntervals(start, 'month', renewals);
    if (leave === 'at-period-end') {
      stage.at(last + random.int(HOUR, 9 * DAY), () =>
        ledger.billing.cancelAtPeriodEnd(subscription(), 'Season is over'),
      );
    } else {
      stage.at(last - 2 * DAY, () => {
        const declines = [0, 1].map(() => ({
          decline: DECLINES.insufficientFunds,
          retryAfterSeconds: 3 * DAY,
        }));
        const then = 'cancel';
        ledger.billing.failNextPayment(subscription(), declines, { then });
      });
    }
    return nothing;
  },
});

export const LIFECYCLE_LOOK_ALIKES: readonly Scenario[] = [
  askedTooLate,
  wantedBack,
  closedInTime,
  keptAfterAll,
  promiseKept,
  pausedAfterwards,
  askedForTheYear,
  creditedAtOnce,
  ranOut('V14/ran-to-its-end', 'at-period-end'),
  ranOut('V14/given-up-on', 'not-paid'),
];
