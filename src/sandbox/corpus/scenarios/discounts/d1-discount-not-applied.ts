import { addMonths, DAY, percentage } from '../../../ledger/arithmetic.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { amountOf, errorLabel, localTaxes, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { missingOn } from './missing.ts';

const row = 'D1';
const category = 'discount';

const isoDay = (at: number): string => new Date(at * 1000).toISOString().slice(0, 10);
const midnight = (at: number): number => Math.floor(at / DAY) * DAY;

function promised(
  id: string,
  terms: (stage: Stage) => { readonly percent: number } | { readonly amount: number },
  options: { readonly invoices?: number; readonly already?: number; readonly quantity?: number } = {},
): Scenario {
  return {
    id,
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random, customer, currency, policy } = stage;
      const price = ownPrice(stage);
      const promise = terms(stage);
      const renewals = random.int(4, 9);
      const start = startFor(stage, price, renewals, { min: 2, max: 20 });
      const since = random.int(1, 3);
      const from = midnight(addMonths(start, renewals - since + 1) - random.int(3, 8) * DAY);
      const coupon =
        options.already === undefined
          ? null
          : ledger.catalogue.makeCoupon({
              name: 'Smaller',
              percentOff: options.already,
              duration: 'forever',
            });
      const subscription = subscribeAt(stage, start, {
        price,
        quantity: options.quantity ?? 1,
        ...(coupon === null ? {} : { coupon: { coupon } }),
      });
      const entry = `promise-${random.digits(6)}`;
      stage.at(start, () => {
        policy.add('promises', {
          id: entry,
          customer: customer.id,
          subscription: subscription().id,
          kind: 'discount',
          ...('percent' in promise ? promise : { ...promise, currency }),
          from: isoDay(from),
          ...(options.invoices === undefined
            ? { until: isoDay(addMonths(from, 12)) }
            : { invoices: options.invoices }),
          made_at: new Date((from - random.int(20, 60) * 3600) * 1000).toISOString(),
          source: 'ticket:30412',
        });
      });
      return () => {
        const due = ledger.billing
          .invoicesOf(subscription())
          .filter((invoice) => invoice.created >= from && invoice.total > 0)
          .slice(0, options.invoices);
        return errorLabel({
          row,
          category,
          currency,
          amount: missingOn(due, localTaxes(stage), (amount) =>
            'percent' in promise ? percentage(amount, promise.percent) : promise.amount,
          ),
          evidence: [entry, ...due.map((invoice) => invoice.id)],
        });
      };
    },
  };
}

export const DISCOUNTS_NOT_APPLIED: readonly Scenario[] = [
  promised('D1/promised-percent', ({ random }) => ({ percent: random.pick([10, 15, 20, 30]) })),
  promised('D1/promised-amount', (stage) => ({ amount: amountOf(stage, 500) })),
  promised('D1/promised-for-two-invoices', () => ({ percent: 50 }), { invoices: 2 }),
  promised('D1/smaller-one-given', () => ({ percent: 30 }), { already: 10 }),
  promised('D1/seats', () => ({ percent: 25 }), { quantity: 12 }),
  {
    id: 'D1/attached-and-lost',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const price = ownPrice(stage);
      const percentOff = random.pick([10, 20, 50]);
      const coupon = ledger.catalogue.makeCoupon({ name: 'Loyal', percentOff, duration: 'forever' });
      const renewals = random.int(3, 9);
      const lost = random.int(1, 2);
      const isLost = (renewal: number): boolean => renewal > renewals - lost;
      const start = startFor(stage, price, renewals, { min: 2, max: 24 });
      const subscription = subscribeAt(stage, start, {
        price,
        coupon: { coupon },
        hooks: { discounts: (applied, { renewal }) => (isLost(renewal) ? [] : applied) },
      });
      return () => {
        const due = ledger.billing.invoicesOf(subscription()).slice(-lost);
        return errorLabel({
          row,
          category,
          currency,
          amount: missingOn(due, localTaxes(stage), (amount) => percentage(amount, percentOff)),
          evidence: due.map((invoice) => invoice.id),
        });
      };
    },
  },
];
