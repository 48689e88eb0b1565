import type { AppliedDiscount, AppliedTax, LineDraft } from '../compose/draft.ts';
import type { Customer, Invoice, Subscription, SubscriptionItem } from '../wire.ts';

/** What is being billed while a hook is asked. */
export interface BillingContext {
  readonly customer: Customer;
  /** Null for an invoice that belongs to no subscription. */
  readonly subscription: Subscription | null;
  /** The invoice being made; null while prorations are drafted that wait for a later one. */
  readonly invoice: Invoice | null;
  readonly reason: Invoice['billing_reason'];
  /** Unix seconds. */
  readonly now: number;
  /** Renewals so far, this one included; 0 on the first invoice. */
  readonly renewal: number;
  /** A copy of a draft with a line id of its own, changed as said. */
  copy(draft: LineDraft, changes?: Partial<Omit<LineDraft, 'id'>>): LineDraft;
  /** What the item costs for its whole running period, as plain cycle lines. */
  cycleLines(item: SubscriptionItem): readonly LineDraft[];
}

/**
 * Makes the engine bill something wrong. Whatever a hook returns is billed exactly as Stripe would have billed such
 * lines: discounts, taxes, totals, balance, payment and invoice items all follow from it.
 */
export interface BillingHooks {
  /** The lines of an invoice before discounts and taxes. */
  lines?(drafts: readonly LineDraft[], context: BillingContext): readonly LineDraft[];
  /** Proration lines when a plan is changed, whether billed at once or left pending. */
  prorations?(drafts: readonly LineDraft[], context: BillingContext): readonly LineDraft[];
  /** Discounts of the whole invoice, in order. */
  discounts?(applied: readonly AppliedDiscount[], context: BillingContext): readonly AppliedDiscount[];
  /** Taxes of one line. */
  taxes?(taxes: readonly AppliedTax[], line: LineDraft, context: BillingContext): readonly AppliedTax[];
  /** False: billing credits are not used on this invoice. */
  credits?(context: BillingContext): boolean;
  /**
   * How much the customer balance changes when the invoice is finalised: positive uses up credit, negative takes what
   * the customer owes (or gives credit for an invoice below zero). Return 0 to leave the balance alone.
   */
  balance?(moved: number, context: BillingContext): number;
  /** What is really charged, minor units. More than is due is overpaid, less leaves the rest open. */
  charge?(amount: number, context: BillingContext): number;
  /** False: renews although it should end now (a cancellation at this moment is ignored). */
  ends?(context: BillingContext): boolean;
  /** True: collects although collection is paused. */
  collectsWhilePaused?(context: BillingContext): boolean;
}
