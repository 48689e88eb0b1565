import type { FactReader } from '../facts.ts';
import type { RuleText } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';

const card = (f: FactReader): string =>
  f.hasText('last4') ? `your card ending in ${f.plain('last4')}` : 'your card';

const noMoneyTaken = 'No money was taken.';
const entryDisappears =
  'Your bank may show it for a few more days; it then disappears from your statement by itself.';

/** "The $49.00 charged on November 10 is for November 10 to December 10". */
const paidPeriod = (f: FactReader): string =>
  `The ${f.money('amount')} charged on ${f.date('charged_at')} is for ${f.date('period_start')} to ${f.date('period_end')}`;

const nextAttempt = (f: FactReader): string | null =>
  f.has('next_attempt_at') ? `The next automatic attempt is planned for ${f.date('next_attempt_at')}.` : null;

/** " on the card ending in 4242, from November 10": what else the customer named. */
const asNamed = (f: FactReader): string =>
  [
    f.hasText('last4') ? ` on a card ending in ${f.plain('last4')}` : '',
    f.has('named_at') ? ` from ${f.date('named_at')}` : '',
  ].join('');

const askForTheLine: RuleText['conclusion'] = {
  valid_but_confusing: [
    () => 'It may have been charged on another account or by another company, and we do not want to guess.',
    () =>
      'Could you send us the line exactly as it appears on your statement, with the date, the amount and the name next to it?',
    () =>
      'If you have another account with us, please also tell us the email address you use there; please do not send full card numbers.',
  ],
};

/** What was only checked, is not due yet, was due before, or is not here at all. */
export const timing: Readonly<
  Record<
    KeysOf<
      | 'card-verification'
      | 'charged-before-cancellation'
      | 'trial-converted'
      | 'not-yet-charged'
      | 'not-in-this-account'
    >,
    RuleText
  >
> = {
  'card-verification/saved': {
    story: [
      (f) =>
        `On ${f.date('checked_at')}, ${card(f)} was saved to your account, and your bank was asked whether it is valid.`,
      () => noMoneyTaken,
    ],
    conclusion: {
      valid_but_confusing: [
        () =>
          'Some banks show such a check as a pending entry of zero or a very small amount; it then disappears from your statement by itself.',
      ],
    },
  },
  'card-verification/small_hold': {
    story: [
      (f) =>
        `The ${f.money('amount')} from ${f.date('checked_at')} was a check of ${card(f)}, not a payment: this money was not taken.`,
    ],
    conclusion: { valid_but_confusing: [() => entryDisappears] },
  },
  'card-verification/unfinished': {
    story: [
      (f) => `On ${f.date('checked_at')}, a check of ${card(f)} was started but not completed.`,
      () => noMoneyTaken,
    ],
    conclusion: {
      valid_but_confusing: [
        () => 'If your bank shows an entry for it, this disappears from your statement by itself.',
      ],
    },
  },
  'card-verification/waiting': {
    story: [
      (f) => `Your bank asks you to confirm ${card(f)}; this has been open since ${f.date('checked_at')}.`,
      () => noMoneyTaken,
    ],
    conclusion: {
      payment_issue: [
        () =>
          'Please sign in to your account and confirm the card with your bank, or add another payment method.',
      ],
    },
  },

  'charged-before-cancellation/running': {
    story: [(f) => `${paidPeriod(f)}, which had begun before your cancellation on ${f.date('canceled_at')}.`],
    conclusion: {
      valid_but_confusing: [
        (f) => `Your subscription runs until ${f.date('until')} and does not renew after that.`,
      ],
    },
  },
  'charged-before-cancellation/ran_out': {
    story: [(f) => `${paidPeriod(f)}, which had begun before your cancellation on ${f.date('canceled_at')}.`],
    conclusion: {
      valid_but_confusing: [(f) => `Your subscription ran until ${f.date('until')} and was not renewed.`],
    },
  },
  'charged-before-cancellation/ended_early': {
    story: [(f) => `${paidPeriod(f)} and was due before your cancellation on ${f.date('canceled_at')}.`],
    conclusion: {},
  },

  'trial-converted/converted': {
    story: [
      (f) => {
        const trial = f.hasText('product') ? `Your trial of ${f.name('product')}` : 'Your trial';
        return `${trial} ran from ${f.date('trial_start')} to ${f.date('trial_end')}; as there was no cancellation by then, your subscription went on.`;
      },
      (f) =>
        `The ${f.money('amount')} charged on ${f.date('charged_at')} is the first payment after the trial and covers the time until ${f.date('period_end')}.`,
    ],
    conclusion: {},
  },

  'not-yet-charged/draft': {
    story: [
      (f) =>
        `Your invoice of ${f.date('invoice_at')} for ${f.money('amount')} is still being prepared, and no money has been taken for it.`,
    ],
    conclusion: {
      valid_but_confusing: [() => 'Until an invoice is final, nothing is charged for it.'],
    },
  },
  'not-yet-charged/open': {
    story: [
      (f) =>
        `Your invoice of ${f.date('invoice_at')} for ${f.money('amount')} is open: no money has been taken for it so far.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f) => (f.has('due_at') ? `It is due on ${f.date('due_at')}.` : null),
        (f) => (f.has('next_attempt_at') ? `The payment is planned for ${f.date('next_attempt_at')}.` : null),
      ],
    },
  },
  'not-yet-charged/overdue': {
    story: [
      (f) =>
        `Your invoice of ${f.date('invoice_at')} for ${f.money('amount')} was due on ${f.date('due_at')} and has not been paid yet.`,
      () => 'No money has been taken for it.',
    ],
    conclusion: {
      payment_issue: [
        () => 'Please pay it using the link on the invoice.',
        nextAttempt,
        () => 'If you have already paid it, please tell us when and how.',
      ],
    },
  },
  'not-yet-charged/failing': {
    story: [
      (f) =>
        `The payment of ${f.money('amount')} for your invoice of ${f.date('invoice_at')} has not gone through yet.`,
      () => 'No money has been taken for it.',
    ],
    conclusion: {
      payment_issue: [
        () => 'Please check that the payment method in your account is up to date, or add another one.',
        nextAttempt,
      ],
    },
  },

  'not-in-this-account/amount': {
    story: [
      (f) =>
        `We could not find a payment of ${f.money('amount')}${asNamed(f)} on your account, nor a reservation, a refund or an invoice of that amount.`,
    ],
    conclusion: askForTheLine,
  },
  'not-in-this-account/card': {
    story: [(f) => `We could not find a payment on your account with a card ending in ${f.plain('last4')}.`],
    conclusion: askForTheLine,
  },
};
