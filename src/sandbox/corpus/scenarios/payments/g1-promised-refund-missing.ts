import { DAY } from '../../../ledger/arithmetic.ts';
import type { Invoice } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario } from '../../scenario.ts';
import { daysBeforeEnd, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { paidOrder } from './one-off.ts';
import { paidBill, promiseLabel, promiseRefund } from './promised-refund.ts';

const row = 'G1';

const orderPromised = (id: string, share: number, dueInDays: number | null): Scenario => ({
  id,
  row,
  kind: 'fault',
  fits: ({ currency }) => currency !== 'kwd' || share === 1,
  stage: (stage) => {
    const { random, currency } = stage;
    const at = daysBeforeEnd(stage, { min: 25, max: 80 });
    const payment = paidOrder(stage, at);
    const amount = (): number => Math.floor(payment().charge.amount * share);
    const promise = promiseRefund(
      stage,
      at + random.int(DAY, 9 * DAY),
      () => ({ amount: amount(), currency, on: { charge: payment().charge.id } }),
      dueInDays,
    );
    return () => promiseLabel(row, { amount: amount(), currency }, [promise, payment().charge.id]);
  },
});

const billPromised = (id: string, inclusive: boolean): Scenario => ({
  id,
  row,
  kind: 'fault',
  stage: (stage) => {
    const { random, currency } = stage;
    const at = daysBeforeEnd(stage, { min: 25, max: 80 });
    const bill = paidBill(stage, at, { inclusive });
    const promise = promiseRefund(
      stage,
      at + random.int(DAY, 9 * DAY),
      () => ({ amount: bill().total, currency, on: { invoice: bill().id } }),
      random.chance(50) ? 7 : null,
    );
    return () => promiseLabel(row, { amount: bill().total, currency }, [promise, bill().id]);
  },
});

export const PROMISED_REFUNDS_MISSING: readonly Scenario[] = [
  orderPromised('G1/order', 1, null),
  orderPromised('G1/part-of-order', 0.4, 5),
  billPromised('G1/invoice', false),
  billPromised('G1/invoice-tax-included', true),
  {
    // A renewal somebody was promised back as a courtesy.
    id: 'G1/renewal',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const price = ownPrice(stage);
      const renewals = random.int(3, 8);
      const subscription = subscribeAt(stage, startFor(stage, price, renewals, { min: 20, max: 28 }), {
        price,
        quantity: random.int(1, 4),
      });
      const renewal = (): Invoice | undefined => ledger.billing.invoicesOf(subscription())[renewals];
      const promise = promiseRefund(stage, stage.end - 15 * DAY, () => ({
        amount: renewal()?.total ?? 0,
        currency,
        on: { invoice: renewal()?.id ?? '' },
      }));
      return () =>
        promiseLabel(row, { amount: renewal()?.total ?? 0, currency }, [promise, renewal()?.id ?? '']);
    },
  },
  {
    // What went back before the promise settled something else.
    id: 'G1/refund-before-the-promise',
    row,
    kind: 'fault',
    fits: ({ currency }) => currency !== 'kwd',
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const at = daysBeforeEnd(stage, { min: 35, max: 80 });
      const payment = paidOrder(stage, at);
      const quarter = (): number => Math.floor(payment().charge.amount / 4);
      stage.at(at + random.int(DAY, 4 * DAY), () => {
        ledger.payments.refund(payment().charge, quarter(), {
          reason: 'requested_by_customer',
          reference: ledger.payments.acquirerReference(),
        });
      });
      const promise = promiseRefund(stage, at + random.int(6 * DAY, 15 * DAY), () => ({
        amount: 2 * quarter(),
        currency,
        on: { charge: payment().charge.id },
      }));
      return () => promiseLabel(row, { amount: 2 * quarter(), currency }, [promise, payment().charge.id]);
    },
  },
  {
    // Nobody wrote down for which payment: the only one there is.
    id: 'G1/of-the-customer',
    row,
    kind: 'fault',
    alone: true,
    stage: (stage) => {
      const { random, currency } = stage;
      const at = daysBeforeEnd(stage, { min: 25, max: 80 });
      const payment = paidOrder(stage, at);
      const promise = promiseRefund(stage, at + random.int(DAY, 9 * DAY), () => ({
        amount: payment().charge.amount,
        currency,
        on: null,
      }));
      return () => promiseLabel(row, { amount: payment().charge.amount, currency }, [promise]);
    },
  },
  {
    // Not due yet, or made in full: nothing is wrong.
    id: 'G1/not-due-yet',
    row,
    kind: 'event',
    silent: true,
    stage: (stage) => {
      const at = daysBeforeEnd(stage, { min: 12, max: 80 });
      const payment = paidOrder(stage, at);
      promiseRefund(stage, stage.end - 8 * DAY, () => ({
        amount: payment().charge.amount,
        currency: stage.currency,
        on: { charge: payment().charge.id },
      }));
      return (): readonly PlantedLabel[] => [];
    },
  },
];
