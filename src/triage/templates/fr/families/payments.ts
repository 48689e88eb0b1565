import type { FactReader } from '../../facts.ts';
import type { FamilyTexts } from '../../language.ts';
import { Ta, ta, ton } from '../words.ts';

const onCard = (f: FactReader, name: string): string =>
  f.hasText(name) ? ` (carte se terminant par ${f.plain(name)})` : '';

/** French texts of rules about refunds, disputes, payments and currency. */
export const payments: FamilyTexts = {
  'promised-refund-missing/none': {
    story: [
      (f, v) =>
        `Le ${f.date('promised_at')}, nous ${v.pick('vous avons', "t'avons")} promis un remboursement de ${f.money('promised')}, qui devait être fait au plus tard le ${f.date('due_at')}.`,
    ],
    conclusion: { billing_error: [() => "Il n'a pas été fait."] },
  },
  'promised-refund-missing/too_small': {
    story: [
      (f, v) =>
        `Le ${f.date('promised_at')}, nous ${v.pick('vous avons', "t'avons")} promis un remboursement de ${f.money('promised')}.`,
    ],
    conclusion: { billing_error: [(f) => `Il en manque encore ${f.money('amount')}.`] },
  },
  'wrong-currency': {
    story: [
      (f) =>
        `Notre facture du ${f.date('invoice_at')} est établie en ${f.plain('billed_currency')}, alors que l'accord prévoit ${f.plain('agreed_currency')}.`,
    ],
    conclusion: {
      billing_error: [
        (f) =>
          `Le montant de ${f.money('amount')} a donc été facturé par erreur ; ce qui est dû est le montant convenu en ${f.plain('agreed_currency')}.`,
      ],
    },
  },
  'hundredfold-amount': {
    story: [
      (f) =>
        `Le ${f.date('charged_at')}, un montant de ${f.money('taken')} a été prélevé alors qu'il devait être de ${f.money('meant')}.`,
    ],
    conclusion: {
      billing_error: [(f) => `Un montant de ${f.money('amount')} a donc été prélevé par erreur.`],
    },
  },
  'anothers-card-charged': {
    story: [
      (f) =>
        `Le montant de ${f.money('amount')} du ${f.date('charged_at')} a été prélevé sur un moyen de paiement qui appartient à un autre compte.`,
    ],
    conclusion: {
      likely_error: [() => "Son titulaire était-il d'accord pour payer pour ce compte ?"],
    },
  },
  'void-invoice-paid': {
    story: [
      (f) =>
        `Le ${f.date('charged_at')}, un montant de ${f.money('amount')} a été payé pour une facture que nous avions déjà annulée.`,
    ],
    conclusion: { billing_error: [() => "Rien n'était dû pour elle."] },
  },
  'descriptor-not-recognised': {
    story: [
      (f, v) =>
        `Le montant de ${f.money('amount')} du ${f.date('charged_at')}${onCard(f, 'last4')} est l'un de nos prélèvements : sur ${ton(v)} relevé, il apparaît sous le nom ${f.name('descriptor')}.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (_, v) =>
          v.pick(
            "Si ce n'était ni vous ni quelqu'un de votre équipe, dites-le-nous sans attendre.",
            "Si ce n'était ni toi ni quelqu'un de ton équipe, dis-le-nous sans attendre.",
          ),
      ],
    },
  },
  'backup-method-used': {
    story: [
      (f, v) =>
        `Le ${f.date('failed_at')}, ${ton(v)} moyen de paiement habituel${onCard(f, 'failed_last4')} a été refusé ; le montant de ${f.money('amount')} a donc été prélevé le ${f.date('charged_at')} sur l'autre moyen enregistré${onCard(f, 'last4')}.`,
    ],
    conclusion: { valid_but_confusing: [() => "Il n'a été prélevé qu'une fois."] },
  },
  'card-updated': {
    story: [
      (f, v) =>
        `Quand ${ta(v)} carte a été remplacée, le réseau de cartes nous a transmis les nouvelles données le ${f.date('updated_at')}. Elles ont servi au prélèvement de ${f.money('amount')} du ${f.date('charged_at')}.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (_, v) =>
          v.pick(
            'Vous pouvez à tout moment retirer la carte dans votre compte, ou en mettre une autre.',
            'Tu peux à tout moment retirer la carte dans ton compte, ou en mettre une autre.',
          ),
      ],
    },
  },
  'paid-in-own-currency': {
    story: [
      (f) =>
        `Le prélèvement du ${f.date('charged_at')} est de ${f.money('amount')} dans nos livres, et de ${f.money('presented')} dans la devise choisie pour payer.`,
    ],
    conclusion: {
      valid_but_confusing: [() => "C'est un seul paiement, prélevé une seule fois."],
    },
  },
  'bank-conversion': {
    story: [
      (f) =>
        `Le ${f.date('charged_at')}, nous avons prélevé ${f.money('amount')}${onCard(f, 'last4')}, exactement ce qu'indique la facture.`,
      (f, v) =>
        `${Ta(v)} banque convertit ce montant en ${f.plain('home_currency')} à son propre taux, et peut y ajouter des frais.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (_, v) => `Elle peut ${v.pick('vous', 'te')} indiquer le taux et les frais qu'elle a appliqués.`,
      ],
    },
  },
};
