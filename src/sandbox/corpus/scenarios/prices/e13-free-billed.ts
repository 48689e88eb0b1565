import { addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { BillingHooks } from '../../../ledger/billing.ts';
import type { Price } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { amountOf, errorLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { collection, fitsSettlement, type Settlement, settle } from './settled.ts';
import { isoDay, productOf, type Terms, taxesOf } from './too-much.ts';

const row = 'E13';

interface Free extends Terms, Settlement {
  /** What makes it free: an entry of the policy's `prices` (without id and currency), … */
  readonly entry?: (stage: Stage, price: Price) => Readonly<Record<string, unknown>>;
  /** … its Stripe price, or a coupon of 100 %. */
  readonly by: 'policy' | 'price' | 'coupon';
  /** True: it has been free for some months only. */
  readonly lately?: boolean;
}

function billedThoughFree(id: string, free: Free): Scenario {
  const { quantity = 1, by, entry } = free;
  return {
    id: `E13/${id}`,
    row,
    kind: 'fault',
    fits: fitsSettlement(free),
    stage: (stage) => {
      const { ledger, random, currency, policy } = stage;
      const amount = amountOf(stage, random.int(10, 60) * 100);
      const price = ownPrice(stage, { unitAmount: by === 'price' ? 0 : amount });
      const taxRates = taxesOf(stage, free);
      const renewals = random.int(3, 8);
      const wrongs = random.int(1, 2);
      const start = startFor(stage, price, renewals, { min: 2, max: 25 });
      const isWrong = (renewal: number): boolean => renewal > renewals - wrongs;
      const since =
        free.lately === true
          ? Math.floor((addMonths(start, renewals - wrongs) + 5 * DAY) / DAY) * DAY
          : start;
      const ref = `free-${random.digits(6)}`;
      if (entry !== undefined) {
        policy.add('prices', {
          id: ref,
          currency,
          ...(free.lately === true ? { from: isoDay(since) } : {}),
          ...entry(stage, price),
        });
      }
      const coupon =
        by === 'coupon'
          ? ledger.catalogue.makeCoupon({ name: 'Friends', percentOff: 100, duration: 'forever' })
          : null;
      const hooks: BillingHooks = {
        ...(by === 'price'
          ? {
              lines: (drafts, { renewal }) =>
                isWrong(renewal) ? drafts.map((draft) => ({ ...draft, amount })) : drafts,
            }
          : {}),
        ...(by === 'coupon' ? { discounts: (all, { renewal }) => (isWrong(renewal) ? [] : all) } : {}),
      };
      const subscription = subscribeAt(stage, start, {
        price,
        quantity,
        taxRates,
        hooks,
        ...collection(free),
        ...(coupon === null ? {} : { coupon: { coupon } }),
      });
      const wrongOnes = () =>
        ledger.billing
          .invoicesOf(subscription())
          .filter(({ created, total }) => created >= since && total > 0);
      const returned = settle(stage, free, subscription, wrongOnes);
      return () => {
        const wrong = wrongOnes();
        return errorLabel({
          row,
          category: 'price',
          currency,
          amount: wrong.reduce((sum, { total }) => sum + total, 0) - returned(),
          evidence: [
            ...(by === 'policy' ? [ref] : by === 'price' ? [price.id] : []),
            ...wrong.map((invoice) => invoice.id),
          ],
        });
      };
    },
  };
}

export const BILLED_THOUGH_FREE: readonly Scenario[] = [
  billedThoughFree('contract-of-nothing', {
    by: 'policy',
    entry: ({ customer }, price) => ({ customer: customer.id, product: productOf(price), unit_amount: 0 }),
  }),
  billedThoughFree('contract-of-hundred-percent', {
    by: 'policy',
    quantity: 3,
    lately: true,
    entry: ({ customer }, price) => ({
      customer: customer.id,
      product: productOf(price),
      unit_amount: price.unit_amount,
      discount_percent: 100,
    }),
  }),
  billedThoughFree('free-by-list', {
    by: 'policy',
    inclusive: true,
    entry: (_stage, price) => ({ product: productOf(price), interval: 'month', unit_amount: 0 }),
  }),
  billedThoughFree('contract-of-nothing-open', {
    by: 'policy',
    sent: true,
    entry: ({ customer }, price) => ({ customer: customer.id, product: productOf(price), unit_amount: 0 }),
  }),
  billedThoughFree('price-of-nothing-part-credited', { by: 'price', partCredited: true }),
  billedThoughFree('price-of-nothing', { by: 'price' }),
  billedThoughFree('coupon-of-hundred-percent-lost', { by: 'coupon', quantity: 2 }),
];
