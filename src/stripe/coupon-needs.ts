import { isId, isRaw, itemsOf, type Raw, refOf } from './mapping/raw.ts';

/** Discounts an object carries, wherever they stand on it. */
function discountsOf(raw: Raw): readonly Raw[] {
  const own = [raw['discount'], ...itemsOf(raw['discounts'])];
  const nested = ['items', 'lines'].flatMap((key) =>
    itemsOf(raw[key]).flatMap((item) => (isRaw(item) ? itemsOf(item['discounts']) : [])),
  );
  return [...own, ...nested].filter(isRaw);
}

export function couponOf(discount: unknown): Raw | string | null {
  if (!isRaw(discount)) return null;
  const source = discount['source'];
  const coupon = isRaw(source) ? source['coupon'] : discount['coupon'];
  if (isRaw(coupon)) return coupon;
  return isId(coupon) ? coupon : null;
}

/** When a coupon was in force for the customer, as far as its discounts tell. Unix seconds. */
interface Use {
  from: number;
  until: number;
  /** Whether the coupon itself came along. */
  whole: boolean;
  /** Whether what it applies to came along. */
  asked: boolean;
  /** Good for one invoice. */
  once: boolean;
}

/**
 * Coupons whose `applies_to` somebody has to ask for. Stripe leaves it out of lists, and asking takes one call per
 * coupon; it decides something only where an invoice of the coupon's time has a line that could carry the discount
 * and the invoice does not carry it at all. A coupon good for one invoice that some invoice carries is used up.
 */
export function couponsToAsk(objects: Iterable<Raw>): readonly string[] {
  const uses = new Map<string, Use>();
  const couponOfDiscount = new Map<string, string>();
  const invoices: Raw[] = [];
  for (const raw of objects) {
    if (raw['object'] === 'invoice') invoices.push(raw);
    for (const discount of discountsOf(raw)) note(discount, uses, couponOfDiscount);
  }
  const open = [...uses].filter(([, { asked }]) => !asked);
  const wanted = new Set(open.filter(([, { whole }]) => !whole).map(([coupon]) => coupon));
  if (open.length === wanted.size) return [...wanted];
  const carried = new Map(invoices.map((invoice) => [invoice, carriedBy(invoice, couponOfDiscount)]));
  const usedUp = ([coupon, { once }]: readonly [string, Use]): boolean =>
    once && [...carried.values()].some((coupons) => coupons.has(coupon));
  const deciding = open.filter((use) => !usedUp(use));
  for (const [invoice, coupons] of carried) {
    const at = finalisedAt(invoice);
    if (at === null || !hasDiscountableLine(invoice)) continue;
    for (const [coupon, { from, until }] of deciding) {
      if (at >= from && at < until && !coupons.has(coupon)) wanted.add(coupon);
    }
  }
  return [...wanted];
}

function note(discount: Raw, uses: Map<string, Use>, couponOfDiscount: Map<string, string>): void {
  const coupon = couponOf(discount);
  const id = refOf(coupon);
  if (id === null) return;
  const discountId = refOf(discount);
  if (discountId !== null) couponOfDiscount.set(discountId, id);
  const time = (key: string, otherwise: number): number =>
    typeof discount[key] === 'number' ? discount[key] : otherwise;
  const known = uses.get(id) ?? {
    from: Number.POSITIVE_INFINITY,
    until: Number.NEGATIVE_INFINITY,
    whole: false,
    asked: false,
    once: false,
  };
  uses.set(id, {
    from: Math.min(known.from, time('start', Number.NEGATIVE_INFINITY)),
    until: Math.max(known.until, time('end', Number.POSITIVE_INFINITY)),
    whole: known.whole || isRaw(coupon),
    asked: known.asked || (isRaw(coupon) && coupon['applies_to'] !== undefined),
    once: known.once || (isRaw(coupon) && coupon['duration'] === 'once'),
  });
}

/** Unix seconds, or null for an invoice nobody was asked to pay. */
function finalisedAt(invoice: Raw): number | null {
  if (invoice['status'] === 'draft' || invoice['status'] === 'void') return null;
  const transitions = invoice['status_transitions'];
  const at = (isRaw(transitions) ? transitions['finalized_at'] : null) ?? invoice['created'];
  return typeof at === 'number' ? at : null;
}

/** True also where not all lines are known yet: the rest may hold one. */
function hasDiscountableLine(invoice: Raw): boolean {
  const list = invoice['lines'];
  if (isRaw(list) && list['has_more'] === true) return true;
  return itemsOf(list).some(
    (line) =>
      isRaw(line) &&
      typeof line['amount'] === 'number' &&
      line['amount'] > 0 &&
      line['discountable'] !== false,
  );
}

function carriedBy(invoice: Raw, couponOfDiscount: ReadonlyMap<string, string>): ReadonlySet<string> {
  const amounts = [invoice, ...itemsOf(invoice['lines'])].flatMap((part) =>
    isRaw(part) ? [...itemsOf(part['total_discount_amounts']), ...itemsOf(part['discount_amounts'])] : [],
  );
  const coupons = amounts.flatMap((entry) => {
    if (!isRaw(entry) || entry['amount'] === 0) return [];
    return couponOfDiscount.get(refOf(entry['discount']) ?? '') ?? [];
  });
  return new Set(coupons);
}
