import { addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Invoice, TaxRate } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { errorLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { isTaxed, likeTax, localTax, rowsOf } from './staging.ts';

const row = 'F4';

const byRate = (invoice: Invoice, rate: TaxRate): number =>
  rowsOf(invoice, rate).reduce((sum, { amount }) => sum + amount, 0);

/** What is taxed twice: terms of the subscription, by the rate that the price includes and the one on top of it. */
type Terms = (stage: Stage, within: TaxRate, onTop: TaxRate) => Partial<SubscribeRequest>;

/** A price that has its tax in it gets the same tax on top, from the start or from a later day on. */
function taxedOnTop(
  id: string,
  since: 'start' | 'later',
  terms: Terms = (_, within, onTop) => ({ taxRates: since === 'start' ? [within, onTop] : [within] }),
  partCredited = false,
): Scenario {
  return {
    id: `F4/${id}`,
    row,
    kind: 'fault',
    fits: isTaxed,
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const onTop = localTax(stage);
      const within = likeTax(stage, onTop, { inclusive: true });
      const price = ownPrice(stage, { taxBehavior: 'inclusive' });
      const renewals = random.int(2, 6);
      const wrong = since === 'start' ? renewals + 1 : random.int(1, 2);
      const start = startFor(stage, price, renewals, { min: 6, max: 24 });
      const subscription = subscribeAt(stage, start, { price, ...terms(stage, within, onTop) });
      if (since === 'later') {
        stage.at(addMonths(start, renewals - wrong + 1) - 3 * DAY, () =>
          ledger.billing.update(subscription(), { taxRates: [within, onTop] }),
        );
      }
      const part = (invoice: Invoice): number => Math.floor(byRate(invoice, onTop) / 3);
      if (partCredited) {
        stage.at(addMonths(start, renewals) + 3 * DAY, () => {
          const invoice = ledger.billing.invoicesOf(subscription()).at(-1);
          if (invoice === undefined) throw new Error('the renewal was billed');
          ledger.credits.issue({
            invoice,
            custom: [{ description: 'Part of the tax', amount: part(invoice) }],
            to: invoice.amount_paid < invoice.total ? 'balance' : 'card',
            reason: 'order_change',
          });
        });
      }
      return () =>
        ledger.billing
          .invoicesOf(subscription())
          .slice(-wrong)
          .map((invoice, at) =>
            errorLabel({
              row,
              category: 'tax',
              currency,
              amount: byRate(invoice, onTop) - (partCredited && at === wrong - 1 ? part(invoice) : 0),
              evidence: [invoice.id, within.id, onTop.id],
            }),
          );
    },
  };
}

export const TAXED_ON_TOP: readonly Scenario[] = [
  taxedOnTop('both-rates', 'start'),
  taxedOnTop('default-rate-added', 'later'),
  taxedOnTop('seats-with-coupon', 'start', ({ ledger, random }, within, onTop) => ({
    taxRates: [within, onTop],
    quantity: random.int(2, 12),
    coupon: {
      coupon: ledger.catalogue.makeCoupon({ name: 'Partner', percentOff: 25, duration: 'forever' }),
    },
  })),
  taxedOnTop('part-credited', 'later', (_, within) => ({ taxRates: [within], quantity: 3 }), true),
  taxedOnTop('automatic-tax', 'start', (_, within, onTop) => ({
    automaticTax: true,
    taxRates: [],
    hooks: {
      taxes: () =>
        [within, onTop].map((rate) => ({
          rate,
          percentage: rate.percentage,
          inclusive: rate.inclusive,
          charged: true,
          reason: 'standard_rated',
        })),
    },
  })),
];
