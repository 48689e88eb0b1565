import { addIntervals, DAY } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { eventLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';

const row = 'V14';

/** Cancelled at once in the middle of a paid period, where it was agreed that nothing comes back. */
function leaving(
  id: string,
  policy: 'none' | { readonly full_within_days: number; readonly otherwise?: 'none' },
  {
    interval = 'month',
    after,
    terms = () => ({}),
  }: {
    readonly interval?: 'month' | 'year';
    readonly after: { readonly min: number; readonly max: number };
    readonly terms?: (stage: Stage) => Partial<Omit<SubscribeRequest, 'customer' | 'method'>>;
  },
): Scenario {
  return {
    id,
    row,
    kind: 'event',
    // What a cancellation gives back is the company's word for everybody.
    sharesCustomer: false,
    stage: (stage) => {
      const { ledger, random } = stage;
      stage.policy.set('refund_on_cancel', policy);
      const price = ownPrice(stage, { interval });
      const renewals = interval === 'year' ? 0 : random.int(1, 8);
      const start = startFor(stage, price, renewals, { min: after.max + 2, max: after.max + 12 });
      const subscription = subscribeAt(stage, start, { price, ...terms(stage) });
      const at = addIntervals(start, interval, renewals) + random.int(after.min * DAY, after.max * DAY);
      stage.at(at, () => ledger.billing.cancelNow(subscription(), 'We are leaving'));
      return () => {
        const paid = ledger.billing
          .invoicesOf(subscription())
          .findLast(({ created, total }) => created <= at && total > 0);
        return eventLabel({ row, category: 'cancellation', evidence: [subscription().id, paid?.id ?? ''] });
      };
    },
  };
}

export const NOTHING_BACK_ON_CANCEL: readonly Scenario[] = [
  leaving('V14/never', 'none', { after: { min: 2, max: 25 } }),
  leaving('V14/yearly', 'none', { interval: 'year', after: { min: 20, max: 250 } }),
  leaving(
    'V14/after-the-days-for-all',
    { full_within_days: 7 },
    {
      after: { min: 8, max: 25 },
      terms: ({ random }) => ({ quantity: random.int(2, 9), billingMode: 'classic' }),
    },
  ),
  leaving(
    'V14/after-two-weeks',
    { full_within_days: 14, otherwise: 'none' },
    {
      after: { min: 15, max: 26 },
      terms: ({ ledger }) => ({
        coupon: {
          coupon: ledger.catalogue.makeCoupon({ name: 'Partner', percentOff: 20, duration: 'forever' }),
        },
      }),
    },
  ),
];
