import type { FactReader } from '../facts.ts';
import type { RuleText } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';

const toCard = (f: FactReader): string =>
  f.hasText('last4') ? ` to your card ending in ${f.plain('last4')}` : '';

/** Money that our own balance lacked is no reason to ask for another card. */
const isOurs = (f: FactReader): boolean => f.decline('reason') === 'insufficient_funds';

const becauseOf = (f: FactReader): string => {
  if (isOurs(f)) return ' because of a problem on our side';
  return f.decline('reason') === 'expired_card' ? ' because the card is no longer valid' : '';
};

/** "$49.00 paid on November 10": a dispute may be about part of a payment. */
const payment = (f: FactReader): string =>
  f.has('charged_at') ? `${f.money('amount')} paid on ${f.date('charged_at')}` : `${f.money('amount')}`;

export const failedReturns: Readonly<Record<KeysOf<'refund-failed' | 'refund-and-chargeback'>, RuleText>> = {
  'refund-failed/failed': {
    story: [
      (f) =>
        `The refund we sent${toCard(f)} on ${f.date('refunded_at')} came back to us${becauseOf(f)}, so ${f.money('amount')} has not reached you.`,
    ],
    conclusion: {
      billing_error: [
        () => 'This money is still yours.',
        (f) =>
          isOurs(f)
            ? null
            : 'If you already know which other way suits you, for example a bank transfer, please let us know; we do not need any card or account numbers yet.',
      ],
    },
  },
  'refund-failed/stuck': {
    story: [
      (f) =>
        `The refund of ${f.money('amount')}${toCard(f)} from ${f.date('refunded_at')} has not been completed, although that should not take this long.`,
    ],
    conclusion: {
      billing_error: [
        (f) =>
          f.has('expected_by')
            ? `It should have been on your statement by ${f.date('expected_by')} at the latest.`
            : null,
      ],
    },
  },
  'refund-failed/action_required': {
    story: [
      (f) =>
        `The refund of ${f.money('amount')} from ${f.date('refunded_at')} is waiting for a detail from you: our payment provider has asked you by email where the money should go.`,
    ],
    conclusion: {
      payment_issue: [
        () => 'Please follow the instructions in that email; it may have ended up in your spam folder.',
        () => 'If you cannot find it, or are not sure that it is genuine, please ask us first.',
      ],
    },
  },

  'refund-and-chargeback/open': {
    story: [
      (f) =>
        `On ${f.date('disputed_at')}, your bank informed us that ${payment(f)} is being disputed, and it is now up to the bank to decide.`,
      (f) =>
        f.has('refunded') && f.has('refunded_at')
          ? `Apart from that, we had already returned ${f.money('refunded')} to you on ${f.date('refunded_at')}.`
          : null,
    ],
    conclusion: {
      payment_issue: [
        () =>
          'Until the bank has decided, we cannot return anything on this payment ourselves: it may be about to return that same money.',
        () => 'If you did not mean to open a dispute, please tell your bank, and let us know.',
      ],
    },
  },
  'refund-and-chargeback/lost': {
    story: [
      (f) =>
        `Your bank has decided the dispute opened on ${f.date('disputed_at')} in your favor, and has returned to you the ${payment(f)}.`,
    ],
    conclusion: {
      valid_but_confusing: [
        () => 'So nothing more is open for it on our side; the money comes from your bank.',
      ],
    },
  },
};
