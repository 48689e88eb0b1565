import { assert } from '../../assert.ts';
import { addIntervals, DAY, HOUR, type Interval } from '../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../ledger/billing.ts';
import { CURRENCIES, inCurrency } from '../ledger/catalogue.ts';
import type { PriceRequest } from '../ledger/objects/price.ts';
import type { Invoice, InvoiceLine, Price, Subscription, TaxRate } from '../ledger/wire.ts';
import type { PlantedLabel, Stage } from './scenario.ts';

/**
 * What most scenarios need: a price of their own, moments that fit between start and end, and labels. Everything takes
 * its chance from `stage.random`.
 */

/** A round amount of about so many US cents in the customer's currency, minor units. */
export function amountOf(stage: Pick<Stage, 'currency'>, cents: number): number {
  const currency = CURRENCIES.find((known) => known === stage.currency);
  assert(currency !== undefined, 'the corpus uses currencies of the price list', {
    currency: stage.currency,
  });
  return inCurrency(cents, currency);
}

const WARES = [
  'Badges',
  'Seating plan',
  'Analytics',
  'Guest app',
  'Kiosk',
  'Lead capture',
  'Streaming',
] as const;

/** A price of a new product, in the customer's currency; monthly unless said otherwise, about 20 to 150 USD. */
export function ownPrice(
  stage: Stage,
  request: Partial<PriceRequest> & { readonly product?: string } = {},
): Price {
  const { product, ...price } = request;
  const { catalogue } = stage.ledger;
  const name = product ?? `${stage.random.pick(WARES)} ${stage.random.digits(3)}`;
  const isPriced =
    price.unitAmount !== undefined || price.graduated !== undefined || price.volume !== undefined;
  const unitAmount = amountOf(stage, stage.random.int(20, 150) * 100);
  return catalogue.makePrice(catalogue.makeProduct({ name }), {
    currency: stage.currency,
    ...(isPriced ? {} : { unitAmount }),
    ...price,
  });
}

/** The taxes the merchant collects where the customer is; none in places where it collects none. */
export function localTaxes(stage: Stage): readonly TaxRate[] {
  return stage.ledger.catalogue.taxRates(stage.country, stage.state);
}

/** A moment so many days before the end, at some second of the day. */
export function daysBeforeEnd(stage: Stage, days: { readonly min: number; readonly max: number }): number {
  return stage.end - stage.random.int(days.min * DAY, days.max * DAY);
}

/** When to subscribe so that the `renewals`-th renewal lies between `min` and `max` days before the end. */
export function startFor(
  stage: Stage,
  price: Price,
  renewals: number,
  lastRenewalDaysAgo: { readonly min: number; readonly max: number },
): number {
  const { recurring } = price;
  assert(recurring !== null, 'the price recurs', { price: price.id });
  const last = daysBeforeEnd(stage, lastRenewalDaysAgo);
  const start = addIntervals(last, recurring.interval as Interval, -recurring.interval_count * renewals);
  assert(start > stage.start, 'the history is long enough', { renewals, price: price.id });
  return start;
}

/** Does something at a moment of the test clock, and gives back how to get what came of it. */
export function later<T>(stage: Stage, at: number, action: () => T): () => T {
  let made: { readonly value: T } | undefined;
  assert(at <= stage.end, 'nothing is scheduled after the end', { at });
  stage.at(at, () => {
    made = { value: action() };
  });
  return () => {
    assert(made !== undefined, 'the clock has reached it', { at });
    return made.value;
  };
}

/** Subscribes the customer at `at`, with their card. Taxed as where they are, unless `taxRates` says otherwise. */
export function subscribeAt(
  stage: Stage,
  at: number,
  request: Omit<SubscribeRequest, 'customer' | 'method'>,
): () => Subscription {
  return later(stage, at, () =>
    stage.ledger.billing.subscribe({
      customer: stage.customer,
      method: stage.method,
      taxRates: request.automaticTax === true ? [] : localTaxes(stage),
      ...request,
    }),
  );
}

/** A time of day at which people work, on the day of `at`. */
export function atDaytime(stage: Stage, at: number): number {
  return Math.floor(at / DAY) * DAY + stage.random.int(8 * HOUR, 18 * HOUR);
}

/**
 * The company's word on several subscriptions, the same in every scenario that needs one: one each of a product, except
 * for several venues. Further `exclusive_products` belong to scenarios that share no customer.
 */
export const ONE_SUBSCRIPTION_EACH = { allowed: false, metadata_keys: ['venue_id'] } as const;

/** An order number, unlike any other of the corpus. */
export const orderId = (stage: Stage): string => `ord_${stage.random.digits(7)}`;

/** What paid invoices took, from the card and from the customer's credit, minor units; before later credit notes. */
export const takenBy = (invoices: readonly Invoice[]): number =>
  invoices
    .filter((invoice) => invoice.status === 'paid')
    .reduce((sum, invoice) => sum + invoice.total - invoice.pre_payment_credit_notes_amount, 0);

/** What a line asks for: discounts off, exclusive taxes on, minor units. */
export function askedBy(line: InvoiceLine): number {
  const off = (line.discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0);
  const onTop = (line.taxes ?? []).filter(({ tax_behavior }) => tax_behavior === 'exclusive');
  return line.amount - off + onTop.reduce((sum, { amount }) => sum + amount, 0);
}

/** The local taxes as part of the price instead of on top of it. */
export function inclusiveTaxes(stage: Stage): readonly TaxRate[] {
  return localTaxes(stage).map(({ display_name, percentage, country, state }) =>
    stage.ledger.catalogue.makeTaxRate({
      displayName: display_name,
      percentage,
      inclusive: true,
      country: country ?? stage.country,
      ...(state === null ? {} : { state }),
    }),
  );
}

/** A label of money over-charged, proved by the objects and the policy. */
export function errorLabel(
  label: Pick<PlantedLabel, 'row' | 'category' | 'evidence'> &
    Partial<Pick<PlantedLabel, 'classification' | 'ticket'>> & {
      readonly amount: number;
      readonly currency: string;
    },
): PlantedLabel {
  const { amount, currency, ...rest } = label;
  assert(amount > 0, 'an error costs the customer something', { row: label.row });
  return { classification: 'billing_error', ...rest, amount: { amount, currency } };
}

/** A label of an event that is right and only looks wrong. */
export function eventLabel(
  label: Pick<PlantedLabel, 'row' | 'category' | 'evidence'> &
    Partial<Pick<PlantedLabel, 'classification' | 'ticket'>>,
): PlantedLabel {
  return { classification: 'valid_but_confusing', amount: null, ...label };
}

/** A label of money the merchant lost, or null where no amount follows: for finance, never for the customer. */
export function leakageLabel(
  label: Pick<PlantedLabel, 'row' | 'category' | 'evidence'> & {
    readonly amount: number | null;
    readonly currency: string;
  },
): PlantedLabel {
  const { amount, currency, ...rest } = label;
  return { classification: 'leakage', ...rest, amount: amount === null ? null : { amount, currency } };
}
