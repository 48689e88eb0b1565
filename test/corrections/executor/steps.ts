import type { Correction, CorrectionStep } from '../../../src/analysis/finding.ts';

export const refundStep = (charge: string, amount: number): CorrectionStep => ({
  kind: 'refund',
  target: charge,
  amount,
  currency: 'usd',
  params: { charge, amount, reason: 'requested_by_customer' },
});

export const voidStep = (invoice: string): CorrectionStep => ({
  kind: 'void_invoice',
  target: invoice,
  amount: null,
  currency: null,
  params: { invoice },
});

export const cancelStep = (
  subscription: string,
  { prorate = false, invoice_now = false } = {},
): CorrectionStep => ({
  kind: 'cancel_subscription',
  target: subscription,
  amount: null,
  currency: null,
  params: { subscription, prorate, invoice_now },
});

/** A kind the product does not carry out. */
export const byHandStep = (subscription: string): CorrectionStep => ({
  kind: 'update_quantity',
  target: subscription,
  amount: null,
  currency: null,
  params: { subscription, quantity: 4 },
});

/** A correction of these steps; its own fields follow from them. */
export function correctionOf(first: CorrectionStep, ...rest: readonly CorrectionStep[]): Correction {
  const steps = [first, ...rest];
  const amount = steps.reduce((sum, step) => sum + (step.amount ?? 0), 0);
  return {
    kind: first.kind,
    target: first.target,
    amount: amount === 0 ? null : amount,
    currency: amount === 0 ? null : 'usd',
    reason: 'requested_by_customer',
    justification: 'Charged twice.',
    alternatives: [],
    steps,
  };
}
