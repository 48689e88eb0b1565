import type { FactReader } from '../facts.ts';
import type { RuleText, Sentence, Voice } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';

const product = (f: FactReader, before: string): string =>
  f.hasText('product') ? `${before}${f.name('product')}` : '';

const tooMuch: Sentence = (f, v) =>
  f.minor('paid') - f.minor('asked') === f.minor('amount')
    ? `Damit ${v.pick('haben Sie', 'hast du')} ${f.money('amount')} zu viel bezahlt.`
    : `Von dem, was darüber hinaus bezahlt wurde, sind ${f.money('amount')} noch nicht wieder bei ${v.pick('Ihnen', 'dir')}.`;
const keepAsCredit: Sentence = (_, v) =>
  v.pick(
    'Falls Sie den Betrag lieber als Guthaben für Ihre nächsten Rechnungen behalten möchten, sagen Sie uns bitte Bescheid.',
    'Falls du den Betrag lieber als Guthaben für deine nächsten Rechnungen behalten möchtest, sag uns bitte Bescheid.',
  );

const sameTime: Sentence = (f) => {
  const days = f.sameDay('first_at', 'again_at')
    ? `Zwei unserer Rechnungen vom ${f.date('first_at')}`
    : `Unsere Rechnungen vom ${f.date('first_at')} und vom ${f.date('again_at')}`;
  return `${days} berechnen${product(f, ' ')} beide für den Zeitraum vom ${f.date('period_start')} bis zum ${f.date('period_end')}.`;
};

const waitForUs = (v: Voice): string =>
  v.pick(
    'Bitte warten Sie mit der Zahlung, bis Sie von uns hören.',
    'Bitte warte mit der Zahlung, bis du von uns hörst.',
  );

const trial = (f: FactReader, v: Voice): string =>
  `${v.pick('Ihr', 'Dein')} kostenloser Testzeitraum${product(f, ' für ')} war bis zum ${f.date('trial_end')} vorgesehen`;

export const overpayments: Readonly<
  Record<KeysOf<'invoice-overpaid' | 'period-invoiced-twice' | 'charged-during-trial'>, RuleText>
> = {
  'invoice-overpaid/several_payments': {
    story: [
      (f, v) =>
        `Unsere Rechnung vom ${f.date('invoice_at')} lautete auf ${f.money('asked')}; ${v.pick('Ihre', 'deine')} Zahlungen dafür ergeben zusammen ${f.money('paid')}.`,
    ],
    conclusion: { billing_error: [tooMuch, keepAsCredit] },
  },
  'invoice-overpaid/one_payment': {
    story: [
      (f) =>
        `Unsere Rechnung vom ${f.date('invoice_at')} lautete auf ${f.money('asked')}; bezahlt wurden dafür ${f.money('paid')}.`,
    ],
    conclusion: { billing_error: [tooMuch, keepAsCredit] },
  },

  'period-invoiced-twice/paid': {
    story: [sameTime],
    conclusion: {
      billing_error: [
        (f) =>
          `Dieser Zeitraum war nur einmal zu bezahlen; ${f.money('amount')} wurden also irrtümlich abgebucht.`,
      ],
    },
  },
  'period-invoiced-twice/open': {
    story: [sameTime],
    conclusion: {
      billing_error: [
        (f, v) =>
          f.sameDay('first_at', 'again_at')
            ? `Dieser Zeitraum ist nur einmal zu bezahlen; ${f.money('amount')} auf der unbezahlten der beiden wurden also irrtümlich berechnet. ${waitForUs(v)}`
            : `Dieser Zeitraum ist nur einmal zu bezahlen; ${f.money('amount')} auf der unbezahlten Rechnung vom ${f.date('again_at')} wurden also irrtümlich berechnet. ${waitForUs(v)}`,
      ],
    },
  },

  'charged-during-trial/paid': {
    story: [
      (f, v) =>
        `${trial(f, v)}; trotzdem wurde ${v.pick('Ihnen', 'dir')} am ${f.date('charged_at')} schon etwas berechnet.`,
    ],
    conclusion: {
      billing_error: [
        (f) =>
          `Vor dem Ende des Testzeitraums war noch nichts zu bezahlen; die ${f.money('amount')} wurden also irrtümlich abgebucht.`,
      ],
    },
  },
  'charged-during-trial/open': {
    story: [
      (f, v) =>
        `${trial(f, v)}; trotzdem ging am ${f.date('charged_at')} schon eine Rechnung an ${v.pick('Sie', 'dich')}.`,
      () => 'Bezahlt wurde sie nicht.',
    ],
    conclusion: {
      billing_error: [
        (f, v) =>
          `Vor dem Ende des Testzeitraums ist noch nichts zu bezahlen; die ${f.money('amount')} wurden also irrtümlich berechnet. ${waitForUs(v)}`,
      ],
    },
  },
};
