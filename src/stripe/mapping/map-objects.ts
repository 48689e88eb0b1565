import {
  type BillingHistory,
  type Charge,
  emptyHistory,
  type InvoicePayment,
  type Refund,
} from '../../analysis/billing-history.ts';
import { isLiveRefund } from '../../analysis/history-index.ts';
import { planToPrice, toCoupon, toPrice, toProduct, toPromotionCode, toTaxRate } from './catalogue.ts';
import { type Collection, type Copy, type Kind, previewId } from './collect.ts';
import type { MappingContext } from './context.ts';
import {
  toCreditGrant,
  toCreditNote,
  toCustomerBalanceTransaction,
  toCustomerCashBalanceTransaction,
} from './credit.ts';
import { toCustomer, toPaymentMethod, toTaxId } from './customer.ts';
import { DiscountPool } from './discount.ts';
import { embeddedPayments, toInvoice, toInvoiceItem, toInvoicePayment } from './invoice.ts';
import { toCharge, toDispute, toPaymentIntent, toRefund, toSetupIntent } from './payment.ts';
import { Fields, isId, refOf, Unusable } from './raw.ts';
import { toBillingEvent, toCheckoutSession, toMeterEventSummary, toQuote } from './sales.ts';
import { atOnce, inSteps, type Sliced } from './slices.ts';
import { toSubscription, toSubscriptionSchedule } from './subscription.ts';

/** An object that could not be used, and why. */
export interface Fault {
  readonly kind: Kind;
  readonly id: string;
  /** JSON path of the malformed field, e.g. `objects[3].lines.data[0].amount`. */
  readonly path: string;
  readonly expected: string;
  /** The customer the object names, or null. */
  readonly customer: string | null;
}

/** A list embedded in an object of which only the beginning is there. */
export interface CutShort {
  readonly owner: string;
  readonly what: 'lines' | 'payments' | 'refunds' | 'items';
}

export interface MappedObjects {
  /** Without gaps. */
  readonly history: BillingHistory;
  readonly faults: readonly Fault[];
  readonly cutShort: readonly CutShort[];
}

export interface MapOptions {
  /** Unix seconds: when the objects were read. */
  readonly exportedAt: number;
  readonly livemode: boolean;
}

/** Maps every collected object. Never throws on data: an object that cannot be used becomes a {@link Fault}. */
export function* mapping(collection: Collection, options: MapOptions): Sliced<MappedObjects> {
  const faults: Fault[] = [];
  const cutShort: CutShort[] = [];

  const mapOne = <T>(kind: Kind, id: string, copy: Copy, map: (fields: Fields) => T): T[] => {
    try {
      return [map(new Fields(copy.raw))];
    } catch (error) {
      if (!(error instanceof Unusable)) throw error;
      faults.push({
        kind,
        id,
        path: `${copy.path}.${error.path}`,
        expected: error.expected,
        customer: kind === 'customer' ? id : refOf(copy.raw['customer']),
      });
      return [];
    }
  };
  const copiesOf = (kind: Kind): [string, Copy][] =>
    [...(collection.byKind.get(kind) ?? [])].filter(
      ([, { raw }]) => kind === 'customer' || raw['deleted'] !== true,
    );
  function* all<T>(kind: Kind, map: (fields: Fields) => T): Sliced<T[]> {
    const mapped: T[] = [];
    yield* inSteps(copiesOf(kind), ([id, copy]) => mapped.push(...mapOne(kind, id, copy, map)));
    return mapped;
  }
  const noteIfCut = (kind: Kind, lists: readonly CutShort['what'][]): void => {
    for (const [owner, { raw }] of copiesOf(kind)) {
      for (const what of lists) if (new Fields(raw).isCutShort(what)) cutShort.push({ owner, what });
    }
  };

  const discounts = new DiscountPool(collection);
  const prices = yield* all('price', toPrice);
  const priceIds = new Set(prices.map((price) => price.id));
  const plans = yield* all('plan', planToPrice);
  prices.push(...plans.filter((plan) => !priceIds.has(plan.id)));
  const priceById = new Map(prices.map((price) => [price.id, price]));
  const refunds = yield* all('refund', toRefund);
  const refundById = new Map(refunds.map((refund) => [refund.id, refund]));
  const charges = withRefunds(yield* all('charge', toCharge), refunds);
  const payment_intents = yield* all('payment_intent', toPaymentIntent);
  const chargeOfIntent = succeededChargeByIntent(charges, payment_intents);

  const tax_rates = yield* all('tax_rate', toTaxRate);
  const percentages = new Map(tax_rates.map((rate) => [rate.id, rate.percentage]));
  const context: MappingContext = {
    discounts,
    productOf: (price) => (price === null ? null : (priceById.get(price)?.product ?? null)),
    unitAmountOf: (price) => (price === null ? null : (priceById.get(price)?.unit_amount_decimal ?? null)),
    taxPercentageOf: (rate) => (rate === null ? null : (percentages.get(rate) ?? null)),
    chargeOf: (intent) => (intent === null ? null : (chargeOfIntent.get(intent) ?? null)),
    refundAmountOf: (refund) => (refund === null ? null : (refundById.get(refund)?.amount ?? null)),
  };

  const payments = new Map<string, InvoicePayment[]>();
  yield* inSteps(paymentCopies(copiesOf), ([id, copy]) => {
    for (const payment of mapOne('invoice_payment', id, copy, toInvoicePayment)) {
      const list = payments.get(payment.invoice);
      if (list === undefined) payments.set(payment.invoice, [payment]);
      else list.push(payment);
    }
  });
  noteIfCut('invoice', ['lines', 'payments']);
  noteIfCut('charge', ['refunds']);
  noteIfCut('subscription', ['items']);
  noteIfCut('credit_note', ['lines']);

  const history: BillingHistory = {
    ...emptyHistory(options.exportedAt, options.livemode),
    customers: yield* all('customer', (fields) => toCustomer(fields, discounts)),
    subscriptions: yield* all('subscription', (fields) => toSubscription(fields, discounts)),
    subscription_schedules: yield* all('subscription_schedule', toSubscriptionSchedule),
    invoices: yield* all('invoice', (fields) =>
      toInvoice(fields, fields.id(), payments.get(fields.id()) ?? [], context),
    ),
    invoice_previews: collection.previews.flatMap((copy) => {
      const id = previewId(copy.raw);
      return mapOne('invoice', id, copy, (fields) => toInvoice(fields, id, [], context));
    }),
    invoice_items: yield* all('invoiceitem', toInvoiceItem),
    charges,
    payment_intents,
    setup_intents: yield* all('setup_intent', toSetupIntent),
    payment_methods: yield* all('payment_method', toPaymentMethod),
    refunds,
    credit_notes: yield* all('credit_note', (fields) => toCreditNote(fields, context)),
    customer_balance_transactions: yield* all('customer_balance_transaction', toCustomerBalanceTransaction),
    customer_cash_balance_transactions: yield* all(
      'customer_cash_balance_transaction',
      toCustomerCashBalanceTransaction,
    ),
    disputes: yield* all('dispute', toDispute),
    coupons: yield* all('coupon', toCoupon),
    promotion_codes: yield* all('promotion_code', toPromotionCode),
    prices,
    products: yield* all('product', toProduct),
    tax_rates,
    tax_ids: yield* all('tax_id', toTaxId),
    checkout_sessions: yield* all('checkout.session', toCheckoutSession),
    quotes: yield* all('quote', toQuote),
    events: yield* all('event', toBillingEvent),
    credit_grants: yield* all('billing.credit_grant', toCreditGrant),
    meter_event_summaries: yield* all('billing.meter_event_summary', toMeterEventSummary),
  };
  return { history: withLineDiscounts(history, discounts), faults, cutShort };
}

