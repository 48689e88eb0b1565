import type { FactReader } from '../../facts.ts';
import type { FamilyTexts } from '../../language.ts';

const onCard = (f: FactReader, name: string): string =>
  f.hasText(name) ? ` (card ending in ${f.plain(name)})` : '';

/** English texts of rules about refunds, disputes, payments and currency. */
export const payments: FamilyTexts = {
  'promised-refund-missing/none': {
    story: [
      (f) =>
        `On ${f.date('promised_at')} we promised you a refund of ${f.money('promised')}, and it should have been made by ${f.date('due_at')}.`,
    ],
    conclusion: { billing_error: [() => 'It was not made.'] },
  },
  'promised-refund-missing/too_small': {
    story: [(f) => `On ${f.date('promised_at')} we promised you a refund of ${f.money('promised')}.`],
    conclusion: { billing_error: [(f) => `${f.money('amount')} of it has not been made yet.`] },
  },
  'wrong-currency': {
    story: [
      (f) =>
        `Our invoice from ${f.date('invoice_at')} bills you in ${f.plain('billed_currency')}, while ${f.plain('agreed_currency')} was agreed.`,
    ],
    conclusion: {
      billing_error: [
        (f) =>
          `So the ${f.money('amount')} was billed in error; what is due is the agreed amount in ${f.plain('agreed_currency')}.`,
      ],
    },
  },
  'hundredfold-amount': {
    story: [
      (f) =>
        `On ${f.date('charged_at')} you were charged ${f.money('taken')} where ${f.money('meant')} was meant.`,
    ],
    conclusion: { billing_error: [(f) => `So ${f.money('amount')} was charged in error.`] },
  },
  'anothers-card-charged': {
    story: [
      (f) =>
        `The ${f.money('amount')} from ${f.date('charged_at')} was taken from a payment method that belongs to another account.`,
    ],
    conclusion: { likely_error: [() => 'Did its owner agree to pay for this account?'] },
  },
  'void-invoice-paid': {
    story: [
      (f) =>
        `On ${f.date('charged_at')} you paid ${f.money('amount')} for an invoice that had been cancelled on our side.`,
    ],
    conclusion: { billing_error: [() => 'Nothing was owed on it.'] },
  },
  'descriptor-not-recognised': {
    story: [
      (f) =>
        `The ${f.money('amount')} from ${f.date('charged_at')}${onCard(f, 'last4')} is a charge of ours: it appears on your statement as ${f.name('descriptor')}.`,
    ],
    conclusion: {
      valid_but_confusing: [() => 'If it was not you or someone on your team, please let us know at once.'],
    },
  },
  'backup-method-used': {
    story: [
      (f) =>
        `On ${f.date('failed_at')} your usual payment method${onCard(f, 'failed_last4')} was declined, so the ${f.money('amount')} was taken from the other one on file${onCard(f, 'last4')} on ${f.date('charged_at')}.`,
    ],
    conclusion: { valid_but_confusing: [() => 'It was taken only once.'] },
  },
  'card-updated': {
    story: [
      (f) =>
        `When your card was replaced, its network passed the new details on to us on ${f.date('updated_at')}, and the ${f.money('amount')} on ${f.date('charged_at')} was taken with them.`,
    ],
    conclusion: {
      valid_but_confusing: [
        () => 'You can take the card off, or put in another one, in your account at any time.',
      ],
    },
  },
  'paid-in-own-currency': {
    story: [
      (f) =>
        `The charge from ${f.date('charged_at')} is ${f.money('amount')} in our books, and ${f.money('presented')} in the currency you chose to pay in.`,
    ],
    conclusion: { valid_but_confusing: [() => 'It is one payment, taken once.'] },
  },
  'bank-conversion': {
    story: [
      (f) =>
        `On ${f.date('charged_at')} we charged ${f.money('amount')}${onCard(f, 'last4')}, exactly what the invoice says.`,
      (f) => `Your bank converts it to ${f.plain('home_currency')} at its own rate, and may add a fee.`,
    ],
    conclusion: { valid_but_confusing: [() => 'Your bank can tell you the rate and the fee it used.'] },
  },
};
