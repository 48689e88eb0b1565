import { endOfDiscount } from '../arithmetic/discounts.ts';
import { type BilledLines, billedLines } from '../arithmetic/proration-bases.ts';
import type {
  BillingHistory,
  Coupon,
  Discount,
  Invoice,
  InvoiceLine,
  Subscription,
} from '../billing-history.ts';
import { type HistoryIndex, isEffectiveInvoice, isLiveSubscription, lineDiscount } from '../history-index.ts';
import type { OverCharge } from '../over-charge.ts';
import { discountByLine, missingDiscount, termsOf } from './discount-gap.ts';
import { levelOf } from './repeated-coupons.ts';
import { undiscountedDebits } from './undiscounted-debits.ts';

/** A discount that reduced a subscription's invoices and then no more, before it was over. */
export interface LostDiscount {
  /**
   * How it was lost: with a change of plan, because another subscription took over, or for no reason that shows though
   * its months were not over.
   */
  readonly variant: 'plan_change' | 'new_subscription' | 'stopped_early';
  readonly discount: Discount;
  readonly coupon: Coupon;
  /** Unix seconds; null for a coupon without end. */
  readonly end: number | null;
  /** The subscription whose invoices lack it. */
  readonly subscription: Subscription;
  readonly lastWith: Invoice;
  readonly overCharges: readonly OverCharge[];
}

export interface LostDiscounts {
  readonly lost: readonly LostDiscount[];
  /** Why some invoice could not be judged. */
  readonly undecided: readonly string[];
}

/** How long after one subscription ended another counts as its successor. */
const SUCCESSOR_SECONDS = 2 * 86_400;

/**
 * Discounts of subscriptions and items (and of customers) that Stripe applied and that are attached no more, held against
 * the invoices that followed within their time: of the same subscription, and of one that took over from it. Still
 * attached ones are `attachedDiscounts`' to judge.
 */
export function lostDiscounts(history: BillingHistory, index: HistoryIndex): LostDiscounts {
  const undecided = new Set<string>();
  const attached = attachedIds(history);
  const removed = new Set(
    history.events.flatMap(({ type, subject }) =>
      type === 'customer.discount.deleted' && subject !== null ? [subject] : [],
    ),
  );
  const successors = successorsOf(history);
  const lines = billedLines(history);
  const lost = history.subscriptions.flatMap((subscription) => {
    const billed = billedInvoices(subscription, index);
    return [...lastUses(billed, subscription)].flatMap(([id, place]): LostDiscount[] => {
      const discount = index.discount(id);
      if (discount === undefined || attached.has(id) || removed.has(id)) return [];
      if (!['customer', 'subscription', 'item'].includes(levelOf(discount))) return [];
      const coupon = index.coupon(discount.coupon);
      const lastWith = billed[place];
      if (coupon === undefined || lastWith === undefined || coupon.duration === 'once') return [];
      const judge = (
        variant: LostDiscount['variant'],
        on: Subscription,
        later: readonly Invoice[],
      ): LostDiscount[] => {
        const end = endOfDiscount(discount, coupon);
        const since = index.invoicesOfSubscription(on.id).filter(({ created }) => created > lastWith.created);
        const overCharges = missingOn({ index, on, later, since, discount, coupon, end, undecided, lines });
        return overCharges.length === 0
          ? []
          : [{ variant, discount, coupon, end, subscription: on, lastWith, overCharges }];
      };
      const later = billed.slice(place + 1);
      const [next] = later;
      if (next !== undefined) {
        const changed = !samePrices(lastWith, next, subscription);
        // Without a granted time, and without a change to blame, somebody will have taken it off.
        if (!changed && coupon.duration !== 'repeating') return [];
        return judge(changed ? 'plan_change' : 'stopped_early', subscription, later);
      }
      const heir = successors.get(subscription.id);
      return heir === undefined ? [] : judge('new_subscription', heir, billedInvoices(heir, index));
    });
  });
  return { lost, undecided: [...undecided] };
}

/** Every discount that hangs anywhere still. */
function attachedIds(history: BillingHistory): ReadonlySet<string> {
  const attached = [
    ...history.customers.flatMap(({ discount }) => discount ?? []),
    ...history.subscriptions.flatMap(({ discounts, items }) => [
      ...discounts,
      ...items.flatMap((item) => item.discounts),
    ]),
  ];
  return new Set(attached.map(({ id }) => id));
}

