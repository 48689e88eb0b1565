import type { DeclineKind, FactReader } from '../facts.ts';
import type { RuleText } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';
import { capital, numberWord, times } from './words.ts';

/** "on November 10 and again on November 12", "between November 10 and November 12". */
const chargedWhen = (f: FactReader): string =>
  f.count('count') === 2
    ? `on ${f.date('first_at')} and again on ${f.date('last_at')}`
    : `between ${f.date('first_at')} and ${f.date('last_at')}`;

const duplicate = (forWhat: string): RuleText => ({
  story: [
    (f) => {
      const charged = `were charged ${f.money('each')} ${times(f.count('count'))}${forWhat}`;
      return f.sameDay('first_at', 'last_at')
        ? `On ${f.date('first_at')}, you ${charged}.`
        : `You ${charged}, ${chargedWhen(f)}.`;
    },
  ],
  conclusion: {
    billing_error: [
      (f) => {
        // Part may have come back, or several payments may have been due: then only the amount is certain.
        if (f.minor('amount') !== f.minor('each') * (f.count('count') - 1)) {
          return `Not all of that was due: ${f.money('amount')} was charged in error and has not come back to you yet.`;
        }
        return f.count('count') === 2
          ? `Only one of these payments was due, so the other ${f.money('each')} was charged in error.`
          : `Only one of these payments was due; the others, ${f.money('amount')} in total, were charged in error.`;
      },
    ],
    likely_error: [
      (f) =>
        `We would have expected fewer, and are checking where ${f.count('count') === 2 ? 'the second one' : 'the others'} came from.`,
      () => 'If you did make separate purchases, please let us know: a short reply is enough.',
    ],
  },
});

const DECLINED: Readonly<Record<DeclineKind, string>> = {
  insufficient_funds: ' because the account did not have enough funds at that moment',
  expired_card: ' because the card has expired',
  wrong_details: ' because some of the card details were not accepted',
  needs_confirmation: ' because your bank asked for it to be confirmed',
};

const becauseOf = (f: FactReader): string => {
  const decline = f.decline('reason');
  return decline === null ? '' : DECLINED[decline];
};

const remedy = (f: FactReader): string => {
  switch (f.decline('reason')) {
    case 'needs_confirmation':
      return 'Please sign in to your account and confirm the payment with your bank.';
    case 'expired_card':
    case 'wrong_details':
      return 'Please add your current card, or another payment method, in your account.';
    default:
      return 'Please check with your bank that the payment can go through, or add another payment method in your account.';
  }
};

const leavesTheStatement =
  'Your bank may show it for a few more days; it then disappears from your statement by itself.';

export const payments: Readonly<
  Record<KeysOf<'duplicate-charge' | 'authorization-hold' | 'failed-attempt-retried'>, RuleText>
> = {
  'duplicate-charge/same_invoice': duplicate(' for the same invoice'),
  'duplicate-charge/same_order': duplicate(' for the same order'),
  'duplicate-charge/same_day': duplicate(' within a short time'),

  'authorization-hold/held': {
    story: [
      (f) =>
        `The ${f.money('amount')} from ${f.date('held_at')} is a reservation on your card (a pre-authorization), not a payment: this money has not been taken.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f) =>
          f.has('ends_at')
            ? `If it is not used, it lapses by itself on ${f.date('ends_at')} at the latest.`
            : null,
        () => leavesTheStatement,
      ],
      payment_issue: [
        (f) =>
          f.has('ends_at')
            ? `Unless it is completed, it lapses by itself on ${f.date('ends_at')} at the latest.`
            : null,
        () => 'We are checking why it has not been completed yet.',
      ],
    },
  },
  'authorization-hold/released': {
    story: [
      (f) =>
        f.has('released_at')
          ? `The ${f.money('amount')} from ${f.date('held_at')} was only reserved on your card, never taken, and the reservation was released ${f.sameDay('held_at', 'released_at') ? 'on the same day' : `on ${f.date('released_at')}`}.`
          : `The ${f.money('amount')} from ${f.date('held_at')} was only reserved on your card, never taken, and the reservation has been released.`,
    ],
    conclusion: { valid_but_confusing: [() => leavesTheStatement] },
  },
  'authorization-hold/captured': {
    story: [
      (f) => {
        const reserved = `${f.money('amount')} was reserved on your card on ${f.date('held_at')}`;
        const taken = f.has('captured_at')
          ? `taken on ${f.date('captured_at')}`
          : 'then taken as your payment';
        if (!f.has('captured')) return `The two entries are one payment: ${reserved} and ${taken}.`;
        return f.minor('captured') === f.minor('amount')
          ? `The two entries are one payment: ${reserved}, and that same amount was ${taken}.`
          : `The two entries are one payment: ${reserved}, and ${f.money('captured')} of it was ${taken}.`;
      },
      (f) =>
        f.has('captured')
          ? `So you paid ${f.money('captured')} once; a reservation takes no money of its own.`
          : null,
    ],
    conclusion: {
      valid_but_confusing: [
        () =>
          'Your bank may show the reservation for a few more days; it then disappears from your statement by itself.',
      ],
    },
  },

  'failed-attempt-retried/retried': {
    story: [
      (f) => {
        if (!f.has('succeeded_at')) {
          return `A first attempt to charge ${f.money('amount')} failed${becauseOf(f)}, and the payment went through later.`;
        }
        const failed =
          f.count('failed_count') === 1
            ? `The first attempt to charge ${f.money('amount')}, on ${f.date('failed_at')}, failed${becauseOf(f)}`
            : `${capital(numberWord(f.count('failed_count')))} attempts to charge ${f.money('amount')} failed${becauseOf(f)}`;
        const then =
          f.count('failed_count') === 1 && f.sameDay('failed_at', 'succeeded_at')
            ? 'later that day'
            : `on ${f.date('succeeded_at')}`;
        return `${failed}; the payment then went through ${then}.`;
      },
      () => 'Only this one payment was taken; a failed attempt takes no money.',
    ],
    conclusion: {
      valid_but_confusing: [
        () =>
          'Some banks show failed attempts as pending for a few days; they then disappear from the statement by themselves.',
      ],
    },
  },
  'failed-attempt-retried/unpaid': {
    story: [
      (f) =>
        f.count('failed_count') === 1
          ? `Your payment of ${f.money('amount')} has not gone through yet: the attempt on ${f.date('failed_at')} failed${becauseOf(f)}.`
          : `Your payment of ${f.money('amount')} has not gone through yet: ${numberWord(f.count('failed_count'))} attempts, the last on ${f.date('failed_at')}, have failed${becauseOf(f)}.`,
      () => 'No money has been taken for it.',
    ],
    conclusion: {
      payment_issue: [
        remedy,
        (f) =>
          f.has('next_attempt_at')
            ? `The next automatic attempt is planned for ${f.date('next_attempt_at')}.`
            : null,
      ],
    },
  },
};
