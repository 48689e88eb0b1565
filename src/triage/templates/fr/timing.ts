import type { FactReader } from '../facts.ts';
import type { RuleText, Sentence, Voice } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';
import { Ta, Ton, ta, ton } from './words.ts';

/** « votre carte se terminant par 4242 ». */
const card = (f: FactReader, v: Voice): string =>
  `${ta(v)} carte${f.hasText('last4') ? ` se terminant par ${f.plain('last4')}` : ''}`;

const noMoneyTaken: Sentence = () => "Aucun montant n'a été prélevé.";
const entryDisappears: Sentence = (_, v) =>
  `${Ta(v)} banque peut encore l'afficher quelques jours ; il disparaît ensuite de lui-même du relevé.`;

/** « Le prélèvement de 49,00 $US du 10 novembre concerne la période du … au … ». */
const paidPeriod = (f: FactReader): string =>
  `Le prélèvement de ${f.money('amount')} du ${f.date('charged_at')} concerne la période du ${f.date('period_start')} au ${f.date('period_end')}`;
const begunBefore: Sentence = (f, v) =>
  `${paidPeriod(f)}, qui avait commencé avant ${ta(v)} résiliation du ${f.date('canceled_at')}.`;

const invoice = (f: FactReader, v: Voice): string =>
  `${Ta(v)} facture du ${f.date('invoice_at')}, d'un montant de ${f.money('amount')},`;
const nothingTaken: Sentence = () => "Rien n'a été prélevé jusqu'ici.";
const nextAttempt: Sentence = (f) =>
  f.has('next_attempt_at')
    ? `La prochaine tentative automatique est prévue le ${f.date('next_attempt_at')}.`
    : null;

/** « du 10 novembre avec une carte se terminant par 4242 » : ce qui a été cité en plus. */
const asNamed = (f: FactReader): string =>
  [
    f.has('named_at') ? ` du ${f.date('named_at')}` : '',
    f.hasText('last4') ? ` avec une carte se terminant par ${f.plain('last4')}` : '',
  ].join('');

const askForTheLine: RuleText['conclusion'] = {
  valid_but_confusing: [
    () => "Il s'agit peut-être d'un autre compte ou d'une autre entreprise, et nous ne voulons pas deviner.",
    (_, v) =>
      v.pick(
        "Pourriez-vous nous envoyer la ligne telle qu'elle apparaît sur votre relevé, avec la date, le montant et le nom indiqué à côté ?",
        "Peux-tu nous envoyer la ligne telle qu'elle apparaît sur ton relevé, avec la date, le montant et le nom indiqué à côté ?",
      ),
    (_, v) =>
      v.pick(
        "Si vous avez un autre compte chez nous, indiquez-nous aussi l'adresse e-mail que vous y utilisez ; merci de ne pas envoyer de numéros de carte complets.",
        "Si tu as un autre compte chez nous, indique-nous aussi l'adresse e-mail que tu y utilises ; merci de ne pas envoyer de numéros de carte complets.",
      ),
  ],
};

/** Ce qui a seulement été vérifié, n'est pas encore dû, l'était avant, ou n'est pas ici. */
export const timing: Readonly<
  Record<
    KeysOf<
      | 'card-verification'
      | 'charged-before-cancellation'
      | 'trial-converted'
      | 'not-yet-charged'
      | 'not-in-this-account'
    >,
    RuleText
  >
