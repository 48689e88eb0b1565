import { addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { Coupon, Invoice } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import {
  amountOf,
  errorLabel,
  inclusiveTaxes,
  later,
  localTaxes,
  ownPrice,
  startFor,
  subscribeAt,
} from '../../staging.ts';
import { missingOn, offBy } from './missing.ts';

const row = 'D8';

type Terms = { readonly percentOff: number } | { readonly cents: number };

interface Options {
  readonly months: number;
  readonly quantity?: number;
  readonly inclusive?: boolean;
  /** What was credited already of the last invoice without the discount. */
  readonly credited?: number;
}

function makeCoupon(stage: Stage, months: number, terms: Terms): Coupon {
  const { currency, ledger } = stage;
  return ledger.catalogue.makeCoupon({
    name: 'Partner year',
    duration: { months },
    ...('percentOff' in terms ? terms : { amountOff: { amount: amountOf(stage, terms.cents), currency } }),
  });
}

function labelOf(
  { currency }: Stage,
  due: readonly Invoice[],
  amount: number,
  evidence: readonly string[],
): PlantedLabel {
  return errorLabel({
    row,
    category: 'discount',
    currency,
    amount,
    evidence: [...evidence, ...due.map(({ id }) => id)],
  });
}

/** Gone from the subscription before its months were over, so long ago that no event tells how. */
function stopped(id: string, terms: Terms, options: Options): Scenario {
  const { months, quantity = 1 } = options;
  return {
    id,
    row,
    kind: 'fault',
    ...(options.credited === undefined ? {} : { fits: ({ currency }) => currency !== 'kwd' }),
    stage: (stage) => {
      const { ledger, random } = stage;
      const { billing, discounts, credits } = ledger;
      const taxRates = options.inclusive === true ? inclusiveTaxes(stage) : localTaxes(stage);
      const price = ownPrice(stage);
      const coupon = makeCoupon(stage, months, terms);
      const lost = random.int(2, 3);
      const renewals = lost + random.int(1, months - 1 - lost);
      const start = startFor(stage, price, renewals, { min: 4, max: 20 });
      const subscription = subscribeAt(stage, start, { price, quantity, taxRates, coupon: { coupon } });
      const gone = later(stage, addMonths(start, renewals - lost) + random.int(3, 12) * DAY, () => {
        const own = ledger.book.all('discount').find((one) => one.subscription === subscription().id);
        if (own === undefined) throw new Error('the subscription has a discount');
        discounts.remove(subscription(), own);
        return own;
      });
      const { credited } = options;
      if (credited !== undefined) {
        stage.at(stage.end - 2 * DAY, () => {
          const invoice = billing.invoicesOf(subscription()).at(-1);
          const [line] = invoice?.lines.data ?? [];
          if (invoice === undefined || line === undefined) throw new Error('it was billed');
          // Credit of the customer's may have paid it, which no card can take back.
          const to = invoice.amount_paid < invoice.total ? 'balance' : 'card';
          const net = Math.floor(offBy(coupon)(line.amount) * credited);
          credits.issue({ invoice, lines: [{ line, net }], to, reason: 'order_change' });
        });
      }
      return () => {
        const due = billing.invoicesOf(subscription()).slice(-lost);
        const returned = due.reduce((sum, one) => sum + one.post_payment_credit_notes_amount, 0);
        const amount = missingOn(due, taxRates, offBy(coupon)) - returned;
        return labelOf(stage, due, amount, [gone().id, coupon.id]);
      };
    },
  };
}

/** The same plan made anew in the middle of the coupon's months; the months that were left went with the old one. */
function recreated(id: string, terms: Terms, options: Options): Scenario {
  const { months, quantity = 1 } = options;
  return {
    id,
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random } = stage;
      const { billing } = ledger;
      const taxRates = options.inclusive === true ? inclusiveTaxes(stage) : localTaxes(stage);
      const price = ownPrice(stage);
      const coupon = makeCoupon(stage, months, terms);
      const since = random.int(0, 2);
      const held = random.int(1, months - since - 2);
      const start = startFor(stage, price, held + since, { min: 3, max: 24 });
      const first = subscribeAt(stage, start, { price, quantity, taxRates, coupon: { coupon } });
      const end = addMonths(start, held);
      const discount = later(stage, end - random.int(1, 9) * DAY, () => {
        billing.cancelAtPeriodEnd(first(), 'made anew under the new contract');
        return ledger.book.all('discount').find((one) => one.subscription === first().id)?.id ?? '';
      });
      const second = subscribeAt(stage, end + random.int(60, DAY), { price, quantity, taxRates });
      return () => {
        const due = billing.invoicesOf(second());
        const amount = missingOn(due, taxRates, offBy(coupon));
        // Meant for the old contract only, or for the customer: whoever granted it knows.
        const label = labelOf(stage, due, amount, [discount(), coupon.id, second().id]);
        return { ...label, classification: 'likely_error' };
      };
    },
  };
}

export const DISCOUNTS_STOPPED_EARLY: readonly Scenario[] = [
  stopped('D8/percent', { percentOff: 20 }, { months: 12 }),
  stopped('D8/amount', { cents: 900 }, { months: 6, quantity: 3 }),
  stopped('D8/inclusive-tax', { percentOff: 35 }, { months: 9, inclusive: true }),
  stopped('D8/part-credited', { percentOff: 50 }, { months: 12, credited: 0.4 }),
  recreated('D8/made-anew', { percentOff: 25 }, { months: 12 }),
  recreated('D8/made-anew-amount', { cents: 500 }, { months: 6, quantity: 2 }),
];
