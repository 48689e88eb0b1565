import { addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { Invoice } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { amountOf, errorLabel, later, localTaxes, ownPrice, startFor, subscribeAt } from '../../staging.ts';

const row = 'D11';

interface Options {
  /** Renewals that passed the credit by. */
  readonly renewals: number;
  /** What of the credit each of them used all the same: one part in so many; default nothing. */
  readonly usedOneIn?: number;
  readonly quantity?: number;
  /** The credit, in US cents; else twice what the last renewal before it took. */
  readonly cents?: number;
  /** The next renewal used what the passed-by one left, and there is still some. */
  readonly isUsedLater?: boolean;
  /** Credited on an invoice instead of by hand. */
  readonly byCreditNote?: boolean;
}

/** Gives credit, by hand or with a credit note to the balance. Gives back the id of the entry. */
function giveCredit(stage: Stage, last: Invoice, { cents, byCreditNote }: Options): string {
  const { ledger, customer, currency, method } = stage;
  const amount = cents === undefined ? 2 * last.total : amountOf(stage, cents);
  if (byCreditNote !== true) {
    return ledger.credits.adjustBalance(customer, -amount, currency, 'Goodwill after the outage');
  }
  const order = ledger.invoices.bill(customer, {
    currency,
    method,
    taxRates: localTaxes(stage),
    lines: [{ amount: 2 * amount, description: 'Training day' }],
  });
  const [line] = order.lines.data;
  if (line === undefined) throw new Error('the invoice has a line');
  const lines = [{ line, net: amount }];
  const note = ledger.credits.issue({ invoice: order, lines, to: 'balance', reason: 'order_change' });
  return String(note.customer_balance_transaction);
}

function passedBy(id: string, options: Options): Scenario {
  const { renewals: since, usedOneIn, quantity = 1, isUsedLater = false } = options;
  return {
    id,
    row,
    kind: 'fault',
    // Nobody else's invoice may use the credit up.
    alone: true,
    stage: (stage) => {
      const { ledger, random, customer, currency } = stage;
      const price = ownPrice(stage);
      const renewals = since + random.int(1, 6);
      const start = startFor(stage, price, renewals, { min: 2, max: 24 });
      const subscription = subscribeAt(stage, start, {
        price,
        quantity,
        hooks: {
          balance: (moved, { renewal }) =>
            renewal <= renewals - since || (isUsedLater && renewal === renewals)
              ? moved
              : usedOneIn === undefined
                ? 0
                : Math.floor(moved / usedOneIn / 10) * 10,
        },
      });
      const entry = later(stage, addMonths(start, renewals - since) + random.int(2, 20) * DAY, () => {
        const last = ledger.billing.invoicesOf(subscription()).at(-1);
        if (last === undefined) throw new Error('it was billed');
        return giveCredit(stage, last, options);
      });
      return () => {
        const last = ledger.billing.invoicesOf(subscription()).slice(-since);
        const due = isUsedLater ? last.slice(0, -1) : last;
        return errorLabel({
          row,
          category: 'balance',
          currency,
          // Each could have used what was there; together not more than is left.
          amount: Math.min(
            -ledger.credits.balanceOf(customer, currency),
            due.reduce((sum, { amount_paid }) => sum + amount_paid, 0),
          ),
          evidence: [...due.map((invoice) => invoice.id), entry()],
        });
      };
    },
  };
}

export const CREDITS_NOT_APPLIED: readonly Scenario[] = [
  passedBy('D11/passed-by', { renewals: 1, cents: 1000 }),
  passedBy('D11/half-applied', { renewals: 1, cents: 1500, usedOneIn: 2 }),
  passedBy('D11/more-than-an-invoice', { renewals: 1, quantity: 4 }),
  passedBy('D11/two-invoices', { renewals: 2 }),
  passedBy('D11/next-one-used-some', { renewals: 2, isUsedLater: true }),
  passedBy('D11/credit-note', { renewals: 1, cents: 1200, byCreditNote: true }),
];
