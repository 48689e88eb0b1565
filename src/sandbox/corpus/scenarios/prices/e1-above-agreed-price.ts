import { DAY, multiply, percentage } from '../../../ledger/arithmetic.ts';
import type { Invoice, Price } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { amountOf, errorLabel, localTaxes, ownPrice, startFor, subscribeAt } from '../../staging.ts';

const row = 'E1';

const isoDay = (at: number): string => new Date(at * 1000).toISOString().slice(0, 10);

/** What the lines cost above `due` before tax, with the local taxes. */
function excess(stage: Stage, invoices: readonly Invoice[], due: number): number {
  const tax = (amount: number): number =>
    localTaxes(stage).reduce((sum, rate) => sum + percentage(amount, rate.percentage), 0);
  return invoices
    .flatMap((invoice) => invoice.lines.data)
    .reduce((sum, line) => {
      const off = (line.discount_amounts ?? []).reduce((total, entry) => total + entry.amount, 0);
      const net = line.amount - off;
      return sum + net - due + tax(net) - tax(due);
    }, 0);
}

interface Agreement {
  /** Per unit, minor units. */
  readonly unit: number | string;
  /** The entry of the policy's `prices`, without id, currency and amount. */
  readonly entry: Readonly<Record<string, unknown>>;
  /** Invoices before this are right. */
  readonly since: number;
}

function above(
  id: string,
  quantity: number,
  agreed: (stage: Stage, price: Price, start: number) => Agreement,
): Scenario {
  return {
    id,
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random, currency, policy } = stage;
      const price = ownPrice(stage, { unitAmount: amountOf(stage, random.int(30, 90) * 100) });
      const start = startFor(stage, price, random.int(2, 6), { min: 2, max: 25 });
      const subscription = subscribeAt(stage, start, { price, quantity });
      const { unit, entry, since } = agreed(stage, price, start);
      const ref = `contract-${random.digits(6)}`;
      policy.add('prices', { id: ref, ...entry, currency, unit_amount_decimal: String(unit) });
      return () => {
        const wrong = ledger.billing.invoicesOf(subscription()).filter((invoice) => invoice.created >= since);
        return errorLabel({
          row,
          category: 'price',
          currency,
          amount: excess(stage, wrong, multiply(unit, quantity)),
          evidence: [ref, ...wrong.map((invoice) => invoice.id)],
        });
      };
    },
  };
}

const productOf = (price: Price): string => String(price.product);

export const ABOVE_AGREED_PRICE: readonly Scenario[] = [
  above('E1/contract', 1, (stage, price, start) => ({
    unit: (price.unit_amount ?? 0) - amountOf(stage, 700),
    entry: { customer: stage.customer.id, product: productOf(price) },
    since: start,
  })),
  above('E1/contract-for-seats', 14, (stage, price, start) => ({
    unit: (price.unit_amount ?? 0) - amountOf(stage, 300),
    entry: { customer: stage.customer.id, product: productOf(price), interval: 'month' },
    since: start,
  })),
  above('E1/contract-since-lately', 2, (stage, price) => {
    const since = Math.floor((stage.end - 40 * DAY) / DAY) * DAY;
    return {
      unit: (price.unit_amount ?? 0) - amountOf(stage, 500),
      entry: { customer: stage.customer.id, product: productOf(price), from: isoDay(since) },
      since,
    };
  }),
  above('E1/list', 3, (stage, price, start) => ({
    unit: (price.unit_amount ?? 0) - amountOf(stage, 200),
    entry: { product: productOf(price), interval: 'month' },
    since: start,
  })),
];