> = {
  'card-verification/saved': {
    story: [
      (f, v) =>
        `Le ${f.date('checked_at')}, ${card(f, v)} a été enregistrée dans ${ton(v)} compte, et la banque a été interrogée pour savoir si cette carte est valable.`,
      noMoneyTaken,
    ],
    conclusion: {
      valid_but_confusing: [
        () =>
          "Certaines banques affichent cette vérification comme une opération en attente, sans montant ou pour un très petit montant ; elle disparaît ensuite d'elle-même du relevé.",
      ],
    },
  },
  'card-verification/small_hold': {
    story: [
      (f, v) =>
        `Le montant de ${f.money('amount')} du ${f.date('checked_at')} a servi à vérifier ${card(f, v)}, ce n'était pas un paiement : cet argent n'a pas été prélevé.`,
    ],
    conclusion: { valid_but_confusing: [entryDisappears] },
  },
  'card-verification/unfinished': {
    story: [
      (f, v) =>
        `Le ${f.date('checked_at')}, une vérification a été lancée pour ${card(f, v)}, mais n'a pas abouti.`,
      noMoneyTaken,
    ],
    conclusion: {
      valid_but_confusing: [
        (_, v) => `Si ${ta(v)} banque affiche une ligne à ce sujet, elle disparaît d'elle-même du relevé.`,
      ],
    },
  },
  'card-verification/waiting': {
    story: [
      (f, v) =>
        `${Ta(v)} banque ${v.pick('vous', 'te')} demande de confirmer ${card(f, v)} ; c'est en attente depuis le ${f.date('checked_at')}.`,
      noMoneyTaken,
    ],
    conclusion: {
      payment_issue: [
        (_, v) =>
          v.pick(
            "Merci de vous connecter à votre compte et de confirmer la carte auprès de votre banque, ou d'ajouter un autre moyen de paiement.",
            "Merci de te connecter à ton compte et de confirmer la carte auprès de ta banque, ou d'ajouter un autre moyen de paiement.",
          ),
      ],
    },
  },

  'charged-before-cancellation/running': {
    story: [begunBefore],
    conclusion: {
      valid_but_confusing: [
        (f, v) =>
          `${Ton(v)} abonnement reste actif jusqu'au ${f.date('until')} et ne se renouvelle pas ensuite.`,
      ],
    },
  },
  'charged-before-cancellation/ran_out': {
    story: [begunBefore],
    conclusion: {
      valid_but_confusing: [
        (f, v) => `${Ton(v)} abonnement est resté actif jusqu'au ${f.date('until')} sans être renouvelé.`,
      ],
    },
  },
  'charged-before-cancellation/ended_early': {
    story: [(f, v) => `${paidPeriod(f)} et était dû avant ${ta(v)} résiliation du ${f.date('canceled_at')}.`],
    conclusion: {},
  },

  'trial-converted/converted': {
    story: [
      (f, v) => {
        const trial = `${Ta(v)} période d'essai${f.hasText('product') ? ` pour ${f.name('product')}` : ''}`;
        return `${trial} a duré du ${f.date('trial_start')} au ${f.date('trial_end')} ; comme il n'y a pas eu de résiliation d'ici là, ${ton(v)} abonnement a continué.`;
      },
      (f) =>
        `Le prélèvement de ${f.money('amount')} du ${f.date('charged_at')} est le premier paiement après l'essai et couvre jusqu'au ${f.date('period_end')}.`,
    ],
    conclusion: {},
  },

  'not-yet-charged/draft': {
    story: [(f, v) => `${invoice(f, v)} est encore en préparation.`, nothingTaken],
    conclusion: {
      valid_but_confusing: [() => "Tant qu'une facture n'est pas définitive, aucun prélèvement n'a lieu."],
    },
  },
  'not-yet-charged/open': {
    story: [(f, v) => `${invoice(f, v)} reste à régler : rien n'a été prélevé jusqu'ici.`],
    conclusion: {
      valid_but_confusing: [
        (f) => (f.has('due_at') ? `Elle est à régler au plus tard le ${f.date('due_at')}.` : null),
        (f) =>
          f.has('next_attempt_at') ? `Le prélèvement est prévu le ${f.date('next_attempt_at')}.` : null,
      ],
    },
  },
  'not-yet-charged/overdue': {
    story: [
      (f, v) =>
        `${invoice(f, v)} était à régler au plus tard le ${f.date('due_at')} et n'est pas encore réglée.`,
      nothingTaken,
    ],
    conclusion: {
      payment_issue: [
        () => 'Merci de la régler avec le lien qui figure sur la facture.',
        nextAttempt,
        (_, v) =>
          v.pick(
            "Si vous l'avez déjà réglée, dites-nous quand et comment.",
            "Si tu l'as déjà réglée, dis-nous quand et comment.",
          ),
      ],
    },
  },
  'not-yet-charged/failing': {
    story: [
      (f, v) =>
        `Le paiement de ${f.money('amount')} pour ${ta(v)} facture du ${f.date('invoice_at')} n'est pas encore passé.`,
      nothingTaken,
    ],
    conclusion: {
      payment_issue: [
        (_, v) =>
          v.pick(
            "Merci de vérifier que le moyen de paiement de votre compte est à jour, ou d'en ajouter un autre.",
            "Merci de vérifier que le moyen de paiement de ton compte est à jour, ou d'en ajouter un autre.",
          ),
        nextAttempt,
      ],
    },
  },

  'not-in-this-account/amount': {
    story: [
      (f, v) =>
        `Nous ne trouvons sur ${ton(v)} compte aucun paiement de ${f.money('amount')}${asNamed(f)}, ni de réservation, de remboursement ou de facture de ce montant.`,
    ],
    conclusion: askForTheLine,
  },
  'not-in-this-account/card': {
    story: [
      (f, v) =>
        `Nous ne trouvons sur ${ton(v)} compte aucun paiement avec une carte se terminant par ${f.plain('last4')}.`,
    ],
    conclusion: askForTheLine,
  },
};
