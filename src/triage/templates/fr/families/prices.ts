import type { FactReader } from '../../facts.ts';
import type { FamilyTexts, RuleText, Sentence, Voice } from '../../language.ts';
import { Ta, ta, ton } from '../words.ts';

const product = (f: FactReader, v: Voice): string =>
  f.hasText('product') ? f.name('product') : `${ton(v)} abonnement`;

const item = (f: FactReader): string => (f.hasText('item') ? f.name('item') : 'une prestation ponctuelle');

/** « , sur 3 factures en tout », s'il y en a plus d'une. */
const together = (f: FactReader): string =>
  f.has('invoice_count') && f.count('invoice_count') > 1
    ? `, sur ${f.count('invoice_count')} factures en tout`
    : '';

const tooMuch: Sentence = (f) =>
  `Un montant de ${f.money('amount')}, taxes comprises, a donc été prélevé en trop${together(f)}.`;

const changed = (what: Sentence): RuleText => ({
  story: [what],
  conclusion: {
    billing_error: [
      (_, v) => `Nous n'avons aucune demande de ${v.pick('votre', 'ta')} part à ce sujet.`,
      tooMuch,
    ],
  },
});

const ourInvoice = (f: FactReader): string => `Notre facture du ${f.date('invoice_at')}`;
const yourInvoice = (f: FactReader, v: Voice): string => `${Ta(v)} facture du ${f.date('invoice_at')}`;

const early: Sentence = (f, v) =>
  `Le montant de ${f.money('amount')} facturé le ${f.date('invoice_at')} correspond à ce qui avait été consommé jusque-là : dès que ${ta(v)} consommation atteint un montant fixé, nous la facturons plus tôt.`;

const sameUnitPrice: Sentence = () => "Le prix de chaque unité n'a pas changé.";

