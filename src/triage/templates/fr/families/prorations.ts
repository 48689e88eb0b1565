import type { FactReader } from '../../facts.ts';
import type { FamilyTexts, RuleText, Sentence, Voice } from '../../language.ts';
import { ta, ton } from '../words.ts';

const product = (f: FactReader, v: Voice): string =>
  f.hasText('product') ? f.name('product') : `${ta(v)} formule`;

const tooMuch: Sentence = (f) =>
  `Un montant de ${f.money('amount')}, taxes comprises, a donc été prélevé en trop.`;

const changedOn: Sentence = (f, v) =>
  `Le ${f.date('changed_at')}, en cours de période de facturation, ${ton(v)} abonnement a été modifié.`;

const aboveQuote = (told: Sentence): RuleText => ({
  story: [
    (f, v) =>
      `${told(f, v)}, mais la facture du ${f.date('invoice_at')} est de ${f.money('billed')}, taxes comprises.`,
  ],
  conclusion: {
    billing_error: [(f) => `Un montant de ${f.money('amount')} a donc été facturé en trop.`],
  },
});

const fromTo = (f: FactReader): string =>
  f.hasText('from_plan') && f.hasText('to_plan')
    ? `de ${f.name('from_plan')} à la formule moins chère ${f.name('to_plan')}`
    : 'à une formule moins chère';

const downgrade: RuleText = {
  story: [
    (f, v) =>
      `Le ${f.date('changed_at')}, ${ton(v)} abonnement est passé ${fromTo(f)} ; le prix le plus élevé était déjà payé jusqu'au ${f.date('paid_until')}, et la différence n'a pas été déduite.`,
  ],
  conclusion: {
    billing_error: [(f) => `Il manque donc ${f.money('amount')}, taxes comprises.`],
    likely_error: [
      (f, v) =>
        `Nous vérifions si ${v.pick('vous pouviez', 'tu pouvais')} encore utiliser ${f.hasText('from_plan') ? f.name('from_plan') : "l'ancienne formule"} jusque-là ; sinon, ${f.money('amount')} ${v.pick('vous', 'te')} reviennent.`,
    ],
  },
};

const leftOver: Sentence = (f, v) =>
  f.has('net')
    ? `La facture du ${f.date('billed_at')} comprend ${f.money('net')} pour une modification de ${ton(v)} abonnement le ${f.date('changed_at')}.`
    : `La facture du ${f.date('billed_at')} compte encore une modification de ${ton(v)} abonnement le ${f.date('changed_at')}.`;

const ended: Sentence = (f) =>
  f.has('ended_at') ? `Cet abonnement a pris fin le ${f.date('ended_at')}.` : null;

const notAnyMore: Sentence = (f) => `Le montant de ${f.money('amount')} a donc été facturé par erreur.`;

/** French texts of rules about prorations. */
export const prorations: FamilyTexts = {
  'proration-amount-wrong/charge': {
    story: [
      changedOn,
      (f) =>
        `Calculé à la seconde, le reste de la période donne ${f.money('right')}, mais ${f.money('billed')} ont été facturés.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'proration-amount-wrong/credit': {
    story: [
      changedOn,
      (f) =>
        `Pour le temps non utilisé, ${f.money('billed')} ont été déduits ; calculé à la seconde, cela fait ${f.money('right')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'unused-time-not-credited': {
    story: [
      changedOn,
      (f, v) =>
        `Le reste de la période a été facturé ${f.money('charged')}, alors que tout était déjà payé pour ${product(f, v)} jusqu'au ${f.date('paid_until')} ; la partie non utilisée n'a pas été déduite.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'charged-above-quote/promise': aboveQuote(
    (f, v) =>
      `Le ${f.date('quoted_at')}, nous ${v.pick('vous avons', "t'avons")} indiqué un prix de ${f.money('quoted')}`,
  ),
  'charged-above-quote/quote': aboveQuote(
    (f, v) =>
      `Le devis du ${f.date('quoted_at')} que ${v.pick('vous avez', 'tu as')} accepté indique ${f.money('quoted')}`,
  ),
  'charged-above-quote/checkout': aboveQuote(
    (f) => `La page de paiement du ${f.date('quoted_at')} affichait ${f.money('quoted')}`,
  ),
  'full-price-for-part': {
    story: [
      changedOn,
      (f, v) =>
        `La facture compte ${f.money('billed')} pour ${product(f, v)}, le prix d'une période entière, alors qu'il ne restait que le temps jusqu'au ${f.date('period_end')} ; le montant juste est de ${f.money('right')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'downgrade-not-credited/credit': downgrade,
  'downgrade-not-credited/period_end': downgrade,
  'changes-pile-up': {
    story: [
      (f, v) =>
        `Dans la période jusqu'au ${f.date('period_end')}, ${ton(v)} abonnement a été modifié ${f.count('changes')} fois. Tout ce qui a été facturé et déduit pour cela fait ${f.money('net')}, alors que la formule la plus chère coûte ${f.money('dearest')} pour la période entière.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'residual-proration/late_after_end': {
    story: [leftOver, ended],
    conclusion: { billing_error: [notAnyMore] },
  },
  'residual-proration/elsewhere_after_end': {
    story: [leftOver, ended],
    conclusion: { billing_error: [notAnyMore] },
  },
  'residual-proration/after_end': {
    story: [leftOver, ended],
    conclusion: {
      valid_but_confusing: [
        () => "Cela concerne le temps d'avant, pendant lequel la modification s'appliquait.",
      ],
    },
  },
  'residual-proration/late': {
    story: [leftOver],
    conclusion: {
      valid_but_confusing: [() => "Il n'y a pas eu de facture plus tôt qui aurait pu l'inclure."],
    },
  },
  'residual-proration/elsewhere': {
    story: [leftOver],
    conclusion: {
      valid_but_confusing: [
        (_, v) => `De tels montants s'ajoutent à la facture suivante de ${ton(v)} compte.`,
      ],
    },
  },
  'residual-proration/waiting': {
    story: [
      (f, v) =>
        `D'une modification de ${ton(v)} abonnement le ${f.date('changed_at')}, il reste ${f.money('net')} qui n'ont pas encore été facturés.`,
      ended,
    ],
    conclusion: {
      valid_but_confusing: [
        () => "Rien n'a été prélevé pour cela ; nous vérifions si ce montant est vraiment dû.",
      ],
    },
  },
};
