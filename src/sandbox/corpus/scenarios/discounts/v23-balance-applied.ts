import { DAY, HOUR } from '../../../ledger/arithmetic.ts';
import type { Invoice } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import {
  amountOf,
  daysBeforeEnd,
  eventLabel,
  later,
  localTaxes,
  ownPrice,
  startFor,
  subscribeAt,
} from '../../staging.ts';

const row = 'V23';
const category = 'balance';

/** The invoice that an entry of the balance changed, with the entry that says so. */
function labelOf(stage: Stage, invoice: Invoice | undefined, sources: readonly string[]): PlantedLabel {
  if (invoice === undefined) throw new Error('an invoice followed');
  const applied = stage.ledger.book
    .all('customer_balance_transaction')
    .filter((entry) => entry.type === 'applied_to_invoice' && entry.invoice === invoice.id);
  return eventLabel({
    row,
    category,
    evidence: [invoice.id, ...applied.map(({ id }) => id), ...sources],
  });
}

interface Booking {
  readonly cents: number;
  readonly words: string;
  readonly quantity?: number;
  /** Whatever else is on the customer's balance, and has nothing to do with it. */
  readonly beside?: (stage: Stage) => void;
}

/** Booked by hand some days before the last renewal, which then asks for less (negative) or more. */
function booked(id: string, { cents, words, quantity = 1, beside }: Booking): Scenario {
  return {
    id,
    row,
    kind: 'event',
    alone: true,
    stage: (stage) => {
      const { ledger, random, customer, currency } = stage;
      const price = ownPrice(stage);
      const start = startFor(stage, price, random.int(2, 9), { min: 2, max: 24 });
      const subscription = subscribeAt(stage, start, { price, quantity });
      const entry = later(stage, daysBeforeEnd(stage, { min: 25, max: 27 }), () =>
        ledger.credits.adjustBalance(
          customer,
          Math.sign(cents) * amountOf(stage, Math.abs(cents)),
          currency,
          words,
        ),
      );
      beside?.(stage);
      return () => {
        const invoices = ledger.billing.invoicesOf(subscription());
        return labelOf(stage, invoices.at(-1), [entry()]);
      };
    },
  };
}

/** A credit note to the balance pays part of the next renewal, whose invoice may still be unpaid. */
function creditedThenBilled(id: string, collection: 'charge_automatically' | 'send_invoice'): Scenario {
  return {
    id,
    row,
    kind: 'event',
    alone: true,
    fits: ({ currency }) => currency !== 'kwd',
    stage: (stage) => {
      const { ledger, random, customer, currency, method } = stage;
      const price = ownPrice(stage);
      const start = startFor(stage, price, random.int(2, 6), { min: 2, max: 12 });
      const subscription = subscribeAt(stage, start, {
        price,
        collectionMethod: collection,
        daysUntilDue: 30,
      });
      for (let at = start + DAY; at < stage.end - 13 * DAY; at += 7 * DAY) {
        stage.at(at, () => {
          for (const invoice of ledger.billing.invoicesOf(subscription())) {
            if (invoice.status === 'open') ledger.invoices.pay(invoice, method);
          }
        });
      }
      const order = later(stage, stage.end - 20 * DAY, () =>
        ledger.invoices.bill(customer, {
          currency,
          method,
          taxRates: localTaxes(stage),
          lines: [{ amount: amountOf(stage, random.int(30, 90) * 100), description: 'On-site day' }],
        }),
      );
      const note = later(stage, stage.end - 15 * DAY, () => {
        const [line] = order().lines.data;
        if (line === undefined) throw new Error('the invoice has a line');
        const lines = [{ line, net: Math.floor(line.amount / 3) }];
        return ledger.credits.issue({
          invoice: order(),
          lines,
          to: 'balance',
          reason: 'product_unsatisfactory',
        });
      });
      return () => {
        const invoices = ledger.billing.invoicesOf(subscription());
        const entry = note().customer_balance_transaction;
        return labelOf(stage, invoices.at(-1), entry === null ? [] : [String(entry)]);
      };
    },
  };
}

export const BALANCES_APPLIED: readonly Scenario[] = [
  booked('V23/credit', { cents: -700, words: 'Thank you for your patience' }),
  booked('V23/more-credit-than-asked', {
    cents: -90_000,
    words: 'Refund of the cancelled congress, kept as credit',
  }),
  booked('V23/owed', { cents: 450, words: 'Badge printing on site, agreed on 3 May', quantity: 2 }),
  booked('V23/credit-in-another-currency', {
    cents: -800,
    words: 'Referral',
    beside: (stage) => {
      const { ledger, customer, currency } = stage;
      stage.at(stage.end - 40 * DAY, () => {
        ledger.credits.adjustBalance(customer, -2500, currency === 'usd' ? 'eur' : 'usd', 'Fair in Vienna');
      });
    },
  }),
  booked('V23/promised-and-kept', {
    cents: -900,
    words: 'Credit for the broken scanners',
    beside: (stage) => {
      const { customer, currency, policy, end } = stage;
      policy.add('promises', {
        id: `promise-${stage.random.digits(6)}`,
        customer: customer.id,
        kind: 'credit',
        amount: amountOf(stage, 900),
        currency,
        made_at: new Date((end - 30 * DAY) * 1000).toISOString(),
        due_by: new Date((end - 20 * DAY) * 1000).toISOString(),
      });
    },
  }),
  booked('V23/credit-after-the-invoice', {
    cents: -600,
    words: 'Late delivery of the badges',
    beside: (stage) => {
      const { ledger, customer, currency } = stage;
      stage.at(stage.end - HOUR, () => {
        ledger.credits.adjustBalance(customer, -amountOf(stage, 1100), currency, 'Seats that stayed empty');
      });
    },
  }),
  creditedThenBilled('V23/credit-note', 'charge_automatically'),
  creditedThenBilled('V23/credit-note-invoice-open', 'send_invoice'),
];
