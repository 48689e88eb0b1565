import { DAY, HOUR } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Invoice, InvoiceLine, Price, Subscription } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import {
  askedBy,
  daysBeforeEnd,
  errorLabel,
  inclusiveTaxes,
  later,
  localTaxes,
  ownPrice,
  startFor,
  subscribeAt,
} from '../../staging.ts';

const row = 'A8';
const category = 'one_off';

/** A set-up fee that the company charges once per customer, ever. */
function feeDueOnce(stage: Stage): Price {
  const fee = ownPrice(stage, { product: `Set-up fee ${stage.random.digits(3)}`, interval: null });
  stage.policy.add('one_time_fees', fee.id);
  return fee;
}

interface BilledFee {
  readonly invoice: Invoice;
  readonly line: InvoiceLine;
}

/** Everything that was ever billed for the fee, oldest first. */
function feesBilled({ ledger }: Stage, fee: Price): readonly BilledFee[] {
  return ledger.book
    .all('invoice')
    .flatMap((invoice) => invoice.lines.data.map((line) => ({ invoice, line })))
    .filter(({ line }) => line.pricing?.price_details?.price === fee.id);
}

/** Each time the fee came again is too much, but for what went back; `dueAt` is the place of the one that was due. */
function chargedAgain(
  stage: Stage,
  fee: Price,
  how: { returned?: number; dueAt?: number } = {},
): PlantedLabel[] {
  const { returned = 0, dueAt = 0 } = how;
  const [due, ...again] = feesBilled(stage, fee).slice(dueAt);
  if (due === undefined || again.length === 0) throw new Error('the fee was billed again');
  return again.map(({ invoice, line }) =>
    errorLabel({
      row,
      category,
      currency: stage.currency,
      amount: askedBy(line) - returned,
      evidence: [due.invoice.id, invoice.id],
    }),
  );
}

/** Subscribes with the fee on the first invoice. */
function withFee(
  stage: Stage,
  at: number,
  { price, fee }: { readonly price: Price; readonly fee: Price },
  terms: Partial<Omit<SubscribeRequest, 'customer' | 'method'>> = {},
): () => Subscription {
  return subscribeAt(stage, at, { price, once: [{ price: fee }], ...terms });
}

/** Subscribed, left at a period's end, and came back months later. */
function cameBack(
  id: string,
  how: Partial<Pick<Scenario, 'fits'>> & {
    readonly terms?: (stage: Stage) => Partial<Omit<SubscribeRequest, 'customer' | 'method'>>;
    readonly times?: number;
  } = {},
): Scenario {
  const { terms = () => ({}), times = 2, ...rest } = how;
  return {
    id,
    row,
    kind: 'fault',
    ...rest,
    stage: (stage) => {
      const { ledger, random } = stage;
      const prices = { price: ownPrice(stage), fee: feeDueOnce(stage) };
      const asAgreed = terms(stage);
      const last = daysBeforeEnd(stage, { min: 3, max: 55 });
      for (let time = 0; time < times; time += 1) {
        // Four months each: two or three of them subscribed, then gone for a while.
        const subscription = withFee(stage, last - (times - 1 - time) * 120 * DAY, prices, asAgreed);
        if (time === times - 1) continue;
        stage.at(last - (times - 1 - time) * 120 * DAY + random.int(35, 80) * DAY, () => {
          ledger.billing.cancelAtPeriodEnd(subscription());
        });
      }
      return () => chargedAgain(stage, prices.fee);
    },
  };
}

