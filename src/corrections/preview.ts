import type { Money } from '../money.ts';

/** Before and after, as Stripe would make it: what a correction would change, each value as people read it. */
export interface CorrectionPreview {
  readonly lines: readonly { readonly label: string; readonly before: string; readonly after: string }[];
  /** Null where no next invoice is affected, or none comes. */
  readonly next_invoice: { readonly before: Money | null; readonly after: Money | null } | null;
  /** What is to be known beside the values, one sentence each. */
  readonly notes: readonly string[];
}
