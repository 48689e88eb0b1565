import { formatMoney, isMinorUnits } from '../money.ts';

/** A new amount somebody typed for a correction, or the sentence that says what is wrong with it. */
export type NewAmount = { readonly amount: number } | { readonly sentence: string };

/**
 * The amount an approver may change a correction to: a whole number of minor units, above nothing and below what was
 * drafted. It can only shrink; more would need a finding of its own.
 */
export function smallerAmount(wanted: unknown, drafted: number, currency: string): NewAmount {
  const show = (amount: number): string => formatMoney({ amount, currency });
  if (!isMinorUnits(wanted)) {
    return {
      sentence: `Give the amount as a plain number such as ${show(drafted)}, without fractions of its smallest unit.`,
    };
  }
  if (wanted <= 0)
    return { sentence: 'The amount must be above zero; to return nothing, reject the correction.' };
  if (wanted > drafted) {
    return { sentence: `The amount can only shrink: ${show(drafted)} is what was found to be owed.` };
  }
  return { amount: wanted };
}
