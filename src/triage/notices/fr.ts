import type { Category } from '../../analysis/finding.ts';
import { byTone, enumerated, ta, tes, ton } from '../templates/fr/words.ts';
import type { Voice } from '../templates/language.ts';
import type { PlainDeed } from './deeds.ts';
import type { NoticeTexts, PlainWords } from './notice-texts.ts';

/** Ce qui n'allait pas, après deux-points. */
const WRONG: Readonly<Record<Category, (v: Voice) => string>> = {
  duplicate_charge: () => "la même chose avait été prélevée plus d'une fois",
  duplicate_subscription: () => "plus d'un abonnement était actif pour la même chose",
  duplicate_invoice: () => "la même chose avait été facturée plus d'une fois",
  overpayment: () => 'le montant payé dépassait ce qui était dû',
  cancellation: (v) => `${ta(v)} résiliation n'avait pas été prise en compte`,
  trial: (v) => `${ta(v)} période d'essai n'avait pas été prise en compte`,
  pause: (v) => `la pause de ${ton(v)} abonnement n'avait pas été prise en compte`,
  renewal: (v) => `le renouvellement de ${ton(v)} abonnement n'avait pas été facturé comme convenu`,
  proration: (v) => `${ton(v)} changement de formule n'avait pas été facturé correctement`,
  discount: (v) => `${ta(v)} remise n'avait pas été appliquée comme convenu`,
  credit: (v) => `${ton(v)} crédit n'avait pas été utilisé correctement`,
  price: () => "le prix facturé n'était pas celui convenu",
  quantity: () => "la quantité facturée n'était pas la bonne",
  usage: () => "la consommation facturée n'était pas la bonne",
  tax: (v) => `les taxes sur ${ta(v)} facture n'étaient pas justes`,
  refund: () => "un remboursement n'avait pas été traité correctement",
  dispute: () => "le paiement contesté n'avait pas été réglé correctement",
  payment_failure: () => "un paiement n'était pas passé correctement",
  authorization_hold: (v) => `un montant était encore réservé sur ${ta(v)} carte`,
  currency: () => "la facture n'était pas dans la bonne devise",
  identity: (v) => `${tes(v)} paiements avaient été enregistrés sur plus d'un compte`,
  one_off: () => "un montant ponctuel n'était pas juste",
  balance: (v) => `le solde de ${ton(v)} compte n'était pas juste`,
  other: () => "un prélèvement n'était pas juste",
};

const FROM_NEXT_INVOICE = 'Cela vaut à partir de la prochaine facture.';

const PLAIN: Readonly<Record<PlainDeed['what'], (how: PlainWords, v: Voice) => string>> = {
  invoice_voided: ({ many }) =>
    many
      ? "Nous avons annulé les factures ; il n'y a rien à payer pour elles."
      : "Nous avons annulé la facture ; il n'y a rien à payer pour elle.",
  subscription_cancelled: ({ many, category }, v) => {
    const isDuplicate = category === 'duplicate_subscription';
    return many
      ? `Nous avons mis fin ${isDuplicate ? 'aux abonnements en double' : `à ${tes(v)} abonnements`}, et il n'y aura plus de prélèvement pour eux.`
      : `Nous avons mis fin à ${isDuplicate ? "l'abonnement en double" : `${ton(v)} abonnement`}, et il n'y aura plus de prélèvement pour celui-ci.`;
  },
  discount_removed: (_, v) =>
    `Nous avons retiré la remise de ${ton(v)} abonnement. Les factures précédentes restent telles quelles.`,
  payment_cancelled: ({ many }) =>
    many ? 'Nous avons annulé les paiements.' : 'Nous avons annulé le paiement.',
  invoice_item_deleted: ({ many }) =>
    many
      ? 'Nous avons retiré les lignes inexactes ; elles ne figureront pas sur la prochaine facture.'
      : 'Nous avons retiré la ligne inexacte ; elle ne figurera pas sur la prochaine facture.',
  discount_applied: (_, v) => `Nous avons ajouté la remise à ${ton(v)} abonnement. ${FROM_NEXT_INVOICE}`,
  price_updated: (_, v) => `Nous avons corrigé le prix de ${ton(v)} abonnement. ${FROM_NEXT_INVOICE}`,
  quantity_updated: (_, v) => `Nous avons corrigé la quantité de ${ton(v)} abonnement. ${FROM_NEXT_INVOICE}`,
  tax_status_updated: (_, v) =>
    `Nous avons corrigé les données fiscales de ${ton(v)} compte. ${FROM_NEXT_INVOICE}`,
  trial_extended: (_, v) => `Nous avons prolongé ${ta(v)} période d'essai.`,
};

