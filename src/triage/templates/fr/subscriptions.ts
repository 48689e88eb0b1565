import type { FactReader } from '../facts.ts';
import type { RuleText, Sentence, Voice } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';
import { numberWord, Ton, ta, ton, youHas } from './words.ts';

/** Celui qui est en trop est le même produit une seconde fois, ou une formule remplacée : vrai dans les deux cas. */
const besideAnother = (f: FactReader, v: Voice): string =>
  `Depuis le ${f.date('since')}, un abonnement${f.hasText('product') ? ` à ${f.name('product')}` : ''} est actif sur ${ton(v)} compte en plus d'un autre qui couvre la même chose`;

const nextInvoice: Sentence = (f) =>
  f.has('next_at')
    ? `Nous avons noté que la prochaine facture de l'abonnement en trop serait prévue le ${f.date('next_at')}.`
    : null;

const bothNeeded: readonly Sentence[] = [
  () => 'Nous vérifions si les deux sont voulus.',
  (_, v) =>
    v.pick(
      'Pourriez-vous nous dire si vous avez besoin des deux, par exemple pour deux équipes ou deux projets ?',
      'Peux-tu nous dire si tu as besoin des deux, par exemple pour deux équipes ou deux projets ?',
    ),
];

const ended = (f: FactReader, v: Voice): string =>
  `${Ton(v)} abonnement a pris fin le ${f.date('ended_at')}, et ${f.sameDay('ended_at', 'charged_at') ? 'le jour même' : `le ${f.date('charged_at')}`}`;
const period = (f: FactReader): string =>
  `la période du ${f.date('period_start')} au ${f.date('period_end')}`;
const notCovered = (v: Voice): string => `${Ton(v)} abonnement ne couvrait plus cette période`;
const whyBilled: Sentence = (f, v) =>
  `Nous vérifions pourquoi un montant de ${f.money('amount')} a été facturé pour une période postérieure à la fin de ${ton(v)} abonnement.`;

const twoParts =
  (credited: (f: FactReader, v: Voice) => string, charged: (f: FactReader, v: Voice) => string): Sentence =>
  (f, v) =>
    `La facture déduit donc ${f.money('credit')} pour ${credited(f, v)} et compte ${f.money('charge')} pour ${charged(f, v)} jusqu'au ${f.date('period_end')}, remises et taxes comprises.`;

const sum: Sentence = (f, v) => {
  const credit = Math.abs(f.minor('credit'));
  const charge = Math.abs(f.minor('charge'));
  const net = f.minor('net');
  const inFavour = `en ${ta(v)} faveur`;
  if (charge - credit !== net) {
    return net < 0
      ? `Au total, cela fait ${f.money('net')} ${inFavour}.`
      : `Au total, cela fait ${f.money('net')}.`;
  }
  return net < 0
    ? `Au total : ${f.money('credit')} − ${f.money('charge')} = ${f.money('net')} ${inFavour}.`
    : `Au total : ${f.money('charge')} − ${f.money('credit')} = ${f.money('net')}.`;
};

const noDayTwice: RuleText['conclusion'] = {
  valid_but_confusing: [
    () => "Le montant est donc exact : aucun jour n'est payé deux fois, et aucun ne reste impayé.",
  ],
};

const waited: Sentence = (f) =>
  f.has('billed_at') ? `Cela figure sur la facture du ${f.date('billed_at')}.` : null;

const planChange = (what: Sentence): RuleText => ({
  story: [
    what,
    waited,
    twoParts(
      (f, v) =>
        f.hasText('from_plan')
          ? `le temps non utilisé avec ${f.name('from_plan')}`
          : `le temps non utilisé avec ${v.pick('votre', 'ton')} ancienne formule`,
      (f, v) => (f.hasText('to_plan') ? f.name('to_plan') : `${ta(v)} nouvelle formule`),
    ),
    sum,
  ],
  conclusion: noDayTwice,
});

