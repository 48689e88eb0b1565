import type { Charge, Invoice, Metadata } from '../billing-history.ts';
import type { HistoryIndex } from '../history-index.ts';

/**
 * What a payment was for, as far as Stripe's objects say: used to tell a payment taken twice from two purchases
 * that cost the same. All of it is the merchant's text.
 */
export interface Purchase {
  readonly charge: Charge;
  readonly invoice: Invoice | undefined;
  /** True when an invoice is behind the charge, even one the history lacks. */
  readonly invoiced: boolean;
  readonly metadata: Metadata;
  /** Description without differences of case, space and punctuation; empty when there is none. */
  readonly description: string;
}

/** What the objects name as bought, whichever kind of object it is. */
export type Named = Pick<Purchase, 'metadata' | 'description'>;

/** Descriptions Stripe itself gives to payments of invoices. */
const STRIPE_INVOICE_DESCRIPTION = /^(subscription (creation|update)|payment for invoice|invoice \S+$)/i;

export function purchaseOf(index: HistoryIndex, charge: Charge): Purchase {
  const intent = index.paymentIntent(charge.payment_intent);
  const invoice = index.invoiceOfCharge(charge.id);
  const text = charge.description ?? intent?.description ?? '';
  return {
    charge,
    invoice,
    invoiced:
      invoice !== undefined ||
      charge.invoice !== null ||
      (intent !== undefined && intent.invoice !== null) ||
      STRIPE_INVOICE_DESCRIPTION.test(text),
    metadata: { ...invoice?.metadata, ...intent?.metadata, ...charge.metadata },
    description: normalise(text),
  };
}

/** A merchant's reference that names one purchase, e.g. `order_id` = `A-1017`. */
export interface OrderReference {
  readonly key: string;
  readonly value: string;
}

const ORDER_WORDS = words('order cart basket checkout booking reservation purchase invoice bill');
/** Shared, they prove one purchase; different, they say nothing, as each attempt gets its own. */
const PAYMENT_WORDS = words('transaction txn receipt payment charge intent');
const ID_WORDS = words('id no nr num number ref reference key uuid guid token session');
/** Metadata that differs from one attempt to the next, and says nothing about what is paid for. */
const TECHNICAL_WORDS = words(
  'attempt retry try request idempotency timestamp created updated trace correlation nonce ip agent session ' +
    'webhook run version browser',
);

/** The references a purchase carries, each as one text to compare by. */
export function orderKeys({ metadata }: Pick<Purchase, 'metadata'>): string[] {
  return Object.entries(metadata)
    .filter(([key, value]) => value.trim() !== '' && namesOrder(key))
    .map(([key, value]) => `${key}=${value.trim()}`)
    .sort();
}

/** The first reference, by key, that both name alike; null when they share none. */
export function sharedOrder(
  a: Pick<Purchase, 'metadata'>,
  b: Pick<Purchase, 'metadata'>,
): OrderReference | null {
  const others = new Set(orderKeys(b));
  const shared = orderKeys(a).find((reference) => others.has(reference));
  if (shared === undefined) return null;
  const split = shared.indexOf('=');
  return { key: shared.slice(0, split), value: shared.slice(split + 1) };
}

/** True when the objects name different things for the two: another order, item, seat, period or description. */
export function differ(a: Named, b: Named): boolean {
  if (a.description !== '' && b.description !== '' && a.description !== b.description) return true;
  return Object.entries(a.metadata).some(([key, value]) => {
    const other = b.metadata[key];
    return other !== undefined && !isTechnical(key) && normalise(other) !== normalise(value);
  });
}

const INSTALMENT =
  /\binstal?lments?\b|\bpart(ial)? payments?\b|\bdeposit\b|\btranche\b|\b(an|teil|raten)zahlung\b|\b(monats)?rate \d|\bacompte\b|\becheance\b|\bcuota\b|\brata\b/;
const NUMBERED = /\b\d+ (of|von|de|sur|di) \d+\b|\b(instal?lment|rate|cuota|rata) (no |nr |number )?\d/;

/** True when a plan of part payments is named, without a number that would tell one part from another. */
export function isUnnumberedInstalment({ description, metadata }: Named): boolean {
  const texts = [description, ...Object.entries(metadata).map((entry) => normalise(entry.join(' ')))];
  return texts.some((text) => INSTALMENT.test(text)) && !texts.some((text) => NUMBERED.test(text));
}

const TOP_UP = /\btop ?ups?\b|\bprepaid\b|\bguthaben\b|\baufladung\b|\brecarga\b|\brecharge\b/;
const REPEATABLE =
  /\bcredits\b|\bcredit (pack|bundle)s?\b|\bwallet\b|\bseat\b|\b(extra|additional|more) (seats|licen[cs]es?)\b|\bgift ?cards?\b|\bvouchers?\b|\bdonations?\b/;

/** True for what people buy again the same day on purpose: top-ups, credits, single seats, gifts. */
export function isBoughtRepeatedly({ description, metadata }: Named): boolean {
  const values = [description, ...Object.values(metadata).map(normalise)];
  const keys = Object.keys(metadata).map((key) => keyWords(key).join(' '));
  return (
    values.some((text) => TOP_UP.test(text) || REPEATABLE.test(text)) ||
    keys.some((text) => TOP_UP.test(text))
  );
}

function namesOrder(key: string): boolean {
  const parts = keyWords(key);
  const last = parts[parts.length - 1] ?? '';
  const names = (part: string): boolean => ORDER_WORDS.has(part) || PAYMENT_WORDS.has(part);
  return parts.some(names) && (names(last) || ID_WORDS.has(last));
}

function isTechnical(key: string): boolean {
  const parts = keyWords(key);
  return (
    parts.some((part) => TECHNICAL_WORDS.has(part)) ||
    parts.every((part) => PAYMENT_WORDS.has(part) || ID_WORDS.has(part))
  );
}

/** `orderId`, `order-id`, `ORDER_ID` and `orderid` → order, id. */
function keyWords(key: string): string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/^(order|cart|booking|checkout|invoice)(id|no|nr|number|ref)$/, '$1 $2')
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== '');
}

function normalise(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\s*\/\s*/g, ' of ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}
