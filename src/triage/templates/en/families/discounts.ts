import type { FactReader } from '../../facts.ts';
import type { FamilyTexts, RuleText, Sentence } from '../../language.ts';
import { numberWord } from '../words.ts';

/** `the discount “Welcome 20” (20%)`, `your 20% discount`. */
const discount = (f: FactReader): string => {
  const size = f.discountSize();
  if (f.hasText('discount')) return `the discount ${f.name('discount')}${size === null ? '' : ` (${size})`}`;
  return size === null ? 'your discount' : `your ${size} discount`;
};

const invoices = (f: FactReader): string =>
  f.count('invoice_count') > 1
    ? `${numberWord(f.count('invoice_count'))} of your invoices`
    : `your invoice of ${f.date('invoice_at')}`;

const tooMuch: Sentence = (f) => `You were therefore billed ${f.money('amount')} too much.`;

/** A discount that went missing, by why it did. */
const lost = (why: string): RuleText => ({
  story: [
    (f) =>
      `Until ${f.date('last_at')} we took ${discount(f)} off your invoices; ${why}, it is missing on ${invoices(f)}.`,
    (f) => (f.has('ends_at') ? `It was granted until ${f.date('ends_at')}.` : null),
  ],
  conclusion: {
    billing_error: [tooMuch],
    likely_error: [
      () => 'We are confirming whether it should have continued, and will come back to you with the answer.',
    ],
  },
});

const due: Sentence = (f) =>
  `Your invoice of ${f.date('invoice_at')} comes to ${f.money('total')}, and ${f.money('due')} was due.`;

/** English texts of rules about discounts and credits. */
export const discounts: FamilyTexts = {
  'discount-lost/plan_change': lost('since your plan was changed'),
  'discount-lost/new_subscription': lost('since your new subscription began'),
  'discount-lost/stopped_early': lost('since then'),

  'discount-too-small/terms': {
    story: [(f) => `Less than ${discount(f)} was taken off ${invoices(f)}.`],
    conclusion: { billing_error: [tooMuch] },
  },
  'discount-too-small/stated': {
    story: [
      (f) =>
        f.has('given_percent')
          ? `A discount of ${f.percent('percent')} is mentioned in our records, while ${f.percent('given_percent')} was taken off ${invoices(f)}.`
          : `Another discount is mentioned in our records than was taken off ${invoices(f)}.`,
    ],
    conclusion: {
      likely_error: [() => 'We are confirming which of the two you were promised.'],
    },
  },

  'discount-other-currency/converted': {
    story: [
      (f) =>
        `Your discount of ${f.money('discount_amount')} was in force, but it was not taken off ${invoices(f)}, because the invoice is in another currency.`,
    ],
    conclusion: {
      likely_error: [
        (f) =>
          `It would be about ${f.money('amount')}; we are confirming the exact amount for your currency.`,
      ],
    },
  },
  'discount-other-currency/unvalued': {
    story: [
      (f) =>
        `Your discount of ${f.money('discount_amount')} was in force, but it was not taken off ${invoices(f)}, because the invoice is in another currency.`,
    ],
    conclusion: { likely_error: [() => 'We are confirming what it is worth in your currency.'] },
  },

  'promised-credit-missing/overdue': {
    story: [
      (f) =>
        `On ${f.date('promised_at')} we promised you a credit of ${f.money('promised')}, and it has not been added to your account.`,
    ],
    conclusion: { billing_error: [(f) => `It should have been there by ${f.date('due_at')}.`] },
  },
  'promised-credit-missing/unclear': {
    story: [
      (f) =>
        `On ${f.date('promised_at')} we promised you a credit of ${f.money('promised')}; ${f.has('booked') ? `${f.money('booked')} has been added to your account since` : 'another amount has been added to your account since'}.`,
    ],
    conclusion: { likely_error: [() => 'We are confirming what is still missing.'] },
  },

  'credit-balance-not-applied': {
    story: [
      (f) =>
        `You had a credit of ${f.money('credit')} with us when your invoice of ${f.date('invoice_at')} was issued, and ${f.money('amount')} of it was not used.`,
    ],
    conclusion: { billing_error: [(f) => `You therefore paid ${f.money('amount')} more than was due.`] },
  },

  'balance-debit-without-cause/twice': {
    story: [
      (f) =>
        `A small amount of ${f.money('amount')} was carried over to your account twice, on ${f.date('first_at')} and on ${f.date('booked_at')}.`,
    ],
    conclusion: { billing_error: [() => 'You owe it once; the second entry was booked in error.'] },
  },
  'balance-debit-without-cause/other_customer': {
    story: [
      (f) =>
        `On ${f.date('booked_at')}, ${f.money('amount')} was booked to your account that does not belong to it.`,
    ],
    conclusion: { billing_error: [() => 'You do not owe this amount.'] },
  },
  'balance-debit-without-cause/no_source': {
    story: [
      (f) =>
        `On ${f.date('booked_at')}, ${f.money('amount')} was booked to your account without a stated reason.`,
    ],
    conclusion: { likely_error: [() => 'We are finding out what it was for.'] },
  },

  'billing-credits-not-used': {
    story: [
      (f) =>
        `You have prepaid credits with us${f.hasText('grant') ? ` (${f.name('grant')})` : ''}, and they were not used for your usage on ${invoices(f)}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },

  'balance-applied/carried': {
    story: [
      due,
      (f) =>
        `The difference of ${f.money('applied')} is from an earlier invoice: it was too small to be charged on its own and was carried over${f.has('booked_at') ? ` on ${f.date('booked_at')}` : ''}.`,
    ],
    conclusion: {},
  },
  'balance-applied/reduced': {
    story: [
      due,
      (f) =>
        `${f.money('applied')} was paid from the credit on your account${f.has('left') ? `, on which ${f.money('left')} is left` : ''}.`,
    ],
    conclusion: {},
  },
  'balance-applied/increased': {
    story: [
      due,
      (f) =>
        `The difference of ${f.money('applied')} was open on your account from before${f.has('booked_at') ? ` (booked on ${f.date('booked_at')})` : ''}.`,
    ],
    conclusion: {},
  },
};
