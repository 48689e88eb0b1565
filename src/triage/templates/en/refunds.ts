import type { FactReader } from '../facts.ts';
import type { RuleText } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';

const toCard = (f: FactReader): string =>
  f.hasText('last4') ? ` to your card ending in ${f.plain('last4')}` : '';

const tracing = (f: FactReader): string | null =>
  f.hasText('reference')
    ? `If you cannot find it, your bank can trace it by this reference: ${f.plain('reference')}.`
    : null;

const lastOf = (f: FactReader): string => (f.count('count') > 1 ? ', most recently' : '');

export const refunds: Readonly<Record<KeysOf<'refund-in-transit' | 'already-returned'>, RuleText>> = {
  'refund-in-transit/refund': {
    story: [(f) => `We refunded ${f.money('amount')}${toCard(f)} on ${f.date('refunded_at')}.`],
    conclusion: {
      valid_but_confusing: [
        (f) =>
          `Banks usually take some business days to show a refund, in most cases until ${f.date('expected_by')}.`,
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
          `Banks usually take some business days for this, in most cases until ${f.date('expected_by')}.`,
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
    story: [
      (f) =>
        f.count('count') > 1
          ? `Your payment of ${f.money('charged')} has already been refunded in full, most recently on ${f.date('returned_at')}.`
          : `Your payment of ${f.money('charged')} was refunded in full on ${f.date('returned_at')}.`,
      tracing,
    ],
    conclusion: {
      valid_but_confusing: [
        () => 'On some statements the refund stands on a later page than the payment, or replaces it.',
      ],
    },
  },
  'already-returned/partial_refund': {
    story: [
      (f) =>
        `Of your payment of ${f.money('charged')}, ${f.money('amount')} has been refunded${lastOf(f)} on ${f.date('returned_at')}.`,
      (f) =>
        f.minor('charged') - f.minor('amount') === f.minor('left')
          ? `So you paid ${f.money('charged')} − ${f.money('amount')} = ${f.money('left')} in the end.`
          : `So you paid ${f.money('left')} in the end.`,
      tracing,
    ],
    conclusion: {},
  },
  'already-returned/credit_note': {
    story: [
      (f) =>
        `${f.money('amount')} of your invoice of ${f.money('charged')} has already been credited${lastOf(f)} on ${f.date('returned_at')}${f.hasText('reference') ? ` (credit note ${f.plain('reference')})` : ''}.`,
      (f) =>
        f.minor('charged') - f.minor('amount') === f.minor('left')
          ? `So ${f.money('charged')} − ${f.money('amount')} = ${f.money('left')} remains.`
          : `So ${f.money('left')} remains.`,
    ],
    conclusion: {},
  },
  'already-returned/balance': {
    story: [
      (f) =>
        `${f.money('amount')} of the ${f.money('charged')} you were billed has already been credited to your account balance${lastOf(f)} on ${f.date('returned_at')}.`,
      () => 'This credit did not go to your card: your next invoices are reduced by it automatically.',
    ],
    conclusion: {},
  },
};
