import { DAY, percentage } from '../../../ledger/arithmetic.ts';
import type { CreditedLine } from '../../../ledger/credits.ts';
import type { CreditNote, Invoice, InvoiceLine } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import {
  amountOf,
  daysBeforeEnd,
  errorLabel,
  eventLabel,
  later,
  localTaxes,
  ownPrice,
  startFor,
  subscribeAt,
} from '../../staging.ts';
import { isTaxed, localTax } from './staging.ts';

const row = 'F9';
const category = 'tax';

/** Tax on top of a line, minor units. */
const taxOf = (line: InvoiceLine): number => (line.taxes ?? []).reduce((sum, { amount }) => sum + amount, 0);

/** What a line asks for before tax. */
const netOf = (line: InvoiceLine): number =>
  line.amount - (line.discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0);

/** The tax on part of a line: all of it less what the rate makes of what stays. */
const taxOnPart = (stage: Stage, line: InvoiceLine, net: number): number =>
  taxOf(line) - percentage(netOf(line) - net, localTax(stage).percentage);

function lineOf(invoice: Invoice, at = 0): InvoiceLine {
  const line = invoice.lines.data[at];
  if (line === undefined) throw new Error('the invoice has that line');
  return line;
}

/** Back to the card where it can take all of it; what the customer's credit paid goes back there. */
const wayBack = (invoice: Invoice): 'card' | 'balance' =>
  invoice.amount_paid < invoice.total && invoice.status === 'paid' ? 'balance' : 'card';

function credit(stage: Stage, invoice: Invoice, lines: readonly CreditedLine[]): CreditNote {
  return stage.ledger.credits.issue({ invoice, lines, to: wayBack(invoice), reason: 'order_change' });
}

/** A one-off invoice with tax, one to two months ago. */
function aBill(
  stage: Stage,
  options: { readonly lines?: number; readonly automaticTax?: boolean; readonly open?: boolean } = {},
): () => Invoice {
  const { ledger, random, customer, method, currency } = stage;
  const lines = Array.from({ length: options.lines ?? 1 }, (_, at) => ({
    amount: amountOf(stage, random.int(40, 400) * 100),
    description: ['Training day', 'Travel', 'Material'][at] ?? 'Other',
  }));
  return later(stage, daysBeforeEnd(stage, { min: 32, max: 55 }), () =>
    ledger.invoices.bill(customer, {
      currency,
      lines,
      ...(options.automaticTax === true ? { automaticTax: true } : { taxRates: localTaxes(stage) }),
      ...(options.open === true ? { collectionMethod: 'send_invoice', daysUntilDue: 60 } : { method }),
    }),
  );
}

/** The whole of a line is credited at its price before tax. */
function wholeLine(
  id: string,
  options: { readonly lines?: number; readonly automaticTax?: boolean; readonly open?: boolean } = {},
): Scenario {
  return {
    id: `F9/${id}`,
    row,
    kind: 'fault',
    fits: isTaxed,
    stage: (stage) => {
      const bill = aBill(stage, options);
      const at = (options.lines ?? 1) - 1;
      const note = later(stage, daysBeforeEnd(stage, { min: 5, max: 28 }), () =>
        credit(stage, bill(), [{ line: lineOf(bill(), at), tax: 'none' }]),
      );
      return () =>
        errorLabel({
          row,
          category,
          currency: stage.currency,
          amount: taxOf(lineOf(bill(), at)),
          evidence: [bill().id, note().id],
        });
    },
  };
}

