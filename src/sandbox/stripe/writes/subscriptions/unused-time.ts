import { LineDrafts } from '../../../ledger/billing/line-drafts.ts';
import { type Debit, isMetered } from '../../../ledger/billing/plan.ts';
import type { AppliedDiscount, LineDraft } from '../../../ledger/compose/draft.ts';
import { FAITHFUL } from '../../../ledger/settings.ts';
import type { Invoice, InvoiceLine, Subscription, SubscriptionItem, TaxRate } from '../../../ledger/wire.ts';
import type { Desk } from '../desk.ts';
import { subscriptionOf } from '../invoice-payments.ts';

/** An invoice line that billed time of an item. */
interface Billed {
  readonly invoice: Invoice;
  readonly line: InvoiceLine;
}

/**
 * Lines that credit what is left of everything a subscription was billed for, to the second: in flexible mode what the
 * running period's lines billed, in classic mode the present price with the discounts that last.
 */
export function creditsForUnusedTime(desk: Desk, subscription: Subscription): readonly LineDraft[] {
  if (subscription.status === 'trialing') return [];
  const drafts = new LineDrafts(
    desk.book,
    { productOf: (price) => desk.read('product', price.product) },
    FAITHFUL,
  );
  const billed = billedLines(desk, subscription);
  return subscription.items.data.flatMap((item) => {
    if (isMetered(item.price) || item.current_period_end <= desk.now) return [];
    const lines = billed.filter(({ line }) => itemOf(line) === item.id);
    if (lines.length === 0) return [];
    const rates = subscription.automatic_tax.enabled ? ratesOf(desk, lines) : undefined;
    return creditsOf(desk, drafts, subscription, item, lines).map((draft) =>
      rates === undefined ? draft : { ...draft, taxRates: rates },
    );
  });
}

function creditsOf(
  desk: Desk,
  drafts: LineDrafts,
  subscription: Subscription,
  item: SubscriptionItem,
  lines: readonly Billed[],
): readonly LineDraft[] {
  const at = desk.now;
  if (subscription.billing_mode.type === 'classic') {
    return [
      drafts.unusedTimeAtPresentPrice(subscription, item, lastingDiscounts(desk, subscription, item), at),
    ];
  }
  const byInvoice = new Map<string, Debit[]>();
  for (const { invoice, line } of lines) {
    byInvoice.set(invoice.id, [...(byInvoice.get(invoice.id) ?? []), debitOf(item, invoice, line)]);
  }
  return [...byInvoice.values()].map((debits) => drafts.unusedTime(subscription, item, debits, at));
}

function debitOf(item: SubscriptionItem, invoice: Invoice, line: InvoiceLine): Debit {
  const discounts = (line.discount_amounts ?? []).map(({ amount, discount }) => ({
    amount,
    discount: String(discount),
  }));
  const off = discounts.reduce((sum, { amount }) => sum + amount, 0);
  return {
    item: item.id,
    invoice: invoice.id,
    line: line.id,
    gross: line.amount,
    net: line.amount - off,
    discounts,
    period: { ...line.period },
  };
}

/** Lines of finalised invoices that billed time still to come and were not credited yet. */
function billedLines(desk: Desk, subscription: Subscription): readonly Billed[] {
  const lines = desk
    .referring('invoice', 'customer', String(subscription.customer))
    .filter((invoice) => subscriptionOf(invoice) === subscription.id)
    .filter(({ status }) => status === 'paid' || status === 'open')
    .flatMap((invoice) => invoice.lines.data.map((line) => ({ invoice, line })));
  const credited = new Set(
    lines.flatMap(({ line }) => {
      const items = line.parent?.subscription_item_details?.proration_details?.credited_items;
      return items?.invoice_line_items ?? [];
    }),
  );
  return lines.filter(({ line }) => line.amount > 0 && line.period.end > desk.now && !credited.has(line.id));
}

const itemOf = (line: InvoiceLine): string | undefined =>
  line.parent?.subscription_item_details?.subscription_item;

function lastingDiscounts(
  desk: Desk,
  subscription: Subscription,
  item: SubscriptionItem,
): readonly AppliedDiscount[] {
  return [...item.discounts, ...subscription.discounts].flatMap((id) => {
    const discount = desk.read('discount', id);
    const coupon = desk.read('coupon', discount?.source.coupon);
    if (discount === undefined || coupon === undefined || coupon.duration === 'once') return [];
    return [{ discount, coupon }];
  });
}

/** The rates automatic tax put on what is credited: its credit is taxed the same. */
function ratesOf(desk: Desk, lines: readonly Billed[]): readonly TaxRate[] {
  const ids = (lines[0]?.line.taxes ?? []).flatMap((tax) => tax.tax_rate_details?.tax_rate ?? []);
  return ids.flatMap((id) => desk.read('tax_rate', id) ?? []);
}