/** French texts of rules about price, quantity and usage. */
export const prices: FamilyTexts = {
  'billed-other-price': {
    story: [
      (f, v) =>
        `Au prix de la commande, le montant est de ${f.money('ordered')} pour ${product(f, v)}, mais ${f.money('billed')} ont été facturés.`,
    ],
    conclusion: {
      billing_error: [tooMuch],
      likely_error: [() => 'Nous vérifions quel prix a été commandé.'],
    },
  },
  'change-without-consent/change_plan': changed(
    (f, v) =>
      `Le ${f.date('changed_at')}, ${ton(v)} abonnement est passé à ${f.hasText('product') ? f.name('product') : 'une autre formule'}, qui coûte plus cher.`,
  ),
  'change-without-consent/add_on': changed(
    (f, v) =>
      `Le ${f.date('changed_at')}, ${f.hasText('product') ? f.name('product') : 'une option'} s'est ajouté${f.hasText('product') ? '' : 'e'} à ${ton(v)} abonnement.`,
  ),
  'change-without-consent/change_quantity': changed(
    (f, v) =>
      `Le ${f.date('changed_at')}, le nombre d'unités facturées pour ${product(f, v)} a été augmenté.`,
  ),
  'quantity-above-owed/seats': {
    story: [
      (f, v) =>
        `Pour la période commençant le ${f.date('period_start')}, nous avons facturé ${f.count('billed')} licences pour ${product(f, v)}, alors que ${v.pick('vous en aviez', 'tu en avais')} ${f.count('owed')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'quantity-above-owed/minimum': {
    story: [
      (f, v) =>
        `Pour la période commençant le ${f.date('period_start')}, nous avons facturé ${f.count('billed')} licences pour ${product(f, v)}, alors que ${ton(v)} contrat en prévoit ${f.count('owed')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'line-amount-wrong': {
    story: [
      (f, v) =>
        `${ourInvoice(f)} compte ${f.money('billed')} pour ${product(f, v)}, mais pour ${ta(v)} quantité, le montant juste est de ${f.money('due')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'usage-overbilled': {
    story: [
      (f, v) =>
        `Du ${f.date('period_start')} au ${f.date('period_end')}, nous avons facturé ${f.count('billed')} unités pour ${product(f, v)}, alors que ${f.count('metered')} ont été utilisées.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'threshold-usage-billed-again': {
    story: [
      (f, v) =>
        `Une partie de ${ta(v)} consommation pour ${product(f, v)} a été facturée plus tôt, le ${f.date('threshold_at')}, et notre facture du ${f.date('invoice_at')} compte à nouveau ${f.count('again')} de ces unités.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'one-off-not-agreed/no_request': {
    story: [
      (f, v) =>
        `${ourInvoice(f)} compte ${item(f)}, et nous n'avons aucune commande de ${v.pick('votre', 'ta')} part pour cela.`,
    ],
    conclusion: {
      billing_error: [
        (f) => `Un montant de ${f.money('amount')}, taxes comprises, a donc été facturé par erreur.`,
      ],
    },
  },
  'one-off-not-agreed/above_request': {
    story: [(f) => `${ourInvoice(f)} compte plus que convenu pour ${item(f)}.`],
    conclusion: { billing_error: [tooMuch] },
  },
  'billed-though-free': {
    story: [
      (f, v) =>
        `${ourInvoice(f)} compte ${product(f, v)}, alors que c'est gratuit pour ${v.pick('vous', 'toi')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'amount-changed/quantity': {
    story: [
      (f, v) =>
        `${yourInvoice(f, v)} diffère des précédentes parce qu'elle compte ${f.count('quantity')} unités pour ${product(f, v)} au lieu de ${f.count('quantity_before')}.`,
    ],
    conclusion: { valid_but_confusing: [sameUnitPrice] },
  },
  'amount-changed/usage': {
    story: [
      (f, v) =>
        `${yourInvoice(f, v)} diffère des précédentes parce que ${f.count('quantity')} unités ont été utilisées pour ${product(f, v)} au lieu de ${f.count('quantity_before')}.`,
    ],
    conclusion: { valid_but_confusing: [sameUnitPrice] },
  },
  'usage-tier-reached/graduated': {
    story: [
      (f, v) =>
        `${yourInvoice(f, v)} compte ${f.count('quantity')} unités pour ${product(f, v)}, après ${f.count('quantity_before')} auparavant, et les unités supplémentaires ont leur propre prix.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f) => `Chaque unité coûte le prix de sa tranche, soit ${f.money('amount')} en tout.`,
      ],
    },
  },
  'usage-tier-reached/volume': {
    story: [
      (f, v) =>
        `${yourInvoice(f, v)} compte ${f.count('quantity')} unités pour ${product(f, v)}, après ${f.count('quantity_before')} auparavant, et pour ce nombre un autre prix s'applique.`,
    ],
    conclusion: {
      valid_but_confusing: [(f) => `Il vaut pour toutes les unités, soit ${f.money('amount')} en tout.`],
    },
  },
  'price-change-announced/announced': {
    story: [
      (f, v) =>
        f.has('since')
          ? `Depuis le ${f.date('since')}, le prix pour ${product(f, v)} est de ${f.money('now')} au lieu de ${f.money('before')}.`
          : `Le prix pour ${product(f, v)} est maintenant de ${f.money('now')} au lieu de ${f.money('before')}.`,
      (f) => `Nous l'avons annoncé le ${f.date('notice_at')}.`,
    ],
    conclusion: {
      valid_but_confusing: [(f, v) => `${yourInvoice(f, v)} est la première au nouveau prix.`],
    },
  },
  'price-change-announced/contract_ended': {
    story: [
      (f, v) =>
        `L'accord qui fixait le prix à ${f.money('before')} pour ${product(f, v)} a pris fin, et depuis, notre prix habituel de ${f.money('now')} s'applique.`,
    ],
    conclusion: {
      valid_but_confusing: [(f, v) => `${yourInvoice(f, v)} est la première à ce prix.`],
    },
  },
  'threshold-invoice/running': {
    story: [early],
    conclusion: {
      valid_but_confusing: [
        () => 'À la fin de la période de facturation, seul ce qui est consommé ensuite est facturé.',
      ],
    },
  },
  'threshold-invoice/closed': {
    story: [early],
    conclusion: {
      valid_but_confusing: [
        () => 'La facture de la fin de la période de facturation concerne la même période.',
      ],
    },
  },
};
