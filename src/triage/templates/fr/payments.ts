import type { DeclineKind, FactReader } from '../facts.ts';
import type { RuleText, Sentence } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';
import { capital, numberWord, Ta, Ton, ta, times } from './words.ts';

const chargedWhen = (f: FactReader): string => {
  if (f.sameDay('first_at', 'last_at')) return `le ${f.date('first_at')}`;
  return f.count('count') === 2
    ? `le ${f.date('first_at')} puis de nouveau le ${f.date('last_at')}`
    : `entre le ${f.date('first_at')} et le ${f.date('last_at')}`;
};

const duplicate = (forWhat: string): RuleText => ({
  story: [
    (f) =>
      `Un montant de ${f.money('each')} a été prélevé ${times(f.count('count'))} ${forWhat}, ${chargedWhen(f)}.`,
  ],
  conclusion: {
    billing_error: [
      (f, v) => {
        // Une partie a pu revenir, ou plusieurs paiements étaient dus : seul le montant est alors certain.
        if (f.minor('amount') !== f.minor('each') * (f.count('count') - 1)) {
          return `Tout n'était pas dû : un montant de ${f.money('amount')} a été prélevé par erreur et ne ${v.pick('vous est', "t'est")} pas encore revenu.`;
        }
        return f.count('count') === 2
          ? `Un seul de ces paiements était dû ; l'autre, de ${f.money('each')}, a été prélevé par erreur.`
          : `Un seul de ces paiements était dû ; les autres, ${f.money('amount')} au total, ont été prélevés par erreur.`;
      },
    ],
    likely_error: [
      (f) =>
        `Nous attendions moins de prélèvements, et nous vérifions ${f.count('count') === 2 ? "d'où vient le second" : "d'où viennent les autres"}.`,
      (_, v) =>
        v.pick(
          "S'il s'agit d'achats distincts, dites-le-nous : une courte réponse suffit.",
          "S'il s'agit d'achats distincts, dis-le-nous : une courte réponse suffit.",
        ),
    ],
  },
});

const DECLINED: Readonly<Record<DeclineKind, string>> = {
  insufficient_funds: " parce que le compte n'était pas assez approvisionné à ce moment-là",
  expired_card: ' parce que la carte a expiré',
  wrong_details: " parce que certaines données de la carte n'ont pas été acceptées",
  needs_confirmation: ' parce que la banque a demandé une confirmation',
};

const becauseOf = (f: FactReader): string => {
  const decline = f.decline('reason');
  return decline === null ? '' : DECLINED[decline];
};

const remedy: Sentence = (f, v) => {
  switch (f.decline('reason')) {
    case 'needs_confirmation':
      return v.pick(
        'Merci de vous connecter à votre compte et de confirmer le paiement auprès de votre banque.',
        'Merci de te connecter à ton compte et de confirmer le paiement auprès de ta banque.',
      );
    case 'expired_card':
    case 'wrong_details':
      return v.pick(
        "Merci d'ajouter dans votre compte votre carte actuelle ou un autre moyen de paiement.",
        "Merci d'ajouter dans ton compte ta carte actuelle ou un autre moyen de paiement.",
      );
    default:
      return v.pick(
        "Merci de vérifier avec votre banque que le paiement peut passer, ou d'ajouter un autre moyen de paiement dans votre compte.",
        "Merci de vérifier avec ta banque que le paiement peut passer, ou d'ajouter un autre moyen de paiement dans ton compte.",
      );
  }
};

const leavesTheStatement: Sentence = (_, v) =>
  `${Ta(v)} banque peut encore afficher la réservation quelques jours ; elle disparaît ensuite d'elle-même du relevé.`;

const lapses = (f: FactReader, unless: string): string | null =>
  f.has('ends_at')
    ? `${unless}, la réservation expire d'elle-même, au plus tard le ${f.date('ends_at')}.`
    : null;

export const payments: Readonly<
  Record<KeysOf<'duplicate-charge' | 'authorization-hold' | 'failed-attempt-retried'>, RuleText>
