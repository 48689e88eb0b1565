import { assert } from '../../../../assert.ts';
import { addIntervals, addMonths, DAY, HOUR } from '../../../ledger/arithmetic.ts';
import { DECLINES } from '../../../ledger/payments.ts';
import type { Subscription } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { amountOf, daysBeforeEnd, eventLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { fitsProrations } from '../prorations/upgrade.ts';
import { asks, isoTime } from './company-facts.ts';
import { ANNUAL_RENEWALS } from './v5-annual-renewal.ts';
import { CHARGED_BEFORE_CANCELLATION } from './v6-charged-before-cancellation.ts';
import { TRIALS_CONVERTED } from './v22-trial-converted.ts';
import { RESUMED_AFTER_PAUSES, resumed } from './v27-resumed-after-pause.ts';

/**
 * What looks like an error of this family and is right: the same facts in another order, or one fact more. Where nothing
 * is to be said of it, it stands beside something of the row that has a label; any error is a false one.
 */

function lastPaid(stage: Stage, subscription: Subscription): string {
  const invoice = stage.ledger.billing
    .invoicesOf(subscription)
    .findLast(({ status, total }) => status === 'paid' && total > 0);
  assert(invoice !== undefined, 'something was paid', { id: subscription.id });
  return invoice.id;
}

/** Stages `lookAlike`, of which nothing is to be said, and with it a scenario of its row whose label is due. */
const beside = (
  labelled: Scenario | undefined,
  lookAlike: Pick<Scenario, 'id' | 'sharesCustomer' | 'fits'> & { readonly stage: (stage: Stage) => void },
): Scenario => {
  assert(labelled !== undefined, 'the row has a scenario with a label', { id: lookAlike.id });
  return {
    ...labelled,
    ...lookAlike,
    stage: (stage) => {
      lookAlike.stage(stage);
      return labelled.stage(stage);
    },
  };
};

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
const wantedBack = beside(CHARGED_BEFORE_CANCELLATION[0], {
  id: 'V6/asked-to-stay-after-all',
  stage: (stage) => {
    const { random } = stage;
    const price = ownPrice(stage);
    const renewals = random.int(3, 8);
    const start = startFor(stage, price, renewals, { min: 2, max: 25 });
    const subscription = subscribeAt(stage, start, { price });
    const asked = addMonths(start, renewals - 2) + random.int(2 * DAY, 10 * DAY);
    asks(stage, asked, subscription, 'cancel');
    asks(stage, asked + random.int(HOUR, 10 * DAY), subscription, 'reactivate');
  },
});

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
const keptAfterAll = beside(TRIALS_CONVERTED[0], {
  id: 'V22/cancellation-taken-back',
  stage: (stage) => {
    const { ledger, random } = stage;
    const price = ownPrice(stage);
    const trialEnd = daysBeforeEnd(stage, { min: 2, max: 25 });
    const start = trialEnd - 14 * DAY;
    const subscription = subscribeAt(stage, start, { price, trialEnd });
    const left = start + random.int(DAY, 6 * DAY);
    stage.at(left, () => ledger.billing.cancelAtPeriodEnd(subscription(), 'Not sure'));
    stage.at(left + random.int(HOUR, 6 * DAY), () => ledger.billing.keep(subscription()));
  },
});

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
const pausedAfterwards = beside(RESUMED_AFTER_PAUSES[0], {
  id: 'V27/paused-after-the-renewal',
  stage: (stage) => {
    const { ledger, random } = stage;
    const price = ownPrice(stage);
    const renewals = random.int(2, 8);
    const start = startFor(stage, price, renewals, { min: 6, max: 20 });
    const subscription = subscribeAt(stage, start, { price });
    const from = addMonths(start, renewals) + random.int(2 * HOUR, 4 * DAY);
    asks(stage, from - HOUR, subscription, 'pause');
    stage.at(from, () => ledger.billing.pause(subscription(), 'void', stage.end + random.int(5, 40) * DAY));
  },
});

/** B7: asked for, made and over before Stripe's events begin: nobody can say when it ended. */
const overLongAgo = beside(RESUMED_AFTER_PAUSES[1], {
  id: 'V27/over-before-stripe-can-tell',
  stage: (stage) => {
    resumed('V27/long-ago', {
      behavior: 'void',
      days: { min: 40, max: 75 },
      resumes: 'by-date',
      asked: 'pause',
      charged: { min: 50, max: 80 },
    }).stage(stage);
  },
});

/** B9: by contract monthly, and moved to the year because the customer asked for it. */
const askedForTheYear = beside(ANNUAL_RENEWALS[0], {
  id: 'V5/moved-to-the-year-as-asked',
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
  },
});

/** B12: money comes back on cancellation, and it did: with the cancellation, on an invoice below zero. */
const creditedAtOnce = beside(CHARGED_BEFORE_CANCELLATION[0], {
  id: 'V6/credited-with-the-cancellation',
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
  },
});

/** B12: nothing is due when the last period runs to its end, or when Stripe gave up on a payment. */
const ranOut = (id: string, leave: 'at-period-end' | 'not-paid') =>
  beside(CHARGED_BEFORE_CANCELLATION[0], {
    id,
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
    },
  });

export const LIFECYCLE_LOOK_ALIKES: readonly Scenario[] = [
  askedTooLate,
  wantedBack,
  closedInTime,
  keptAfterAll,
  promiseKept,
  pausedAfterwards,
  overLongAgo,
  askedForTheYear,
  creditedAtOnce,
  ranOut('V6/ran-to-its-end', 'at-period-end'),
  ranOut('V6/given-up-on', 'not-paid'),
];
