import type { Manner } from './manner.ts';

export const english: Manner = {
  warmOpening: {
    billing_error: () => ['It was right to write to us, and we know that money matters.'],
    likely_error: () => ['It was right to ask us about this.'],
    payment_issue: () => ['A payment that does not go through is a nuisance, and we would like to help.'],
    valid_but_confusing: () => ['We understand that this bill raised a question.'],
    no_anomaly: () => ['We understand that an entry you do not recognize raises a question.'],
    cannot_tell: () => ['We know that waiting for an answer about money is not pleasant.'],
    unresolved: () => ['We would like to help you with this.'],
  },
  warmClosing: (v) => [v.pick('We are gladly here for you.', "We're here for you whenever you need us.")],
  firm: {
    valid_but_confusing: () => ['On our side, nothing needs to be changed.'],
    payment_issue: (v) => [v.pick('We ask you to see to this soon.', 'Please see to this soon.')],
    no_anomaly: (v) => [
      v.pick(
        'Without these details we cannot look any further.',
        "Without these details we can't look any further.",
      ),
    ],
    unresolved: (v) => [
      v.pick(
        'Without this we cannot look into your question.',
        "Without this we can't look into your question.",
      ),
    ],
  },
};