/** « Le 10 novembre, en cours de période de facturation, votre abonnement est passé ». */
const moved = (f: FactReader, v: Voice): string =>
  `Le ${f.date('changed_at')}, en cours de période de facturation, ${ton(v)} abonnement est passé`;
const bothPlans = (f: FactReader): boolean => f.hasText('from_plan') && f.hasText('to_plan');

export const subscriptions: Readonly<
  Record<KeysOf<'duplicate-subscription' | 'charged-after-cancellation' | 'plan-change-proration'>, RuleText>
> = {
  'duplicate-subscription/paid': {
    story: [(f, v) => `${besideAnother(f, v)}, et les deux ont été facturés.`],
    conclusion: {
      billing_error: [
        (f) =>
          f.count('invoice_count') > 1
            ? `Un seul devait l'être ; pour l'autre, un montant de ${f.money('amount')} a été facturé par erreur, sur ${numberWord(f.count('invoice_count'))} factures.`
            : `Un seul devait l'être ; pour l'autre, un montant de ${f.money('amount')} a été facturé par erreur.`,
        nextInvoice,
      ],
      likely_error: bothNeeded,
    },
  },
  'duplicate-subscription/unpaid': {
    story: [(f, v) => `${besideAnother(f, v)}.`, () => "Pour l'un des deux, rien n'a été payé jusqu'ici."],
    conclusion: {
      billing_error: [() => 'Un seul des deux devrait être facturé.', nextInvoice],
      likely_error: bothNeeded,
    },
  },

  'charged-after-cancellation/paid': {
    story: [(f, v) => `${ended(f, v)}, un prélèvement a tout de même eu lieu pour ${period(f)}.`],
    conclusion: {
      billing_error: [
        (f, v) => `${notCovered(v)} : un montant de ${f.money('amount')} a donc été prélevé par erreur.`,
      ],
      likely_error: [whyBilled],
    },
  },
  'charged-after-cancellation/open': {
    story: [
      (f, v) => `${ended(f, v)}, une facture ${youHas(v)} tout de même été envoyée pour ${period(f)}.`,
      () => "Elle n'a pas été payée.",
    ],
    conclusion: {
      billing_error: [
        (f, v) =>
          `${notCovered(v)} : ce montant de ${f.money('amount')} a donc été facturé par erreur. Merci d'attendre de nos nouvelles avant de payer cette facture.`,
      ],
      likely_error: [whyBilled],
    },
  },

  'plan-change-proration/upgrade': planChange((f, v) =>
    bothPlans(f)
      ? `${moved(f, v)} de ${f.name('from_plan')} à la formule supérieure ${f.name('to_plan')}.`
      : `${moved(f, v)} à une formule supérieure.`,
  ),
  'plan-change-proration/downgrade': planChange((f, v) =>
    bothPlans(f)
      ? `${moved(f, v)} de ${f.name('from_plan')} à la formule moins chère ${f.name('to_plan')}.`
      : `${moved(f, v)} à une formule moins chère.`,
  ),
  'plan-change-proration/interval': planChange((f, v) => {
    const changed = `Le ${f.date('changed_at')}, ${ton(v)} abonnement est passé à un autre rythme de facturation`;
    return bothPlans(f) ? `${changed}, de ${f.name('from_plan')} à ${f.name('to_plan')}.` : `${changed}.`;
  }),
  'plan-change-proration/quantity': {
    story: [
      (f, v) => {
        const changed = `Le ${f.date('changed_at')}, en cours de période de facturation, la quantité de ${ton(v)} abonnement`;
        return f.has('quantity_before') && f.has('quantity_after')
          ? `${changed} est passée de ${f.count('quantity_before')} à ${f.count('quantity_after')}.`
          : `${changed} a changé.`;
      },
      waited,
      twoParts(
        () => "le temps non utilisé avec l'ancienne quantité",
        () => 'la nouvelle quantité',
      ),
      sum,
    ],
    conclusion: noDayTwice,
  },
};
