import type { Category } from '../../../analysis/finding.ts';
import type { GenericFinding, Voice } from '../language.ts';
import { ta, tes, ton } from './words.ts';

/** De quoi il s'agit, avec son article : « En ce qui concerne … ». */
const ABOUT: Readonly<Record<Category, (v: Voice) => string>> = {
  duplicate_charge: () => 'les prélèvements qui apparaissent plusieurs fois',
  duplicate_subscription: (v) => `${tes(v)} abonnements`,
  duplicate_invoice: (v) => `${tes(v)} factures pour la même période`,
  overpayment: () => 'le montant payé',
  cancellation: (v) => `${ta(v)} résiliation`,
  trial: (v) => `${ta(v)} période d'essai`,
  pause: (v) => `la pause de ${ton(v)} abonnement`,
  renewal: (v) => `le renouvellement de ${ton(v)} abonnement`,
  proration: (v) => `${ton(v)} changement de formule`,
  discount: (v) => `${ta(v)} remise`,
  credit: (v) => `${ton(v)} crédit`,
  price: () => 'le prix facturé',
  quantity: () => 'la quantité facturée',
  usage: () => 'la consommation facturée',
  tax: (v) => `les taxes sur ${ta(v)} facture`,
  refund: (v) => `${ton(v)} remboursement`,
  dispute: () => 'le paiement contesté',
  payment_failure: (v) => `${ton(v)} paiement`,
  authorization_hold: (v) => `la réservation sur ${ta(v)} carte`,
  currency: () => 'la devise de facturation',
  identity: (v) => `les comptes à ${ton(v)} nom`,
  one_off: () => 'le montant ponctuel',
  balance: (v) => `le solde de ${ton(v)} compte`,
  other: (v) => `${tes(v)} paiements`,
};

export function generic({ category, classification, amount }: GenericFinding, v: Voice): readonly string[] {
  const about = `En ce qui concerne ${ABOUT[category](v)}`;
  switch (classification) {
    case 'billing_error':
      return amount === null
        ? [`${about}, une donnée était mal enregistrée chez nous.`]
        : [`${about}, un montant de ${amount} a été facturé par erreur.`];
    case 'likely_error':
      return [
        `${about}, il nous reste un point à confirmer avant de ${v.pick('vous', 'te')} donner une réponse sûre${amount === null ? '' : ` sur le montant de ${amount}`}.`,
      ];
    case 'payment_issue':
      return category === 'dispute'
        ? [
            `${about}, le dossier est pour le moment chez ${ta(v)} banque, et c'est d'abord à elle de décider.`,
          ]
        : [
            `${about}, un paiement n'est pas encore passé.`,
            v.pick(
              "Merci de vérifier avec votre banque qu'il peut passer, ou d'ajouter un autre moyen de paiement dans votre compte.",
              "Merci de vérifier avec ta banque qu'il peut passer, ou d'ajouter un autre moyen de paiement dans ton compte.",
            ),
          ];
    case 'valid_but_confusing':
      return [
        `${about}, tout est en ordre.`,
        v.pick(
          "Si vous souhaitez qu'une ligne vous soit expliquée, indiquez-nous sa date et son montant.",
          "Si tu veux qu'une ligne te soit expliquée, indique-nous sa date et son montant.",
        ),
      ];
  }
}
