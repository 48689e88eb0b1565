import { HOUR } from '../../../ledger/arithmetic.ts';
import type { Coupon, InvoiceLine, Price, Subscription } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import { amountOf, inclusiveTaxes, leakageLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { takenOffLine } from './missing.ts';

const row = 'D7';

/** What was taken off the lines of a price that the coupon was not meant for, before tax. */
function labelOf(
  { ledger, currency }: Stage,
  subscription: Subscription,
  stray: Price,
  evidence: readonly string[],
): PlantedLabel {
  const isStray = (line: InvoiceLine): boolean =>
    line.pricing?.price_details?.price === stray.id && takenOffLine(line) > 0;
  const invoices = ledger.billing
    .invoicesOf(subscription)
    .filter((invoice) => invoice.lines.data.some(isStray));
  const lines = invoices.flatMap((invoice) => invoice.lines.data.filter(isStray));
  return leakageLabel({
    row,
    category: 'discount',
    currency,
    amount: lines.reduce((sum, line) => sum + takenOffLine(line), 0),
    evidence: [...evidence, ...invoices.map(({ id }) => id)],
  });
}

/** Limited to one product by its coupon, and given on another all the same. */
function beyondTheCoupon(
  id: string,
  terms: { readonly percentOff: number } | { readonly cents: number },
  options: { readonly strayOnly?: boolean; readonly quantity?: number; readonly inclusive?: boolean } = {},
): Scenario {
  return {
    id,
    row,
    kind: 'leakage',
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const { catalogue } = ledger;
      const meant = ownPrice(stage);
      const stray = ownPrice(stage);
      const product = catalogue.productOf(meant);
      if (product === undefined) throw new Error('the price has a product');
      const coupon = catalogue.makeCoupon({
        name: 'Stage partners',
        duration: 'forever',
        products: [product],
        ...('percentOff' in terms
          ? terms
          : { amountOff: { amount: amountOf(stage, terms.cents), currency } }),
      });
      const everything: Coupon = { ...coupon, applies_to: { products: [] } };
      const renewals = random.int(1, 6);
      const since = random.int(1, renewals);
      const others = [{ price: stray, quantity: options.quantity ?? 1 }];
      const subscription = subscribeAt(stage, startFor(stage, stray, renewals, { min: 2, max: 24 }), {
        items: options.strayOnly === true ? others : [{ price: meant }, ...others],
        coupon: { coupon },
        hooks: {
          discounts: (applied, { renewal }) =>
            renewal < since ? applied : applied.map((one) => ({ ...one, coupon: everything })),
        },
        ...(options.inclusive === true ? { taxRates: inclusiveTaxes(stage) } : {}),
      });
      return () => labelOf(stage, subscription(), stray, [coupon.id]);
    },
  };
}

/** Promised for one product, and set up without a limit. */
function beyondThePromise(id: string, percentOff: number, quantity: number): Scenario {
  return {
    id,
    row,
    kind: 'leakage',
    stage: (stage) => {
      const { ledger, random, customer, policy } = stage;
      const meant = ownPrice(stage);
      const stray = ownPrice(stage);
      const coupon = ledger.catalogue.makeCoupon({ name: 'Seats offer', percentOff, duration: 'forever' });
      const start = startFor(stage, meant, random.int(1, 6), { min: 2, max: 24 });
      const subscription = subscribeAt(stage, start, {
        items: [{ price: meant, quantity }, { price: stray }],
        coupon: { coupon },
      });
      const entry = `promise-${random.digits(6)}`;
      const iso = (at: number): string => new Date(at * 1000).toISOString();
      policy.add('promises', {
        id: entry,
        customer: customer.id,
        kind: 'discount',
        percent: percentOff,
        product: meant.product,
        coupon: coupon.id,
        from: iso(start - 2 * HOUR),
        until: iso(stage.end + 500 * HOUR),
        made_at: iso(start - 30 * HOUR),
        source: 'ticket:19220',
      });
      return () => labelOf(stage, subscription(), stray, [coupon.id, entry]);
    },
  };
}

export const DISCOUNTS_OF_WRONG_SCOPE: readonly Scenario[] = [
  beyondTheCoupon('D7/other-item', { percentOff: 20 }),
  beyondTheCoupon('D7/other-subscription', { cents: 800 }, { strayOnly: true, quantity: 3 }),
  beyondThePromise('D7/promised-for-seats', 15, 8),
  beyondTheCoupon('D7/inclusive-tax', { percentOff: 35 }, { quantity: 5, inclusive: true }),
];
