import { percentage } from '../../../ledger/arithmetic.ts';
import type { Coupon, InvoiceLine } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { amountOf, inclusiveTaxes, leakageLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { takenOffLine } from './missing.ts';

const row = 'D4';

/** Coupons of one line: a percentage, or an amount of so many US cents. */
type Terms = { readonly percentOff: number } | { readonly cents: number };

function makeCoupons(stage: Stage, terms: readonly Terms[]): readonly Coupon[] {
  return terms.map((one, at) =>
    stage.ledger.catalogue.makeCoupon({
      name: ['Partner', 'Volume', 'Early bird'][at] ?? 'Offer',
      duration: 'forever',
      ...('percentOff' in one
        ? one
        : { amountOff: { amount: amountOf(stage, one.cents), currency: stage.currency } }),
    }),
  );
}

/** What all took off a line beyond what the best of them would have taken off alone. */
function beyondTheBest(line: InvoiceLine, coupons: readonly Coupon[]): number {
  const alone = coupons.map(({ percent_off, amount_off }) =>
    percent_off === null ? Math.min(amount_off ?? 0, line.amount) : percentage(line.amount, percent_off),
  );
  return takenOffLine(line) - Math.max(...alone);
}

function stacked(
  id: string,
  terms: readonly Terms[],
  options: { readonly quantity?: number; readonly onItem?: boolean; readonly inclusive?: boolean } = {},
): Scenario {
  return {
    id,
    row,
    kind: 'leakage',
    stage: (stage) => {
      const { ledger, random, currency, policy } = stage;
      policy.set('discount_stacking', 'forbidden');
      const price = ownPrice(stage);
      const coupons = makeCoupons(stage, terms);
      const choices = coupons.map((coupon) => ({ coupon }));
      const [first, ...others] = choices;
      const item = { price, quantity: options.quantity ?? 1 };
      const start = startFor(stage, price, random.int(1, 7), { min: 2, max: 24 });
      const subscription = subscribeAt(stage, start, {
        ...(options.onItem === true && first !== undefined
          ? { items: [{ ...item, coupon: first }], coupons: others }
          : { items: [item], coupons: choices }),
        ...(options.inclusive === true ? { taxRates: inclusiveTaxes(stage) } : {}),
      });
      return () => {
        const invoices = ledger.billing.invoicesOf(subscription());
        const lines = invoices.flatMap((invoice) => invoice.lines.data);
        return leakageLabel({
          row,
          category: 'discount',
          currency,
          amount: lines.reduce((sum, line) => sum + beyondTheBest(line, coupons), 0),
          evidence: [...coupons.map((coupon) => coupon.id), ...invoices.map((invoice) => invoice.id)],
        });
      };
    },
  };
}

export const DISCOUNTS_STACKED: readonly Scenario[] = [
  stacked('D4/two-percentages', [{ percentOff: 20 }, { percentOff: 10 }]),
  stacked('D4/item-and-subscription', [{ percentOff: 15 }, { percentOff: 25 }], {
    onItem: true,
    quantity: 7,
  }),
  stacked('D4/percentage-and-amount', [{ percentOff: 30 }, { cents: 400 }], { quantity: 3 }),
  stacked('D4/amount-first', [{ cents: 500 }, { percentOff: 12.5 }]),
  stacked('D4/three', [{ percentOff: 5 }, { percentOff: 10 }, { percentOff: 20 }], { inclusive: true }),
];
