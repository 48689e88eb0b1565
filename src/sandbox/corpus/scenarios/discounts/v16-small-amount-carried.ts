import { DAY } from '../../../ledger/arithmetic.ts';
import type { Invoice } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import { eventLabel, localTaxes, ownPrice, startFor, subscribeAt } from '../../staging.ts';

const row = 'V16';

/** Below what Stripe charges in every currency that has such a minimum, tax included. Minor units. */
const SMALL = { min: 5, max: 22 } as const;

/** Stripe's minimum says nothing of KWD. */
const fits: NonNullable<Scenario['fits']> = ({ currency }) => currency !== 'kwd';

/** What was carried over last (it holds what was carried before it), asked for with this invoice. */
function labelOf(stage: Stage, invoice: Invoice | undefined): PlantedLabel {
  if (invoice === undefined) throw new Error('an invoice followed');
  const carried = stage.ledger.book
    .all('customer_balance_transaction')
    .findLast(
      (entry) =>
        entry.type === 'invoice_too_small' && entry.created < invoice.created && entry.invoice !== invoice.id,
    );
  if (carried === undefined) throw new Error('something was carried over');
  return eventLabel({ row, category: 'balance', evidence: [invoice.id, carried.id] });
}

/** Single small things between two renewals. */
function orders(id: string, count: number, quantity: number): Scenario {
  return {
    id,
    row,
    kind: 'event',
    alone: true,
    fits,
    stage: (stage) => {
      const { ledger, random, customer, method, currency } = stage;
      const price = ownPrice(stage);
      const start = startFor(stage, price, random.int(2, 8), { min: 2, max: 18 });
      const subscription = subscribeAt(stage, start, { price, quantity });
      for (let at = 0; at < count; at += 1) {
        stage.at(stage.end - (27 - 3 * at) * DAY, () => {
          ledger.invoices.bill(customer, {
            currency,
            method,
            taxRates: localTaxes(stage),
            lines: [{ amount: random.int(SMALL.min, SMALL.max / count), description: 'Text messages' }],
          });
        });
      }
      return () => labelOf(stage, ledger.billing.invoicesOf(subscription()).at(-1));
    },
  };
}

/** Credit that leaves a rest too small to charge. */
const restOfCredit: Scenario = {
  id: 'V16/rest-of-credit',
  row,
  kind: 'event',
  alone: true,
  fits,
  stage: (stage) => {
    const { ledger, random, customer, currency } = stage;
    const price = ownPrice(stage);
    const start = startFor(stage, price, random.int(3, 8), { min: 2, max: 20 });
    const subscription = subscribeAt(stage, start, { price });
    const rest = random.int(SMALL.min, SMALL.max);
    // Before the renewal before the last, which then asks for the rest only.
    stage.at(stage.end - 53 * DAY, () => {
      const paid = ledger.billing.invoicesOf(subscription()).at(-1);
      if (paid === undefined) throw new Error('it was billed');
      ledger.credits.giveBalanceCredit(
        customer,
        paid.total - rest,
        currency,
        'Credit for the outage in spring',
      );
    });
    return () => labelOf(stage, ledger.billing.invoicesOf(subscription()).at(-1));
  },
};

/** A month with hardly any use, asked for with the next. */
const idleMonth: Scenario = {
  id: 'V16/idle-month',
  row,
  kind: 'event',
  alone: true,
  fits,
  stage: (stage) => {
    const { ledger, random, customer, currency } = stage;
    const meter = ledger.catalogue.makeMeter(`Scans ${random.digits(4)}`);
    const price = ownPrice(stage, { unitAmount: '1', meter: meter.id });
    const start = startFor(stage, price, 4, { min: 2, max: 20 });
    const subscription = subscribeAt(stage, start, { price });
    // Credits that do not pay for it: gone before it was billed, or for something else.
    const others = ownPrice(stage, { unitAmount: '3', meter: meter.id });
    const { grants } = ledger;
    stage.at(start + 3 * DAY, () => {
      grants.grant(customer, { amount: 5000, currency, expiresAt: start + 20 * DAY, name: 'Trial credits' });
      grants.grant(customer, { amount: 8000, currency, prices: [others], name: 'Streaming credits' });
    });
    for (const [month, value] of [4000, 6000, random.int(SMALL.min, SMALL.max), 5000].entries()) {
      stage.at(start + (month * 30 + 12) * DAY, () => {
        ledger.billing.reportUsage(customer, meter, value);
      });
    }
    return () => labelOf(stage, ledger.billing.invoicesOf(subscription()).at(-1));
  },
};

export const SMALL_AMOUNTS_CARRIED: readonly Scenario[] = [
  orders('V16/order', 1, 1),
  orders('V16/two-orders', 2, 5),
  restOfCredit,
  idleMonth,
];
