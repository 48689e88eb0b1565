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

/** An invoice that was sent, and waits to be paid; credit of the customer's may pay it at once. */
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

/** Makes an invoice void at `at`, and takes its money at `paidAt` all the same; null where credit had paid it. */
function voidThenPaid(
  stage: Stage,
  invoice: () => Invoice,
  at: number,
  paidAt: number,
): () => Payment | null {
  const { invoices } = stage.ledger;
  stage.at(at, () => {
    if (invoice().status === 'open') invoices.void(invoice());
  });
  return later(stage, paidAt, () =>
    invoice().status === 'void' ? invoices.payAgain(invoice(), stage.method) : null,
  );
}

/** What the payment took for nothing and still holds. */
function labels(stage: Stage, invoice: Invoice, payment: Payment | null): readonly PlantedLabel[] {
  if (payment === null) return [];
  const { id, amount_captured, amount_refunded } = payment.charge;
  return [
    errorLabel({
      row,
      category,
      currency: stage.currency,
      amount: amount_captured - amount_refunded,
      evidence: [invoice.id, id],
    }),
  ];
}

/** Sent, made void, and paid by somebody who still had the link, or a bank that was slow. */
function paidAfterwards(id: string, afterSeconds: { readonly min: number; readonly max: number }): Scenario {
  return {
    id,
    row,
    kind: 'fault',
    stage: (stage) => {
      const { random } = stage;
      const at = daysBeforeEnd(stage, { min: 20, max: 60 });
      const bill = sentBill(stage, at);
      const voidedAt = at + random.int(HOUR, 5 * DAY);
      const paidAt = voidedAt + random.int(afterSeconds.min, afterSeconds.max);
      const payment = voidThenPaid(stage, bill, voidedAt, paidAt);
      return () => labels(stage, bill(), payment());
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
    stage: (stage) => {
      const { ledger, random } = stage;
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
      const invoice = later(stage, renewal + 2 * DAY, () => {
        const latest = ledger.billing.invoicesOf(subscription()).at(-1);
        if (latest === undefined) throw new Error('the subscription has renewed');
        return latest;
      });
      const payment = voidThenPaid(stage, invoice, renewal + 2 * DAY + 1, renewal + 4 * DAY);
      return () => labels(stage, invoice(), payment());
    },
  },
  {
    id: 'G12/part-refunded',
    row,
    kind: 'fault',
    fits: ({ currency }) => currency !== 'kwd',
    stage: (stage) => {
      const { ledger, random } = stage;
      const at = daysBeforeEnd(stage, { min: 20, max: 60 });
      const bill = sentBill(stage, at);
      const payment = voidThenPaid(stage, bill, at + 2 * DAY, at + 2 * DAY + random.int(MINUTE, DAY));
      stage.at(at + 6 * DAY, () => {
        const charge = payment()?.charge;
        if (charge === undefined) return;
        ledger.payments.refund(charge, Math.floor(charge.amount / 3), {
          reason: 'requested_by_customer',
          reference: ledger.payments.acquirerReference(),
        });
      });
      return () => labels(stage, bill(), payment());
    },
  },
  {
    // Written off and paid in the end: a debt that was owed, and nothing to return.
    id: 'G12/written-off-then-paid',
    row,
    kind: 'event',
    silent: true,
    stage: (stage) => {
      const { ledger, method } = stage;
      const at = daysBeforeEnd(stage, { min: 40, max: 90 });
      const bill = sentBill(stage, at);
      stage.at(at + 31 * DAY, () => {
        if (bill().status === 'open') ledger.invoices.markUncollectible(bill());
      });
      stage.at(at + 35 * DAY, () => {
        if (bill().status === 'uncollectible') ledger.invoices.pay(bill(), method);
      });
      return (): readonly PlantedLabel[] => [];
    },
  },
];
