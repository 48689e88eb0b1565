import type { FactReader } from '../../facts.ts';
import type { FamilyTexts } from '../../language.ts';

const onTwoDays = (f: FactReader, one: string, other: string): string =>
  f.sameDay(one, other) ? `twice on ${f.date(one)}` : `on ${f.date(one)} and again on ${f.date(other)}`;

const item = (f: FactReader): string => (f.hasText('item') ? f.name('item') : 'the same item');

/** English texts of rules about being charged more than once. */
export const duplicates: FamilyTexts = {
  'one-off-billed-twice': {
    story: [(f) => `We billed ${item(f)} ${onTwoDays(f, 'first_at', 'again_at')}.`],
    conclusion: {
      billing_error: [(f) => `Both are for the same order, so ${f.money('amount')} was billed in error.`],
      likely_error: [
        (f) =>
          `If you ordered it only once, ${f.money('amount')} of that is too much: did you order it twice?`,
      ],
    },
  },
  'one-time-fee-again': {
    story: [(f) => `We charged ${item(f)} ${onTwoDays(f, 'first_at', 'again_at')}.`],
    conclusion: {
      billing_error: [(f) => `This fee is due only once, so ${f.money('amount')} was charged in error.`],
    },
  },
  'paid-outside-and-charged/recorded': {
    story: [
      (f) =>
        `Our invoice from ${f.date('invoice_at')} over ${f.money('asked')} was paid outside our payment system, and your payment method was charged for it as well on ${f.date('charged_at')}.`,
    ],
    conclusion: { billing_error: [(f) => `So you paid ${f.money('amount')} too much.`] },
  },
  'paid-outside-and-charged/transfer': {
    story: [
      (f) =>
        `On ${f.date('transfer_at')} a bank transfer of yours came in, exactly what our invoice from ${f.date('invoice_at')} asked for (${f.money('asked')}), and your card was charged for that invoice on ${f.date('charged_at')}.`,
    ],
    conclusion: {
      likely_error: [
        (f) =>
          `Was the transfer meant for this invoice? Then ${f.money('amount')} was paid twice: please let us know.`,
      ],
    },
  },
  'charged-again-by-batch': {
    story: [
      (f) =>
        `We see two equal charges ${onTwoDays(f, 'first_at', 'again_at')} that came from one automatic run on our side.`,
    ],
    conclusion: {
      likely_error: [
        (f) => `Our engineers are checking whether the second one, ${f.money('amount')}, was due.`,
      ],
    },
  },
  'backdated-start-billed-twice': {
    story: [
      (f) =>
        `Your new subscription was set up on ${f.date('created_at')} with a start on ${f.date('start_at')}, and you had already paid for the time until ${f.date('paid_until')}.`,
    ],
    conclusion: {
      billing_error: [(f) => `So ${f.money('amount')} was charged for time that was paid already.`],
    },
  },
  'charged-on-two-records/subscription': {
    story: [
      (f) =>
        f.hasText('product')
          ? `We found two accounts of yours in our billing system, and both pay for ${f.name('product')}.`
          : 'We found two accounts of yours in our billing system, and both pay for the same subscription.',
    ],
    conclusion: {
      billing_error: [(f) => `You need only one of them, so ${f.money('amount')} was charged in error.`],
      likely_error: [
        (f) => `If you need only one of them, ${f.money('amount')} is too much: do you use both?`,
      ],
    },
  },
  'charged-on-two-records/payment': {
    story: [
      (f) =>
        `We found two accounts of yours in our billing system, and the same amount was taken on each, ${onTwoDays(f, 'first_at', 'again_at')}.`,
    ],
    conclusion: {
      billing_error: [(f) => `It was due only once, so ${f.money('amount')} was charged in error.`],
      likely_error: [(f) => `If you bought once, ${f.money('amount')} is too much: did you buy twice?`],
    },
  },
  'several-subscriptions': {
    story: [
      (f) =>
        f.hasText('product')
          ? `You have ${f.count('count')} subscriptions to ${f.name('product')}, each for something of its own, and each is billed by itself.`
          : `You have ${f.count('count')} subscriptions, each for something of its own, and each is billed by itself.`,
    ],
    conclusion: {
      valid_but_confusing: [() => 'That is why there are several charges; none of them was taken twice.'],
    },
  },
  'charges-close-together': {
    story: [
      (f) =>
        f.has('others')
          ? `The charges are for different things: ${f.money('first')} on ${f.date('first_at')}, ${f.money('second')} on ${f.date('second_at')}, and ${f.count('others')} more soon after.`
          : f.hasText('first_item') && f.hasText('second_item')
            ? `The two charges are for two things: ${f.money('first')} on ${f.date('first_at')} for ${f.name('first_item')}, and ${f.money('second')} on ${f.date('second_at')} for ${f.name('second_item')}.`
            : `The two charges are for two things: ${f.money('first')} on ${f.date('first_at')}, and ${f.money('second')} on ${f.date('second_at')}.`,
    ],
    conclusion: { valid_but_confusing: [() => 'Each was charged once.'] },
  },
  'paid-in-parts/running': {
    story: [
      (f) =>
        `Our invoice over ${f.money('amount')} is being paid in parts: ${f.count('count')} payments so far, ${f.money('paid')} together, the last on ${f.date('last_at')}.`,
    ],
    conclusion: { valid_but_confusing: [(f) => `${f.money('left')} is still to come.`] },
  },
  'paid-in-parts/complete': {
    story: [
      (f) =>
        `Our invoice over ${f.money('amount')} was paid in ${f.count('count')} parts ${f.sameDay('first_at', 'last_at') ? `on ${f.date('first_at')}` : `between ${f.date('first_at')} and ${f.date('last_at')}`}.`,
    ],
    conclusion: { valid_but_confusing: [() => 'Together they are exactly the invoice, and no more.'] },
  },
};
