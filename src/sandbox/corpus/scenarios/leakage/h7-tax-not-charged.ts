import { addMonths, DAY, percentage } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { leakageLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { isoDay, isTaxed, localTax, midnight, placeOf } from '../taxes/staging.ts';

const row = 'H7';

/** Which of the invoices lack tax: all, those since the rate was taken off, those since the company registered. */
type Since = 'start' | 'rate_taken_off' | 'registration';

/** The company is registered where the customer is, and no tax is on the subscription. */
function untaxed(
  id: string,
  since: Since,
  terms: (stage: Stage) => Partial<SubscribeRequest> = () => ({}),
): Scenario {
  return {
    id: `H7/${id}`,
    row,
    kind: 'leakage',
    // A company that registered late would have taxed the customer's other subscriptions too early.
    ...(since === 'registration' ? { alone: true } : {}),
    fits: isTaxed,
    stage: (stage) => {
      const { ledger, random, currency, policy } = stage;
      const rate = localTax(stage);
      const price = ownPrice(stage);
      const renewals = random.int(2, 6);
      const missing = since === 'start' ? renewals + 1 : random.int(1, 2);
      const start = startFor(stage, price, renewals, { min: 4, max: 24 });
      const from = midnight(addMonths(start, renewals - missing + 1) - random.int(1, 20) * DAY);
      const place = placeOf(stage);
      const when = since === 'registration' ? { from: isoDay(from) } : {};
      policy.tax({
        registrations: [{ ...place, ...when }],
        rates: [{ ...place, percentage: rate.percentage }],
      });
      const subscription = subscribeAt(stage, start, {
        price,
        ...terms(stage),
        taxRates: since === 'rate_taken_off' ? [rate] : [],
      });
      if (since === 'rate_taken_off') {
        stage.at(from, () => ledger.billing.update(subscription(), { taxRates: [] }));
      }
      return () =>
        ledger.billing
          .invoicesOf(subscription())
          .slice(-missing)
          .map((invoice) =>
            leakageLabel({
              row,
              category: 'tax',
              currency,
              amount: percentage(invoice.total, rate.percentage),
              evidence: [invoice.id],
            }),
          );
    },
  };
}

export const TAX_NOT_CHARGED: readonly Scenario[] = [
  untaxed('never-set', 'start'),
  untaxed('rate-taken-off', 'rate_taken_off', ({ random }) => ({ quantity: random.int(1, 9) })),
  untaxed('with-coupon', 'start', ({ ledger }) => ({
    billingMode: 'classic',
    coupon: {
      coupon: ledger.catalogue.makeCoupon({ name: 'Partner', percentOff: 15, duration: 'forever' }),
    },
  })),
  untaxed('registered-since', 'registration', () => ({ quantity: 2 })),
];
