/** How faithfully a ledger writes what Stripe writes beside the money. */
export interface Settings {
  /** Which Event objects are written: none, changes of customers, cards and subscriptions, or everything. */
  readonly events: 'none' | 'changes' | 'all';
  /** Stripe bills a graduated price with one line per tier (and flat fee); `one` puts it on a single line. */
  readonly tierLines: 'one' | 'per_tier';
  /** Stripe states discounts among a line's `pretax_credit_amounts` too. */
  readonly pretaxDiscounts: boolean;
  /** Where tax is rounded: on each line (Stripe's default), or once per invoice and spread over its lines. */
  readonly taxRounding: 'line' | 'invoice';
}

/** What the demo's stories need. */
export const PLAIN: Settings = {
  events: 'none',
  tierLines: 'per_tier',
  pretaxDiscounts: false,
  taxRounding: 'line',
};

/** What Stripe writes. */
export const FAITHFUL: Settings = { ...PLAIN, events: 'changes', pretaxDiscounts: true };
