import type { InvoiceLine, SubscriptionItem } from '../billing-history.ts';
import type { HistoryIndex } from '../history-index.ts';
import { billsAgain } from '../over-charge.ts';
import type { AgreedPrice } from './agreed-price.ts';

export interface GoingForward {
  /** The subscription item to move, and the Stripe price that costs what was agreed. */
  readonly moveTo: { readonly item: string; readonly price: string } | null;
  /** True while the next invoice will bill the wrong price again. */
  readonly repeats: boolean;
  /** What to do about it, in sentences. */
  readonly advice: readonly string[];
}

/** Whether the subscription still bills the price, and which Stripe price, if any, is the agreed one. */
export function goingForward(
  index: HistoryIndex,
  agreed: AgreedPrice,
  line: InvoiceLine,
  asOf: number,
): GoingForward {
  const nothing = { moveTo: null, repeats: false, advice: [] };
  const found = index.subscriptionItem(line.subscription_item);
  const ended = agreed.entry.until !== undefined && agreed.entry.until <= asOf && agreed.unannounced === null;
  if (ended || found === undefined || !billsAgain(found.subscription)) return nothing;
  if (found.item.price === null || found.item.price !== line.price) return nothing;
  const price = stripePriceOf(index, agreed, found.item);
  return price === null
    ? {
        moveTo: null,
        repeats: true,
        advice: [
          `No Stripe price is known to cost that: create one and move ${found.item.id} to it by hand.`,
        ],
      }
    : {
        moveTo: { item: found.item.id, price },
        repeats: true,
        advice: [`Move ${found.item.id} to ${price}, so that the next invoice is right.`],
      };
}

/** The price the policy names, else the only active Stripe price that differs from the billed one in its amount alone. */
function stripePriceOf(
  index: HistoryIndex,
  { entry, unit }: AgreedPrice,
  item: SubscriptionItem,
): string | null {
  if (entry.price !== undefined && entry.price !== item.price) return entry.price;
  const billed = index.price(item.price);
  if (billed === undefined) return null;
  const { product, currency, recurring, tax_behavior } = billed;
  const fitting = index.history.prices.filter(
    (price) =>
      price.active &&
      price.product === product &&
      price.currency === currency &&
      price.tax_behavior === tax_behavior &&
      price.recurring?.interval === recurring?.interval &&
      price.recurring?.interval_count === recurring?.interval_count &&
      price.recurring?.usage_type === recurring?.usage_type &&
      price.billing_scheme === 'per_unit' &&
      price.transform_quantity === null &&
      price.unit_amount_decimal !== null &&
      Number(price.unit_amount_decimal) === Number(unit),
  );
  return fitting.length === 1 ? (fitting[0]?.id ?? null) : null;
}
