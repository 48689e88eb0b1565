import type { Correction, CorrectionKind, CorrectionStep } from '../analysis/finding.ts';
import { assert } from '../assert.ts';

/** Kinds the product carries out itself, one file each in `stripe/effects/`. */
export const EXECUTED_KINDS = [
  'credit_note',
  'refund',
  'void_invoice',
  'customer_balance_credit',
  'cancel_subscription',
  'remove_discount',
  'cancel_payment_intent',
] as const satisfies readonly CorrectionKind[];
export type ExecutedKind = (typeof EXECUTED_KINDS)[number];

/** Nobody approves more steps than they can read. */
export const MAX_STEPS = 40;

/** One request to Stripe, in its place in the plan. */
export interface PlannedEffect {
  /** From 0; a step is only sent when all before it are done. */
  readonly position: number;
  readonly kind: ExecutedKind;
  readonly step: CorrectionStep;
}

/** What approving a correction sets off. */
export type Plan =
  | { readonly kind: 'executed'; readonly effects: readonly [PlannedEffect, ...PlannedEffect[]] }
  /** Somebody does it in Stripe's Dashboard and says so; whether it is done is read from Stripe. */
  | { readonly kind: 'by_hand'; readonly steps: readonly CorrectionStep[] };

/** Whether the product carries it out itself. */
export const isExecuted = (kind: CorrectionKind): kind is ExecutedKind =>
  (EXECUTED_KINDS as readonly CorrectionKind[]).includes(kind);

/**
 * The plan of a drafted correction: its steps in their order, each exactly once. A correction with a step the product does
 * not carry out is done by hand as a whole: half of it would be worse than none.
 */
export function planOf({ steps }: Pick<Correction, 'steps'>): Plan {
  assert(steps.length > 0, 'a correction has a step', {});
  if (steps.length > MAX_STEPS) return { kind: 'by_hand', steps };
  const effects: PlannedEffect[] = [];
  for (const [position, step] of steps.entries()) {
    if (!isExecuted(step.kind)) return { kind: 'by_hand', steps };
    effects.push({ position, kind: step.kind, step });
  }
  const [first, ...rest] = effects;
  assert(first !== undefined, 'a correction has a step', {});
  return { kind: 'executed', effects: [first, ...rest] };
}

/** Minor units that go back to the customer in all steps together; 0 where no money moves. */
export function moneyOf({ steps }: Pick<Correction, 'steps'>): number {
  return steps.reduce((sum, { amount }) => sum + (amount ?? 0), 0);
}
