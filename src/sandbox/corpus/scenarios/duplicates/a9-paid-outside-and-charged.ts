import { DAY, HOUR } from '../../../ledger/arithmetic.ts';
import type { Payment } from '../../../ledger/payments.ts';
import type { Invoice } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import {
  amountOf,
  daysBeforeEnd,
  errorLabel,
  inclusiveTaxes,
  later,
  localTaxes,
  ownPrice,
  startFor,
  subscribeAt,
} from '../../staging.ts';

const row = 'A9';
const category = 'overpayment';

/** An invoice that is sent, to be paid by bank transfer. */
function sentAt(stage: Stage, at: number, how: { readonly inclusive?: boolean } = {}): () => Invoice {
  const { ledger, random, customer, currency } = stage;
  const amount = amountOf(stage, random.int(60, 500) * 100);
  return later(stage, at, () =>
    ledger.invoices.bill(customer, {
      currency,
      collectionMethod: 'send_invoice',
      daysUntilDue: 14,
      taxRates: how.inclusive === true ? inclusiveTaxes(stage) : localTaxes(stage),
      lines: [{ amount, description: `Venue licence ${random.digits(3)}` }],
    }),
  );
}

/** Everything the card paid after the transfer is too much, less what went back. */
function tooMuch(stage: Stage, invoice: Invoice, { charge }: Payment): PlantedLabel {
  return errorLabel({
    row,
    category,
    currency: stage.currency,
    amount: charge.amount - charge.amount_refunded,
    evidence: [invoice.id, charge.id],
  });
}

