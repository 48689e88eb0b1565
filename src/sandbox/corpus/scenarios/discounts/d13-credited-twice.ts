import { DAY, HOUR } from '../../../ledger/arithmetic.ts';
import type { Invoice } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { amountOf, daysBeforeEnd, later, leakageLabel, localTaxes } from '../../staging.ts';

const row = 'D13';

/** Money given back in one go: the object's id and what it gave, minor units. */
interface Gift {
  readonly id: string;
  readonly amount: number;
}

function refund({ ledger }: Stage, invoice: Invoice, amount: number): Gift {
  const charge = ledger.credits.chargeOf(invoice);
  const reference = ledger.payments.acquirerReference();
  const { id } = ledger.payments.refund(charge, amount, { reason: 'requested_by_customer', reference });
  return { id, amount };
}

/** Credits one part in so many of the invoice's only line to the balance. */
function creditNote({ ledger }: Stage, invoice: Invoice, oneIn: number): Gift {
  const [line] = invoice.lines.data;
  if (line === undefined) throw new Error('the invoice has a line');
  const lines = [{ line, net: Math.floor(line.amount / oneIn / 10) * 10 }];
  return ledger.credits.issue({ invoice, lines, to: 'balance', reason: 'product_unsatisfactory' });
}

function byHand({ ledger, customer, currency }: Stage, amount: number, words: string): Gift {
  return { id: ledger.credits.adjustBalance(customer, -amount, currency, words), amount };
}

/** Something was wrong with an order, which is made good, and again some days later. */
function twice(
  id: string,
  makeGood: (stage: Stage, invoice: Invoice) => Gift,
  again: (stage: Stage, invoice: Invoice, first: Gift) => Gift,
): Scenario {
  return {
    id,
    row,
    kind: 'leakage',
    // Credit on the balance pays whatever is billed next.
    alone: true,
    stage: (stage) => {
      const { ledger, random, customer, method, currency } = stage;
      const at = daysBeforeEnd(stage, { min: 20, max: 60 });
      const order = later(stage, at, () =>
        ledger.invoices.bill(customer, {
          currency,
          method,
          taxRates: localTaxes(stage),
          lines: [{ amount: amountOf(stage, random.int(60, 300) * 100), description: 'Stage hire' }],
        }),
      );
      const good = later(stage, at + random.int(3, 8) * DAY, () => makeGood(stage, order()));
      const second = later(stage, at + 8 * DAY + random.int(HOUR, DAY), () => again(stage, order(), good()));
      return () =>
        leakageLabel({
          row,
          category: 'refund',
          currency,
          // One of them was due.
          amount: Math.min(good().amount, second().amount),
          evidence: [good().id, second().id],
        });
    },
  };
}

const SORRY = 'Sorry for the late delivery of the stage';

export const CREDITED_TWICE: readonly Scenario[] = [
  twice(
    'D13/credit-note-and-refund',
    (stage, invoice) => creditNote(stage, invoice, 3),
    (stage, invoice, { amount }) => refund(stage, invoice, amount),
  ),
  twice(
    'D13/refund-and-credit-by-hand',
    (stage, invoice) => refund(stage, invoice, Math.floor(invoice.total / 40) * 10),
    (stage, invoice, { amount }) => byHand(stage, amount, `Goodwill for ${invoice.id}`),
  ),
  twice(
    'D13/same-credit',
    (stage) => byHand(stage, amountOf(stage, 1900), SORRY),
    (stage, _, { amount }) => byHand(stage, amount, SORRY),
  ),
  twice(
    'D13/same-credit-note',
    (stage, invoice) => creditNote(stage, invoice, 4),
    (stage, invoice) => creditNote(stage, invoice, 4),
  ),
  twice(
    'D13/whole-invoice',
    (stage, invoice) => refund(stage, invoice, invoice.total),
    (stage, invoice) => byHand(stage, invoice.total, `Cancelled order ${invoice.id}, kept as credit`),
  ),
];
