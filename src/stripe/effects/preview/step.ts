import type Stripe from 'stripe';
import type { CorrectionStep } from '../../../analysis/finding.ts';
import type { CorrectionPreview } from '../../../corrections/preview.ts';
import { formatMoney } from '../../../money.ts';
import { StripeFailure } from '../../failure.ts';
import type { Reading } from '../reading.ts';

export type PreviewLine = CorrectionPreview['lines'][number];

/** What one step changes, and what it means for the next invoice. */
export interface StepPreview {
  readonly lines: readonly PreviewLine[];
  readonly notes: readonly string[];
  readonly next: readonly NextChange[];
}

export type NextChange =
  /** `amount` is added to the balance, as Stripe counts: negative is credit. */
  | {
      readonly kind: 'balance';
      readonly customer: string;
      readonly amount: number;
      readonly currency: string;
    }
  | { readonly kind: 'end'; readonly subscription: string }
  /** The preview of the same invoice with only the discounts that stay. */
  | {
      readonly kind: 'discounts';
      readonly subscription: string;
      readonly without: Omit<Stripe.InvoiceCreatePreviewParams, 'subscription'>;
    };

/**
 * Reads what a step is about and says what it would leave; sends nothing that changes anything.
 * @throws {StripeFailure} when Stripe cannot be read. @throws {StepFault} for a step that is not exactly one of its kind.
 */
export type PreviewKind = (step: CorrectionStep, reading: Reading, moved: Moved) => Promise<StepPreview>;

/** What the steps before this one move in the same plan, which Stripe knows nothing of yet. Minor units by place. */
export class Moved {
  private readonly sums = new Map<string, number>();

  /** Adds to a place; returns what was moved there before. */
  add(place: string, amount: number): number {
    const before = this.sums.get(place) ?? 0;
    this.sums.set(place, before + amount);
    return before;
  }
}

/** One line whose value is an amount that goes from `from` by `by`. */
export function moneyLine(label: string, currency: string, from: number, by: number): PreviewLine {
  const show = (amount: number): string => formatMoney({ amount, currency });
  return { label, before: show(from), after: show(from + by) };
}

/** What Stripe answers, or `instead` where it gives no answer; a fault of our own is none. */
export async function unlessStripeFails<T>(asking: Promise<T>, instead: T): Promise<T> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof StripeFailure) return instead;
    throw error;
  }
}

/** A status of Stripe's as a reader sees it, e.g. `past due`. */
export const statusWords = (status: string): string => status.replaceAll('_', ' ');
