import { DAY, HOUR } from '../../../ledger/arithmetic.ts';
import type { Scenario } from '../../scenario.ts';
import {
  amountOf,
  daysBeforeEnd,
  errorLabel,
  later,
  localTaxes,
  ownPrice,
  startFor,
  subscribeAt,
} from '../../staging.ts';

const row = 'A2';
const category = 'overpayment';

export const OVERPAID_INVOICES: readonly Scenario[] = [
  {
    id: 'A2/second-payment',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random, customer, method, currency } = stage;
      const at = daysBeforeEnd(stage, { min: 5, max: 60 });
      const extra = amountOf(stage, random.int(5, 30) * 100);
      const bill = later(stage, at, () =>
        ledger.invoices.bill(customer, {
          currency,
          method,
          taxRates: localTaxes(stage),
          lines: [{ amount: amountOf(stage, random.int(40, 400) * 100), description: 'Training' }],
        }),
      );
      const payment = later(stage, at + random.int(HOUR, 3 * DAY), () =>
        ledger.invoices.payAgain(bill(), method, { amount: extra }),
      );
      return () =>
        errorLabel({ row, category, currency, amount: extra, evidence: [bill().id, payment().charge.id] });
    },
  },
  {
    id: 'A2/charged-too-much',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const price = ownPrice(stage);
      const extra = amountOf(stage, random.int(3, 20) * 100);
      const renewals = random.int(2, 6);
      const subscription = subscribeAt(stage, startFor(stage, price, renewals, { min: 3, max: 25 }), {
        price,
        hooks: { charge: (amount, { renewal }) => (renewal === renewals ? amount + extra : amount) },
      });
      return () => {
        const invoice = ledger.billing.invoicesOf(subscription()).at(-1);
        return errorLabel({ row, category, currency, amount: extra, evidence: [invoice?.id ?? ''] });
      };
    },
  },
  {
    id: 'A2/part-refunded',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random, customer, method, currency } = stage;
      const at = daysBeforeEnd(stage, { min: 12, max: 60 });
      const extra = amountOf(stage, 4000);
      const back = amountOf(stage, 1000);
      const bill = later(stage, at, () =>
        ledger.invoices.bill(customer, {
          currency,
          method,
          taxRates: localTaxes(stage),
          lines: [{ amount: amountOf(stage, random.int(60, 400) * 100), description: 'Training' }],
        }),
      );
      const payment = later(stage, at + 2 * DAY, () =>
        ledger.invoices.payAgain(bill(), method, { amount: extra }),
      );
      stage.at(at + 5 * DAY, () => {
        ledger.payments.refund(payment().charge, back, { reason: 'requested_by_customer', reference: null });
      });
      return () =>
        errorLabel({
          row,
          category,
          currency,
          amount: extra - back,
          evidence: [bill().id, payment().charge.id],
        });
    },
  },
];
