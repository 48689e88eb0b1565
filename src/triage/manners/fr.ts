import type { Manner } from './manner.ts';

export const french: Manner = {
  warmOpening: {
    billing_error: (v) => [v.pick('Vous avez bien fait de nous écrire.', 'Tu as bien fait de nous écrire.')],
    likely_error: (v) => [
      v.pick('Vous avez bien fait de nous poser la question.', 'Tu as bien fait de nous poser la question.'),
    ],
    payment_issue: (v) => [
      v.pick(
        'Un paiement qui ne passe pas est toujours ennuyeux, et nous sommes là pour vous aider.',
        'Un paiement qui ne passe pas est toujours ennuyeux, et nous sommes là pour t’aider.',
      ),
    ],
    valid_but_confusing: () => ['Nous comprenons que cette facture soulève une question.'],
    no_anomaly: () => ['Nous comprenons qu’une opération inconnue soulève une question.'],
    cannot_tell: () => ['Nous savons qu’attendre une réponse n’est pas agréable quand il s’agit d’argent.'],
    unresolved: (v) => [v.pick('Nous souhaitons vous aider.', 'Nous souhaitons t’aider.')],
  },
  warmClosing: (v) => [
    v.pick('Nous restons volontiers à votre écoute.', 'Nous restons volontiers à ton écoute.'),
  ],
  firm: {
    valid_but_confusing: () => ['De notre côté, il n’y a rien à modifier.'],
    payment_issue: (v) => [
      v.pick('Nous vous demandons de vous en occuper bientôt.', 'Nous te demandons de t’en occuper bientôt.'),
    ],
    no_anomaly: () => ['Sans ces précisions, nous ne pouvons pas chercher davantage.'],
    unresolved: () => ['Sans ces précisions, nous ne pouvons pas examiner la question.'],
  },
};
