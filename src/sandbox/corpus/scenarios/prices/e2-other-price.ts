import { DAY } from '../../../ledger/arithmetic.ts';
import { priceAmount } from '../../../ledger/pricing.ts';
import type { Price } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { amountOf, errorLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { collection, fitsSettlement, type Settlement, settle } from './settled.ts';
import { agreedTerms, isoTime, linesOf, type Terms, taxesOf, tooMuchOn } from './too-much.ts';

const row = 'E2';

/** Where it is written which price was ordered. */
type Order = 'request' | 'checkout' | 'quote' | 'metadata';

/** Two prices of one product: the one that was ordered, and the dearer one that is billed. */
function twoPrices(stage: Stage): { readonly ordered: Price; readonly billed: Price } {
  const { ledger, random, currency } = stage;
  const ordered = ownPrice(stage, {
    unitAmount: amountOf(stage, random.int(20, 80) * 100),
    lookupKey: `offer_${random.digits(8)}`,
  });
  const product = ledger.catalogue.productOf(ordered);
  if (product === undefined) throw new Error('the price has a product');
  const billed = ledger.catalogue.makePrice(product, {
    currency,
    unitAmount: (ordered.unit_amount ?? 0) + amountOf(stage, random.int(4, 30) * 100),
  });
  return { ordered, billed };
}

function otherPrice(id: string, order: Order, terms: Terms & Settlement = {}): Scenario {
  const { quantity = 1, percentOff } = terms;
  return {
    id: `E2/${id}`,
    row,
    kind: 'fault',
    fits: fitsSettlement(terms),
    stage: (stage) => {
      const { ledger, random, customer, currency, policy } = stage;
      const { ordered, billed } = twoPrices(stage);
      const taxRates = taxesOf(stage, terms);
      const renewals = random.int(2, 7);
      const start = startFor(stage, billed, renewals, { min: 2, max: 25 });
      const subscription = subscribeAt(stage, start, {
        price: billed,
        quantity,
        taxRates,
        ...agreedTerms(stage, terms),
        ...collection(terms),
        ...(order === 'metadata' ? { metadata: { ordered_price: ordered.id } } : {}),
      });
      let evidence = '';
      // Invoices before the order are right.
      let since = start;
      if (order === 'request') {
        evidence = `request-${random.digits(6)}`;
        since = start + random.int(3 * DAY, 20 * DAY);
        const at = since;
        stage.at(at, () => {
          policy.add('requests', {
            id: evidence,
            customer: customer.id,
            subscription: subscription().id,
            kind: 'change_plan',
            price: ordered.id,
            at: isoTime(at),
            source: 'ticket:50127',
          });
        });
      }
      if (order === 'checkout' || order === 'quote') {
        stage.at(start, () => {
          const amount = priceAmount(ordered, quantity, currency);
          const sold = { amount, currency, subscription: subscription() };
          const { id: saleId } =
            order === 'checkout'
              ? ledger.sales.checkout(customer, { ...sold, metadata: { price_id: ordered.id } })
              : ledger.sales.quote(customer, {
                  ...sold,
                  expiresAt: start + 14 * DAY,
                  metadata: { lookup_key: ordered.lookup_key ?? '' },
                });
          evidence = saleId;
        });
      }
      const wrongOnes = () =>
        ledger.billing.invoicesOf(subscription()).filter(({ created }) => created >= since);
      const returned = settle(stage, terms, subscription, wrongOnes);
      return () => {
        const wrong = wrongOnes();
        return errorLabel({
          row,
          category: 'price',
          classification: order === 'metadata' ? 'likely_error' : 'billing_error',
          currency,
          amount:
            tooMuchOn(linesOf(wrong), taxRates, () => priceAmount(ordered, quantity, currency), percentOff) -
            returned(),
          evidence: [
            order === 'metadata' ? subscription().id : evidence,
            ordered.id,
            ...wrong.map((invoice) => invoice.id),
          ],
        });
      };
    },
  };
}

export const BILLED_AT_OTHER_PRICE: readonly Scenario[] = [
  otherPrice('asked-for-cheaper', 'request'),
  otherPrice('asked-for-seats', 'request', { quantity: 7, percentOff: 10 }),
  otherPrice('checkout', 'checkout', { inclusive: true }),
  otherPrice('quote-by-lookup-key', 'quote', { quantity: 3 }),
  otherPrice('asked-for-and-open', 'request', { sent: true }),
  otherPrice('checkout-part-credited', 'checkout', { partCredited: true }),
  otherPrice('metadata', 'metadata', { percentOff: 25 }),
];
