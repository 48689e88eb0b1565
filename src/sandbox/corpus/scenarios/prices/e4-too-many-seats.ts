import { DAY } from '../../../ledger/arithmetic.ts';
import { priceParts } from '../../../ledger/pricing.ts';
import type { InvoiceLine, Price } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { amountOf, errorLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { collection, fitsSettlement, type Settlement, settle } from './settled.ts';
import { agreedTerms, isoTime, linesOf, productOf, type Terms, taxesOf, tooMuchOn } from './too-much.ts';

const row = 'E4';

interface Seats extends Terms, Settlement {
  readonly billed: number;
  readonly owed: number;
  readonly price?: (stage: Stage) => Price;
  /** True: the seats were as many as billed at first. */
  readonly left?: boolean;
}

const perSeat = (stage: Stage): Price =>
  ownPrice(stage, { unitAmount: amountOf(stage, stage.random.int(6, 30) * 100) });

function tooManySeats(id: string, seats: Seats): Scenario {
  const { billed, owed, percentOff } = seats;
  return {
    id: `E4/${id}`,
    row,
    kind: 'fault',
    fits: fitsSettlement(seats),
    stage: (stage) => {
      const { ledger, random, customer, currency, policy } = stage;
      const price = (seats.price ?? perSeat)(stage);
      const taxRates = taxesOf(stage, seats);
      const renewals = random.int(3, 8);
      const start = startFor(stage, price, renewals, { min: 5, max: 25 });
      const subscription = subscribeAt(stage, start, {
        price,
        quantity: billed,
        taxRates,
        ...agreedTerms(stage, seats),
        ...collection(seats),
      });
      // Somebody left in the middle of a period; what had begun is owed in full.
      const left = start + random.int(33, 50) * DAY;
      const since = seats.left === true ? left : start;
      const ref = `seats-${random.digits(6)}`;
      stage.at(start, () => {
        const entry = { customer: customer.id, subscription: subscription().id, product: productOf(price) };
        if (seats.left === true) {
          policy.add('seats', { ...entry, quantity: billed, from: isoTime(start), until: isoTime(left) });
        }
        policy.add('seats', { id: ref, ...entry, quantity: owed, from: isoTime(since) });
      });
      const wrong = () => ledger.billing.invoicesOf(subscription()).filter(({ created }) => created >= since);
      const returned = settle(stage, seats, subscription, wrong);
      const due = ({ description }: InvoiceLine): number => {
        // One line for each tier, told by its name.
        const tier = /Tier \d/.exec(description ?? '')?.[0] ?? null;
        return priceParts(price, owed, currency).find((part) => part.tier === tier)?.amount ?? 0;
      };
      return () =>
        errorLabel({
          row,
          category: 'quantity',
          currency,
          amount: tooMuchOn(linesOf(wrong()), taxRates, due, percentOff) - returned(),
          evidence: [ref, ...wrong().map((invoice) => invoice.id)],
        });
    },
  };
}

const graduatedSeats = (stage: Stage): Price =>
  ownPrice(stage, {
    graduated: [
      { upTo: 5, unit: amountOf(stage, 1200) },
      { upTo: 10, unit: amountOf(stage, 1000) },
      { upTo: null, unit: amountOf(stage, 700) },
    ],
  });

export const MORE_SEATS_THAN_OWED: readonly Scenario[] = [
  tooManySeats('left', { billed: 15, owed: 14, left: true }),
  tooManySeats('never-as-many', { billed: 20, owed: 12, percentOff: 20 }),
  tooManySeats('tiers', { billed: 14, owed: 12, price: graduatedSeats, left: true }),
  tooManySeats('inclusive-and-open', { billed: 6, owed: 5, inclusive: true, sent: true }),
  tooManySeats('one-seat-credited', { billed: 9, owed: 6, left: true, partCredited: true }),
];