export const french: NoticeTexts = {
  opening({ state, category, ours }, v) {
    const what =
      state === 'partly_executed'
        ? byTone(v, 'Nous avons corrigé une partie', 'Une partie est maintenant en ordre')
        : ours
          ? byTone(v, 'Nous avons corrigé une erreur dans notre facturation', "C'est maintenant en ordre")
          : v.pick('Nous avons fait le nécessaire pour vous', 'Nous avons fait le nécessaire pour toi');
    const apology = byTone(v, 'Nous vous prions de nous en excuser.', 'Nous en sommes désolés.');
    return [`${what} : ${WRONG[category](v)}.`, ...(ours ? [apology] : [])];
  },
  money(what, amount, { with_tax, paid_with, parts }, v) {
    const sum = with_tax ? `${amount} (taxes comprises)` : amount;
    const inParts = parts.length > 1 ? `, en ${parts.length} parties : ${enumerated(parts)}` : '';
    switch (what) {
      case 'refunded':
        return paid_with === 'unknown'
          ? `Nous avons remboursé ${sum} sur le moyen de paiement que ${v.pick('vous avez', 'tu as')} utilisé${inParts}.`
          : `Nous avons remboursé ${sum} sur ${paid_with === 'card' ? `${ta(v)} carte` : `${ton(v)} compte bancaire`}${inParts}.`;
      case 'balance_credited':
        return `Nous avons ajouté ${sum} au crédit de ${ton(v)} compte.`;
      case 'credited_outside':
        return `Nous avons établi un avoir de ${sum}.`;
      case 'invoice_lowered':
        return `Nous avons réduit de ${sum} le montant restant de ${ta(v)} facture.`;
      case 'balance_debited':
        return `En même temps, ${sum} ont été retirés du crédit de ${ton(v)} compte.`;
    }
  },
  plain: (what, how, v) => PLAIN[what](how, v),
  arrival(arrival, paidWith, v) {
    switch (arrival) {
      case 'refund':
        return paidWith === 'bank'
          ? `L'argent peut mettre jusqu'à 14 jours à parvenir sur ${ton(v)} compte bancaire.`
          : `Un remboursement met en général 5 à 10 jours ouvrés à apparaître sur ${paidWith === 'card' ? `le relevé de ${ta(v)} carte` : `${ton(v)} relevé`}.`;
      case 'balance':
        return 'Ce crédit est utilisé automatiquement pour la prochaine facture.';
      case 'outside':
        return v.pick(
          'Ce montant a été payé en dehors de notre système de paiement et doit donc être versé à part ; nous vous écrirons à ce sujet.',
          "Ce montant a été payé en dehors de notre système de paiement et doit donc être versé à part ; nous t'écrirons à ce sujet.",
        );
      case 'hold':
        return `Si le montant apparaît encore comme réservé sur ${ta(v)} carte, la réservation disparaît en général sous 7 jours.`;
    }
  },
  stillOpen: (v) =>
    v.pick(
      'Un point reste à éclaircir ; nous reviendrons vers vous dès que ce sera fait.',
      'Un point reste à éclaircir ; nous reviendrons vers toi dès que ce sera fait.',
    ),
  cameBack: (amount, v) => [
    `Le remboursement${amount === null ? '' : ` de ${amount}`} n'a pas pu aboutir : la banque ne l'a pas accepté, et l'argent nous est revenu.`,
    "C'est souvent le cas quand une carte ou un compte bancaire n'existe plus.",
    v.pick(
      "Merci de répondre à ce message afin que nous convenions avec vous d'un autre moyen, par exemple un virement bancaire.",
      "Merci de répondre à ce message afin que nous convenions avec toi d'un autre moyen, par exemple un virement bancaire.",
    ),
    'Merci de ne pas nous envoyer de numéros de carte complets.',
  ],
  references: (references, v) =>
    `Pour ${tes(v)} dossiers : ${enumerated(references.map(({ object, id }) => `${object === 'refund' ? 'remboursement' : 'avoir'} ${id}`))}.`,
};
