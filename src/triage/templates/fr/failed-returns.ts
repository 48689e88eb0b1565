import type { FactReader } from '../facts.ts';
import type { RuleText, Voice } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';
import { Ta, ta, youHas } from './words.ts';

const onCard = (f: FactReader, v: Voice): string =>
  f.hasText('last4') ? ` sur ${ta(v)} carte se terminant par ${f.plain('last4')}` : '';

/** Si l'argent manquait sur notre compte, il n'y a pas lieu de demander une autre carte. */
const isOurs = (f: FactReader): boolean => f.decline('reason') === 'insufficient_funds';

const becauseOf = (f: FactReader): string => {
  if (isOurs(f)) return " à cause d'un problème de notre côté";
  return f.decline('reason') === 'expired_card' ? " parce que la carte n'est plus valable" : '';
};

/** « un montant de 49,00 $US payé le 10 novembre » : une partie seulement peut être contestée. */
const payment = (f: FactReader, article: 'un' | 'le'): string =>
  `${article} montant de ${f.money('amount')}${f.has('charged_at') ? ` payé le ${f.date('charged_at')}` : ''}`;

export const failedReturns: Readonly<Record<KeysOf<'refund-failed' | 'refund-and-chargeback'>, RuleText>> = {
  'refund-failed/failed': {
    story: [
      (f, v) =>
        `Le remboursement envoyé${onCard(f, v)} le ${f.date('refunded_at')} nous est revenu${becauseOf(f)} : le montant de ${f.money('amount')} ne ${v.pick('vous est', "t'est")} donc pas parvenu.`,
    ],
    conclusion: {
      billing_error: [
        (_, v) => `Cet argent est toujours à ${v.pick('vous', 'toi')}.`,
        (f, v) =>
          isOurs(f)
            ? null
            : v.pick(
                "Si vous savez déjà quel autre moyen vous convient, par exemple un virement bancaire, dites-le-nous ; nous n'avons pas encore besoin de numéros de carte ni de compte.",
                "Si tu sais déjà quel autre moyen te convient, par exemple un virement bancaire, dis-le-nous ; nous n'avons pas encore besoin de numéros de carte ni de compte.",
              ),
      ],
    },
  },
  'refund-failed/stuck': {
    story: [
      (f, v) =>
        `Le remboursement de ${f.money('amount')}${onCard(f, v)} du ${f.date('refunded_at')} n'est pas encore terminé, alors qu'il ne devrait pas prendre autant de temps.`,
    ],
    conclusion: {
      billing_error: [
        (f, v) =>
          f.has('expected_by')
            ? `Il aurait dû figurer sur ${v.pick('votre', 'ton')} relevé au plus tard le ${f.date('expected_by')}.`
            : null,
      ],
    },
  },
  'refund-failed/action_required': {
    story: [
      (f, v) =>
        `Il manque encore une information pour le remboursement de ${f.money('amount')} du ${f.date('refunded_at')} : notre prestataire de paiement ${youHas(v)} demandé par e-mail où l'argent doit être versé.`,
    ],
    conclusion: {
      payment_issue: [
        (_, v) =>
          v.pick(
            'Merci de suivre les instructions de cet e-mail ; il est peut-être dans vos courriers indésirables.',
            'Merci de suivre les instructions de cet e-mail ; il est peut-être dans tes courriers indésirables.',
          ),
        (_, v) =>
          v.pick(
            "Si vous ne le trouvez pas, ou si vous doutez qu'il soit authentique, demandez-nous d'abord.",
            "Si tu ne le trouves pas, ou si tu doutes qu'il soit authentique, demande-nous d'abord.",
          ),
      ],
    },
  },

  'refund-and-chargeback/open': {
    story: [
      (f, v) =>
        `Le ${f.date('disputed_at')}, ${ta(v)} banque nous a informés d'une contestation portant sur ${payment(f, 'un')} ; c'est maintenant à elle de décider.`,
      (f, v) =>
        f.has('refunded') && f.has('refunded_at')
          ? `Par ailleurs, nous ${v.pick('vous avions', "t'avions")} déjà rendu ${f.money('refunded')} le ${f.date('refunded_at')}.`
          : null,
    ],
    conclusion: {
      payment_issue: [
        () =>
          "Tant que la banque n'a pas décidé, nous ne pouvons rien rendre nous-mêmes sur ce paiement : il se peut qu'elle rende ce même argent.",
        (_, v) =>
          v.pick(
            "Si cette contestation n'était pas voulue, merci de le dire à votre banque, et à nous aussi.",
            "Si cette contestation n'était pas voulue, merci de le dire à ta banque, et à nous aussi.",
          ),
      ],
    },
  },
  'refund-and-chargeback/lost': {
    story: [
      (f, v) =>
        `${Ta(v)} banque a tranché en ${ta(v)} faveur la contestation du ${f.date('disputed_at')} et ${youHas(v)} rendu ${payment(f, 'le')}.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (_, v) => `De notre côté, plus rien n'est donc en suspens ; l'argent vient de ${ta(v)} banque.`,
      ],
    },
  },
};
