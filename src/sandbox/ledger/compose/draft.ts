import type { Coupon, Discount, TaxRate } from '../wire.ts';

/** What is to be billed on one line, before discounts and taxes. */
export interface LineDraft {
  readonly id: string;
  /** Minor units; negative for a credit. */
  readonly amount: number;
  readonly description: string;
  readonly price: { readonly id: string; readonly product: string; readonly unitAmount: string } | null;
  readonly quantity: number;
  readonly period: { readonly start: number; readonly end: number };
  readonly subscription: { readonly id: string; readonly item: string } | null;
  readonly invoiceItem: string | null;
  /**
   * Null: no proration. `debit`: a charge for the rest of a period. Otherwise a credit for it, with the lines it
   * undoes, or `credit` where Stripe names none.
   */
  readonly proration:
    | { readonly invoice: string; readonly lines: readonly string[] }
    | 'debit'
    | 'credit'
    | null;
  readonly discountable: boolean;
  /** Discounts of the line itself (of its subscription item or invoice item); they come first. */
  readonly discounts?: readonly AppliedDiscount[];
  /** Discount amounts already decided (itemised prorations): negative on a credit. */
  readonly fixedDiscounts?: readonly { readonly amount: number; readonly discount: string }[];
  /** Taxes of the line itself, instead of the invoice's. */
  readonly taxRates?: readonly TaxRate[];
  /** How the price is meant: with tax inside or on top. Only automatic tax asks. */
  readonly taxBehavior?: string | null;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Usage: billing credits may pay for it. */
  readonly metered?: boolean;
}

/** A coupon as it applies to this invoice. */
export interface AppliedDiscount {
  readonly discount: Discount;
  readonly coupon: Coupon;
}

/** One tax as it applies to a line. */
export interface AppliedTax {
  readonly rate: TaxRate;
  readonly percentage: number;
  readonly inclusive: boolean;
  /** False: a row of zero that only says why nothing is charged. */
  readonly charged: boolean;
  readonly reason: string;
  /** Also charged on the taxes before it. */
  readonly compound?: boolean;
}

/** Part of a line that billing credits pay. */
export interface AppliedCredit {
  readonly amount: number;
  /** Id of the credit balance transaction. */
  readonly transaction: string;
}
