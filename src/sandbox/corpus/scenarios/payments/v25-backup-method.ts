import { addIntervals, DAY, HOUR, MINUTE } from '../../../ledger/arithmetic.ts';
import { DECLINES } from '../../../ledger/payments.ts';
import type { Charge, Invoice, PaymentMethod } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import { eventLabel, later, localTaxes, ownPrice, startFor, subscribeAt } from '../../staging.ts';

const row = 'V25';
const category = 'payment_failure';

function secondCard(stage: Stage): PaymentMethod {
  return stage.ledger.customers.attachCard(stage.customer, {
    brand: 'visa',
    last4: stage.random.digits(4),
    country: stage.country,
    isDefault: false,
  });
}

/** Every charge of the invoice's payments, failed ones too, oldest first. */
function attemptsOn(stage: Stage, invoice: Invoice): readonly Charge[] {
  const { book } = stage.ledger;
  const intents = new Set(
    book
      .all('invoice_payment')
      .filter((payment) => payment.invoice === invoice.id)
      .map((payment) => String(payment.payment.payment_intent)),
  );
  return book.all('charge').filter((charge) => intents.has(String(charge.payment_intent)));
}

function labels(stage: Stage, invoice: Invoice): readonly PlantedLabel[] {
  // Credit of the customer's paid it: nothing failed.
  if (invoice.amount_due === 0) return [];
  const attempts = attemptsOn(stage, invoice);
  const paid = attempts.find(({ status }) => status === 'succeeded');
  const failed = attempts.find(
    ({ status, payment_method }) => status === 'failed' && payment_method !== paid?.payment_method,
  );
  if (failed === undefined || paid === undefined) throw new Error('one card failed and another paid');
  return [eventLabel({ row, category, evidence: [invoice.id, failed.id, paid.id] })];
}

/** A renewal whose card fails; dunning takes the other card on file. */
function dunning(id: string, declines: number): Scenario {
  return {
    id,
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage);
      const renewals = random.int(2, 7);
      const start = startFor(stage, price, renewals, { min: 2 * declines + 2, max: 25 });
      const subscription = subscribeAt(stage, start, { price, taxRates: localTaxes(stage) });
      stage.at(addIntervals(start, 'month', renewals) - HOUR, () => {
        const decline = {
          decline: random.chance(50) ? DECLINES.expired : DECLINES.generic,
          retryAfterSeconds: 2 * DAY,
        };
        ledger.billing.failNextPayment(
          subscription(),
          Array.from({ length: declines }, () => decline),
          { backup: secondCard(stage) },
        );
      });
      return () => {
        const invoice = ledger.billing.invoicesOf(subscription())[renewals];
        if (invoice === undefined) throw new Error('the subscription has renewed');
        return labels(stage, invoice);
      };
    },
  };
}

export const BACKUP_METHODS: readonly Scenario[] = [
  dunning('V25/next-retry', 1),
  dunning('V25/third-attempt', 2),
  {
    // The card fails at sign-up, and the customer takes another within minutes.
    id: 'V25/at-sign-up',
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage);
      const start = stage.end - random.int(2 * DAY, 25 * DAY);
      const subscription = subscribeAt(stage, start, {
        price,
        quantity: random.int(1, 3),
        declines: [{ decline: DECLINES.insufficientFunds, retryAfterSeconds: DAY }],
      });
      const invoice = later(stage, start + random.int(2, 30) * MINUTE, () => {
        const [first] = ledger.billing.invoicesOf(subscription());
        if (first === undefined) throw new Error('the subscription was billed');
        if (first.status === 'open') ledger.invoices.pay(first, secondCard(stage));
        return first;
      });
      return () => labels(stage, invoice());
    },
  },
];