/** {@link mapping}, at once. */
export function mapObjects(collection: Collection, options: MapOptions): MappedObjects {
  return atOnce(mapping(collection, options));
}

/** Money returned on a charge is the larger of what it says and what its live refunds add up to. */
function withRefunds(charges: readonly Charge[], refunds: readonly Refund[]): Charge[] {
  const returned = new Map<string, number>();
  const intentCharge = new Map(
    charges.flatMap((charge) =>
      charge.status === 'succeeded' && charge.payment_intent !== null
        ? [[charge.payment_intent, charge.id] as const]
        : [],
    ),
  );
  for (const refund of refunds) {
    const charge = refund.charge ?? intentCharge.get(refund.payment_intent ?? '');
    if (charge === undefined || !isLiveRefund(refund)) continue;
    returned.set(charge, (returned.get(charge) ?? 0) + refund.amount);
  }
  return charges.map((charge) => {
    const amount_refunded = Math.max(charge.amount_refunded, returned.get(charge.id) ?? 0);
    const refunded = charge.refunded || (amount_refunded > 0 && amount_refunded >= charge.amount_captured);
    return { ...charge, amount_refunded, refunded };
  });
}

function succeededChargeByIntent(
  charges: readonly Charge[],
  intents: readonly { readonly id: string; readonly latest_charge: string | null }[],
): Map<string, Charge> {
  const byId = new Map(charges.map((charge) => [charge.id, charge]));
  const result = new Map<string, Charge>();
  for (const charge of charges) {
    if (charge.payment_intent !== null && charge.status === 'succeeded') {
      result.set(charge.payment_intent, charge);
    }
  }
  for (const intent of intents) {
    const charge = byId.get(intent.latest_charge ?? '');
    if (charge?.status === 'succeeded' && !result.has(intent.id)) result.set(intent.id, charge);
  }
  return result;
}

/** InvoicePayment objects found anywhere; an embedded one that does not name its invoice gets it from its place. */
function paymentCopies(copiesOf: (kind: Kind) => [string, Copy][]): Map<string, Copy> {
  const copies = new Map(copiesOf('invoice_payment'));
  for (const [, invoice] of copiesOf('invoice')) {
    embeddedPayments(invoice.raw).forEach((raw, index) => {
      const id = raw['id'];
      if (!isId(id) || refOf(copies.get(id)?.raw['invoice']) !== null) return;
      copies.set(id, { raw, path: `${invoice.path}.payments.data[${index}]`, nested: true });
    });
  }
  return copies;
}

/**
 * Lines name their discounts by id. A discount known only from there (its subscription or customer has lost it
 * since) is put on the invoice it was used on, so that rules can find it.
 */
function withLineDiscounts(history: BillingHistory, pool: DiscountPool): BillingHistory {
  const invoices = history.invoices.map((invoice) => {
    const own = new Set(invoice.discounts.map((discount) => discount.id));
    const named = new Set([
      ...invoice.total_discount_amounts.map((entry) => entry.discount),
      ...invoice.lines.flatMap((line) => [
        ...line.discounts,
        ...line.discount_amounts.map((entry) => entry.discount),
      ]),
    ]);
    const added = [...named].flatMap((id) => {
      const discount = id === null || own.has(id) ? undefined : pool.get(id);
      return discount === undefined ? [] : [discount];
    });
    return added.length === 0 ? invoice : { ...invoice, discounts: [...invoice.discounts, ...added] };
  });
  return { ...history, invoices };
}
