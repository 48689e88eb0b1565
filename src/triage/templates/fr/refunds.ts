import type { FactReader } from '../facts.ts';
import type { RuleText, Sentence, Voice } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';
import { Ton, ta, tes, ton, youHas } from './words.ts';

const card = (f: FactReader, v: Voice, preposition: 'sur' | 'avec'): string =>
  f.hasText('last4') ? ` ${preposition} ${ta(v)} carte se terminant par ${f.plain('last4')}` : '';

const tracing: Sentence = (f, v) =>
  f.hasText('reference') ? `Au besoin, la référence pour ${ta(v)} banque est ${f.plain('reference')}.` : null;

/** Ce qui reste du paiement, sous forme de calcul là où ce retour l'explique à lui seul. */
const remains: Sentence = (f) => {
  if (f.minor('charged') - f.minor('amount') === f.minor('left')) {
    return `Il reste donc ${f.money('charged')} − ${f.money('amount')} = ${f.money('left')}.`;
  }
  return f.minor('left') === 0
    ? "Le reste a été rendu séparément, si bien qu'il n'en reste rien."
    : `Avec ce qui a été rendu séparément, il reste ${f.money('left')}.`;
};

/** « a été remboursé le 12 novembre », ou « a déjà été remboursé, la dernière fois le 12 novembre ». */
const returned = (f: FactReader, what: string): string =>
  f.count('count') > 1
    ? `déjà été ${what}, la dernière fois le ${f.date('returned_at')}`
    : `été ${what} le ${f.date('returned_at')}`;

export const refunds: Readonly<Record<KeysOf<'refund-in-transit' | 'already-returned'>, RuleText>> = {
  'refund-in-transit/refund': {
    story: [
      (f, v) => `Le ${f.date('refunded_at')}, nous avons remboursé ${f.money('amount')}${card(f, v, 'sur')}.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f, v) =>
          `La plupart des banques affichent un remboursement en quelques jours ouvrés ; il devrait figurer sur ${ton(v)} relevé au plus tard le ${f.date('expected_by')}.`,
        tracing,
      ],
    },
  },
  'refund-in-transit/reversal': {
    story: [
      (f, v) =>
        `Le ${f.date('refunded_at')}, nous avons annulé le paiement de ${f.money('amount')}${card(f, v, 'avec')}.`,
      () =>
        "Une annulation n'apparaît pas comme un crédit à part : c'est le paiement d'origine qui disparaît du relevé.",
    ],
    conclusion: {
      valid_but_confusing: [
        (f) =>
          `La plupart des banques le font en quelques jours ouvrés ; au plus tard le ${f.date('expected_by')}, cela devrait être fait.`,
        tracing,
      ],
    },
  },
  'refund-in-transit/pending': {
    story: [
      (f, v) =>
        `Un remboursement de ${f.money('amount')}${card(f, v, 'sur')} a été lancé le ${f.date('refunded_at')} ; il est toujours en cours de traitement.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f, v) =>
          `Avec le temps dont ${ta(v)} banque a besoin, cela prend en général jusqu'au ${f.date('expected_by')} environ.`,
        tracing,
      ],
      payment_issue: [
        () => "Il est bloqué de notre côté, et nous avons demandé à notre service financier de s'en occuper.",
        (_, v) => `Nous reviendrons vers ${v.pick('vous', 'toi')} dès qu'il sera en route.`,
      ],
    },
  },

  'already-returned/refund': {
    story: [
      (f, v) => `${Ton(v)} paiement de ${f.money('charged')} a ${returned(f, 'remboursé en totalité')}.`,
      tracing,
    ],
    conclusion: {
      valid_but_confusing: [
        () =>
          'Sur certains relevés, le remboursement apparaît sur une page suivante, ou remplace le paiement.',
      ],
    },
  },
  'already-returned/partial_refund': {
    story: [
      (f, v) =>
        `Sur ${ton(v)} paiement de ${f.money('charged')}, un montant de ${f.money('amount')} ${youHas(v)} ${returned(f, 'remboursé')}.`,
      remains,
      tracing,
    ],
    conclusion: {},
  },
  'already-returned/credit_note': {
    story: [
      (f, v) =>
        `Sur ${ta(v)} facture de ${f.money('charged')}, un montant de ${f.money('amount')} ${youHas(v)} ${returned(f, 'crédité')}${f.hasText('reference') ? ` (avoir ${f.plain('reference')})` : ''}.`,
      remains,
    ],
    conclusion: {},
  },
  'already-returned/balance': {
    story: [
      (f, v) =>
        `Sur les ${f.money('charged')} facturés, un montant de ${f.money('amount')} a ${returned(f, `porté au crédit de ${ton(v)} compte`)}.`,
      (_, v) =>
        `Ce crédit n'est pas allé sur ${ta(v)} carte : il se déduit automatiquement de ${tes(v)} prochaines factures.`,
    ],
    conclusion: {},
  },
};
