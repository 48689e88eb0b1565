import type { Language, OpeningKind, Voice } from '../language.ts';
import { WESTERN_LAYOUT } from '../letter-layout.ts';
import { amounts } from './amounts.ts';
import { failedReturns } from './failed-returns.ts';
import { families } from './families/index.ts';
import { generic } from './generic.ts';
import { overpayments } from './overpayments.ts';
import { payments } from './payments.ts';
import { refunds } from './refunds.ts';
import { subscriptions } from './subscriptions.ts';
import { timing } from './timing.ts';

/** In German the tone decides the form of address: `Sie` or `du`. */
const VOICES: Readonly<Record<Voice['tone'], Voice>> = {
  formal: { tone: 'formal', pick: (formal) => formal },
  friendly: { tone: 'friendly', pick: (_, friendly) => friendly },
};

/** The customer says `Sie` to us: in the middle of a sentence, where nothing else has that capital. */
const ADDRESSES_FORMALLY = /\p{Ll},? (?:Sie|Ihnen|Ihre?[mnrs]?)\b/u;

const thanks = (v: Voice): string => v.pick('Vielen Dank für Ihre Nachricht.', 'Danke für deine Nachricht.');

const OPENINGS: Readonly<Record<OpeningKind, (v: Voice) => readonly string[]>> = {
  billing_error: (v) => [
    v.pick(
      'Wir haben Ihr Konto geprüft und einen Fehler in unserer Abrechnung gefunden, für den wir um Entschuldigung bitten.',
      'Wir haben dein Konto geprüft: Bei uns ist etwas schiefgelaufen, und das tut uns leid.',
    ),
  ],
  likely_error: (v) => [
    v.pick('Wir haben das für Sie geprüft.', 'Wir haben das für dich geprüft.'),
    'Ein Punkt ist noch offen.',
  ],
  payment_issue: (v) => [v.pick('Wir haben das für Sie geprüft.', 'Wir haben das für dich geprüft.')],
  valid_but_confusing: (v) => [v.pick('Wir haben das für Sie geprüft.', 'Wir haben das für dich geprüft.')],
  no_anomaly: () => [],
  cannot_tell: () => [],
  unresolved: () => [],
};

