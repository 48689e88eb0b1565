import { addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { CouponRequest } from '../../../ledger/shop.ts';
import type { Scenario, Stage } from '../../scenario.ts';
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

/** Ended after three months, on a subscription whose other discounts or items go on as they should. */
function endedBeside(
  id: string,
  choose: (stage: Stage) => {
    readonly terms: Omit<CouponRequest, 'name' | 'duration'>;
    /** Meant for one of two products. */
    readonly isLimited?: boolean;
    /** Another coupon stays, which the policy allows. */
    readonly isStacked?: boolean;
  },
): Scenario {
  return {
    id,
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger, policy } = stage;
      const { catalogue } = ledger;
      const { terms, isLimited = false, isStacked = false } = choose(stage);
      if (isStacked) policy.set('discount_stacking', 'allowed');
      const price = ownPrice(stage);
      const product = catalogue.productOf(price);
      const coupon = catalogue.makeCoupon({
        name: 'Opening season',
        duration: { months: 3 },
        ...terms,
        ...(isLimited && product !== undefined ? { products: [product] } : {}),
      });
      const stays = catalogue.makeCoupon({ name: 'Volume', percentOff: 10, duration: 'forever' });
      const start = startFor(stage, price, 3, { min: 2, max: 25 });
      const subscription = subscribeAt(stage, start, {
        items: isLimited ? [{ price }, { price: ownPrice(stage), quantity: 2 }] : [{ price }],
        coupon: { coupon },
        ...(isStacked ? { coupons: [{ coupon: stays }] } : {}),
      });
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
  endedBeside('V15/code-no-longer-redeemable', (stage) => ({
    terms: { percentOff: 20, redeemBy: stage.start + 5 * DAY },
  })),
  endedBeside('V15/amount-in-own-currency', (stage) => ({
    terms: {
      amountOff: { amount: 700, currency: stage.currency === 'usd' ? 'eur' : 'usd' },
      currencyOptions: { [stage.currency]: amountOf(stage, 600) },
    },
  })),
  endedBeside('V15/of-one-product', () => ({ terms: { percentOff: 40 }, isLimited: true })),
  {
    ...endedBeside('V15/stacking-allowed', () => ({ terms: { percentOff: 15 }, isStacked: true })),
    sharesCustomer: false,
  },
  {
    // Months are counted on the calendar: the one yearly invoice within them uses them all.
    id: 'V15/yearly',
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger } = stage;
      const price = ownPrice(stage, { interval: 'year' });
      const coupon = ledger.catalogue.makeCoupon({ name: 'Launch', percentOff: 30, duration: { months: 6 } });
      const start = startFor(stage, price, 1, { min: 2, max: 25 });
      const subscription = subscribeAt(stage, start, { price, quantity: 3, coupon: { coupon } });
      return () => {
        const after = ledger.billing.invoicesOf(subscription()).at(-1);
        return eventLabel({ row, category: 'discount', evidence: [after?.id ?? ''] });
      };
    },
  },
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
