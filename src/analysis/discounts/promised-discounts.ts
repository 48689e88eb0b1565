import type { BillingHistory, Invoice, InvoiceLine } from '../billing-history.ts';
import type { EvidenceRef } from '../finding.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice } from '../history-index.ts';
import type { OverCharge } from '../over-charge.ts';
import type { Promised } from '../policy.ts';
import { type DiscountGap, type DiscountTerms, discountByLine, missingDiscount } from './discount-gap.ts';

type PromisedDiscount = Extract<Promised, { kind: 'discount' }>;

export interface PromisedDiscounts {
  readonly gaps: readonly DiscountGap[];
  /** Why some invoice could not be held against a promise. */
  readonly undecided: readonly string[];
}

/**
 * Invoices that carry less than a discount promised in the policy file. Such a promise covers the recurring lines of
 * its product (else of its coupon's products, else all) on each invoice of its subscription (else of the customer)
 * created in its time, whatever Stripe thinks of the line; prorations follow the lines they adjust and are left out.
 */
export function promisedDiscounts(
  history: BillingHistory,
  index: HistoryIndex,
  promises: readonly Promised[],
  asOf: number,
): PromisedDiscounts {
  const gaps: DiscountGap[] = [];
  const undecided: string[] = [];
  for (const promise of promises) {
    if (promise.kind !== 'discount') continue;
    const terms = promisedTerms(promise);
    const covered = coveredInvoices(history, index, promise);
    const overCharges: OverCharge[] = [];
    for (const { invoice, lines } of covered) {
      if (!isEffectiveInvoice(invoice)) continue;
      const due = discountByLine(terms, invoice.currency, lines);
      if (due === null) {
        undecided.push(
          `promise ${promise.ref} is an amount in ${promise.currency ?? 'no currency'}, invoice ${invoice.id} is in ${invoice.currency}`,
        );
        continue;
      }
      const overCharge = missingDiscount(invoice, lines, due);
      if (overCharge !== null) overCharges.push(overCharge);
    }
    const currencies = new Set(overCharges.map(({ invoice }) => invoice.currency));
    for (const currency of [...currencies].sort()) {
      gaps.push({
        source: 'promised',
        id: promise.ref,
        name: promisedName(index, promise),
        terms,
        promised_at: promise.made_at,
        ends_at: promise.until ?? null,
        product: promise.product ?? null,
        coupon: promise.coupon ?? null,
        customer: promise.customer,
        currency,
        overCharges: overCharges.filter(({ invoice }) => invoice.currency === currency),
        evidence: evidenceOf(index, promise),
        beyondDoubt: true,
        runs: stillRuns(promise, covered.length, asOf),
      });
    }
  }
  return { gaps, undecided };
}

function promisedTerms(promise: PromisedDiscount): DiscountTerms {
  const { percent, amount, currency } = promise;
  if (percent !== undefined) return { percent: String(percent), amounts: {} };
  return {
    percent: null,
    amounts: amount === undefined || currency === undefined ? {} : { [currency]: amount },
  };
}

/** The invoices of the promise's time with the lines it covers, oldest first; `invoices` counts those. */
function coveredInvoices(
  history: BillingHistory,
  index: HistoryIndex,
  promise: PromisedDiscount,
): readonly { readonly invoice: Invoice; readonly lines: readonly InvoiceLine[] }[] {
  const { from = promise.made_at, until = Number.POSITIVE_INFINITY, invoices: limit } = promise;
  return byCreation(history.invoices)
    .filter(
      ({ customer, status }) => customer === promise.customer && status !== 'draft' && status !== 'void',
    )
    .filter(({ created }) => created >= from && created < until)
    .map((invoice) => ({
      invoice,
      lines: invoice.lines.filter((line) => isCovered(index, promise, invoice, line)),
    }))
    .filter(({ lines }) => lines.length > 0)
    .slice(0, limit);
}

function isCovered(
  index: HistoryIndex,
  promise: PromisedDiscount,
  invoice: Invoice,
  line: InvoiceLine,
): boolean {
  if (line.amount <= 0 || line.proration) return false;
  const subscription = line.subscription ?? invoice.subscription;
  if (promise.subscription !== undefined && subscription !== promise.subscription) return false;
  const price = index.price(line.price);
  const recurring = price === undefined ? line.subscription_item !== null : price.type === 'recurring';
  if (!recurring) return false;
  const product = line.product ?? price?.product ?? null;
  if (promise.product !== undefined) return product === promise.product;
  const limited =
    promise.coupon === undefined ? undefined : index.coupon(promise.coupon)?.applies_to_products;
  return limited === undefined || limited === null || (product !== null && limited.includes(product));
}

function stillRuns(promise: PromisedDiscount, billed: number, asOf: number): boolean {
  const {
    from = promise.made_at,
    until = Number.POSITIVE_INFINITY,
    invoices = Number.POSITIVE_INFINITY,
  } = promise;
  return asOf >= from && asOf < until && billed < invoices;
}

function promisedName(index: HistoryIndex, promise: PromisedDiscount): string {
  const coupon = promise.coupon === undefined ? undefined : index.coupon(promise.coupon);
  return coupon?.name ?? promise.coupon ?? promise.ref;
}

function evidenceOf(index: HistoryIndex, promise: PromisedDiscount): readonly EvidenceRef[] {
  const coupon = promise.coupon === undefined ? undefined : index.coupon(promise.coupon);
  return [
    { object: 'policy', id: promise.ref },
    ...(coupon === undefined ? [] : [{ object: 'coupon', id: coupon.id }]),
  ];
}
