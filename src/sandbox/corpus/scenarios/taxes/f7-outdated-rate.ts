import { addMonths, DAY, percentage } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Invoice, TaxRate } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { errorLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import {
  counted,
  isoDay,
  isTaxed,
  likeTax,
  localTax,
  midnight,
  placeOf,
  rowsOf,
  type Upgraded,
  upgradeAfter,
  wrongInvoices,
} from './staging.ts';

const row = 'F7';

/** Tax by the old rate beyond what the rate of the day asks for. */
const tooMuch = (invoice: Invoice, old: TaxRate, due: number, upgraded?: Upgraded): number =>
  counted(rowsOf(invoice, old), upgraded).reduce(
    (sum, { amount, taxable_amount: net }) => sum + amount - percentage(net ?? 0, due),
    0,
  );

/** The law lowers a rate, and a subscription keeps the old one. */
function keptAfterCut(
  id: string,
  terms: (stage: Stage) => Partial<SubscribeRequest>,
  options: {
    readonly firstCredited?: boolean;
    readonly lastUnpaid?: boolean;
    readonly upgraded?: Upgraded;
  } = {},
): Scenario {
  return {
    id: `F7/${id}`,
    row,
    kind: 'fault',
    // What the law asks for here, others may state as well.
    sharesCustomer: false,
    fits: isTaxed,
    stage: (stage) => {
      const { ledger, random, method, currency, policy } = stage;
      const now = localTax(stage);
      const old = likeTax(stage, now, { percentage: now.percentage + random.pick([1, 2, 3]) });
      const price = ownPrice(stage);
      const renewals = random.int(3, 9);
      const start = startFor(stage, price, renewals, { min: 2, max: 24 });
      const isFirst = options.upgraded === 'first_wrong';
      const wrong = isFirst ? 0 : options.firstCredited === true ? 2 : random.int(1, 3);
      // A midnight between the last renewal and the upgrade, or some days before the first wrong renewal.
      const cut = isFirst
        ? midnight(addMonths(start, renewals) + DAY)
        : midnight(addMonths(start, renewals - wrong + 1) - random.int(2, 20) * DAY);
      const subscription = subscribeAt(stage, start, { price, taxRates: [old], ...terms(stage) });
      if (options.upgraded !== undefined) upgradeAfter(stage, subscription, addMonths(start, renewals));
      // With the tax in the price the customer pays the same at any rate: nothing is too much there.
      subscribeAt(stage, start, {
        price: ownPrice(stage, { taxBehavior: 'inclusive' }),
        taxRates: [likeTax(stage, old, { inclusive: true })],
      });
      const place = placeOf(stage);
      const ref = `rate-${random.digits(5)}`;
      policy.tax({
        rates: [
          { id: `old-${ref}`, ...place, percentage: old.percentage, until: isoDay(cut) },
          { id: ref, ...place, percentage: now.percentage, from: isoDay(cut) },
        ],
      });
      if (options.firstCredited === true) {
        stage.at(addMonths(start, renewals - wrong + 1) + 10 * DAY, () => {
          const invoice = ledger.billing.invoicesOf(subscription()).at(-1);
          if (invoice === undefined) throw new Error('the renewal was billed');
          ledger.credits.issue({
            invoice,
            custom: [{ description: 'Tax difference', amount: tooMuch(invoice, old, now.percentage) }],
            to: invoice.amount_paid < invoice.total ? 'balance' : 'card',
            reason: 'order_change',
          });
        });
      }
      if (options.lastUnpaid === true) {
        for (let renewal = 0; renewal < renewals; renewal += 1) {
          stage.at(addMonths(start, renewal) + 10 * DAY, () => {
            const invoice = ledger.billing.invoicesOf(subscription()).at(-1);
            if (invoice?.status === 'open') ledger.invoices.pay(invoice, method);
          });
        }
      }
      return () =>
        ledger.billing
          .invoicesOf(subscription())
          .slice(-wrongInvoices(wrong, options.upgraded))
          .slice(options.firstCredited === true ? 1 : 0)
          .map((invoice) =>
            errorLabel({
              row,
              category: 'tax',
              currency,
              amount: tooMuch(invoice, old, now.percentage, options.upgraded),
              evidence: [invoice.id, ref, old.id],
            }),
          );
    },
  };
}

export const OUTDATED_RATES: readonly Scenario[] = [
  keptAfterCut('kept-after-cut', ({ random }) => ({ quantity: random.int(1, 9) })),
  keptAfterCut('with-coupon', ({ ledger }) => ({
    billingMode: 'classic',
    coupon: {
      coupon: ledger.catalogue.makeCoupon({ name: 'Partner', percentOff: 15, duration: 'forever' }),
    },
  })),
  keptAfterCut('last-unpaid', () => ({ collectionMethod: 'send_invoice', daysUntilDue: 30 }), {
    lastUnpaid: true,
  }),
  keptAfterCut('upgraded', () => ({}), { upgraded: 'after_wrong_renewals' }),
  keptAfterCut('cut-before-upgrade', () => ({}), { upgraded: 'first_wrong' }),
  keptAfterCut('first-one-credited', () => ({ quantity: 4 }), { firstCredited: true }),
];
