import { addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import { DECLINES } from '../../../ledger/payments.ts';
import type { Invoice, Price, Subscription } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import { inclusiveTaxes, leakageLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';

const row = 'H2';

const unpaid = ({ status }: Invoice): boolean => status === 'open' || status === 'uncollectible';

/** One label for each invoice that was never paid, over what is still open on it. */
function labels({ ledger, currency }: Stage, subscription: Subscription): readonly PlantedLabel[] {
  return ledger.billing
    .invoicesOf(subscription)
    .filter(unpaid)
    .map((invoice) =>
      leakageLabel({
        row,
        category: 'payment_failure',
        currency,
        amount: invoice.amount_remaining,
        evidence: [invoice.id, subscription.id],
      }),
    );
}

/** The card fails for a renewal, Stripe gives up on it, and the renewals after it are paid. */
function cardFailed(
  id: string,
  then: 'past_due' | 'uncollectible',
  terms: (stage: Stage) => Partial<SubscribeRequest> = () => ({}),
): Scenario {
  return {
    id: `H2/${id}`,
    row,
    kind: 'leakage',
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage);
      const renewals = random.int(3, 9);
      const start = startFor(stage, price, renewals, { min: 5, max: 24 });
      const subscription = subscribeAt(stage, start, { price, quantity: random.int(1, 4), ...terms(stage) });
      const failed = renewals - random.int(1, 2);
      stage.at(addMonths(start, failed) - DAY, () => {
        const decline = { decline: DECLINES.insufficientFunds, retryAfterSeconds: 3 * DAY };
        ledger.billing.failNextPayment(subscription(), [decline, decline], { then });
      });
      return () => labels(stage, subscription());
    },
  };
}

/** Invoices are sent and paid by transfer, each as far as `paidShare` says. */
function sentInvoices(
  id: string,
  paidShare: (renewal: number, renewals: number) => number,
  terms: (stage: Stage) => { readonly price: Price } & Partial<SubscribeRequest>,
): Scenario {
  return {
    id: `H2/${id}`,
    row,
    kind: 'leakage',
    fits: ({ currency }) => currency !== 'kwd',
    stage: (stage) => {
      const { ledger, random, method } = stage;
      const request = terms(stage);
      const renewals = random.int(4, 9);
      const start = startFor(stage, request.price, renewals, { min: 6, max: 24 });
      const subscription = subscribeAt(stage, start, {
        collectionMethod: 'send_invoice',
        daysUntilDue: 14,
        ...request,
      });
      for (let renewal = 0; renewal <= renewals; renewal += 1) {
        stage.at(addMonths(start, renewal) + 5 * DAY, () => {
          const invoice = ledger.billing.invoicesOf(subscription())[renewal];
          const share = paidShare(renewal, renewals);
          if (invoice === undefined || share === 0 || invoice.status !== 'open') return;
          ledger.invoices.pay(invoice, method, Math.ceil(invoice.amount_remaining * share));
        });
      }
      return () => labels(stage, subscription());
    },
  };
}

export const UNPAID_WHILE_SERVED: readonly Scenario[] = [
  cardFailed('card-failed', 'past_due'),
  cardFailed('written-off', 'uncollectible', ({ ledger }) => ({
    coupon: { coupon: ledger.catalogue.makeCoupon({ name: 'Partner', percentOff: 20, duration: 'forever' }) },
  })),
  sentInvoices(
    'invoice-sent',
    (renewal, renewals) => (renewal === renewals - 2 ? 0 : 1),
    (stage) => ({ price: ownPrice(stage) }),
  ),
  sentInvoices(
    'part-paid',
    (renewal, renewals) => (renewal === renewals - 2 ? 0.4 : 1),
    (stage) => ({
      price: ownPrice(stage, { taxBehavior: 'inclusive' }),
      taxRates: inclusiveTaxes(stage),
    }),
  ),
  sentInvoices(
    'two-unpaid',
    (renewal, renewals) => (renewal === renewals - 2 || renewal === renewals - 3 ? 0 : 1),
    (stage) => ({ price: ownPrice(stage), billingMode: 'classic' }),
  ),
];
