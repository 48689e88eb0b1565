import type { FactReader } from '../../facts.ts';
import type { FamilyTexts, Sentence, Voice } from '../../language.ts';
import { capital, Ta, Ton, ton } from '../words.ts';

/** « l'abonnement à « Pro » » ou « votre abonnement » : toujours au masculin. */
const subscription = (f: FactReader, v: Voice): string =>
  f.hasText('product') ? `l'abonnement à ${f.name('product')}` : `${ton(v)} abonnement`;

const notOwed: Sentence = (f) =>
  f.has('invoice_count') && f.count('invoice_count') > 1
    ? `Un montant de ${f.money('amount')} a donc été prélevé par erreur sur ${f.count('invoice_count')} factures.`
    : `Un montant de ${f.money('amount')} a donc été prélevé par erreur.`;
const probablyNotOwed: Sentence = (f) => `Nous vérifions si ces ${f.money('amount')} étaient dus.`;
const notBackYet: Sentence = (f, v) =>
  `Sur cette somme, ${f.money('amount')} ne ${v.pick('vous', 'te')} sont pas encore revenus.`;
const toEnd: Sentence = (f, v) =>
  `${capital(subscription(f, v))} devait prendre fin le ${f.date('was_to_end')}.`;
const takenBack: Sentence = (f, v) =>
  `Le ${f.date('reactivated_at')}, la résiliation a été annulée sans que ${v.pick('vous le demandiez', 'tu le demandes')}.`;
const noDayTwice: Sentence = () => "Le prélèvement est donc juste, et aucun jour n'est payé deux fois.";
const oneMoment: Sentence = (_, v) =>
  `C'est le même moment : nos registres sont à l'heure UTC, et chez ${v.pick('vous', 'toi')}, c'était encore la veille, ou déjà le lendemain.`;
const creditTaken: Sentence = (f) =>
  `Les ${f.money('credit')} pour le reste non utilisé de l'ancienne période ont été déduits du nouveau prélèvement.`;
const youCancelled = (f: FactReader, v: Voice): string =>
  `${v.pick('Vous avez', 'Tu as')} résilié ${subscription(f, v)} le ${f.date('canceled_at')}`;
const allTheSame = 'et un prélèvement a tout de même eu lieu';
const recorded = (f: FactReader): string =>
  `figure dans nos registres au ${f.date('recorded_at')} à ${f.plain('time')} UTC`;

