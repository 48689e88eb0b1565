import type { Scenario } from '../../scenario.ts';
import { ownPrice, startFor, subscribeAt } from '../../staging.ts';

const row = 'D3';

function twice(id: string, percentOff: number, quantity: number): Scenario {
  return {
    id,
    row,
    kind: 'leakage',
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const price = ownPrice(stage);
      const coupon = ledger.catalogue.makeCoupon({ name: 'Twice', percentOff, duration: 'forever' });
      const start = startFor(stage, price, random.int(2, 8), { min: 2, max: 24 });
      const subscription = subscribeAt(stage, start, {
        items: [{ price, quantity, coupon: { coupon } }],
        coupon: { coupon },
      });
      return () => {
        const invoices = ledger.billing.invoicesOf(subscription());
        // The later application takes its share of what the first left, so it is the smaller one.
        const lost = invoices
          .flatMap((invoice) => invoice.lines.data)
          .reduce((sum, line) => {
            const taken = (line.discount_amounts ?? []).map((entry) => entry.amount);
            return sum + taken.reduce((total, amount) => total + amount, 0) - Math.max(0, ...taken);
          }, 0);
        return {
          row,
          classification: 'leakage',
          category: 'discount',
          amount: { amount: lost, currency },
          evidence: [coupon.id, ...invoices.map((invoice) => invoice.id)],
        };
      };
    },
  };
}

export const COUPONS_APPLIED_TWICE: readonly Scenario[] = [
  twice('D3/subscription-and-item', 20, 1),
  twice('D3/seats', 10, 7),
  twice('D3/half-of-half', 50, 1),
];
