import { DAY, HOUR, MINUTE } from '../../../ledger/arithmetic.ts';
import type { LineRequest } from '../../../ledger/invoices.ts';
import type { Invoice, InvoiceLine } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import {
  amountOf,
  askedBy,
  daysBeforeEnd,
  errorLabel,
  inclusiveTaxes,
  later,
  localTaxes,
  orderId,
  ownPrice,
  startFor,
  subscribeAt,
} from '../../staging.ts';

const row = 'A7';
const category = 'one_off';
const RENEWED = { min: 3, max: 25 };

/** Something sold once, as the merchant writes it on an invoice. */
function workshop(stage: Stage, metadata: Readonly<Record<string, string>>): LineRequest {
  return {
    amount: amountOf(stage, stage.random.int(60, 400) * 100),
    description: `Onboarding workshop ${stage.random.digits(2)}`,
    metadata,
  };
}

const order = (stage: Stage) => ({ order_id: orderId(stage) });

/** The invoice item behind a line. */
function itemOf({ parent }: InvoiceLine): string {
  const item = parent?.invoice_item_details?.invoice_item;
  if (typeof item !== 'string') throw new Error('an invoice item is behind the line');
  return item;
}

/** The line is one too many: all it asks for, less what went back on it. */
function tooMuch(stage: Stage, first: InvoiceLine, again: InvoiceLine, returned = 0): PlantedLabel {
  return errorLabel({
    row,
    category,
    currency: stage.currency,
    amount: askedBy(again) - returned,
    evidence: [itemOf(first), itemOf(again)],
  });
}

/** The lines of an invoice with these words, in the order they were written. */
const linesOf = (invoice: Invoice, { description }: LineRequest): readonly InvoiceLine[] =>
  invoice.lines.data.filter((line) => line.description === description);

function at<T>(list: readonly T[], place: number): T {
  const item = list[place];
  if (item === undefined) throw new Error(`there is nothing at ${place}`);
  return item;
}

/** Bills one line by hand, with something else beside it. */
function billAt(
  stage: Stage,
  time: number,
  line: LineRequest,
  how: { readonly sent?: boolean } = {},
): () => Invoice {
  return later(stage, time, () =>
    stage.ledger.invoices.bill(stage.customer, {
      currency: stage.currency,
      method: stage.method,
      taxRates: localTaxes(stage),
      lines: [line, { amount: amountOf(stage, 700), description: `Travel ${stage.random.digits(4)}` }],
      ...(how.sent === true ? { collectionMethod: 'send_invoice', daysUntilDue: 30 } : {}),
    }),
  );
}

/** The same line billed by hand at each of these moments. */
function billedByHand(
  id: string,
  how: {
    readonly metadata: (stage: Stage) => Readonly<Record<string, string>>;
    readonly secondsApart: { readonly min: number; readonly max: number };
    readonly sent?: boolean;
    readonly classification?: 'likely_error';
  },
): Scenario {
  const { sent = false, classification = 'billing_error' } = how;
  return {
    id,
    row,
    kind: 'fault',
    stage: (stage) => {
      const line = workshop(stage, how.metadata(stage));
      const time = daysBeforeEnd(stage, sent ? { min: 18, max: 26 } : { min: 21, max: 55 });
      const first = billAt(stage, time, line, { sent });
      const again = billAt(stage, time + stage.random.int(how.secondsApart.min, how.secondsApart.max), line, {
        sent,
      });
      return () => ({
        ...tooMuch(stage, at(linesOf(first(), line), 0), at(linesOf(again(), line), 0)),
        classification,
      });
    },
  };
}

