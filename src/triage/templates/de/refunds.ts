import type { FactReader } from '../facts.ts';
import type { RuleText, Sentence, Voice } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';

const card = (f: FactReader, v: Voice, preposition: string): string =>
  f.hasText('last4')
    ? ` ${preposition} ${preposition === 'auf' ? v.pick('Ihre', 'deine') : v.pick('Ihrer', 'deiner')} Karte mit den Endziffern ${f.plain('last4')}`
    : '';

const tracing: Sentence = (f, v) =>
  f.hasText('reference')
    ? `Für Rückfragen bei ${v.pick('Ihrer', 'deiner')} Bank: Die Referenz lautet ${f.plain('reference')}.`
    : null;

const your = (v: Voice): string => v.pick('Ihre', 'Deine');
/** Was von der Zahlung bleibt, als Rechnung, wo diese Rückgabe allein es erklärt. */
const remains: Sentence = (f) => {
  if (f.minor('charged') - f.minor('amount') === f.minor('left')) {
    return `Damit bleiben ${f.money('charged')} − ${f.money('amount')} = ${f.money('left')}.`;
  }
  return f.minor('left') === 0
    ? 'Der Rest wurde gesondert zurückgegeben, sodass davon nichts mehr offen ist.'
    : `Zusammen mit dem, was gesondert zurückgegeben wurde, bleiben ${f.money('left')}.`;
};
/** „am 12. November bereits 20,00 € erstattet“ oder „bereits 20,00 € erstattet, zuletzt am 12. November“. */
const returned = (f: FactReader, what: string): string =>
  f.count('count') > 1
    ? `bereits ${what}, zuletzt am ${f.date('returned_at')}`
    : `am ${f.date('returned_at')} bereits ${what}`;

export const refunds: Readonly<Record<KeysOf<'refund-in-transit' | 'already-returned'>, RuleText>> = {
  'refund-in-transit/refund': {
    story: [
      (f, v) => `Wir haben ${f.money('amount')} am ${f.date('refunded_at')}${card(f, v, 'auf')} erstattet.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f) =>
          `Bei den meisten Banken erscheint eine Erstattung innerhalb einiger Werktage; bis zum ${f.date('expected_by')} sollte sie auf dem Kontoauszug stehen.`,
        tracing,
      ],
    },
  },
  'refund-in-transit/reversal': {
    story: [
      (f, v) =>
        `Am ${f.date('refunded_at')} haben wir die Zahlung von ${f.money('amount')}${card(f, v, 'mit')} storniert.`,
      () =>
        'Eine Stornierung erscheint nicht als eigene Gutschrift: Stattdessen verschwindet die ursprüngliche Zahlung vom Kontoauszug.',
    ],
    conclusion: {
      valid_but_confusing: [
        (f) =>
          `Das dauert bei den meisten Banken einige Werktage; bis zum ${f.date('expected_by')} sollte es so weit sein.`,
        tracing,
      ],
    },
  },
  'refund-in-transit/pending': {
    story: [
      (f, v) =>
        `Eine Erstattung von ${f.money('amount')}${card(f, v, 'auf')} wurde am ${f.date('refunded_at')} veranlasst und wird noch bearbeitet.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f, v) =>
          `Einschließlich der Zeit, die ${v.pick('Ihre', 'deine')} Bank braucht, dauert das in der Regel bis etwa zum ${f.date('expected_by')}.`,
        tracing,
      ],
      payment_issue: [
        () => 'Es hakt auf unserer Seite; wir haben unsere Buchhaltung gebeten, sich darum zu kümmern.',
        (_, v) => `Sobald die Erstattung unterwegs ist, melden wir uns wieder bei ${v.pick('Ihnen', 'dir')}.`,
      ],
    },
  },

  'already-returned/refund': {
    story: [
      (f, v) => `${your(v)} Zahlung von ${f.money('charged')} wurde ${returned(f, 'vollständig erstattet')}.`,
      tracing,
    ],
    conclusion: {
      valid_but_confusing: [
        () =>
          'Auf manchen Kontoauszügen steht die Erstattung auf einer späteren Seite als die Zahlung, oder sie ersetzt sie.',
      ],
    },
  },
  'already-returned/partial_refund': {
    story: [
      (f, v) =>
        `Von ${v.pick('Ihrer', 'deiner')} Zahlung von ${f.money('charged')} wurden ${returned(f, `${f.money('amount')} erstattet`)}.`,
      remains,
      tracing,
    ],
    conclusion: {},
  },
  'already-returned/credit_note': {
    story: [
      (f, v) =>
        `Von ${v.pick('Ihrer', 'deiner')} Rechnung über ${f.money('charged')} wurden ${returned(f, `${f.money('amount')} gutgeschrieben`)}${f.hasText('reference') ? ` (Gutschrift ${f.plain('reference')})` : ''}.`,
      remains,
    ],
    conclusion: {},
  },
  'already-returned/balance': {
    story: [
      (f, v) =>
        `Von den berechneten ${f.money('charged')} wurden ${returned(f, `${f.money('amount')} ${v.pick('Ihrem', 'deinem')} Kundenguthaben gutgeschrieben`)}.`,
      (_, v) =>
        `Dieses Guthaben ging nicht auf ${v.pick('Ihre', 'deine')} Karte: Es wird automatisch mit ${v.pick('Ihren', 'deinen')} nächsten Rechnungen verrechnet.`,
    ],
    conclusion: {},
  },
};