export const german: Language = {
  code: 'de',
  defaultLocale: 'de-DE',
  // Sie is never wrong; du is, in many companies. It takes a policy that asks for a friendly tone.
  defaultTone: 'formal',
  voice: (tone, ticketText) => VOICES[ADDRESSES_FORMALLY.test(ticketText) ? 'formal' : tone],
  layout: WESTERN_LAYOUT,
  greeting: (name, v) =>
    v.pick(
      name === null ? 'Guten Tag,' : `Guten Tag ${name.full},`,
      name === null ? 'Hallo,' : `Hallo ${name.first},`,
    ),
  salutation: /^(?:hallo|guten (?:tag|morgen|abend)|sehr geehrte|liebe[rs]?|moin|grüezi|servus)(?![\p{L}])/iu,
  lowerAfterGreeting: new Set(
    'Vielen Danke Wir Für Am Auf Bei Der Die Das Ein Eine Es Innerhalb Seit Von Gern'.split(' '),
  ),
  opening: (kind, v, hasTicket) => [...(hasTicket ? [thanks(v)] : []), ...OPENINGS[kind](v)],
  next(step, v) {
    switch (step) {
      case 'correction_drafted':
        return [
          v.pick(
            'Wir haben das zur Korrektur an unsere Buchhaltung gegeben und geben Ihnen Bescheid, sobald es erledigt ist.',
            'Wir haben das zur Korrektur an unsere Buchhaltung gegeben und sagen dir Bescheid, sobald es erledigt ist.',
          ),
        ];
      case 'error_under_review':
        return [
          v.pick(
            'Wir haben das zur Prüfung an unsere Buchhaltung gegeben und melden uns bei Ihnen, sobald wir deren Antwort haben.',
            'Wir haben das zur Prüfung an unsere Buchhaltung gegeben und melden uns bei dir, sobald wir deren Antwort haben.',
          ),
        ];
      case 'being_checked':
        return [
          v.pick(
            'Sobald das geklärt ist, melden wir uns wieder bei Ihnen.',
            'Sobald das geklärt ist, melden wir uns wieder bei dir.',
          ),
        ];
      case 'customer_acts':
        return [];
      case 'nothing_to_do':
        return [v.pick('Sie müssen nichts weiter tun.', 'Du musst nichts weiter tun.')];
    }
  },
  closing: (kind, v) =>
    kind === 'valid_but_confusing'
      ? [
          v.pick(
            'Sollte noch etwas unklar sein, antworten Sie einfach auf diese Nachricht.',
            'Wenn noch etwas unklar ist, antworte einfach auf diese Nachricht.',
          ),
        ]
      : kind === 'billing_error' || kind === 'payment_issue'
        ? [
            v.pick(
              'Wenn Sie in der Zwischenzeit Fragen haben, antworten Sie einfach auf diese Nachricht.',
              'Wenn du in der Zwischenzeit Fragen hast, antworte einfach auf diese Nachricht.',
            ),
          ]
        : [],
  signOff: (v) => v.pick('Mit freundlichen Grüßen', 'Viele Grüße'),
  defaultSignature: (v) => v.pick('Ihr Support-Team', 'Dein Support-Team'),
  rules: {
    ...payments,
    ...subscriptions,
    ...amounts,
    ...refunds,
    ...timing,
    ...overpayments,
    ...failedReturns,
  },
  families,
  generic,
  further: (position, kind, v) => {
    if (kind === 'billing_error' && position === 1) {
      return v.pick(
        'Bei der Prüfung haben wir außerdem einen Fehler in unserer Abrechnung gefunden, für den wir um Entschuldigung bitten.',
        'Bei der Prüfung haben wir außerdem einen Fehler bei uns gefunden, und das tut uns leid.',
      );
    }
    return position === 1 ? 'Bei der Prüfung ist uns noch etwas aufgefallen.' : 'Und noch ein letzter Punkt.';
  },
  alike: (findings, amounts) =>
    amounts.length === 0
      ? `Dasselbe gilt für ${findings > 1 ? 'weitere Fälle' : 'einen weiteren Fall'}.`
      : `Dasselbe gilt für ${findings > 1 ? 'weitere Beträge' : 'einen weiteren Betrag'} von ${enumerated(amounts)}.`,
  noAnomaly: ({ invoices, charges }, v) =>
    invoices + charges === 0
      ? [
          v.pick(
            'Zu Ihrem Konto haben wir keine Zahlungen gefunden.',
            'Zu deinem Konto haben wir keine Zahlungen gefunden.',
          ),
          v.pick(
            'Kann es sein, dass Sie mit einer anderen E-Mail-Adresse bezahlt haben?',
            'Kann es sein, dass du mit einer anderen E-Mail-Adresse bezahlt hast?',
          ),
          v.pick(
            'Dann nennen Sie uns diese bitte, dazu Datum und Betrag der Zahlung und den Namen, der auf Ihrem Kontoauszug steht.',
            'Dann nenn uns diese bitte, dazu Datum und Betrag der Zahlung und den Namen, der auf deinem Kontoauszug steht.',
          ),
        ]
      : [
          v.pick(
            'Wir haben die Zahlungen in Ihrem Konto durchgesehen und nichts Auffälliges gefunden.',
            'Wir haben die Zahlungen in deinem Konto durchgesehen und nichts Auffälliges gefunden.',
          ),
          v.pick(
            'Falls es um eine bestimmte Zahlung geht: Können Sie uns Datum und Betrag nennen und den Namen, der dazu auf Ihrem Kontoauszug steht?',
            'Falls es um eine bestimmte Zahlung geht: Kannst du uns Datum und Betrag nennen und den Namen, der dazu auf deinem Kontoauszug steht?',
          ),
        ],
  cannotTell: (v) => [
    v.pick('Wir prüfen Ihre Zahlungen noch.', 'Wir prüfen deine Zahlungen noch.'),
    v.pick(
      'Ein Teil der Daten steht uns gerade nicht zur Verfügung, und wir möchten Ihnen keine Antwort geben, die sich später als falsch herausstellt.',
      'Ein Teil der Daten steht uns gerade nicht zur Verfügung, und wir möchten dir keine Antwort geben, die sich später als falsch herausstellt.',
    ),
    v.pick(
      'Sobald wir alles gesehen haben, melden wir uns wieder bei Ihnen.',
      'Sobald wir alles gesehen haben, melden wir uns wieder bei dir.',
    ),
  ],
  unresolved: (kind, v) =>
    kind === 'ambiguous'
      ? [
          v.pick(
            'Zu Ihren Angaben passen mehrere Kundenkonten, und wir möchten das richtige prüfen.',
            'Zu deinen Angaben passen mehrere Kundenkonten, und wir möchten das richtige prüfen.',
          ),
          v.pick(
            'Können Sie uns die Nummer einer Ihrer Rechnungen nennen, oder Datum und Betrag Ihrer letzten Zahlung?',
            'Kannst du uns die Nummer einer deiner Rechnungen nennen, oder Datum und Betrag deiner letzten Zahlung?',
          ),
        ]
      : [
          v.pick(
            'Mit den uns bekannten Angaben haben wir Ihr Kundenkonto nicht gefunden.',
            'Mit den uns bekannten Angaben haben wir dein Kundenkonto nicht gefunden.',
          ),
          v.pick(
            'Können Sie uns die E-Mail-Adresse nennen, mit der Sie bezahlt haben, oder die Nummer einer Ihrer Rechnungen?',
            'Kannst du uns die E-Mail-Adresse nennen, mit der du bezahlt hast, oder die Nummer einer deiner Rechnungen?',
          ),
          v.pick(
            'Bitte senden Sie uns keine vollständigen Kartennummern.',
            'Bitte sende uns keine vollständigen Kartennummern.',
          ),
        ],
  quote: (text) => `„${text}“`,
  regional: (text, locale) => (/^de-(?:CH|LI)$/.test(locale) ? text.replaceAll('ß', 'ss') : text),
  synonyms: {
    irrtümlich: 'versehentlich',
    'einen fehler': 'einen Irrtum',
    buchhaltung: 'Finanzabteilung',
    gern: 'mit Vergnügen',
  },
};

/** „a“, „a und b“, „a, b und c“. */
export function enumerated(parts: readonly string[]): string {
  if (parts.length <= 1) return parts[0] ?? '';
  return `${parts.slice(0, -1).join(', ')} und ${parts[parts.length - 1]}`;
}
