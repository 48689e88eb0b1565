import { addMonths, HOUR, share } from '../../../ledger/arithmetic.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import {
  amountOf,
  errorLabel,
  inclusiveTaxes,
  localTaxes,
  ownPrice,
  startFor,
  subscribeAt,
} from '../../staging.ts';
import { missingOn } from './missing.ts';

const row = 'D9';
const category = 'discount';

/** A currency that the customer does not pay in. */
const foreignTo = ({ currency }: Stage): 'eur' | 'usd' => (currency === 'usd' ? 'eur' : 'usd');

interface Options {
  readonly quantity?: number;
  readonly inclusive?: boolean;
  readonly duration: 'forever' | 'once' | { readonly months: number };
  /** Whether the price also has an amount in the coupon's currency, which says what the coupon is worth. */
  readonly isPricedInBoth: boolean;
  /** The company has stated the discount in the currency of the invoices. */
  readonly isPromised?: boolean;
}

/** A code for an amount in another currency: Stripe accepts it and takes nothing off. */
function ignored(id: string, cents: number, options: Options): Scenario {
  const { quantity = 1, duration, isPricedInBoth, isPromised = false } = options;
  return {
    id,
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random, currency, customer, policy } = stage;
      const taxRates = options.inclusive === true ? inclusiveTaxes(stage) : localTaxes(stage);
      const foreign = foreignTo(stage);
      const each = random.int(30, 140) * 100;
      const own = amountOf(stage, each);
      const there = each + random.int(-8, 8) * 100;
      const price = ownPrice(stage, {
        unitAmount: own,
        ...(isPricedInBoth ? { currencyOptions: { [foreign]: there } } : {}),
      });
      const coupon = ledger.catalogue.makeCoupon({
        name: 'Partner code',
        amountOff: { amount: cents, currency: foreign },
        duration,
      });
      const start = startFor(stage, price, random.int(1, 5), { min: 2, max: 24 });
      const subscription = subscribeAt(stage, start, { price, quantity, taxRates, coupon: { coupon } });
      const promise = `promise-${random.digits(6)}`;
      const worth = isPromised ? amountOf(stage, cents) : share(cents, own, there);
      if (isPromised) {
        const iso = (at: number): string => new Date(at * 1000).toISOString();
        stage.at(start, () => {
          policy.add('promises', {
            id: promise,
            customer: customer.id,
            subscription: subscription().id,
            kind: 'discount',
            amount: worth,
            currency,
            coupon: coupon.id,
            from: iso(start - HOUR),
            until: iso(addMonths(start, 24)),
            made_at: iso(start - 40 * HOUR),
          });
        });
      }
      return (): PlantedLabel => {
        const invoices = ledger.billing.invoicesOf(subscription());
        const due = duration === 'once' ? invoices.slice(0, 1) : invoices;
        const amount = missingOn(due, taxRates, (line) => Math.min(worth, line));
        const evidence = [isPromised ? promise : coupon.id, ...due.map((invoice) => invoice.id)];
        const label = errorLabel({ row, category, currency, amount, evidence });
        if (isPromised) return label;
        // What was promised in the customer's currency nobody has written down.
        return { ...label, classification: 'likely_error', ...(isPricedInBoth ? {} : { amount: null }) };
      };
    },
  };
}

export const DISCOUNTS_IN_OTHER_CURRENCY: readonly Scenario[] = [
  ignored('D9/priced-in-both', 1000, { duration: 'forever', isPricedInBoth: true }),
  ignored('D9/seats-inclusive-tax', 2500, {
    duration: { months: 12 },
    isPricedInBoth: true,
    quantity: 4,
    inclusive: true,
  }),
  ignored('D9/once', 700, { duration: 'once', isPricedInBoth: true }),
  ignored('D9/worth-unknown', 900, { duration: 'forever', isPricedInBoth: false }),
  ignored('D9/promised-in-own-currency', 500, {
    duration: { months: 24 },
    isPricedInBoth: false,
    isPromised: true,
  }),
];