export const ONE_TIME_FEES_AGAIN: readonly Scenario[] = [
  cameBack('A8/came-back', { terms: ({ random }) => ({ quantity: random.int(1, 4) }) }),
  cameBack('A8/came-back-with-coupon-and-inclusive-tax', {
    fits: ({ currency }) => currency !== 'kwd',
    terms: (stage) => {
      const coupon = stage.ledger.catalogue.makeCoupon({
        name: 'Return',
        percentOff: 30,
        duration: 'forever',
      });
      return { coupon: { coupon }, taxRates: inclusiveTaxes(stage), billingMode: 'classic' };
    },
  }),
  cameBack('A8/came-back-twice', { times: 3 }),
  cameBack('A8/came-back-and-sent', {
    terms: () => ({ collectionMethod: 'send_invoice', daysUntilDue: 60 }),
  }),
  {
    id: 'A8/with-a-better-plan',
    row,
    kind: 'fault',
    fits: ({ currency }) => currency !== 'kwd',
    stage: (stage) => {
      const { ledger, random, customer, currency } = stage;
      const price = ownPrice(stage);
      const better = ownPrice(stage, {
        product: `Premium ${random.digits(3)}`,
        unitAmount: (price.unit_amount ?? 0) * 3,
      });
      const fee = feeDueOnce(stage);
      const start = startFor(stage, price, random.int(4, 8), { min: 3, max: 16 });
      const subscription = withFee(stage, start, { price, fee });
      stage.at(daysBeforeEnd(stage, { min: 19, max: 29 }), () => {
        ledger.invoices.addPending(customer, { price: fee, currency, subscription: subscription() });
        ledger.billing.changePlan(subscription(), { price: better }, 'always_invoice');
      });
      return () => chargedAgain(stage, fee);
    },
  },
  {
    id: 'A8/part-credited',
    row,
    kind: 'fault',
    fits: ({ currency }) => currency !== 'kwd',
    stage: (stage) => {
      const { ledger, customer, method, currency } = stage;
      const fee = feeDueOnce(stage);
      const bill = (at: number) =>
        later(stage, at, () =>
          ledger.invoices.bill(customer, {
            currency,
            method,
            taxRates: localTaxes(stage),
            lines: [{ price: fee }],
          }),
        );
      const at = daysBeforeEnd(stage, { min: 8, max: 50 });
      bill(at - 200 * DAY);
      const again = bill(at);
      const note = later(stage, at + 3 * DAY, () => {
        const line = feesBilled(stage, fee).at(-1)?.line;
        if (line === undefined) throw new Error('the fee was billed');
        return ledger.credits.issue({
          invoice: again(),
          lines: [{ line, net: Math.floor(line.amount / 3) }],
          // A card cannot take back what the customer's credit paid.
          to: again().amount_paid < again().total ? 'balance' : 'card',
          reason: 'order_change',
        });
      });
      return () => chargedAgain(stage, fee, { returned: note().amount });
    },
  },
  {
    id: 'A8/first-one-was-returned',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, customer, method, currency } = stage;
      const fee = feeDueOnce(stage);
      const at = daysBeforeEnd(stage, { min: 5, max: 50 });
      const bills = [240, 120, 0].map((days) =>
        later(stage, at - days * DAY, () =>
          ledger.invoices.bill(customer, {
            currency,
            method,
            taxRates: localTaxes(stage),
            lines: [{ price: fee }],
          }),
        ),
      );
      stage.at(at - 239 * DAY, () => {
        const [first] = bills;
        const line = feesBilled(stage, fee)[0]?.line;
        if (first === undefined || line === undefined) throw new Error('the fee was billed');
        ledger.credits.issue({
          invoice: first(),
          lines: [{ line }],
          to: first().amount_paid < first().total ? 'balance' : 'card',
          reason: 'product_unsatisfactory',
        });
      });
      // Given back, the first does not count: the second was due.
      return () => chargedAgain(stage, fee, { dueAt: 1 });
    },
  },
  {
    id: 'A8/on-a-second-record',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random, customer, method, country } = stage;
      const prices = { price: ownPrice(stage), fee: feeDueOnce(stage) };
      const start = startFor(stage, prices.price, 9, { min: 3, max: 25 });
      const first = withFee(stage, start, prices);
      stage.at(start + 40 * DAY, () => ledger.billing.cancelAtPeriodEnd(first()));
      stage.at(daysBeforeEnd(stage, { min: 3, max: 50 }) - HOUR, () => {
        const twin = ledger.customers.twin(customer, {
          email: `${random.token(8)}@mail.example`.toLowerCase(),
        });
        const { last4 = '', fingerprint } = method.card ?? {};
        const card = ledger.customers.attachCard(twin, {
          brand: 'visa',
          last4,
          country,
          ...(typeof fingerprint === 'string' ? { fingerprint } : {}),
        });
        ledger.billing.subscribe({
          customer: twin,
          method: card,
          price: prices.price,
          once: [{ price: prices.fee }],
          taxRates: localTaxes(stage),
        });
      });
      return () => chargedAgain(stage, prices.fee);
    },
  },
];
