import { addMonths, HOUR } from '../ledger/arithmetic.ts';
import { type AppliedDiscount, composeInvoice, type LineDraft } from '../ledger/compose-invoice.ts';
import { MERCHANT } from '../ledger/merchant.ts';
import { anInvoice } from '../ledger/objects/invoice.ts';
import type {
  Coupon,
  Customer,
  Discount,
  InvoiceItem,
  Subscription,
  SubscriptionItem,
} from '../ledger/wire.ts';
import { noSuch, notBuilt, StripeRefusal, unknownParameters } from './errors.ts';
import { hashParam, type Params, stringParam } from './params.ts';
import type { StoredObject, StripeStore } from './store.ts';
import { discountsParam } from './writes/subscriptions/discounts.ts';

/** Any one of these makes a preview possible; a customer alone does not (since 2025-03-31.basil). */
const SUBJECTS = [
  'subscription',
  'schedule',
  'subscription_details.items',
  'schedule_details.phases',
  'invoice_items',
] as const;
const OFFERED_PARAMS = new Set(['customer', 'subscription', 'preview_mode', 'discounts', 'expand']);
const STRIPE_PARAMS = new Set([
  ...OFFERED_PARAMS,
  'automatic_tax',
  'currency',
  'customer_account',
  'customer_details',
  'invoice_items',
  'issuer',
  'on_behalf_of',
  'schedule',
  'schedule_details',
  'subscription_details',
]);
const ENDED = new Set(['canceled', 'incomplete', 'incomplete_expired', 'paused']);

/**
 * The next invoice of a subscription as Stripe would preview it: pending items and the next cycle, with the discounts
 * still in force then and today's tax rates.
 * @throws {StripeRefusal} 400 without a subject, 404 `invoice_upcoming_none` when nothing is due.
 */
export function previewInvoice(store: StripeStore, params: Params): StoredObject {
  const unknown = Object.keys(params).filter((name) => !STRIPE_PARAMS.has(name));
  if (unknown.length > 0) throw unknownParameters(unknown);
  if (!hasSubject(params)) {
    const named = SUBJECTS.map((name) => `\`${name}\``).join(', ');
    throw new StripeRefusal(400, `You must provide at least one of: ${named}`);
  }
  const beyond = Object.keys(params).filter((name) => !OFFERED_PARAMS.has(name));
  if (beyond.length > 0) throw notBuilt(`previews with ${beyond.join(', ')}`);
  const mode = stringParam(params, 'preview_mode') ?? 'next';
  if (mode !== 'next') throw notBuilt(`previews with preview_mode ${mode}`);

  const { subscription, customer } = subjectOf(store, params);
  const waiting = store
    .referringTo('invoiceitem', 'customer', customer.id)
    .map((object) => object as unknown as InvoiceItem)
    .filter((item) => item.invoice === null && subscriptionOfItem(item) === subscription.id);
  const renews = !ENDED.has(subscription.status) && !subscription.cancel_at_period_end;
  if (!renews && waiting.length === 0) {
    throw new StripeRefusal(404, `No upcoming invoices for customer: ${customer.id}`, {
      code: 'invoice_upcoming_none',
    });
  }
  return compose(store, discountedAs(params, subscription), customer, waiting, renews);
}

/** The subscription with only the discounts a preview is to count; those named must be on it. */
function discountedAs(params: Params, subscription: Subscription): Subscription {
  const choices = discountsParam(params);
  if (choices === undefined) return subscription;
  const present = subscription.discounts.map(String);
  if (choices.some(({ by, id }) => by !== 'discount' || !present.includes(id))) {
    throw notBuilt('previews with discounts that are not on the subscription');
  }
  return { ...subscription, discounts: choices.map(({ id }) => id) };
}

function hasSubject(params: Params): boolean {
  const inner = (name: string, key: string): boolean => {
    const details = hashParam(params, name);
    return details !== undefined && Object.hasOwn(details, key);
  };
  return (
    ['subscription', 'schedule', 'invoice_items'].some((name) => Object.hasOwn(params, name)) ||
    inner('subscription_details', 'items') ||
    inner('schedule_details', 'phases')
  );
}

function subjectOf(
  store: StripeStore,
  params: Params,
): { readonly subscription: Subscription; readonly customer: Customer } {
  const id = stringParam(params, 'subscription') ?? '';
  const found = store.find('subscription', id);
  if (found === undefined) throw noSuch('subscription', id, { param: 'subscription' });
  const subscription = found as unknown as Subscription;
  const customerId = stringParam(params, 'customer') ?? String(subscription.customer);
  const customer = store.find('customer', customerId);
  if (customer === undefined || customer['deleted'] === true)
    throw noSuch('customer', customerId, { param: 'customer' });
  if (customerId !== subscription.customer) {
    throw new StripeRefusal(400, `The subscription ${id} does not belong to customer ${customerId}.`, {
      param: 'subscription',
    });
  }
  return { subscription, customer: customer as unknown as Customer };
}

