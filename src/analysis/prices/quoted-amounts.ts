import type { BillingHistory, Invoice } from '../billing-history.ts';
import type { EvidenceRef } from '../finding.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice } from '../history-index.ts';
import type { Policy } from '../policy.ts';

/** An amount the customer was told before an invoice, and the invoice it was told for. */
export interface QuotedAmount {
  readonly source: 'promise' | 'quote' | 'checkout';
  readonly invoice: Invoice;
  /** Minor units of the invoice's currency, tax included. */
  readonly amount: number;
  /** Unix seconds: when it was told. */
  readonly at: number;
  readonly evidence: EvidenceRef;
}

/** Every amount quoted for an invoice that was made: by the policy file, a Stripe quote, a checkout session. */
export function quotedAmounts(
  history: BillingHistory,
  index: HistoryIndex,
  policy: Policy,
): readonly QuotedAmount[] {
  return [...promised(history, index, policy), ...stripeQuotes(history, index), ...checkouts(history, index)];
}

/** POLICY.md, `promises[]`, `quote`: the first invoice after it was made, and before it ends, does not exceed it. */
function promised(history: BillingHistory, index: HistoryIndex, policy: Policy): readonly QuotedAmount[] {
  const quotes = (policy.promises ?? []).flatMap((promise) => (promise.kind === 'quote' ? [promise] : []));
  if (quotes.length === 0) return [];
  const all = byCreation(history.invoices);
  return quotes.flatMap(({ customer, subscription, made_at, valid_until, currency, amount, ref }) => {
    const invoices = subscription === undefined ? all : index.invoicesOfSubscription(subscription);
    const invoice = invoices.find(
      (one) => one.customer === customer && one.created >= made_at && isEffectiveInvoice(one),
    );
    if (invoice === undefined || invoice.currency !== currency) return [];
    if (valid_until !== undefined && invoice.created >= valid_until) return [];
    return [{ source: 'promise', invoice, amount, at: made_at, evidence: { object: 'policy', id: ref } }];
  });
}

function stripeQuotes(history: BillingHistory, index: HistoryIndex): readonly QuotedAmount[] {
  return byCreation(history.quotes).flatMap((quote) => {
    if (quote.status !== 'accepted' || quote.amount_total === null) return [];
    const invoice = index.invoice(quote.invoice);
    if (!isQuotedIn(invoice, quote.currency)) return [];
    const { id, amount_total: amount, created: at } = quote;
    return [{ source: 'quote', invoice, amount, at, evidence: { object: 'quote', id } }];
  });
}

function checkouts(history: BillingHistory, index: HistoryIndex): readonly QuotedAmount[] {
  return byCreation(history.checkout_sessions).flatMap((session) => {
    if (session.status !== 'complete' || session.amount_total === null) return [];
    const invoice = index.invoice(session.invoice);
    if (!isQuotedIn(invoice, session.currency)) return [];
    const { id, amount_total: amount, created: at } = session;
    return [{ source: 'checkout', invoice, amount, at, evidence: { object: 'checkout.session', id } }];
  });
}

function isQuotedIn(invoice: Invoice | undefined, currency: string | null): invoice is Invoice {
  return invoice !== undefined && isEffectiveInvoice(invoice) && invoice.currency === currency;
}
