import type { FactReader } from '../../facts.ts';
import type { FamilyTexts } from '../../language.ts';

const product = (f: FactReader): string => (f.hasText('product') ? f.name('product') : 'your plan');

const tooMuch = (f: FactReader): string => `So ${f.money('amount')} was charged too much, taxes included.`;

const changedOn = (f: FactReader): string =>
  `On ${f.date('changed_at')}, in the middle of a billing period, your subscription was changed.`;

/** English texts of rules about prorations. */
export const prorations: FamilyTexts = {
  'proration-amount-wrong/charge': {
    story: [
      changedOn,
      (f) =>
        `The amounts for the rest of the period come to ${f.money('right')} when computed to the second, but ${f.money('billed')} was billed.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'proration-amount-wrong/credit': {
    story: [
      changedOn,
      (f) =>
        `For the unused time you were credited ${f.money('billed')}; computed to the second, it is ${f.money('right')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'unused-time-not-credited': {
    story: [
      changedOn,
      (f) =>
        `The rest of the period was charged at ${f.money('charged')}, although you had already paid for ${product(f)} until ${f.date('paid_until')}; the unused part was not credited.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
};