export const RETURNED_WITHOUT_TAX: readonly Scenario[] = [
  wholeLine('whole-line'),
  wholeLine('one-line-of-two', { lines: 2 }),
  wholeLine('automatic-tax', { automaticTax: true }),
  wholeLine('still-open', { lines: 3, open: true }),
  {
    id: 'F9/renewal-with-coupon',
    row,
    kind: 'fault',
    fits: isTaxed,
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const price = ownPrice(stage);
      const coupon = ledger.catalogue.makeCoupon({
        name: 'Partner',
        percentOff: random.pick([10, 25]),
        duration: 'forever',
      });
      const start = startFor(stage, price, random.int(3, 9), { min: 12, max: 26 });
      const subscription = subscribeAt(stage, start, {
        price,
        quantity: random.int(1, 5),
        coupon: { coupon },
        billingMode: random.pick(['classic', 'flexible'] as const),
      });
      const last = (): Invoice => {
        const invoice = ledger.billing.invoicesOf(subscription()).at(-1);
        if (invoice === undefined) throw new Error('the subscription was billed');
        return invoice;
      };
      const note = later(stage, daysBeforeEnd(stage, { min: 3, max: 9 }), () =>
        credit(stage, last(), [{ line: lineOf(last()), tax: 'none' }]),
      );
      return () =>
        errorLabel({
          row,
          category,
          currency,
          amount: taxOf(lineOf(last())),
          evidence: [last().id, note().id],
        });
    },
  },
  {
    id: 'F9/tax-in-part-since',
    row,
    kind: 'fault',
    fits: isTaxed,
    stage: (stage) => {
      const bill = aBill(stage);
      const note = later(stage, stage.end - 25 * DAY, () =>
        credit(stage, bill(), [{ line: lineOf(bill()), tax: 'none' }]),
      );
      const part = (): number => Math.floor(taxOf(lineOf(bill())) / 3);
      stage.at(stage.end - 20 * DAY, () => {
        stage.ledger.credits.issue({
          invoice: bill(),
          custom: [{ description: 'Tax', amount: part() }],
          to: wayBack(bill()),
          reason: 'order_change',
        });
      });
      return () =>
        errorLabel({
          row,
          category,
          currency: stage.currency,
          amount: taxOf(lineOf(bill())) - part(),
          evidence: [bill().id, note().id],
        });
    },
  },
  {
    id: 'F9/part-of-a-line',
    row,
    kind: 'fault',
    fits: isTaxed,
    stage: (stage) => {
      const bill = aBill(stage, { lines: 2 });
      const share = stage.random.pick([2, 3, 4]);
      const part = (): number => Math.floor(netOf(lineOf(bill())) / share);
      const note = later(stage, daysBeforeEnd(stage, { min: 5, max: 28 }), () =>
        credit(stage, bill(), [{ line: lineOf(bill()), net: part(), tax: 'none' }]),
      );
      return () =>
        errorLabel({
          row,
          category,
          classification: 'likely_error',
          currency: stage.currency,
          amount: taxOnPart(stage, lineOf(bill()), part()),
          evidence: [bill().id, note().id],
        });
    },
  },
  {
    id: 'F9/refund-of-the-net',
    row,
    kind: 'fault',
    // What the customer's credit paid no card can take back.
    sharesCustomer: false,
    fits: isTaxed,
    stage: (stage) => {
      const { ledger } = stage;
      const bill = aBill(stage, { lines: 2 });
      const tax = (): number => bill().lines.data.reduce((sum, line) => sum + taxOf(line), 0);
      const refund = later(stage, stage.end - 24 * DAY, () =>
        ledger.payments.refund(ledger.credits.chargeOf(bill()), bill().total - tax(), {
          reason: 'requested_by_customer',
          reference: ledger.payments.acquirerReference(),
        }),
      );
      return () =>
        errorLabel({
          row,
          category,
          classification: 'likely_error',
          currency: stage.currency,
          amount: tax(),
          evidence: [bill().id, refund().id],
        });
    },
  },
  {
    // The look-alike: price and tax come back by two notes.
    id: 'V31/tax-on-a-note-of-its-own',
    row: 'V31',
    kind: 'event',
    // Credit on the balance pays whatever is billed next.
    sharesCustomer: false,
    fits: isTaxed,
    stage: (stage) => {
      const bill = aBill(stage, { lines: 2 });
      const parts = (['none', 'only'] as const).map((tax, at) =>
        later(stage, stage.end - (27 - at) * DAY, () =>
          credit(stage, bill(), [{ line: lineOf(bill()), tax }]),
        ),
      );
      return () =>
        eventLabel({
          row: 'V31',
          category: 'refund',
          evidence: [bill().id, ...parts.map((note) => note().id)],
        });
    },
  },
];
