import { addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Invoice } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { errorLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';

const row = 'F1';
const category = 'tax';
const TAXED: ReadonlySet<string> = new Set(['DE', 'AT', 'CH', 'GB', 'IE', 'AU', 'JP', 'US-NY', 'CA-ON']);
const fits = ({ country, state }: Pick<Stage, 'country' | 'state'>): boolean =>
  TAXED.has(country) || TAXED.has(`${country}-${state}`);

const taxOf = (invoice: Invoice): number =>
  (invoice.total_taxes ?? []).reduce((sum, tax) => sum + tax.amount, 0);

/** Stripe knows that the customer is exempt, and tax is on the invoices all the same. */
function exemptInStripe(id: string, terms: (stage: Stage) => Partial<SubscribeRequest>): Scenario {
  return {
    id,
    row,
    kind: 'fault',
    alone: true,
    fits,
    stage: (stage) => {
      const { ledger, random, customer, currency } = stage;
      const price = ownPrice(stage);
      const renewals = random.int(3, 9);
      const wrong = random.int(1, 2);
      const start = startFor(stage, price, renewals, { min: 2, max: 24 });
      stage.at(start - DAY, () => ledger.customers.change(customer, { taxExempt: 'exempt' }));
      const subscription = subscribeAt(stage, start, { price, ...terms(stage) });
      stage.at(addMonths(start, renewals - wrong + 1) - 2 * DAY, () =>
        ledger.billing.ignoreExemption(subscription()),
      );
      return () => {
        const taxed = ledger.billing.invoicesOf(subscription()).filter((invoice) => taxOf(invoice) > 0);
        return errorLabel({
          row,
          category,
          currency,
          amount: taxed.reduce((sum, invoice) => sum + taxOf(invoice), 0),
          evidence: taxed.map((invoice) => invoice.id),
        });
      };
    },
  };
}

export const TAX_ON_EXEMPT: readonly Scenario[] = [
  exemptInStripe('F1/exempt-in-stripe', () => ({})),
  exemptInStripe('F1/automatic-tax', () => ({ automaticTax: true })),
  exemptInStripe('F1/with-coupon', ({ ledger }) => ({
    quantity: 4,
    coupon: { coupon: ledger.catalogue.makeCoupon({ name: 'Charity', percentOff: 30, duration: 'forever' }) },
  })),
  {
    id: 'F1/certificate',
    row,
    kind: 'fault',
    alone: true,
    fits,
    stage: (stage) => {
      const { ledger, random, customer, currency, policy } = stage;
      const price = ownPrice(stage);
      const renewals = random.int(3, 9);
      const start = startFor(stage, price, renewals, { min: 2, max: 24 });
      const subscription = subscribeAt(stage, start, { price, quantity: random.int(1, 6) });
      const since = Math.floor((addMonths(start, renewals - 1) - 4 * DAY) / DAY) * DAY;
      const ref = `certificate-${random.digits(5)}`;
      policy.tax({
        exempt_customers: [
          {
            id: ref,
            customer: customer.id,
            from: new Date(since * 1000).toISOString().slice(0, 10),
            certificate: 'TX-1182',
          },
        ],
      });
      return () => {
        const taxed = ledger.billing.invoicesOf(subscription()).filter((invoice) => invoice.created >= since);
        return errorLabel({
          row,
          category,
          currency,
          amount: taxed.reduce((sum, invoice) => sum + taxOf(invoice), 0),
          evidence: [ref, ...taxed.map((invoice) => invoice.id)],
        });
      };
    },
  },
];
