import type { FactReader } from '../facts.ts';
import type { RuleText, Sentence, Voice } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';
import { numberWord } from './words.ts';

/** Das überzählige ist dasselbe Produkt noch einmal oder ein abgelöster Tarif: wahr für beide. */
const besideAnother = (f: FactReader, v: Voice): string =>
  `Seit dem ${f.date('since')} läuft in ${v.pick('Ihrem', 'deinem')} Konto ein Abonnement${f.hasText('product') ? ` für ${f.name('product')}` : ''} neben einem weiteren, das dasselbe abdeckt`;

const nextInvoice: Sentence = (f) =>
  f.has('next_at')
    ? `Die nächste Rechnung für das überzählige wäre am ${f.date('next_at')} fällig; das haben wir vermerkt.`
    : null;

const chargedOn = (f: FactReader): string =>
  f.sameDay('ended_at', 'charged_at') ? 'am selben Tag' : `am ${f.date('charged_at')}`;

const bothNeeded: readonly Sentence[] = [
  () => 'Wir prüfen, ob beide gewollt sind.',
  (_, v) =>
    v.pick(
      'Können Sie uns sagen, ob Sie beide brauchen, zum Beispiel für zwei Teams oder zwei Projekte?',
      'Kannst du uns sagen, ob du beide brauchst, zum Beispiel für zwei Teams oder zwei Projekte?',
    ),
];

const ended = (f: FactReader, v: Voice): string =>
  `${v.pick('Ihr', 'Dein')} Abonnement endete am ${f.date('ended_at')}`;
const period = (f: FactReader, article: 'der' | 'den'): string =>
  `${article} Zeitraum vom ${f.date('period_start')} bis zum ${f.date('period_end')}`;
const whyBilled: Sentence = (f, v) =>
  `Wir prüfen, warum für die Zeit nach dem Ende ${v.pick('Ihres', 'deines')} Abonnements ${f.money('amount')} berechnet wurden.`;

const twoParts =
  (credited: (f: FactReader, v: Voice) => string, charged: (f: FactReader, v: Voice) => string): Sentence =>
  (f, v) =>
    `Die Rechnung enthält deshalb eine Gutschrift von ${f.money('credit')} für ${credited(f, v)} und ${f.money('charge')} für ${charged(f, v)} bis zum ${f.date('period_end')}, jeweils mit Rabatten und Steuern.`;

const sum: Sentence = (f, v) => {
  const credit = Math.abs(f.minor('credit'));
  const charge = Math.abs(f.minor('charge'));
  const net = f.minor('net');
  const inFavour = v.pick('zu Ihren Gunsten', 'zu deinen Gunsten');
  if (charge - credit !== net) {
    return net < 0
      ? `Zusammen ergibt das ${f.money('net')} ${inFavour}.`
      : `Zusammen ergibt das ${f.money('net')}.`;
  }
  return net < 0
    ? `Zusammen: ${f.money('credit')} − ${f.money('charge')} = ${f.money('net')} ${inFavour}.`
    : `Zusammen: ${f.money('charge')} − ${f.money('credit')} = ${f.money('net')}.`;
};

const noDayTwice: RuleText['conclusion'] = {
  valid_but_confusing: [() => 'Der Betrag stimmt also: Kein Tag wird doppelt berechnet.'],
};

const waited: Sentence = (f) =>
  f.has('billed_at') ? `Abgerechnet wurde das mit der Rechnung vom ${f.date('billed_at')}.` : null;

const planChange = (what: Sentence): RuleText => ({
  story: [
    what,
    waited,
    twoParts(
      (f, v) =>
        f.hasText('from_plan')
          ? `die nicht genutzte Zeit mit ${f.name('from_plan')}`
          : `die nicht genutzte Zeit mit ${v.pick('Ihrem', 'deinem')} bisherigen Tarif`,
      (f, v) => (f.hasText('to_plan') ? f.name('to_plan') : `${v.pick('Ihren', 'deinen')} neuen Tarif`),
    ),
    sum,
  ],
  conclusion: noDayTwice,
});

/** „Am 10. November, mitten im Abrechnungszeitraum, wurde Ihr Tarif“. */
const planWas = (f: FactReader, v: Voice): string =>
  `Am ${f.date('changed_at')}, mitten im Abrechnungszeitraum, wurde ${v.pick('Ihr', 'dein')} Tarif`;
const bothPlans = (f: FactReader): boolean => f.hasText('from_plan') && f.hasText('to_plan');

