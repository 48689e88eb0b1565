import { addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { Scenario } from '../../scenario.ts';
import { amountOf, eventLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';

const row = 'V15';

function ended(
  id: string,
  months: number,
  terms: { readonly percentOff: number } | { readonly cents: number },
  quantity = 1,
): Scenario {
  return {
    id,
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger, currency } = stage;
      const price = ownPrice(stage);
      const coupon = ledger.catalogue.makeCoupon({
        name: 'Welcome',
        duration: months === 1 ? 'once' : { months },
        ...('percentOff' in terms
          ? terms
          : { amountOff: { amount: amountOf(stage, terms.cents), currency } }),
      });
      const start = startFor(stage, price, months, { min: 2, max: 25 });
      const subscription = subscribeAt(stage, start, { price, quantity, coupon: { coupon } });
      return () => {
        const after = ledger.billing.invoicesOf(subscription()).at(-1);
        return eventLabel({ row, category: 'discount', evidence: [after?.id ?? ''] });
      };
    },
  };
}

export const DISCOUNTS_ENDED: readonly Scenario[] = [
  ended('V15/three-months', 3, { percentOff: 25 }),
  ended('V15/once', 1, { percentOff: 50 }),
  ended('V15/amount-for-a-year', 12, { cents: 500 }),
  ended('V15/seats', 6, { percentOff: 10 }, 9),
  {
    id: 'V15/taken-off',
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage);
      const coupon = ledger.catalogue.makeCoupon({ name: 'Pilot', percentOff: 30, duration: 'forever' });
      const renewals = random.int(3, 7);
      const start = startFor(stage, price, renewals, { min: 2, max: 20 });
      const subscription = subscribeAt(stage, start, { price, coupon: { coupon } });
      stage.at(addMonths(start, renewals) - 5 * DAY, () => {
        const discount = ledger.book.all('discount').find((one) => one.subscription === subscription().id);
        if (discount !== undefined) ledger.discounts.remove(subscription(), discount);
      });
      return () => {
        const after = ledger.billing.invoicesOf(subscription()).at(-1);
        return eventLabel({ row, category: 'discount', evidence: [after?.id ?? ''] });
      };
    },
  },
];
