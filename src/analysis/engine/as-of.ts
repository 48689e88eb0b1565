import type { BillingHistory, Charge, Gap, Refund } from '../billing-history.ts';
import { isLiveRefund } from '../history-index.ts';

/**
 * The history as it stood at `asOf`, as far as objects tell: what was created later is left out and counted in a
 * gap. States that changed later (an invoice paid since, a subscription cancelled since) stay as they are, for
 * objects do not say what they were.
 */
export function asOfHistory(history: BillingHistory, asOf: number): BillingHistory {
  let leftOut = 0;
  const until = <T>(objects: readonly T[], created: (object: T) => number): readonly T[] => {
    const kept = objects.filter((object) => created(object) <= asOf);
    leftOut += objects.length - kept.length;
    return kept;
  };
  const byCreated = <T extends { readonly created: number }>(objects: readonly T[]): readonly T[] =>
    until(objects, (object) => object.created);

  const laterRefunds = history.refunds.filter((refund) => refund.created > asOf && isLiveRefund(refund));
  const laterDisputes = new Set(history.disputes.filter((d) => d.created > asOf).map((d) => d.charge));
  const earlierDisputes = new Set(history.disputes.filter((d) => d.created <= asOf).map((d) => d.charge));

  const kept: BillingHistory = {
    ...history,
    customers: byCreated(history.customers),
    subscriptions: byCreated(history.subscriptions),
    subscription_schedules: byCreated(history.subscription_schedules),
    invoices: byCreated(history.invoices).map((invoice) => ({
      ...invoice,
      payments: byCreated(invoice.payments),
    })),
    invoice_items: until(history.invoice_items, (item) => item.date),
    charges: byCreated(history.charges).map((charge) => ({
      ...withoutLaterRefunds(charge, laterRefunds),
      disputed: charge.disputed && (earlierDisputes.has(charge.id) || !laterDisputes.has(charge.id)),
    })),
    payment_intents: byCreated(history.payment_intents),
    setup_intents: byCreated(history.setup_intents),
    payment_methods: byCreated(history.payment_methods),
    refunds: byCreated(history.refunds),
    credit_notes: byCreated(history.credit_notes),
    customer_balance_transactions: byCreated(history.customer_balance_transactions),
    customer_cash_balance_transactions: byCreated(history.customer_cash_balance_transactions),
    disputes: byCreated(history.disputes),
    promotion_codes: byCreated(history.promotion_codes),
    tax_ids: byCreated(history.tax_ids),
    checkout_sessions: byCreated(history.checkout_sessions),
    quotes: byCreated(history.quotes),
    events: byCreated(history.events),
    credit_grants: byCreated(history.credit_grants),
  };
  if (leftOut === 0) return kept;
  const gap: Gap = {
    message: `${leftOut} ${leftOut === 1 ? 'object' : 'objects'} created after ${new Date(asOf * 1000).toISOString().replace('.000Z', 'Z')} ${leftOut === 1 ? 'was' : 'were'} left out.`,
    could_hold_money: false,
    scope: null,
  };
  return { ...kept, gaps: [...kept.gaps, gap] };
}

function withoutLaterRefunds(charge: Charge, later: readonly Refund[]): Charge {
  const refundedLater = later
    .filter((refund) =>
      refund.charge === null ? refund.payment_intent === charge.payment_intent : refund.charge === charge.id,
    )
    .reduce((sum, refund) => sum + refund.amount, 0);
  if (refundedLater === 0) return charge;
  const amount_refunded = Math.max(0, charge.amount_refunded - refundedLater);
  return {
    ...charge,
    amount_refunded,
    refunded: amount_refunded > 0 && amount_refunded >= charge.amount_captured,
  };
}
