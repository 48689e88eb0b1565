import { DAY } from '../../../ledger/arithmetic.ts';
import { priceAmount } from '../../../ledger/pricing.ts';
import type { Scenario } from '../../scenario.ts';
import { amountOf, errorLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { collection, fitsSettlement, type Settlement, settle } from './settled.ts';
import { agreedTerms, isoTime, linesOf, productOf, type Terms, taxesOf, tooMuchOn } from './too-much.ts';

const row = 'E12';

interface Commitment extends Terms, Settlement {
  readonly billed: number;
  readonly minimum: number;
  /** Seats in use, fewer than the minimum. */
  readonly seats: number;
  /** True: until some months ago, as many seats as billed were in use. */
  readonly fell?: boolean;
  /** The contract's own words for its price: some percent off the list price that Stripe bills already. */
  readonly percentOffList?: number;
}

function aboveMinimum(id: string, commitment: Commitment): Scenario {
  const { billed, minimum, seats, percentOff, percentOffList = 0 } = commitment;
  return {
    id: `E12/${id}`,
    row,
    kind: 'fault',
    fits: fitsSettlement(commitment),
    stage: (stage) => {
      const { ledger, random, customer, currency, policy } = stage;
      const list = amountOf(stage, random.int(3, 9) * 1000);
      const unit = (list * (100 - percentOffList)) / 100;
      const price = ownPrice(stage, { unitAmount: unit });
      const taxRates = taxesOf(stage, commitment);
      const start = startFor(stage, price, random.int(3, 8), { min: 3, max: 25 });
      const subscription = subscribeAt(stage, start, {
        price,
        quantity: billed,
        taxRates,
        ...agreedTerms(stage, commitment),
        ...collection(commitment),
      });
      const contract = `frame-${random.digits(5)}`;
      policy.add('prices', {
        id: contract,
        customer: customer.id,
        product: productOf(price),
        interval: 'month',
        currency,
        unit_amount: list,
        ...(percentOffList === 0 ? {} : { discount_percent: percentOffList }),
        minimum_quantity: minimum,
      });
      const fellAt = start + random.int(33, 50) * DAY;
      const since = commitment.fell === true ? fellAt : start;
      const ref = `seats-${random.digits(6)}`;
      stage.at(start, () => {
        const entry = { customer: customer.id, subscription: subscription().id };
        if (commitment.fell === true) {
          policy.add('seats', { ...entry, quantity: billed, from: isoTime(start), until: isoTime(fellAt) });
        }
        policy.add('seats', { id: ref, ...entry, quantity: seats, from: isoTime(since) });
      });
      const wrongOnes = () =>
        ledger.billing.invoicesOf(subscription()).filter(({ created }) => created >= since);
      const returned = settle(stage, commitment, subscription, wrongOnes);
      return () => {
        const wrong = wrongOnes();
        return errorLabel({
          row,
          category: 'quantity',
          currency,
          amount:
            tooMuchOn(linesOf(wrong), taxRates, () => priceAmount(price, minimum, currency), percentOff) -
            returned(),
          evidence: [ref, contract, ...wrong.map((invoice) => invoice.id)],
        });
      };
    },
  };
}

export const ABOVE_THE_MINIMUM: readonly Scenario[] = [
  aboveMinimum('few-seats', { billed: 14, minimum: 10, seats: 8 }),
  aboveMinimum('seats-fell', { billed: 30, minimum: 20, seats: 12, fell: true, partCredited: true }),
  aboveMinimum('contract-discount', { billed: 6, minimum: 5, seats: 2, percentOffList: 20, sent: true }),
  aboveMinimum('coupon-and-inclusive', {
    billed: 12,
    minimum: 10,
    seats: 4,
    percentOff: 25,
    inclusive: true,
  }),
];