function compose(
  store: StripeStore,
  subscription: Subscription,
  customer: Customer,
  waiting: readonly InvoiceItem[],
  renews: boolean,
): StoredObject {
  const [firstItem] = subscription.items.data;
  const at = firstItem?.current_period_end ?? 0;
  const id = `upcoming_in_${subscription.id.slice(4)}`;
  const discounts = renews ? discountsAt(store, subscription, at) : [];
  const taxRates = subscription.default_tax_rates ?? [];
  const composed = composeInvoice({
    invoice: id,
    currency: subscription.currency,
    lines: [
      ...waiting.map((item, index) => pendingLine(item, subscription, index)),
      ...(renews ? subscription.items.data.map((item) => cycleLine(store, item, subscription)) : []),
    ],
    discounts,
    taxRates,
    exempt: customer.tax_exempt === 'exempt',
  });
  const invoice = anInvoice({
    id,
    customer,
    subscription,
    currency: subscription.currency,
    reason: 'upcoming',
    created: at,
    period: { start: firstItem?.current_period_start ?? at, end: at },
    discounts: discounts.map(({ discount }) => discount.id),
    taxRates,
    paymentMethod: null,
    accountName: MERCHANT.name,
    accountCountry: MERCHANT.country,
  });
  const credit = Math.min(Math.max(0, composed.total), Math.max(0, -customer.balance));
  const due = Math.max(0, composed.total - credit);
  invoice.lines.data = composed.lines;
  return {
    ...invoice,
    subtotal: composed.subtotal,
    subtotal_excluding_tax: composed.subtotal,
    total: composed.total,
    total_excluding_tax: composed.total_excluding_tax,
    total_discount_amounts: composed.total_discount_amounts,
    total_taxes: composed.total_taxes,
    starting_balance: customer.balance,
    ending_balance: customer.balance + (composed.total < 0 ? composed.total : credit),
    amount_due: due,
    amount_remaining: due,
    next_payment_attempt: at + HOUR,
    webhooks_delivered_at: null,
  };
}

function discountsAt(store: StripeStore, subscription: Subscription, at: number): AppliedDiscount[] {
  return subscription.discounts.flatMap((id) => {
    const discount = store.get(id) as unknown as Discount | undefined;
    const coupon = store.get(discount?.source.coupon) as unknown as Coupon | undefined;
    if (discount === undefined || coupon === undefined) return [];
    return discount.end === null || at < discount.end ? [{ discount, coupon }] : [];
  });
}

function pendingLine(item: InvoiceItem, subscription: Subscription, index: number): LineDraft {
  const price = item.pricing?.price_details;
  return {
    id: `il_tmp_${index}${subscription.id.slice(5)}`,
    amount: item.amount,
    description: item.description ?? '',
    price:
      price === undefined
        ? null
        : {
            id: String(price.price),
            product: price.product,
            unitAmount: item.pricing?.unit_amount_decimal ?? '0',
          },
    quantity: item.quantity,
    period: item.period,
    subscription: { id: subscription.id, item: subscription.items.data[0]?.id ?? '' },
    invoiceItem: item.id,
    proration: item.proration ? 'debit' : null,
    discountable: item.discountable,
  };
}

function cycleLine(store: StripeStore, item: SubscriptionItem, subscription: Subscription): LineDraft {
  const { price } = item;
  const quantity = item.quantity ?? 1;
  const months = (price.recurring?.interval_count ?? 1) * (price.recurring?.interval === 'year' ? 12 : 1);
  const start = item.current_period_end;
  // Counted from the anchor, so that the 31st comes back after a short month.
  let cycles = 1;
  while (addMonths(subscription.billing_cycle_anchor, cycles * months) <= start && cycles < MAX_CYCLES)
    cycles += 1;
  const product = store.get(price.product);
  return {
    id: `il_tmp_${item.id.slice(3)}`,
    amount: (price.unit_amount ?? 0) * quantity,
    description: `${quantity} × ${String(product?.['name'] ?? 'Subscription')}`,
    price: { id: price.id, product: String(price.product), unitAmount: price.unit_amount_decimal ?? '0' },
    quantity,
    period: { start, end: addMonths(subscription.billing_cycle_anchor, cycles * months) },
    subscription: { id: subscription.id, item: item.id },
    invoiceItem: null,
    proration: null,
    discountable: true,
  };
}

const MAX_CYCLES = 1200;

function subscriptionOfItem(item: InvoiceItem): unknown {
  return item.parent?.subscription_details?.subscription;
}
