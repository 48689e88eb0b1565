import { addMonths, DAY, HOUR } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { TaxRate } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { errorLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { isTaxed, likeTax, localTax, rowsOf, type Upgraded, upgradeAfter, wrongInvoices } from './staging.ts';

const row = 'F5';

const applied = (rate: TaxRate) => ({
  rate,
  percentage: rate.percentage,
  inclusive: false,
  charged: true,
  reason: 'standard_rated',
});

interface Doubled {
  readonly since: 'start' | 'later';
  /** Percentage points the second rate is below the first. */
  readonly lower?: number;
  readonly upgraded?: Upgraded;
  /** Terms that put the second rate on the lines beside the first. */
  readonly terms: (stage: Stage, first: TaxRate, second: TaxRate) => Partial<SubscribeRequest>;
}

/** One tax is on each line twice: what is too much is the second, which is never the larger one. */
function taxedTwice(id: string, { since, lower = 0, upgraded, terms }: Doubled): Scenario {
  return {
    id: `F5/${id}`,
    row,
    kind: 'fault',
    fits: isTaxed,
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const first = localTax(stage);
      const second = likeTax(stage, first, { percentage: first.percentage - lower });
      const price = ownPrice(stage);
      const renewals = random.int(2, 6);
      const isFirst = upgraded === 'first_wrong';
      const wrong = isFirst ? 0 : since === 'start' ? renewals + 1 : random.int(1, 2);
      const start = startFor(stage, price, renewals, { min: 2, max: 24 });
      const request = terms(stage, first, second);
      const subscription = subscribeAt(stage, start, {
        price,
        ...request,
        ...(since === 'start' ? {} : { taxRates: [first] }),
      });
      if (upgraded !== undefined) upgradeAfter(stage, subscription, addMonths(start, renewals));
      if (since === 'later') {
        const added = isFirst
          ? addMonths(start, renewals) + 5 * HOUR
          : addMonths(start, renewals - wrong + 1) - 3 * DAY;
        stage.at(added, () =>
          ledger.billing.update(subscription(), { taxRates: [...(request.taxRates ?? [])] }),
        );
      }
      return () =>
        ledger.billing
          .invoicesOf(subscription())
          .slice(-wrongInvoices(wrong, upgraded))
          .map((invoice) =>
            errorLabel({
              row,
              category: 'tax',
              currency,
              amount: rowsOf(invoice, second).reduce((sum, { amount }) => sum + amount, 0),
              evidence: [invoice.id, first.id, second.id],
            }),
          );
    },
  };
}

export const TWO_TAX_ENGINES: readonly Scenario[] = [
  taxedTwice('manual-and-automatic', {
    since: 'start',
    terms: ({ random }, _, second) => ({
      automaticTax: true,
      taxRates: [],
      quantity: random.int(1, 9),
      hooks: { taxes: (taxes) => [...taxes, applied(second)] },
    }),
  }),
  taxedTwice('old-manual-rate-and-automatic', {
    since: 'start',
    lower: 2,
    terms: ({ ledger }, _, second) => ({
      automaticTax: true,
      taxRates: [],
      billingMode: 'classic',
      hooks: { taxes: (taxes) => [applied(second), ...taxes] },
      coupon: {
        coupon: ledger.catalogue.makeCoupon({ name: 'Partner', percentOff: 15, duration: 'forever' }),
      },
    }),
  }),
  taxedTwice('two-default-rates', {
    since: 'later',
    terms: (_, first, second) => ({ taxRates: [first, second], quantity: 4 }),
  }),
  taxedTwice('upgraded', {
    since: 'later',
    upgraded: 'after_wrong_renewals',
    terms: (_, first, second) => ({ taxRates: [first, second] }),
  }),
  // The credit takes more tax back than was paid: less is too much.
  taxedTwice('added-before-upgrade', {
    since: 'later',
    upgraded: 'first_wrong',
    terms: (_, first, second) => ({ taxRates: [first, second], billingMode: 'classic' }),
  }),
  taxedTwice('beside-another-tax', {
    since: 'start',
    terms: (stage, first, second) => ({
      // Another tax by law, on top: no part of the error.
      taxRates: [
        first,
        stage.ledger.catalogue.makeTaxRate({
          displayName: 'Entertainment duty',
          percentage: 3,
          country: first.country ?? stage.country,
          state: first.state,
          taxType: 'service_tax',
        }),
        second,
      ],
    }),
  }),
  taxedTwice('two-products', {
    since: 'later',
    terms: (stage, first, second) => ({
      items: [{ price: ownPrice(stage) }, { price: ownPrice(stage), quantity: 3 }],
      taxRates: [first, second],
    }),
  }),
];