> = {
  'duplicate-charge/same_invoice': duplicate('pour la même facture'),
  'duplicate-charge/same_order': duplicate('pour la même commande'),
  'duplicate-charge/same_day': duplicate('en peu de temps'),

  'authorization-hold/held': {
    story: [
      (f, v) =>
        `Le montant de ${f.money('amount')} du ${f.date('held_at')} est une réservation sur ${ta(v)} carte (une préautorisation), pas un paiement : cet argent n'a pas été prélevé.`,
    ],
    conclusion: {
      valid_but_confusing: [(f) => lapses(f, "Si elle n'est pas utilisée"), leavesTheStatement],
      payment_issue: [
        (f) => lapses(f, "Si le paiement n'est pas finalisé"),
        () => "Nous vérifions pourquoi il n'est pas encore finalisé.",
      ],
    },
  },
  'authorization-hold/released': {
    story: [
      (f, v) => {
        const reserved = `Le montant de ${f.money('amount')} du ${f.date('held_at')} a seulement été réservé sur ${ta(v)} carte et n'a jamais été prélevé`;
        if (!f.has('released_at')) return `${reserved} ; la réservation est levée depuis.`;
        return f.sameDay('held_at', 'released_at')
          ? `${reserved} ; la réservation a été levée le jour même.`
          : `${reserved} ; la réservation a été levée le ${f.date('released_at')}.`;
      },
    ],
    conclusion: { valid_but_confusing: [leavesTheStatement] },
  },
  'authorization-hold/captured': {
    story: [
      (f, v) => {
        const reserved = `un montant de ${f.money('amount')} a été réservé sur ${ta(v)} carte le ${f.date('held_at')}`;
        const when = f.has('captured_at') ? `le ${f.date('captured_at')}` : 'ensuite';
        const whole = !f.has('captured') || f.minor('captured') === f.minor('amount');
        return whole
          ? `Les deux lignes sont un seul et même paiement : ${reserved}, et ce même montant a été prélevé ${when}.`
          : `Les deux lignes sont un seul et même paiement : ${reserved}, et ${f.money('captured')} en ont été prélevés ${when}.`;
      },
      (f, v) =>
        f.has('captured')
          ? `${v.pick('Vous avez', 'Tu as')} donc payé ${f.money('captured')} une seule fois ; une réservation à elle seule ne prélève rien.`
          : null,
    ],
    conclusion: { valid_but_confusing: [leavesTheStatement] },
  },

  'failed-attempt-retried/retried': {
    story: [
      (f) => {
        if (!f.has('succeeded_at')) {
          return `Une première tentative de prélèvement de ${f.money('amount')} a échoué${becauseOf(f)}. Le paiement est passé plus tard.`;
        }
        if (f.count('failed_count') !== 1) {
          return `${capital(numberWord(f.count('failed_count')))} tentatives de prélèvement de ${f.money('amount')} ont échoué${becauseOf(f)}. Le paiement est ensuite passé le ${f.date('succeeded_at')}.`;
        }
        const then = f.sameDay('failed_at', 'succeeded_at') ? 'le jour même' : `le ${f.date('succeeded_at')}`;
        return `La première tentative de prélèvement de ${f.money('amount')}, le ${f.date('failed_at')}, a échoué${becauseOf(f)}. Le paiement est ensuite passé ${then}.`;
      },
      () => 'Seul ce paiement a été prélevé ; une tentative qui échoue ne prélève rien.',
    ],
    conclusion: {
      valid_but_confusing: [
        () =>
          "Certaines banques affichent ces tentatives comme en attente pendant quelques jours ; elles disparaissent ensuite d'elles-mêmes du relevé.",
      ],
    },
  },
  'failed-attempt-retried/unpaid': {
    story: [
      (f, v) =>
        f.count('failed_count') === 1
          ? `${Ton(v)} paiement de ${f.money('amount')} n'est pas encore passé : la tentative du ${f.date('failed_at')} a échoué${becauseOf(f)}.`
          : `${Ton(v)} paiement de ${f.money('amount')} n'est pas encore passé : ${numberWord(f.count('failed_count'))} tentatives, la dernière le ${f.date('failed_at')}, ont échoué${becauseOf(f)}.`,
      () => "Rien n'a encore été prélevé.",
    ],
    conclusion: {
      payment_issue: [
        remedy,
        (f) =>
          f.has('next_attempt_at')
            ? `La prochaine tentative automatique est prévue le ${f.date('next_attempt_at')}.`
            : null,
      ],
    },
  },
};