export const PAID_OUTSIDE_AND_CHARGED: readonly Scenario[] = [
  {
    id: 'A9/transfer-then-card',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random, method } = stage;
      const at = daysBeforeEnd(stage, { min: 20, max: 60 });
      const invoice = sentAt(stage, at);
      stage.at(at + 6 * DAY, () => ledger.invoices.payOutOfBand(invoice()));
      const again = later(stage, at + 6 * DAY + random.int(HOUR, 9 * DAY), () =>
        ledger.invoices.payAgain(invoice(), method),
      );
      return () => tooMuch(stage, invoice(), again());
    },
  },
  {
    id: 'A9/inclusive-tax-and-part-refunded',
    row,
    kind: 'fault',
    fits: ({ currency }) => currency !== 'kwd',
    stage: (stage) => {
      const { ledger, random, method } = stage;
      const at = daysBeforeEnd(stage, { min: 25, max: 60 });
      const invoice = sentAt(stage, at, { inclusive: true });
      stage.at(at + 4 * DAY, () => ledger.invoices.payOutOfBand(invoice()));
      const again = later(stage, at + 8 * DAY, () => ledger.invoices.payAgain(invoice(), method));
      stage.at(at + 12 * DAY, () => {
        const { charge } = again();
        ledger.payments.refund(charge, Math.floor((charge.amount * random.int(20, 60)) / 100), {
          reason: 'duplicate',
          reference: ledger.payments.acquirerReference(),
        });
      });
      return () => tooMuch(stage, invoice(), again());
    },
  },
  {
    id: 'A9/a-part-charged-before',
    row,
    kind: 'fault',
    sharesCustomer: false,
    fits: ({ currency }) => currency !== 'kwd',
    stage: (stage) => {
      const { ledger, method } = stage;
      const at = daysBeforeEnd(stage, { min: 25, max: 60 });
      const invoice = sentAt(stage, at);
      stage.at(at + DAY, () =>
        ledger.invoices.pay(invoice(), method, Math.floor(invoice().amount_remaining / 3)),
      );
      const rest = later(stage, at + 5 * DAY, () => {
        const amount = invoice().amount_remaining;
        ledger.invoices.payOutOfBand(invoice());
        return amount;
      });
      const again = later(stage, at + 9 * DAY, () =>
        ledger.invoices.payAgain(invoice(), method, { amount: rest() }),
      );
      return () => tooMuch(stage, invoice(), again());
    },
  },
  {
    id: 'A9/credit-paid-a-part',
    row,
    kind: 'fault',
    sharesCustomer: false,
    // The customer's own life would take the credit.
    alone: true,
    stage: (stage) => {
      const { ledger, customer, method, currency } = stage;
      const at = daysBeforeEnd(stage, { min: 20, max: 60 });
      stage.at(at - DAY, () => {
        ledger.credits.adjustBalance(customer, -amountOf(stage, 2000), currency, 'Goodwill');
      });
      const invoice = sentAt(stage, at);
      stage.at(at + 5 * DAY, () => ledger.invoices.payOutOfBand(invoice()));
      const again = later(stage, at + 9 * DAY, () =>
        ledger.invoices.payAgain(invoice(), method, { amount: invoice().amount_due }),
      );
      return () => tooMuch(stage, invoice(), again());
    },
  },
  {
    id: 'A9/renewal-with-coupon',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random, method } = stage;
      const price = ownPrice(stage);
      const coupon = ledger.catalogue.makeCoupon({ name: 'Chamber', percentOff: 20, duration: 'forever' });
      const start = startFor(stage, price, random.int(2, 6), { min: 12, max: 26 });
      const subscription = subscribeAt(stage, start, {
        price,
        quantity: random.int(2, 8),
        coupon: { coupon },
        collectionMethod: 'send_invoice',
        daysUntilDue: 20,
      });
      for (let at = start + 3 * DAY; at < stage.end; at += 4 * DAY) {
        stage.at(at, () => {
          for (const invoice of ledger.billing.invoicesOf(subscription())) {
            if (invoice.status === 'open') ledger.invoices.payOutOfBand(invoice);
          }
        });
      }
      const last = (): Invoice => {
        const invoice = ledger.billing.invoicesOf(subscription()).at(-1);
        if (invoice === undefined) throw new Error('it was renewed');
        return invoice;
      };
      const again = later(stage, stage.end - random.int(HOUR, 3 * DAY), () =>
        ledger.invoices.payAgain(last(), method),
      );
      return () => tooMuch(stage, last(), again());
    },
  },
  {
    id: 'A9/a-part-charged-after',
    row,
    kind: 'fault',
    fits: ({ currency }) => currency !== 'kwd',
    stage: (stage) => {
      const { ledger, random, method } = stage;
      const at = daysBeforeEnd(stage, { min: 20, max: 60 });
      const invoice = sentAt(stage, at);
      stage.at(at + 6 * DAY, () => ledger.invoices.payOutOfBand(invoice()));
      const again = later(stage, at + 7 * DAY, () =>
        ledger.invoices.payAgain(invoice(), method, {
          amount: Math.floor((invoice().total * random.int(30, 90)) / 100),
        }),
      );
      return () => tooMuch(stage, invoice(), again());
    },
  },
  {
    // Only the customer knows whether it was meant for the invoice.
    id: 'A9/transfer-on-the-cash-balance',
    row,
    kind: 'fault',
    // The customer's credit would make the transfer more than the invoice asks for.
    sharesCustomer: false,
    alone: true,
    stage: (stage) => {
      const { ledger, random, customer, method, currency } = stage;
      const at = daysBeforeEnd(stage, { min: 20, max: 60 });
      const invoice = later(stage, at, () =>
        ledger.invoices.bill(customer, {
          currency,
          method,
          taxRates: localTaxes(stage),
          lines: [{ amount: amountOf(stage, random.int(60, 500) * 100), description: 'Venue licence' }],
        }),
      );
      // Of another amount: whatever it was for, it was not this invoice.
      stage.at(at + random.int(HOUR, 5 * DAY), () => {
        ledger.customers.receiveCash(customer, invoice().amount_due * 2, currency);
      });
      const transfer = later(stage, at + random.int(HOUR, 15 * DAY), () =>
        ledger.customers.receiveCash(customer, invoice().amount_due, currency),
      );
      return () => ({
        ...errorLabel({
          row,
          category,
          currency,
          amount: transfer().net_amount,
          evidence: [invoice().id, ledger.credits.chargeOf(invoice()).id, transfer().id],
        }),
        classification: 'likely_error',
      });
    },
  },
];
