import type { FactReader } from '../../facts.ts';
import type { FamilyTexts, RuleText, Sentence, Voice } from '../../language.ts';
import { numberWord, Ta, ta, tes, ton, youHas } from '../words.ts';

/** `la remise « Welcome 20 » de 20 %`, `votre remise de 20 %`. */
const discount = (f: FactReader, v: Voice): string => {
  const worth = f.discountSize();
  const size = worth === null ? '' : ` de ${worth}`;
  return f.hasText('discount') ? `la remise ${f.name('discount')}${size}` : `${ta(v)} remise${size}`;
};

/** « votre facture du 10 novembre », « trois de vos factures ». */
const invoices = (f: FactReader, v: Voice): string =>
  f.count('invoice_count') > 1
    ? `${numberWord(f.count('invoice_count'))} de ${tes(v)} factures`
    : `${ta(v)} facture du ${f.date('invoice_at')}`;

const tooMuch: Sentence = (f, v) =>
  `Un montant de ${f.money('amount')} ${youHas(v)} donc été facturé en trop.`;

/** Une remise qui n'a plus été déduite, et depuis quand. */
const lost = (since: (v: Voice) => string): RuleText => ({
  story: [
    (f, v) =>
      `Jusqu'au ${f.date('last_at')}, ${discount(f, v)} était déduite ; ${since(v)}, elle manque sur ${invoices(f, v)}.`,
    (f) => (f.has('ends_at') ? `Elle était accordée jusqu'au ${f.date('ends_at')}.` : null),
  ],
  conclusion: {
    billing_error: [tooMuch],
    likely_error: [
      (_, v) =>
        `Nous vérifions si elle devait continuer, et nous reviendrons vers ${v.pick('vous', 'toi')} avec la réponse.`,
    ],
  },
});

const due: Sentence = (f, v) =>
  `${Ta(v)} facture du ${f.date('invoice_at')} est de ${f.money('total')}, et ${f.money('due')} étaient à payer.`;

const otherCurrency: Sentence = (f, v) =>
  `${Ta(v)} remise de ${f.money('discount_amount')} était en vigueur, mais elle n'a pas été déduite de ${invoices(f, v)}, parce que la facturation est dans une autre devise.`;

const bookedOn = (f: FactReader): string =>
  f.has('booked_at') ? ` (inscrite le ${f.date('booked_at')})` : '';

