import type { BillingHistory, Customer } from '../../analysis/billing-history.ts';

/** Whose every object of a history is: by the customer it names, or through the payment or invoice it is about. */
export class Owners {
  private readonly byId = new Map<string, string>();

  constructor(history: BillingHistory) {
    const note = (id: string, customer: string | null | undefined): void => {
      if (customer !== null && customer !== undefined) this.byId.set(id, customer);
    };
    for (const customer of history.customers) note(customer.id, customer.id);
    for (const list of namingCustomers(history)) {
      for (const object of list) note(object.id, object.customer);
    }
    // A guest's charge belongs to whoever's invoice or intent it paid.
    for (const invoice of history.invoices) {
      for (const payment of invoice.payments) {
        for (const id of [payment.charge, payment.payment_intent]) {
          if (id !== null && !this.byId.has(id)) note(id, invoice.customer);
        }
      }
    }
    for (const charge of history.charges) {
      if (charge.customer === null) note(charge.id, this.of(charge.payment_intent));
    }
    for (const object of [...history.refunds, ...history.disputes]) {
      note(object.id, this.of(object.charge) ?? this.of(object.payment_intent));
    }
    for (const creditNote of history.credit_notes) {
      if (creditNote.customer === null) note(creditNote.id, this.of(creditNote.invoice));
    }
    for (const event of history.events)
      note(event.id, this.of(event.subject) ?? customerIn(event.data.object));
  }

  /** The customer an object belongs to, or null when nothing tells. */
  of(id: string | null): string | null {
    return id === null ? null : (this.byId.get(id) ?? null);
  }

  /** Every customer that any object names. */
  named(): ReadonlySet<string> {
    return new Set(this.byId.values());
  }
}

function namingCustomers(
  history: BillingHistory,
): readonly (readonly { readonly id: string; readonly customer: string | null }[])[] {
  return [
    history.subscriptions,
    history.subscription_schedules,
    history.invoices,
    history.invoice_previews,
    history.invoice_items,
    history.charges,
    history.payment_intents,
    history.setup_intents,
    history.payment_methods,
    history.credit_notes,
    history.customer_balance_transactions,
    history.customer_cash_balance_transactions,
    history.tax_ids,
    history.checkout_sessions,
    history.quotes,
    history.credit_grants,
    history.meter_event_summaries,
    history.promotion_codes,
  ];
}

function customerIn(object: unknown): string | null {
  if (typeof object !== 'object' || object === null) return null;
  const { customer } = object as { readonly customer?: unknown };
  return typeof customer === 'string' ? customer : null;
}

/**
 * The part of a history that is about `customers`, the records of one person. Objects nobody can be named for stay
 * where the history is about them only; coupons, prices, products and tax rates belong to nobody and stay always.
 */
export function historyOf(
  customers: readonly Customer[],
  history: BillingHistory,
  owners: Owners,
): BillingHistory {
  const ids = new Set(customers.map(({ id }) => id));
  const others = [...owners.named()].some((id) => !ids.has(id));
  const mine = <T extends { readonly id: string }>(objects: readonly T[]): readonly T[] =>
    objects.filter((object) => {
      const owner = owners.of(object.id);
      return owner === null ? !others : ids.has(owner);
    });
  // What is not known to be somebody else's: a refund whose charge is missing may be anybody's, and is a gap.
  const notTheirs = <T extends { readonly id: string }>(objects: readonly T[]): readonly T[] =>
    objects.filter((object) => {
      const owner = owners.of(object.id);
      return owner === null || ids.has(owner);
    });
  return {
    ...history,
    customers,
    subscriptions: mine(history.subscriptions),
    subscription_schedules: mine(history.subscription_schedules),
    invoices: mine(history.invoices),
    invoice_previews: mine(history.invoice_previews),
    invoice_items: mine(history.invoice_items),
    charges: mine(history.charges),
    payment_intents: mine(history.payment_intents),
    setup_intents: mine(history.setup_intents),
    payment_methods: mine(history.payment_methods),
    refunds: notTheirs(history.refunds),
    credit_notes: notTheirs(history.credit_notes),
    customer_balance_transactions: mine(history.customer_balance_transactions),
    customer_cash_balance_transactions: mine(history.customer_cash_balance_transactions),
    disputes: notTheirs(history.disputes),
    promotion_codes: notTheirs(history.promotion_codes),
    tax_ids: mine(history.tax_ids),
    checkout_sessions: mine(history.checkout_sessions),
    quotes: mine(history.quotes),
    events: mine(history.events),
    credit_grants: mine(history.credit_grants),
    meter_event_summaries: mine(history.meter_event_summaries),
  };
}
