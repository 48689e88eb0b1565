import { CURRENCIES, PLANS } from '../../ledger/catalogue.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { TaxRate } from '../../ledger/wire.ts';
import type { PolicyDraft } from '../policy-draft.ts';
import { ONE_SUBSCRIPTION_EACH } from '../staging.ts';
import type { Diary } from './diary.ts';

/**
 * Fills a policy file with what an orderly company states about itself and a customer whose life is clean. What a
 * scenario has said stays as it is.
 */
export function describeCompany(
  policy: PolicyDraft,
  {
    ledger,
    diary,
    since,
    currency,
  }: {
    readonly ledger: Ledger;
    readonly diary: Diary;
    /** Unix seconds: since when the price list holds. */
    readonly since: number;
    readonly currency: string;
  },
): void {
  const { catalogue } = ledger;
  const from = new Date(since * 1000).toISOString().slice(0, 10);
  policy.add(
    'prices',
    ...CURRENCIES.filter((listed) => listed === currency).flatMap((listed) =>
      PLANS.flatMap((plan) =>
        (['month', 'year'] as const).map((interval) => ({
          id: `list-${plan}-${interval}`,
          product: catalogue.products[plan].id,
          interval,
          currency: listed,
          unit_amount: catalogue.price(plan, interval, listed).unit_amount,
          from,
        })),
      ),
    ),
  );
  const rates = catalogue.objects.filter((object): object is TaxRate => object.object === 'tax_rate');
  const place = ({ country, state }: TaxRate) => ({ country, ...(state === null ? {} : { state }) });
  policy.setDefault('tax', {
    seller_country: 'US',
    registrations: rates.map((rate) => ({ id: `registered-${rate.id}`, ...place(rate), from })),
    rates: rates.map((rate) => ({
      id: `rate-${rate.id}`,
      ...place(rate),
      percentage: rate.percentage,
      from,
    })),
  });
  policy.setDefault('multiple_subscriptions', {
    ...ONE_SUBSCRIPTION_EACH,
    exclusive_products: [PLANS.map((plan) => catalogue.products[plan].id)],
  });
  policy.setDefault('refund_on_cancel', 'none');
  policy.setDefault('on_downgrade', 'credit');
  policy.setDefault('discount_stacking', 'forbidden');
  policy.setDefault('price_change_notice_days', 30);
  policy.setDefault('one_time_fees', []);
  policy.setDefault('promises', []);
  policy.setDefault('accounts', []);
  policy.setDefault('requests', diary.requests);
  policy.setDefault('seats', diary.seatTable);
}