/** French texts of rules about discounts and credits. */
export const discounts: FamilyTexts = {
  'discount-lost/plan_change': lost((v) => `depuis ${ton(v)} changement de formule`),
  'discount-lost/new_subscription': lost((v) => `depuis le début de ${ton(v)} nouvel abonnement`),
  'discount-lost/stopped_early': lost(() => 'depuis'),

  'discount-too-small/terms': {
    story: [(f, v) => `Seule une partie de ${discount(f, v)} a été déduite de ${invoices(f, v)}.`],
    conclusion: { billing_error: [tooMuch] },
  },
  'discount-too-small/stated': {
    story: [
      (f, v) =>
        f.has('given_percent')
          ? `Nos dossiers mentionnent une remise de ${f.percent('percent')}, alors que ${f.percent('given_percent')} ont été déduits de ${invoices(f, v)}.`
          : `Nos dossiers mentionnent une autre remise que celle déduite de ${invoices(f, v)}.`,
    ],
    conclusion: {
      likely_error: [
        (_, v) =>
          v.pick(
            'Nous vérifions laquelle vous a été promise, et nous reviendrons vers vous avec la réponse.',
            "Nous vérifions laquelle t'a été promise, et nous reviendrons vers toi avec la réponse.",
          ),
      ],
    },
  },

  'discount-other-currency/converted': {
    story: [otherCurrency],
    conclusion: {
      likely_error: [
        (f, v) =>
          `Ce serait environ ${f.money('amount')} ; nous vérifions le montant exact dans ${ta(v)} devise.`,
      ],
    },
  },
  'discount-other-currency/unvalued': {
    story: [otherCurrency],
    conclusion: {
      likely_error: [(_, v) => `Nous vérifions ce qu'elle vaut dans ${ta(v)} devise.`],
    },
  },

  'promised-credit-missing/overdue': {
    story: [
      (f, v) =>
        `Le ${f.date('promised_at')}, nous ${v.pick('vous avons', "t'avons")} promis un crédit de ${f.money('promised')}, et il n'a pas été ajouté à ${ton(v)} compte.`,
    ],
    conclusion: {
      billing_error: [(f) => `Il aurait dû l'être au plus tard le ${f.date('due_at')}.`],
    },
  },
  'promised-credit-missing/unclear': {
    story: [
      (f, v) =>
        `Le ${f.date('promised_at')}, nous ${v.pick('vous avons', "t'avons")} promis un crédit de ${f.money('promised')} ; depuis, ${f.has('booked') ? `un montant de ${f.money('booked')}` : 'un autre montant'} a été ajouté à ${ton(v)} compte.`,
    ],
    conclusion: { likely_error: [() => 'Nous vérifions ce qui manque encore.'] },
  },

  'credit-balance-not-applied': {
    story: [
      (f, v) =>
        `Au moment de ${ta(v)} facture du ${f.date('invoice_at')}, ${v.pick('vous aviez', 'tu avais')} chez nous un crédit de ${f.money('credit')}, dont ${f.money('amount')} n'ont pas été utilisés.`,
    ],
    conclusion: {
      billing_error: [(f, v) => `${v.pick('Vous avez', 'Tu as')} donc payé ${f.money('amount')} en trop.`],
    },
  },

  'balance-debit-without-cause/twice': {
    story: [
      (f, v) =>
        `Un petit montant de ${f.money('amount')} a été reporté deux fois sur ${ton(v)} compte, le ${f.date('first_at')} et le ${f.date('booked_at')}.`,
    ],
    conclusion: {
      billing_error: [() => "Il n'est dû qu'une fois ; la seconde écriture a été faite par erreur."],
    },
  },
  'balance-debit-without-cause/other_customer': {
    story: [
      (f, v) =>
        `Le ${f.date('booked_at')}, un montant de ${f.money('amount')} a été inscrit sur ${ton(v)} compte, alors qu'il ne le concerne pas.`,
    ],
    conclusion: {
      billing_error: [(_, v) => `${v.pick('Vous ne nous devez', 'Tu ne nous dois')} pas ce montant.`],
    },
  },
  'balance-debit-without-cause/no_source': {
    story: [
      (f, v) =>
        `Le ${f.date('booked_at')}, un montant de ${f.money('amount')} a été inscrit sur ${ton(v)} compte sans motif indiqué.`,
    ],
    conclusion: { likely_error: [() => 'Nous cherchons à quoi il correspond.'] },
  },

  'billing-credits-not-used': {
    story: [
      (f, v) =>
        `${v.pick('Vous avez', 'Tu as')} chez nous un crédit prépayé${f.hasText('grant') ? ` (${f.name('grant')})` : ''}, qui n'a pas servi à régler la consommation sur ${invoices(f, v)}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },

  'balance-applied/carried': {
    story: [
      due,
      (f) =>
        `La différence de ${f.money('applied')} vient d'une facture précédente : trop petite pour être prélevée seule, elle a été reportée${bookedOn(f)}.`,
    ],
    conclusion: {},
  },
  'balance-applied/reduced': {
    story: [
      due,
      (f, v) =>
        `Le crédit de ${ton(v)} compte a réglé ${f.money('applied')}${f.has('left') ? ` ; il y reste ${f.money('left')}` : ''}.`,
    ],
    conclusion: {},
  },
  'balance-applied/increased': {
    story: [
      due,
      (f, v) => `La différence de ${f.money('applied')} restait à régler sur ${ton(v)} compte${bookedOn(f)}.`,
    ],
    conclusion: {},
  },
};