export const subscriptions: Readonly<
  Record<KeysOf<'duplicate-subscription' | 'charged-after-cancellation' | 'plan-change-proration'>, RuleText>
> = {
  'duplicate-subscription/paid': {
    story: [(f, v) => `${besideAnother(f, v)}, und beide wurden berechnet.`],
    conclusion: {
      billing_error: [
        (f) =>
          f.count('invoice_count') > 1
            ? `Berechnet werden sollte nur eines davon; für das überzählige wurden mit ${numberWord(f.count('invoice_count'))} Rechnungen irrtümlich ${f.money('amount')} berechnet.`
            : `Berechnet werden sollte nur eines davon; die ${f.money('amount')} für das überzählige wurden irrtümlich berechnet.`,
        nextInvoice,
      ],
      likely_error: bothNeeded,
    },
  },
  'duplicate-subscription/unpaid': {
    story: [(f, v) => `${besideAnother(f, v)}.`, () => 'Für eines der beiden wurde bisher nichts bezahlt.'],
    conclusion: {
      billing_error: [() => 'Berechnet werden sollte nur eines davon.', nextInvoice],
      likely_error: bothNeeded,
    },
  },

  'charged-after-cancellation/paid': {
    story: [
      (f, v) =>
        `${ended(f, v)}, und ${chargedOn(f)} wurde ${v.pick('Ihnen', 'dir')} trotzdem noch ${period(f, 'der')} berechnet.`,
    ],
    conclusion: {
      billing_error: [
        (f, v) =>
          `Dieser Zeitraum gehörte nicht mehr zu ${v.pick('Ihrem', 'deinem')} Abonnement; die ${f.money('amount')} wurden also irrtümlich abgebucht.`,
      ],
      likely_error: [whyBilled],
    },
  },
  'charged-after-cancellation/open': {
    story: [
      (f, v) =>
        `${ended(f, v)}, und ${chargedOn(f)} ging trotzdem noch eine Rechnung für ${period(f, 'den')} an ${v.pick('Sie', 'dich')}.`,
      () => 'Bezahlt wurde sie nicht.',
    ],
    conclusion: {
      billing_error: [
        (f, v) =>
          `Dieser Zeitraum gehörte nicht mehr zu ${v.pick('Ihrem', 'deinem')} Abonnement; die ${f.money('amount')} wurden also irrtümlich berechnet. ${v.pick('Bitte warten Sie mit der Zahlung, bis Sie von uns hören.', 'Bitte warte mit der Zahlung, bis du von uns hörst.')}`,
      ],
      likely_error: [whyBilled],
    },
  },

  'plan-change-proration/upgrade': planChange((f, v) =>
    bothPlans(f)
      ? `${planWas(f, v)} von ${f.name('from_plan')} auf ${f.name('to_plan')} hochgestuft.`
      : `${planWas(f, v)} hochgestuft.`,
  ),
  'plan-change-proration/downgrade': planChange((f, v) =>
    bothPlans(f)
      ? `${planWas(f, v)} von ${f.name('from_plan')} auf den günstigeren Tarif ${f.name('to_plan')} umgestellt.`
      : `${planWas(f, v)} auf einen günstigeren umgestellt.`,
  ),
  'plan-change-proration/interval': planChange((f, v) => {
    const moved = `Am ${f.date('changed_at')} wurde ${v.pick('Ihr', 'dein')} Abonnement auf einen anderen Abrechnungszeitraum umgestellt`;
    return bothPlans(f) ? `${moved}, von ${f.name('from_plan')} auf ${f.name('to_plan')}.` : `${moved}.`;
  }),
  'plan-change-proration/quantity': {
    story: [
      (f, v) =>
        f.has('quantity_before') && f.has('quantity_after')
          ? `Am ${f.date('changed_at')}, mitten im Abrechnungszeitraum, wurde die Menge in ${v.pick('Ihrem', 'deinem')} Abonnement von ${f.count('quantity_before')} auf ${f.count('quantity_after')} geändert.`
          : `Am ${f.date('changed_at')}, mitten im Abrechnungszeitraum, wurde die Menge in ${v.pick('Ihrem', 'deinem')} Abonnement geändert.`,
      waited,
      twoParts(
        () => 'die nicht genutzte Zeit mit der bisherigen Menge',
        () => 'die neue Menge',
      ),
      sum,
    ],
    conclusion: noDayTwice,
  },
};
