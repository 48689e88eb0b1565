import type { FactReader } from '../facts.ts';
import type { RuleText } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';

const toCard = (f: FactReader): string =>
  f.hasText('last4') ? ` to your card ending in ${f.plain('last4')}` : '';

const tracing = (f: FactReader): string | null =>
  f.hasText('reference')
    ? `Should you need it, the reference for your bank is ${f.plain('reference')}.`
    : null;

/** "was refunded on November 12", "has been refunded, most recently on November 12". */
const returned = (f: FactReader, what: string): string =>
  f.count('count') > 1
    ? `has been ${what}, most recently on ${f.date('returned_at')}`
    : `was ${what} on ${f.date('returned_at')}`;

/** What remains of the payment, as arithmetic where this return alone explains it. */
const remains = (f: FactReader): string => {
  if (f.minor('charged') - f.minor('amount') === f.minor('left')) {
    return `So ${f.money('charged')} − ${f.money('amount')} = ${f.money('left')} remains.`;
  }
  return f.minor('left') === 0
    ? 'The rest has been given back separately, so nothing of it remains.'
    : `Together with what was given back separately, ${f.money('left')} remains.`;
};

export const refunds: Readonly<Record<KeysOf<'refund-in-transit' | 'already-returned'>, RuleText>> = {
  'refund-in-transit/refund': {
    story: [(f) => `We refunded ${f.money('amount')}${toCard(f)} on ${f.date('refunded_at')}.`],
    conclusion: {
      valid_but_confusing: [
        (f) =>
          `Most banks show a refund within a few business days; by ${f.date('expected_by')} it should be on your statement.`,
        tracing,
      ],
    },
  },
  'refund-in-transit/reversal': {
    story: [
      (f) =>
        `On ${f.date('refunded_at')} we reversed the payment of ${f.money('amount')}${f.hasText('last4') ? ` on your card ending in ${f.plain('last4')}` : ''}.`,
      () =>
        'A reversal does not appear as a separate credit: the original payment disappears from your statement instead.',
    ],
    conclusion: {
      valid_but_confusing: [
        (f) =>
          `Most banks do this within a few business days; by ${f.date('expected_by')} it should be done.`,
        tracing,
      ],
    },
  },
  'refund-in-transit/pending': {
    story: [
      (f) =>
        `A refund of ${f.money('amount')}${toCard(f)} was started on ${f.date('refunded_at')} and is still being processed.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f) =>
          `Together with the time your bank needs, this usually takes until about ${f.date('expected_by')}.`,
        tracing,
      ],
      payment_issue: [
        () => 'It is held up on our side, and we have asked our finance team to see to it.',
        () => 'We will write to you again as soon as it is on its way.',
      ],
    },
  },

  'already-returned/refund': {
    story: [(f) => `Your payment of ${f.money('charged')} ${returned(f, 'refunded in full')}.`, tracing],
    conclusion: {
      valid_but_confusing: [
        () => 'On some statements the refund appears on a later page than the payment, or replaces it.',
      ],
    },
  },
  'already-returned/partial_refund': {
    story: [
      (f) => `Of your payment of ${f.money('charged')}, ${f.money('amount')} ${returned(f, 'refunded')}.`,
      remains,
      tracing,
    ],
    conclusion: {},
  },
  'already-returned/credit_note': {
    story: [
      (f) =>
        `Of your invoice of ${f.money('charged')}, ${f.money('amount')} ${returned(f, 'credited')}${f.hasText('reference') ? ` (credit note ${f.plain('reference')})` : ''}.`,
      remains,
    ],
    conclusion: {},
  },
  'already-returned/balance': {
    story: [
      (f) =>
        `Of the ${f.money('charged')} you were billed, ${f.money('amount')} ${returned(f, 'credited to your account balance')}.`,
      () => 'This credit did not go to your card: your next invoices are reduced by it automatically.',
    ],
    conclusion: {},
  },
};
