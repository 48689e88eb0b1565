import type { FactReader } from '../../facts.ts';
import type { FamilyTexts, RuleText, Sentence, Voice } from '../../language.ts';

const product = (f: FactReader, v: Voice): string =>
  f.hasText('product') ? f.name('product') : v.pick('Ihr Tarif', 'dein Tarif');

const tooMuch = (f: FactReader): string =>
  `Damit wurden ${f.money('amount')} einschließlich Steuern zu viel berechnet.`;

const changedOn = (f: FactReader, v: Voice): string =>
  `Am ${f.date('changed_at')}, mitten in einem Abrechnungszeitraum, wurde ${v.pick('Ihr', 'dein')} Abonnement geändert.`;

const aboveQuote = (told: (f: FactReader, v: Voice) => string): RuleText => ({
  story: [
    (f, v) =>
      `${told(f, v)}, die Rechnung vom ${f.date('invoice_at')} beläuft sich jedoch einschließlich Steuern auf ${f.money('billed')}.`,
  ],
  conclusion: { billing_error: [(f) => `Damit wurden ${f.money('amount')} zu viel berechnet.`] },
});

const fromTo = (f: FactReader): string =>
  f.hasText('from_plan') && f.hasText('to_plan')
    ? `von ${f.name('from_plan')} auf das günstigere ${f.name('to_plan')}`
    : 'auf einen günstigeren Tarif';

const downgrade: RuleText = {
  story: [
    (f, v) =>
      `Am ${f.date('changed_at')} wurde ${v.pick('Ihr', 'dein')} Abonnement ${fromTo(f)} umgestellt; der höhere Preis war bis zum ${f.date('paid_until')} schon bezahlt, und der Unterschied wurde nicht gutgeschrieben.`,
  ],
  conclusion: {
    billing_error: [(f) => `Das sind ${f.money('amount')} einschließlich Steuern.`],
    likely_error: [
      (f, v) =>
        `Wir prüfen, ob ${v.pick('Sie', 'du')} ${f.hasText('from_plan') ? f.name('from_plan') : v.pick('Ihren bisherigen Tarif', 'deinen bisherigen Tarif')} bis dahin noch nutzen ${v.pick('konnten', 'konntest')}; wenn nicht, ${v.pick('stehen Ihnen', 'stehen dir')} ${f.money('amount')} zu.`,
    ],
  },
};

const leftOver = (f: FactReader, v: Voice): string =>
  f.has('net')
    ? `Die Rechnung vom ${f.date('billed_at')} enthält ${f.money('net')} für eine Änderung ${v.pick('Ihres', 'deines')} Abonnements am ${f.date('changed_at')}.`
    : `Die Rechnung vom ${f.date('billed_at')} berechnet noch eine Änderung ${v.pick('Ihres', 'deines')} Abonnements am ${f.date('changed_at')}.`;

const ended: Sentence = (f) =>
  f.has('ended_at') ? `Dieses Abonnement endete am ${f.date('ended_at')}.` : null;

/** German texts of rules about prorations. */
export const prorations: FamilyTexts = {
  'proration-amount-wrong/charge': {
    story: [
      changedOn,
      (f) =>
        `Für den Rest des Zeitraums ergeben sich auf die Sekunde genau ${f.money('right')}, berechnet wurden jedoch ${f.money('billed')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'proration-amount-wrong/credit': {
    story: [
      changedOn,
      (f, v) =>
        `Für die nicht genutzte Zeit wurden ${v.pick('Ihnen', 'dir')} ${f.money('billed')} gutgeschrieben; auf die Sekunde genau sind es ${f.money('right')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'unused-time-not-credited': {
    story: [
      changedOn,
      (f, v) =>
        `Für den Rest des Zeitraums wurden ${f.money('charged')} berechnet, obwohl ${product(f, v)} bis zum ${f.date('paid_until')} schon bezahlt war; die nicht genutzte Zeit wurde nicht gutgeschrieben.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'charged-above-quote/promise': aboveQuote(
    (f, v) => `Am ${f.date('quoted_at')} haben wir ${v.pick('Ihnen', 'dir')} ${f.money('quoted')} zugesagt`,
  ),
  'charged-above-quote/quote': aboveQuote(
    (f) => `Im angenommenen Angebot vom ${f.date('quoted_at')} stehen ${f.money('quoted')}`,
  ),
  'charged-above-quote/checkout': aboveQuote(
    (f) => `Bei der Bestellung am ${f.date('quoted_at')} wurden ${f.money('quoted')} angezeigt`,
  ),
  'full-price-for-part': {
    story: [
      changedOn,
      (f, v) =>
        `Die Rechnung berechnet für ${f.hasText('product') ? f.name('product') : v.pick('Ihren Tarif', 'deinen Tarif')} ${f.money('billed')}, den Preis eines ganzen Zeitraums, obwohl nur noch die Zeit bis zum ${f.date('period_end')} offen war; richtig sind ${f.money('right')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'downgrade-not-credited/credit': downgrade,
  'downgrade-not-credited/period_end': downgrade,
  'changes-pile-up': {
    story: [
      (f, v) =>
        `Im Zeitraum bis zum ${f.date('period_end')} wurde ${v.pick('Ihr', 'dein')} Abonnement ${f.count('changes')}-mal geändert. Alle Berechnungen und Gutschriften dafür ergeben ${f.money('net')}, obwohl der teuerste dieser Tarife für den ganzen Zeitraum ${f.money('dearest')} kostet.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'residual-proration/late_after_end': {
    story: [leftOver, ended],
    conclusion: {
      billing_error: [(f) => `Die ${f.money('amount')} hätten nicht mehr berechnet werden dürfen.`],
    },
  },
  'residual-proration/elsewhere_after_end': {
    story: [leftOver, ended],
    conclusion: {
      billing_error: [(f) => `Die ${f.money('amount')} hätten nicht mehr berechnet werden dürfen.`],
    },
  },
  'residual-proration/after_end': {
    story: [leftOver, ended],
    conclusion: {
      valid_but_confusing: [() => 'Der Betrag gilt für die Zeit vor dem Ende, in der die Änderung galt.'],
    },
  },
  'residual-proration/late': {
    story: [leftOver],
    conclusion: {
      valid_but_confusing: [() => 'Eine frühere Rechnung, auf der das hätte stehen können, gab es nicht.'],
    },
  },
  'residual-proration/elsewhere': {
    story: [leftOver],
    conclusion: {
      valid_but_confusing: [() => 'Solche Beträge kommen auf die jeweils nächste Rechnung des Kundenkontos.'],
    },
  },
  'residual-proration/waiting': {
    story: [
      (f, v) =>
        `Aus einer Änderung ${v.pick('Ihres', 'deines')} Abonnements am ${f.date('changed_at')} stehen noch ${f.money('net')} aus, die nicht berechnet wurden.`,
      ended,
    ],
    conclusion: {
      valid_but_confusing: [
        () => 'Abgebucht wurde dafür nichts; wir prüfen, ob der Betrag überhaupt fällig ist.',
      ],
    },
  },
};