export const ONE_OFFS_BILLED_TWICE: readonly Scenario[] = [
  {
    id: 'A7/one-order-on-the-renewal',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random, customer, currency } = stage;
      const price = ownPrice(stage);
      const line = workshop(stage, order(stage));
      const start = startFor(stage, price, random.int(3, 8), RENEWED);
      const subscription = subscribeAt(stage, start, { price });
      const written = stage.end - 27 * DAY;
      for (const seconds of [0, random.int(1, 2 * HOUR)]) {
        stage.at(written + seconds, () => {
          ledger.invoices.addPending(customer, { ...line, currency, subscription: subscription() });
        });
      }
      return () => {
        const lines = ledger.billing.invoicesOf(subscription()).flatMap((one) => linesOf(one, line));
        return tooMuch(stage, at(lines, 0), at(lines, 1));
      };
    },
  },
  {
    id: 'A7/priced-with-coupon-and-inclusive-tax',
    row,
    kind: 'fault',
    fits: ({ currency }) => currency !== 'kwd',
    stage: (stage) => {
      const { ledger, random, customer, currency } = stage;
      const price = ownPrice(stage);
      const description = `Print run ${random.digits(3)}`;
      const fee = ownPrice(stage, { product: description, interval: null });
      const line: LineRequest = {
        price: fee,
        quantity: random.int(2, 5),
        description,
        metadata: order(stage),
      };
      const coupon = ledger.catalogue.makeCoupon({ name: 'Guild', percentOff: 15, duration: 'forever' });
      const start = startFor(stage, price, random.int(3, 8), RENEWED);
      const subscription = subscribeAt(stage, start, {
        price,
        coupon: { coupon },
        taxRates: inclusiveTaxes(stage),
        billingMode: 'classic',
      });
      // A period apart, so that each comes with a renewal of its own.
      for (const days of [58, 27]) {
        stage.at(stage.end - days * DAY, () => {
          ledger.invoices.addPending(customer, { ...line, currency, subscription: subscription() });
        });
      }
      return () => {
        const lines = ledger.billing.invoicesOf(subscription()).flatMap((one) => linesOf(one, line));
        return tooMuch(stage, at(lines, 0), at(lines, 1));
      };
    },
  },
  billedByHand('A7/one-order-on-two-invoices', {
    metadata: order,
    secondsApart: { min: 2 * DAY, max: 20 * DAY },
  }),
  billedByHand('A7/one-order-still-open', {
    metadata: order,
    secondsApart: { min: HOUR, max: 8 * DAY },
    sent: true,
  }),
  billedByHand('A7/same-day-and-no-order', {
    metadata: () => ({}),
    secondsApart: { min: 5 * MINUTE, max: 22 * HOUR },
    classification: 'likely_error',
  }),
  {
    id: 'A7/twice-and-another-order',
    row,
    kind: 'fault',
    stage: (stage) => {
      const time = daysBeforeEnd(stage, { min: 15, max: 50 });
      const line = workshop(stage, order(stage));
      const first = billAt(stage, time, line);
      // The same thing, really bought again.
      billAt(stage, time + 3 * HOUR, { ...line, metadata: order(stage) });
      const again = billAt(stage, time + 5 * HOUR, line);
      return () => tooMuch(stage, at(linesOf(first(), line), 0), at(linesOf(again(), line), 0));
    },
  },
  {
    id: 'A7/three-times',
    row,
    kind: 'fault',
    stage: (stage) => {
      const time = daysBeforeEnd(stage, { min: 15, max: 50 });
      const line = workshop(stage, order(stage));
      const bills = [0, 4, 9].map((days) => billAt(stage, time + days * DAY, line));
      return () => {
        const [first, ...again] = bills.map((bill) => at(linesOf(bill(), line), 0));
        if (first === undefined) throw new Error('it was billed');
        return again.map((one) => tooMuch(stage, first, one));
      };
    },
  },
  {
    id: 'A7/part-credited',
    row,
    kind: 'fault',
    fits: ({ currency }) => currency !== 'kwd',
    stage: (stage) => {
      const { ledger } = stage;
      const time = daysBeforeEnd(stage, { min: 20, max: 50 });
      const line = workshop(stage, order(stage));
      const first = billAt(stage, time, line);
      const again = billAt(stage, time + 6 * DAY, line);
      const note = later(stage, time + 9 * DAY, () => {
        const excess = at(linesOf(again(), line), 0);
        return ledger.credits.issue({
          invoice: again(),
          lines: [{ line: excess, net: Math.floor(excess.amount / 4) }],
          // A card cannot take back what the customer's credit paid.
          to: again().amount_paid < again().total ? 'balance' : 'card',
          reason: 'duplicate',
        });
      });
      return () =>
        tooMuch(stage, at(linesOf(first(), line), 0), at(linesOf(again(), line), 0), note().amount);
    },
  },
  {
    id: 'A7/again-waiting',
    row,
    kind: 'fault',
    // What waits is taxed by the invoice that takes it along: here nothing is.
    fits: ({ country }) => ['FR', 'NL', 'KW', 'SG'].includes(country),
    stage: (stage) => {
      const { ledger, random, customer, currency } = stage;
      const price = ownPrice(stage);
      const line = workshop(stage, order(stage));
      const subscription = subscribeAt(stage, startFor(stage, price, random.int(3, 8), { min: 8, max: 25 }), {
        price,
      });
      const first = billAt(stage, daysBeforeEnd(stage, { min: 9, max: 40 }), line);
      const again = later(stage, daysBeforeEnd(stage, { min: 1, max: 6 }), () =>
        ledger.invoices.addPending(customer, { ...line, currency, subscription: subscription() }),
      );
      return () =>
        errorLabel({
          row,
          category,
          currency,
          amount: again().amount,
          evidence: [itemOf(at(linesOf(first(), line), 0)), again().id],
        });
    },
  },
];
