import { DAY, HOUR, MINUTE } from '../../../ledger/arithmetic.ts';
import type { Payment, PaymentRequest } from '../../../ledger/payments.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import { amountOf, daysBeforeEnd, errorLabel, later, localTaxes, orderId } from '../../staging.ts';

const row = 'A1';
const WHEN = { min: 3, max: 50 };

function request(stage: Stage, change: Partial<PaymentRequest> = {}): PaymentRequest {
  const { customer, method, currency, random } = stage;
  return {
    customer,
    method,
    currency,
    amount: amountOf(stage, random.int(20, 300) * 100),
    description: 'Badge pack',
    metadata: { order_id: orderId(stage) },
    ...change,
  };
}

/** All payments but the first are too much, less what came back. */
function label(payments: readonly (() => Payment)[]): PlantedLabel {
  const charges = payments.map((payment) => payment().charge);
  const [first, ...again] = charges;
  const returned = charges.reduce((sum, charge) => sum + charge.amount_refunded, 0);
  return errorLabel({
    row,
    category: 'duplicate_charge',
    currency: first?.currency ?? '',
    amount: again.reduce((sum, charge) => sum + charge.amount, 0) - returned,
    evidence: charges.map(({ id }) => id),
  });
}

export const DUPLICATE_CHARGES: readonly Scenario[] = [
  {
    id: 'A1/same-order',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random } = stage;
      const at = daysBeforeEnd(stage, WHEN);
      const what = request(stage);
      const first = later(stage, at, () => ledger.payments.pay(what));
      const second = later(stage, at + random.int(1, 8 * MINUTE), () => ledger.payments.pay(what));
      return () => label([first, second]);
    },
  },
  {
    id: 'A1/same-order-an-hour-later',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger } = stage;
      const at = daysBeforeEnd(stage, WHEN);
      const what = request(stage);
      const first = later(stage, at, () => ledger.payments.pay(what));
      const second = later(stage, at + HOUR, () => ledger.payments.pay(what));
      return () => label([first, second]);
    },
  },
  {
    id: 'A1/three-times',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random } = stage;
      const at = daysBeforeEnd(stage, WHEN);
      const what = request(stage);
      const pay = (time: number) => later(stage, time, () => ledger.payments.pay(what));
      const payments = [pay(at), pay(at + random.int(20, 300)), pay(at + random.int(400, 4000))];
      return () => label(payments);
    },
  },
  {
    id: 'A1/part-refunded',
    row,
    kind: 'fault',
    fits: ({ currency }) => currency !== 'kwd',
    stage: (stage) => {
      const { ledger, random } = stage;
      const at = daysBeforeEnd(stage, { min: 8, max: 50 });
      const what = request(stage);
      const first = later(stage, at, () => ledger.payments.pay(what));
      const second = later(stage, at + random.int(60, 500), () => ledger.payments.pay(what));
      stage.at(at + random.int(DAY, 5 * DAY), () => {
        ledger.payments.refund(second().charge, Math.floor(what.amount / 3), {
          reason: 'requested_by_customer',
          reference: ledger.payments.acquirerReference(),
        });
      });
      return () => label([first, second]);
    },
  },
  {
    id: 'A1/without-a-word',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random } = stage;
      const at = daysBeforeEnd(stage, WHEN);
      const what = request(stage, { metadata: {}, description: 'Guest list import' });
      const first = later(stage, at, () => ledger.payments.pay(what));
      const second = later(stage, at + random.int(5, 9 * MINUTE), () => ledger.payments.pay(what));
      return () => label([first, second]);
    },
  },
  {
    id: 'A1/same-invoice',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random, customer, method, currency } = stage;
      const at = daysBeforeEnd(stage, WHEN);
      const bill = later(stage, at, () =>
        ledger.invoices.bill(customer, {
          currency,
          method,
          taxRates: localTaxes(stage),
          lines: [{ amount: amountOf(stage, random.int(40, 400) * 100), description: 'Scanner kit' }],
        }),
      );
      const first = later(stage, at + 1, () => ledger.credits.chargeOf(bill()));
      const second = later(stage, at + random.int(60, 2 * DAY), () =>
        ledger.invoices.payAgain(bill(), method, { amount: first().amount }),
      );
      return () =>
        errorLabel({
          row,
          category: 'duplicate_charge',
          currency,
          amount: second().charge.amount,
          evidence: [first().id, second().charge.id, bill().id],
        });
    },
  },
];
