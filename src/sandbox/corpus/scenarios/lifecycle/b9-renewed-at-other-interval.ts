import { assert } from '../../../../assert.ts';
import { addIntervals, addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { Invoice, Price, Subscription } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import { amountOf, daysBeforeEnd, errorLabel, later, startFor, subscribeAt } from '../../staging.ts';
import { collection, settle } from '../prices/settled.ts';
import { withItsTax } from '../prorations/upgrade.ts';
import { isoTime } from './company-facts.ts';

const row = 'B9';

interface Agreement {
  readonly price: Price;
  readonly entry: string;
}

/** One product at two rhythms, and the customer's contract for one of them. */
function contract(
  stage: Stage,
  agreed: { readonly interval: 'month' | 'year'; readonly count?: number },
  wrong: { readonly interval: 'month' | 'year'; readonly times: number },
): { readonly agreed: Agreement; readonly wrong: Price } {
  const { catalogue } = stage.ledger;
  const { currency, random, customer, policy, start } = stage;
  const product = catalogue.makeProduct({ name: `Seating plan ${random.digits(3)}` });
  const unitAmount = amountOf({ currency }, random.int(20, 150) * 100);
  const intervalCount = agreed.count ?? 1;
  const price = catalogue.makePrice(product, {
    currency,
    unitAmount,
    interval: agreed.interval,
    intervalCount,
  });
  const entry = `contract-${random.digits(5)}`;
  policy.add('prices', {
    id: entry,
    customer: customer.id,
    product: product.id,
    interval: agreed.interval,
    ...(intervalCount === 1 ? {} : { interval_count: intervalCount }),
    currency,
    unit_amount: unitAmount,
    from: isoTime(start - 30 * DAY),
  });
  return {
    agreed: { price, entry },
    wrong: catalogue.makePrice(product, {
      currency,
      unitAmount: unitAmount * wrong.times,
      interval: wrong.interval,
    }),
  };
}

/** How many of the agreed periods have begun from `from` to `now`. */
function periodsBegun({ recurring }: Price, from: number, now: number): number {
  assert(recurring !== null, 'the agreed price recurs');
  const interval = recurring.interval === 'year' ? 'year' : 'month';
  let begun = 0;
  while (addIntervals(from, interval, begun * recurring.interval_count) <= now) begun += 1;
  return begun;
}

/** What the wrongly timed invoices took above the agreed fees that have come due since the first of them. */
function label(
  stage: Stage,
  subscription: Subscription,
  wrong: readonly Invoice[],
  { price, entry }: Agreement,
  returned = 0,
): PlantedLabel {
  const [first] = wrong;
  assert(first !== undefined, 'it was billed at the wrong rhythm', { id: subscription.id });
  const from = first.lines.data[0]?.period.start ?? first.created;
  const quantity = subscription.items.data[0]?.quantity ?? 1;
  const fee = (price.unit_amount ?? 0) * quantity;
  let paid = 0;
  const above = wrong.map((invoice) => {
    const billed = invoice.lines.data.reduce((sum, { amount }) => sum + amount, 0);
    // An invoice pays the agreed periods that begin within its own.
    const until = Math.max(...invoice.lines.data.map(({ period }) => period.end)) - 1;
    const due = periodsBegun(price, from, Math.min(until, stage.end)) * fee - paid;
    const owed = Math.min(billed, due);
    paid += owed;
    return { invoice, amount: withItsTax(stage, billed - owed, billed) };
  });
  return errorLabel({
    row,
    category: 'renewal',
    currency: stage.currency,
    amount: above.reduce((sum, { amount }) => sum + amount, 0) - returned,
    evidence: [
      subscription.id,
      entry,
      ...above.filter(({ amount }) => amount > 0).map(({ invoice }) => invoice.id),
    ],
  });
}

const paidOf = (stage: Stage, subscription: Subscription, since: number): readonly Invoice[] =>
  stage.ledger.billing.invoicesOf(subscription).filter(({ created, total }) => total > 0 && created >= since);

/** The last renewal bills a year where months were agreed. */
function renewedForAYear(
  id: string,
  terms: { readonly seats?: boolean; readonly isPartCredited?: boolean; readonly isUnpaid?: boolean } = {},
): Scenario {
  return {
    id,
    row,
    kind: 'fault',
    ...(terms.isPartCredited === true ? { fits: ({ currency }) => currency !== 'kwd' } : {}),
    stage: (stage) => {
      const { ledger, random } = stage;
      const { agreed, wrong } = contract(stage, { interval: 'month' }, { interval: 'year', times: 10 });
      const renewals = random.int(2, 8);
      const start = startFor(stage, agreed.price, renewals, { min: 6, max: 55 });
      const renewed = addMonths(start, renewals);
      const quantity = terms.seats === true ? random.int(2, 12) : 1;
      const settlement = { sent: terms.isUnpaid === true };
      const subscription = subscribeAt(stage, start, {
        price: agreed.price,
        quantity,
        ...collection(settlement),
      });
      settle(stage, settlement, subscription, () => []);
      stage.at(renewed - random.int(2, 20) * DAY, () => {
        const phase = { at: renewed, price: wrong, quantity };
        ledger.billing.schedule(subscription(), [phase], renewed + 366 * DAY);
      });
      const returned =
        terms.isPartCredited === true
          ? later(stage, renewed + 3 * DAY, () => {
              const [invoice] = paidOf(stage, subscription(), renewed);
              const line = invoice?.lines.data[0];
              assert(invoice !== undefined && line !== undefined, 'the year was billed', { renewed });
              return ledger.credits.issue({
                invoice,
                lines: [{ line, net: Math.floor(line.amount / 4) }],
                to: invoice.amount_paid < invoice.total ? 'balance' : 'card',
                reason: 'order_change',
              }).amount;
            })
          : () => 0;
      return () => label(stage, subscription(), paidOf(stage, subscription(), renewed), agreed, returned());
    },
  };
}

/** Signed up at the wrong rhythm from the first day. */
function startedWrong(
  id: string,
  agreedTerms: Parameters<typeof contract>[1],
  wrongTerms: Parameters<typeof contract>[2],
  began: { readonly min: number; readonly max: number },
): Scenario {
  return {
    id,
    row,
    kind: 'fault',
    stage: (stage) => {
      const { agreed, wrong } = contract(stage, agreedTerms, wrongTerms);
      const start = daysBeforeEnd(stage, began);
      const subscription = subscribeAt(stage, start, { price: wrong, quantity: stage.random.int(1, 5) });
      return () => label(stage, subscription(), paidOf(stage, subscription(), start), agreed);
    },
  };
}

export const RENEWED_AT_OTHER_INTERVAL: readonly Scenario[] = [
  renewedForAYear('B9/a-year-for-a-month'),
  renewedForAYear('B9/a-year-of-seats', { seats: true }),
  renewedForAYear('B9/part-credited', { isPartCredited: true }),
  renewedForAYear('B9/a-year-not-paid-yet', { isUnpaid: true }),
  startedWrong(
    'B9/signed-up-by-the-year',
    { interval: 'month' },
    { interval: 'year', times: 10 },
    { min: 2, max: 95 },
  ),
  startedWrong(
    'B9/monthly-for-a-quarter',
    { interval: 'month', count: 3 },
    { interval: 'month', times: 1 },
    { min: 35, max: 160 },
  ),
];