/** French texts of rules about cancellation, trial, pause and renewal. */
export const lifecycle: FamilyTexts = {
  'cancel-request-not-executed': {
    story: [
      (f, v) =>
        `Le ${f.date('asked_at')}, ${v.pick('vous nous avez', 'tu nous as')} demandé de résilier ${subscription(f, v)}, et nous avons continué à le facturer depuis le ${f.date('since')}.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'charged-after-account-closed': {
    story: [
      (f, v) =>
        `${Ton(v)} compte a été fermé le ${f.date('closed_at')}, et nous avons continué à facturer ${subscription(f, v)} depuis le ${f.date('since')}.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'charged-after-cancelled-trial': {
    story: [
      (f, v) =>
        f.sameDay('canceled_at', 'trial_end')
          ? `${youCancelled(f, v)}, avant la fin de l'essai le jour même, ${allTheSame}.`
          : `${youCancelled(f, v)}, avant la fin de l'essai le ${f.date('trial_end')}, ${allTheSame}.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'charged-while-paused': {
    story: [
      (f, v) =>
        `${capital(subscription(f, v))} était en pause depuis le ${f.date('paused_at')}, ${allTheSame} le ${f.date('charged_at')}.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'refund-on-cancel-missing/full': {
    story: [
      (f, v) =>
        `${youCancelled(f, v)}, assez tôt pour récupérer tout ce qui était payé pour la période jusqu'au ${f.date('period_end')}.`,
    ],
    conclusion: { billing_error: [notBackYet] },
  },
  'refund-on-cancel-missing/prorated': {
    story: [
      (f, v) =>
        `${youCancelled(f, v)}, et tout était payé jusqu'au ${f.date('period_end')}. D'après nos conditions, le montant du temps non utilisé est à ${v.pick('vous', 'toi')}.`,
    ],
    conclusion: { billing_error: [notBackYet] },
  },
  'no-refund-on-cancel': {
    story: [(f, v) => `${youCancelled(f, v)}, pendant la période payée jusqu'au ${f.date('period_end')}.`],
    conclusion: {
      valid_but_confusing: [
        () =>
          "D'après nos conditions, le reste d'une période commencée n'est pas remboursé. Il n'y aura plus de prélèvement.",
      ],
    },
  },
  'annual-renewal': {
    story: [
      (f, v) =>
        `Le prélèvement de ${f.money('amount')} du ${f.date('renewed_at')} renouvelle ${subscription(f, v)} pour un an, jusqu'au ${f.date('period_end')}.`,
      (f) => `Le prix est le même que le ${f.date('before_at')}.`,
      (f) => `Un rappel a été envoyé le ${f.date('announced_at')}.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (_, v) =>
          v.pick(
            'Si vous ne souhaitez pas continuer ensuite, vous pouvez le résilier à tout moment avant le prochain renouvellement.',
            'Si tu ne souhaites pas continuer ensuite, tu peux le résilier à tout moment avant le prochain renouvellement.',
          ),
      ],
    },
  },
  'agreed-backdating': {
    story: [
      (f, v) =>
        `${capital(subscription(f, v))} a été créé le ${f.date('created_at')} et commence le ${f.date('start_at')}, comme convenu le ${f.date('agreed_at')}.`,
    ],
    conclusion: {
      valid_but_confusing: [() => "C'est donc ce qui était convenu, et rien n'a été prélevé deux fois."],
    },
  },
  'resumed-after-pause': {
    story: [
      (f, v) =>
        `La pause de ${subscription(f, v)}${f.has('paused_at') ? `, depuis le ${f.date('paused_at')},` : ''} a pris fin le ${f.date('resumed_at')}, et le prélèvement du ${f.date('charged_at')} est le premier qui la suit.`,
    ],
    conclusion: { valid_but_confusing: [() => "Pour le temps de la pause, rien n'a été prélevé."] },
  },
  'shorter-month': {
    story: [
      (f, v) =>
        `${capital(subscription(f, v))} se renouvelle le ${f.count('usual_day')} de chaque mois ; si le mois est plus court, c'est le dernier jour, comme le ${f.date('renewed_at')}.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f) => `Ce paiement vaut jusqu'au ${f.date('period_end')} ; aucun jour n'est payé deux fois.`,
      ],
    },
  },
  'trial-shorter-than-promised': {
    story: [
      (f, v) =>
        `Le ${f.date('promised_at')}, nous ${v.pick('vous avons', "t'avons")} promis ${f.count('days')} jours gratuits, jusqu'au ${f.date('free_until')}, et un prélèvement a déjà eu lieu le ${f.date('charged_at')}.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'removed-seat-billed/removed': {
    story: [
      (f, v) =>
        `Le ${f.date('removed_at')}, la quantité de ${subscription(f, v)} est passée de ${f.count('billed')} à ${f.count('left')}, et le renouvellement suivant en a encore facturé ${f.count('billed')}.`,
    ],
    conclusion: { billing_error: [notOwed], likely_error: [probablyNotOwed] },
  },
  'removed-seat-billed/asked': {
    story: [
      (f, v) =>
        `Le ${f.date('removed_at')}, ${v.pick('vous nous avez', 'tu nous as')} demandé de faire passer la quantité de ${subscription(f, v)} de ${f.count('billed')} à ${f.count('left')}, et le renouvellement suivant en a encore facturé ${f.count('billed')}.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'phase-off-schedule/early': {
    story: [
      (f, v) =>
        `Un changement de ${subscription(f, v)} était prévu pour le ${f.date('planned_at')}, et nous avons facturé les nouvelles conditions avant cette date.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'phase-off-schedule/late': {
    story: [
      (f, v) =>
        `Un changement de ${subscription(f, v)} était prévu pour le ${f.date('planned_at')}, et nous avons encore facturé les anciennes conditions après cette date.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'reactivated-by-mistake/cancelled': {
    story: [toEnd, takenBack],
    conclusion: { billing_error: [notOwed] },
  },
  'reactivated-by-mistake/no_consent': {
    story: [toEnd, takenBack],
    conclusion: { billing_error: [notOwed] },
  },
  'reactivated-by-mistake/automatic': {
    story: [
      toEnd,
      (f) =>
        `Le ${f.date('reactivated_at')}, la résiliation a été annulée dans nos systèmes, et l'abonnement a été renouvelé.`,
    ],
    conclusion: {
      likely_error: [
        (f, v) =>
          `${v.pick('Nous avez-vous', 'Nous as-tu')} demandé de le garder ? Sinon, les ${f.money('amount')} prélevés depuis n'avaient pas à l'être.`,
      ],
    },
  },
  'renewed-at-other-interval': {
    story: [
      (f, v) =>
        `Notre facture du ${f.date('invoice_at')} compte ${subscription(f, v)} pour une autre durée que celle convenue.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'renewed-too-early': {
    story: [
      (f, v) =>
        `${v.pick('Vous avez', 'Tu as')} payé le prix complet de ${subscription(f, v)} pour la période du ${f.date('period_start')} au ${f.date('period_end')}, qui a été raccourcie quand la date de facturation a changé.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'billing-date-changed/anchor': {
    story: [
      (f, v) =>
        `${Ta(v)} date de facturation a changé : une nouvelle période de ${subscription(f, v)} a commencé le ${f.date('charged_at')} et dure jusqu'au ${f.date('next_at')} ; l'ancienne aurait duré jusqu'au ${f.date('former_at')}.`,
      creditTaken,
    ],
    conclusion: { valid_but_confusing: [noDayTwice] },
  },
  'billing-date-changed/interval': {
    story: [
      (f, v) =>
        `Avec le nouveau rythme de facturation, une nouvelle période de ${subscription(f, v)} a commencé le ${f.date('charged_at')} et dure jusqu'au ${f.date('next_at')} ; l'ancienne aurait duré jusqu'au ${f.date('former_at')}.`,
      creditTaken,
    ],
    conclusion: { valid_but_confusing: [noDayTwice] },
  },
  'billing-date-changed/trial': {
    story: [
      (f, v) =>
        `Le prochain prélèvement pour ${subscription(f, v)} était d'abord prévu le ${f.date('former_at')} ; comme l'essai a pris fin le ${f.date('charged_at')}, il a eu lieu ce jour-là, et les renouvellements gardent ce jour.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f) =>
          `L'essai lui-même était gratuit, et ce qui a été payé vaut jusqu'au ${f.date('next_at')} ; aucun jour n'est payé deux fois.`,
      ],
    },
  },
  'day-differs-by-time-zone/charge': {
    story: [
      (f, v) =>
        `Le prélèvement de ${f.money('amount')} que ${v.pick('vous avez', 'tu as')} vu le ${f.date('named_day')} est celui qui ${recorded(f)}.`,
    ],
    conclusion: { valid_but_confusing: [oneMoment] },
  },
  'day-differs-by-time-zone/cancellation': {
    story: [(f, v) => `${Ta(v)} résiliation du ${f.date('named_day')} est celle qui ${recorded(f)}.`],
    conclusion: { valid_but_confusing: [oneMoment] },
  },
  'day-differs-by-time-zone/trial_end': {
    story: [(f, v) => `La fin de ${ton(v)} essai le ${f.date('named_day')} est celle qui ${recorded(f)}.`],
    conclusion: { valid_but_confusing: [oneMoment] },
  },
  'usage-after-cancellation': {
    story: [
      (f) =>
        `Le montant de ${f.money('amount')} sur notre facture du ${f.date('invoice_at')} correspond à l'utilisation${f.hasText('product') ? ` de ${f.name('product')}` : ''} du ${f.date('period_start')} au ${f.date('period_end')}.`,
      () =>
        "La consommation est facturée une fois sa période terminée ; c'est pourquoi elle arrive après la résiliation.",
    ],
    conclusion: {
      valid_but_confusing: [() => "C'est la dernière facture : rien n'est prélevé pour la suite."],
    },
  },
};
