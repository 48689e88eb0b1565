import type { FactReader } from '../../facts.ts';
import type { FamilyTexts } from '../../language.ts';
import { Ton, ta, ton } from '../words.ts';

const onTwoDays = (f: FactReader, one: string, other: string): string =>
  f.sameDay(one, other)
    ? `deux fois le ${f.date(one)}`
    : `le ${f.date(one)} puis de nouveau le ${f.date(other)}`;

const item = (f: FactReader): string => (f.hasText('item') ? f.name('item') : 'la même prestation');

const inError = (f: FactReader, why: string): string =>
  `${why} : un montant de ${f.money('amount')} a donc été prélevé par erreur.`;

/** French texts of rules about being charged more than once. */
export const duplicates: FamilyTexts = {
  'one-off-billed-twice': {
    story: [(f) => `Nous avons facturé ${item(f)} ${onTwoDays(f, 'first_at', 'again_at')}.`],
    conclusion: {
      billing_error: [
        (f) =>
          `Il s'agit de la même commande : un montant de ${f.money('amount')} a donc été facturé par erreur.`,
      ],
      likely_error: [
        (f, v) =>
          `S'il n'y a eu qu'une commande, ${f.money('amount')} ne sont pas dus : ${v.pick('avez-vous', 'as-tu')} commandé deux fois ?`,
      ],
    },
  },
  'one-time-fee-again': {
    story: [(f) => `Nous avons prélevé ${item(f)} ${onTwoDays(f, 'first_at', 'again_at')}.`],
    conclusion: { billing_error: [(f) => inError(f, "Ces frais ne sont dus qu'une fois")] },
  },
  'paid-outside-and-charged/recorded': {
    story: [
      (f, v) =>
        `Notre facture du ${f.date('invoice_at')}, de ${f.money('asked')}, a été payée en dehors de notre système de paiement, et ${ton(v)} moyen de paiement a aussi été débité pour elle le ${f.date('charged_at')}.`,
    ],
    conclusion: {
      billing_error: [(f, v) => `${v.pick('Vous avez', 'Tu as')} donc payé ${f.money('amount')} en trop.`],
    },
  },
  'paid-outside-and-charged/transfer': {
    story: [
      (f, v) =>
        `Le ${f.date('transfer_at')}, nous avons reçu un virement de ${v.pick('votre', 'ta')} part, du montant exact de notre facture du ${f.date('invoice_at')} (${f.money('asked')}), et ${ta(v)} carte a été débitée pour cette facture le ${f.date('charged_at')}.`,
    ],
    conclusion: {
      likely_error: [
        (f) =>
          `Ce virement était-il destiné à cette facture ? Dans ce cas, ${f.money('amount')} ont été payés deux fois : merci de nous le dire.`,
      ],
    },
  },
  'charged-again-by-batch': {
    story: [
      (f) =>
        `Nous voyons deux prélèvements identiques (${onTwoDays(f, 'first_at', 'again_at')}) issus d'un traitement automatique de notre côté.`,
    ],
    conclusion: {
      likely_error: [
        (f) => `Notre équipe technique vérifie si le second, de ${f.money('amount')}, était dû.`,
      ],
    },
  },
  'backdated-start-billed-twice': {
    story: [
      (f, v) =>
        `${Ton(v)} nouvel abonnement a été créé le ${f.date('created_at')} avec un début au ${f.date('start_at')}, et le temps jusqu'au ${f.date('paid_until')} était déjà payé.`,
    ],
    conclusion: {
      billing_error: [
        (f) => `Un montant de ${f.money('amount')} a donc été prélevé par erreur pour un temps déjà payé.`,
      ],
    },
  },
  'charged-on-two-records/subscription': {
    story: [
      (f, v) =>
        `Notre système de facturation contient deux comptes à ${ton(v)} nom, et les deux paient ${f.hasText('product') ? f.name('product') : 'le même abonnement'}.`,
    ],
    conclusion: {
      billing_error: [(f) => inError(f, 'Un seul des deux est nécessaire')],
      likely_error: [
        (f, v) =>
          `Si un seul est nécessaire, ${f.money('amount')} ne sont pas dus : ${v.pick('utilisez-vous', 'utilises-tu')} les deux ?`,
      ],
    },
  },
  'charged-on-two-records/payment': {
    story: [
      (f, v) =>
        `Notre système de facturation contient deux comptes à ${ton(v)} nom, et le même montant a été prélevé sur chacun (${onTwoDays(f, 'first_at', 'again_at')}).`,
    ],
    conclusion: {
      billing_error: [(f) => inError(f, "Il n'était dû qu'une fois")],
      likely_error: [
        (f, v) =>
          `S'il n'y a eu qu'un achat, ${f.money('amount')} ne sont pas dus : ${v.pick('avez-vous', 'as-tu')} acheté deux fois ?`,
      ],
    },
  },
  'several-subscriptions': {
    story: [
      (f, v) =>
        `${v.pick('Vous avez', 'Tu as')} ${f.count('count')} abonnements${f.hasText('product') ? ` à ${f.name('product')}` : ''}, chacun pour un usage différent, et chacun est facturé séparément.`,
    ],
    conclusion: {
      valid_but_confusing: [
        () => "C'est pourquoi il y a plusieurs prélèvements ; aucun n'a été fait deux fois.",
      ],
    },
  },
  'charges-close-together': {
    story: [
      (f) => {
        const first = `${f.money('first')} le ${f.date('first_at')}`;
        const second = `${f.money('second')} le ${f.date('second_at')}`;
        if (f.has('others'))
          return `Ces prélèvements concernent des choses différentes : ${first}, ${second}, et ${f.count('others')} de plus peu après.`;
        return f.hasText('first_item') && f.hasText('second_item')
          ? `Les deux prélèvements concernent deux choses différentes : ${first} pour ${f.name('first_item')}, et ${second} pour ${f.name('second_item')}.`
          : `Les deux prélèvements concernent deux choses différentes : ${first}, et ${second}.`;
      },
    ],
    conclusion: { valid_but_confusing: [() => "Chacune n'a été prélevée qu'une fois."] },
  },
  'paid-in-parts/running': {
    story: [
      (f) =>
        `Notre facture de ${f.money('amount')} est payée en plusieurs fois : ${f.count('count')} paiements jusqu'ici, ${f.money('paid')} au total, le dernier le ${f.date('last_at')}.`,
    ],
    conclusion: { valid_but_confusing: [(f) => `Il reste ${f.money('left')} à payer.`] },
  },
  'paid-in-parts/complete': {
    story: [
      (f) =>
        `Notre facture de ${f.money('amount')} a été payée en ${f.count('count')} fois ${f.sameDay('first_at', 'last_at') ? `le ${f.date('first_at')}` : `entre le ${f.date('first_at')} et le ${f.date('last_at')}`}.`,
    ],
    conclusion: {
      valid_but_confusing: [() => 'Ensemble, ces paiements font exactement la facture, et rien de plus.'],
    },
  },
};