/** By subscription that ended, the one live subscription of the customer that began within two days around its end. */
function successorsOf(history: BillingHistory): ReadonlyMap<string, Subscription> {
  const byCustomer = new Map<string, Subscription[]>();
  for (const subscription of history.subscriptions) {
    const own = byCustomer.get(subscription.customer);
    if (own === undefined) byCustomer.set(subscription.customer, [subscription]);
    else own.push(subscription);
  }
  const successors = new Map<string, Subscription>();
  for (const own of byCustomer.values()) {
    for (const { id, ended_at } of own) {
      if (ended_at === null) continue;
      const heirs = own.filter(
        (other) =>
          other.id !== id &&
          isLiveSubscription(other) &&
          Math.abs(other.created - ended_at) <= SUCCESSOR_SECONDS,
      );
      const [heir] = heirs;
      if (heir !== undefined && heirs.length === 1) successors.set(id, heir);
    }
  }
  return successors;
}

const billedInvoices = ({ id }: Subscription, index: HistoryIndex): readonly Invoice[] =>
  index
    .invoicesOfSubscription(id)
    .filter((invoice) => isEffectiveInvoice(invoice) && feesOf(invoice, id).length > 0);

/** Recurring lines that a discount could reduce; prorations follow the lines they adjust. */
const feesOf = (invoice: Invoice, subscription: string): readonly InvoiceLine[] =>
  invoice.lines.filter(
    (line) =>
      line.subscription === subscription &&
      line.amount > 0 &&
      !line.proration &&
      line.discountable &&
      line.invoice_item === null,
  );

/** By discount, the place of the last invoice on which it reduced a fee. */
function lastUses(billed: readonly Invoice[], { id }: Subscription): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  billed.forEach((invoice, place) => {
    for (const { discount, amount } of feesOf(invoice, id).flatMap((line) => line.discount_amounts)) {
      if (discount !== null && amount > 0) last.set(discount, place);
    }
  });
  return last;
}

function samePrices(before: Invoice, after: Invoice, { id }: Subscription): boolean {
  const prices = (invoice: Invoice): string =>
    JSON.stringify(
      feesOf(invoice, id)
        .map(({ price }) => price)
        .sort(),
    );
  return prices(before) === prices(after);
}

function missingOn(search: {
  readonly index: HistoryIndex;
  readonly on: Subscription;
  /** Invoices that bill whole periods. */
  readonly later: readonly Invoice[];
  /** All invoices since the discount was last seen, those of prorations alone too. */
  readonly since: readonly Invoice[];
  readonly discount: Discount;
  readonly coupon: Coupon;
  readonly end: number | null;
  readonly undecided: Set<string>;
  readonly lines: BilledLines;
}): readonly OverCharge[] {
  const { index, on, later, since, discount, coupon, end, undecided, lines } = search;
  const isInTime = (invoice: Invoice): boolean => {
    const at = invoice.finalized_at ?? invoice.created;
    return at >= (discount.start ?? at) && (end === null || end > at);
  };
  const onFees = later.filter(isInTime).flatMap((invoice) => {
    const fees = feesOf(invoice, on.id);
    // Any other discount may have taken its place.
    if (fees.some((line) => lineDiscount(line) > 0)) return [];
    const products = coupon.applies_to_products;
    const eligible = fees.filter((line) => {
      const product = line.product ?? index.price(line.price)?.product ?? null;
      return products === null || (product !== null && products.includes(product));
    });
    const due = discountByLine(termsOf(coupon), invoice.currency, eligible);
    const overCharge = due === null ? null : missingDiscount(invoice, eligible, due);
    if (overCharge !== null && !coupon.applies_to_known) {
      undecided.add(
        `which products coupon ${coupon.id} is limited to is not known (applies_to was not read)`,
      );
      return [];
    }
    return overCharge ?? [];
  });
  // Only where whole periods lack it as well: a single proration may have been reckoned in many ways.
  if (onFees.length === 0) return [];
  const onFeesOf = new Map(onFees.map((overCharge) => [overCharge.invoice.id, overCharge]));
  return since
    .filter((invoice) => isEffectiveInvoice(invoice) && isInTime(invoice))
    .flatMap((invoice) => {
      const credits = [
        ...(onFeesOf.get(invoice.id)?.credits ?? []),
        ...undiscountedDebits(invoice, on, coupon, index, lines),
      ];
      return credits.length === 0 ? [] : [{ invoice, credits }];
    });
}
