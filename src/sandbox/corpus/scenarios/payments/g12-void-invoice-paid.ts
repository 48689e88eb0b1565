import { addIntervals, DAY, HOUR, MINUTE } from '../../../ledger/arithmetic.ts';
import { DECLINES, type Payment } from '../../../ledger/payments.ts';
import type { Invoice } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
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

const row = 'G12';
const category = 'overpayment';

/** An invoice that was sent, and waits to be paid. Credit of the customer's may have lowered what is due. */
function sentBill(stage: Stage, at: number): () => Invoice {
  const { ledger, random, customer, currency } = stage;
  return later(stage, at, () =>
    ledger.invoices.bill(customer, {
      currency,
      collectionMethod: 'send_invoice',
      daysUntilDue: 30,
      taxRates: localTaxes(stage),
      lines: [{ amount: amountOf(stage, random.int(60, 500) * 100), description: 'Stage hire' }],
    }),
  );
}

/** Everything the payments took for nothing and still hold. */
function label(stage: Stage, invoice: Invoice, payments: readonly (() => Payment)[]): PlantedLabel {
  const charges = payments.map((payment) => payment().charge);
  return errorLabel({
    row,
    category,
    currency: stage.currency,
    amount: charges.reduce((sum, charge) => sum + charge.amount_captured - charge.amount_refunded, 0),
    evidence: [invoice.id, ...charges.map(({ id }) => id)],
  });
}

/** Sent, made void, and paid by somebody who still had the link, or a bank that was slow. */
function paidAfterwards(id: string, afterSeconds: { readonly min: number; readonly max: number }): Scenario {
  return {
    id,
    row,
    kind: 'fault',
    alone: true,
    stage: (stage) => {
      const { ledger, random, method } = stage;
      const at = daysBeforeEnd(stage, { min: 20, max: 60 });
      const bill = sentBill(stage, at);
      const voidedAt = at + random.int(HOUR, 5 * DAY);
      stage.at(voidedAt, () => ledger.invoices.void(bill()));
      const payment = later(stage, voidedAt + random.int(afterSeconds.min, afterSeconds.max), () =>
        ledger.invoices.payAgain(bill(), method),
      );
      return () => label(stage, bill(), [payment]);
    },
  };
}

export const VOID_INVOICES_PAID: readonly Scenario[] = [
  paidAfterwards('G12/minutes-later', { min: 5, max: 10 * MINUTE }),
  paidAfterwards('G12/days-later', { min: DAY, max: 9 * DAY }),
  {
    // A renewal that failed was made void, and the retry went through all the same.
    id: 'G12/retry-after-void',
    row,
    kind: 'fault',
    alone: true,
    stage: (stage) => {
      const { ledger, random, method } = stage;
      const price = ownPrice(stage);
      const renewals = random.int(2, 6);
      const start = startFor(stage, price, renewals, { min: 8, max: 24 });
      const renewal = addIntervals(start, 'month', renewals);
      const subscription = subscribeAt(stage, start, { price, quantity: random.int(1, 3) });
      stage.at(renewal - DAY, () => {
        ledger.billing.failNextPayment(subscription(), [
          { decline: DECLINES.insufficientFunds, retryAfterSeconds: 4 * DAY },
        ]);
      });
      const voided = later(stage, renewal + 2 * DAY, () => {
        const invoice = ledger.billing.invoicesOf(subscription()).at(-1);
        if (invoice === undefined) throw new Error('the subscription has renewed');
        ledger.invoices.void(invoice);
        return invoice;
      });
      const payment = later(stage, renewal + 4 * DAY, () => ledger.invoices.payAgain(voided(), method));
      return () => label(stage, voided(), [payment]);
    },
  },
  {
    id: 'G12/part-refunded',
    row,
    kind: 'fault',
    alone: true,
    fits: ({ currency }) => currency !== 'kwd',
    stage: (stage) => {
      const { ledger, random, method } = stage;
      const at = daysBeforeEnd(stage, { min: 20, max: 60 });
      const bill = sentBill(stage, at);
      stage.at(at + 2 * DAY, () => ledger.invoices.void(bill()));
      const payment = later(stage, at + 2 * DAY + random.int(MINUTE, DAY), () =>
        ledger.invoices.payAgain(bill(), method),
      );
      stage.at(at + 6 * DAY, () => {
        const { charge } = payment();
        ledger.payments.refund(charge, Math.floor(charge.amount / 3), {
          reason: 'requested_by_customer',
          reference: ledger.payments.acquirerReference(),
        });
      });
      return () => label(stage, bill(), [payment]);
    },
  },
  {
    // Written off and paid in the end: a debt that was owed, and nothing to return.
    id: 'G12/written-off-then-paid',
    row,
    kind: 'event',
    alone: true,
    stage: (stage) => {
      const { ledger, method } = stage;
      const at = daysBeforeEnd(stage, { min: 40, max: 90 });
      const bill = sentBill(stage, at);
      stage.at(at + 31 * DAY, () => ledger.invoices.markUncollectible(bill()));
      stage.at(at + 35 * DAY, () => {
        ledger.invoices.pay(bill(), method);
      });
      return (): readonly PlantedLabel[] => [];
    },
  },
];
