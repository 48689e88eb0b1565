import { formatMoney, isMinorUnits, minorUnitDigits, toDecimal } from '../money.ts';

/** A new amount somebody typed for a correction, or the sentence that says what is wrong with it. */
export type NewAmount = { readonly amount: number } | { readonly sentence: string };

const MAX_TYPED_CHARACTERS = 30;

/**
 * The amount an approver may change a correction to, from what they typed (`12.34`, `12,34`, `1200`): a whole number of
 * minor units, above nothing and below what was drafted. It can only shrink; more would need a finding of its own.
 */
export function smallerAmount(typed: string, drafted: number, currency: string): NewAmount {
  const show = (amount: number): string => formatMoney({ amount, currency });
  const example = toDecimal({ amount: drafted, currency });
  const wanted = minorUnitsOf(typed, currency);
  if (wanted === null) {
    return {
      sentence: `Give the amount in ${currency.toUpperCase()} as a plain number such as ${example}, without fractions of its smallest unit.`,
    };
  }
  if (wanted <= 0) {
    return { sentence: 'The amount must be above zero; to return nothing, reject the correction.' };
  }
  if (wanted > drafted) {
    return { sentence: `The amount can only shrink: ${show(drafted)} is what was found to be owed.` };
  }
  if (wanted === drafted) return { sentence: `${show(drafted)} is the amount already.` };
  return { amount: wanted };
}

/** Null for anything that is not one plain amount: no signs of currencies, groups of digits, exponents or spaces inside. */
function minorUnitsOf(typed: string, currency: string): number | null {
  const text = typed.trim();
  if (text.length > MAX_TYPED_CHARACTERS) return null;
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:[.,](\d+))?$/.exec(text) ?? [];
  const digits = minorUnitDigits(currency);
  if (whole === '' || fraction.length > digits) return null;
  const amount = Number(`${sign}${whole}${fraction.padEnd(digits, '0')}`);
  return isMinorUnits(amount) ? amount : null;
}
