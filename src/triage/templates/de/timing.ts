import type { FactReader } from '../facts.ts';
import type { RuleText, Sentence, Voice } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';

/** „Ihre Karte mit den Endziffern 4242“; Nominativ und Akkusativ sind gleich. */
const card = (f: FactReader, v: Voice): string =>
  `${v.pick('Ihre', 'deine')} Karte${f.hasText('last4') ? ` mit den Endziffern ${f.plain('last4')}` : ''}`;

const noMoneyTaken = 'Dabei wurde kein Geld abgebucht.';
const entryDisappears =
  'Die Bank zeigt das oft noch einige Tage an; danach verschwindet es von selbst vom Kontoauszug.';

/** „Die am 10. November abgebuchten 49,00 € gelten für die Zeit vom … bis zum …“. */
const paidPeriod = (f: FactReader): string =>
  `Die am ${f.date('charged_at')} abgebuchten ${f.money('amount')} gelten für die Zeit vom ${f.date('period_start')} bis zum ${f.date('period_end')}`;
const begunBefore: Sentence = (f, v) =>
  `${paidPeriod(f)}; dieser Zeitraum hatte vor ${v.pick('Ihrer', 'deiner')} Kündigung am ${f.date('canceled_at')} bereits begonnen.`;

const invoice = (f: FactReader, v: Voice): string =>
  `${v.pick('Ihre', 'Deine')} Rechnung vom ${f.date('invoice_at')} über ${f.money('amount')}`;
const nextAttempt: Sentence = (f) =>
  f.has('next_attempt_at')
    ? `Der nächste automatische Versuch ist für den ${f.date('next_attempt_at')} vorgesehen.`
    : null;

/** „ mit einer Karte mit den Endziffern 4242 vom 10. November“: was sonst noch genannt wurde. */
const asNamed = (f: FactReader): string =>
  [
    f.has('named_at') ? ` vom ${f.date('named_at')}` : '',
    f.hasText('last4') ? ` mit einer Karte mit den Endziffern ${f.plain('last4')}` : '',
  ].join('');

const askForTheLine: RuleText['conclusion'] = {
  valid_but_confusing: [
    () =>
      'Die Abbuchung kann zu einem anderen Konto oder zu einem anderen Unternehmen gehören; raten möchten wir nicht.',
    (_, v) =>
      v.pick(
        'Können Sie uns die Zeile genau so schicken, wie sie auf Ihrem Kontoauszug steht, mit Datum, Betrag und dem Namen daneben?',
        'Kannst du uns die Zeile genau so schicken, wie sie auf deinem Kontoauszug steht, mit Datum, Betrag und dem Namen daneben?',
      ),
    (_, v) =>
      v.pick(
        'Falls Sie noch ein anderes Konto bei uns haben, nennen Sie uns bitte auch die E-Mail-Adresse dazu; vollständige Kartennummern schicken Sie uns bitte nicht.',
        'Falls du noch ein anderes Konto bei uns hast, nenn uns bitte auch die E-Mail-Adresse dazu; vollständige Kartennummern schick uns bitte nicht.',
      ),
  ],
};

/** Was nur geprüft wurde, noch nicht oder schon vorher fällig war, oder gar nicht hier ist. */
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
        `Am ${f.date('checked_at')} wurde ${card(f, v)} in ${v.pick('Ihrem', 'deinem')} Konto hinterlegt, und bei ${v.pick('Ihrer', 'deiner')} Bank wurde angefragt, ob sie gültig ist.`,
      () => noMoneyTaken,
    ],
    conclusion: {
      valid_but_confusing: [
        () =>
          'Manche Banken zeigen eine solche Prüfung als vorgemerkten Umsatz ohne Betrag oder über einen sehr kleinen; er verschwindet von selbst vom Kontoauszug.',
      ],
    },
  },
  'card-verification/small_hold': {
    story: [
      (f, v) =>
        `Mit den ${f.money('amount')} vom ${f.date('checked_at')} wurde nur ${card(f, v)} geprüft: Das war keine Zahlung, und das Geld wurde nicht abgebucht.`,
    ],
    conclusion: { valid_but_confusing: [() => entryDisappears] },
  },
  'card-verification/unfinished': {
    story: [
      (f, v) =>
        `Am ${f.date('checked_at')} sollte ${card(f, v)} geprüft werden; das wurde nicht abgeschlossen.`,
      () => noMoneyTaken,
    ],
    conclusion: {
      valid_but_confusing: [
        () => 'Falls die Bank dazu etwas anzeigt, verschwindet es von selbst vom Kontoauszug.',
      ],
    },
  },
  'card-verification/waiting': {
    story: [
      (f, v) =>
        `Seit dem ${f.date('checked_at')} wartet ${v.pick('Ihre', 'deine')} Bank darauf, dass ${v.pick('Sie', 'du')} ${card(f, v)} ${v.pick('freigeben', 'freigibst')}.`,
      () => noMoneyTaken,
    ],
    conclusion: {
      payment_issue: [
        (_, v) =>
          v.pick(
            'Bitte melden Sie sich in Ihrem Konto an und geben Sie die Karte bei Ihrer Bank frei, oder hinterlegen Sie ein anderes Zahlungsmittel.',
            'Bitte melde dich in deinem Konto an und gib die Karte bei deiner Bank frei, oder hinterlege ein anderes Zahlungsmittel.',
          ),
      ],
    },
  },

  'charged-before-cancellation/running': {
    story: [begunBefore],
    conclusion: {
      valid_but_confusing: [
        (f, v) =>
          `${v.pick('Ihr', 'Dein')} Abonnement läuft noch bis zum ${f.date('until')} und verlängert sich danach nicht.`,
      ],
    },
  },
  'charged-before-cancellation/ran_out': {
    story: [begunBefore],
    conclusion: {
      valid_but_confusing: [
        (f, v) =>
          `${v.pick('Ihr', 'Dein')} Abonnement lief bis zum ${f.date('until')} und wurde nicht verlängert.`,
      ],
    },
  },
  'charged-before-cancellation/ended_early': {
    story: [
      (f, v) =>
        `${paidPeriod(f)} und waren schon vor ${v.pick('Ihrer', 'deiner')} Kündigung am ${f.date('canceled_at')} fällig.`,
    ],
    conclusion: {},
  },

  'trial-converted/converted': {
    story: [
      (f, v) => {
        const trial = `${v.pick('Ihr', 'Dein')} Testzeitraum${f.hasText('product') ? ` für ${f.name('product')}` : ''}`;
        return `${trial} lief vom ${f.date('trial_start')} bis zum ${f.date('trial_end')}; da bis dahin keine Kündigung vorlag, lief ${v.pick('Ihr', 'dein')} Abonnement weiter.`;
      },
      (f) =>
        `Die am ${f.date('charged_at')} abgebuchten ${f.money('amount')} sind die erste Zahlung nach dem Testzeitraum und gelten für die Zeit bis zum ${f.date('period_end')}.`,
    ],
    conclusion: {},
  },

  'not-yet-charged/draft': {
    story: [(f, v) => `${invoice(f, v)} ist noch in Vorbereitung; abgebucht wurde dafür nichts.`],
    conclusion: {
      valid_but_confusing: [
        () => 'Solange eine Rechnung nicht fertiggestellt ist, wird dafür nichts abgebucht.',
      ],
    },
  },
  'not-yet-charged/open': {
    story: [(f, v) => `${invoice(f, v)} ist noch offen; abgebucht wurde dafür bisher nichts.`],
    conclusion: {
      valid_but_confusing: [
        (f) => (f.has('due_at') ? `Fällig ist sie am ${f.date('due_at')}.` : null),
        (f) =>
          f.has('next_attempt_at')
            ? `Die Abbuchung ist für den ${f.date('next_attempt_at')} vorgesehen.`
            : null,
      ],
    },
  },
  'not-yet-charged/overdue': {
    story: [
      (f, v) => `${invoice(f, v)} war am ${f.date('due_at')} fällig und ist noch nicht bezahlt.`,
      () => 'Abgebucht wurde dafür nichts.',
    ],
    conclusion: {
      payment_issue: [
        (_, v) =>
          v.pick(
            'Bitte bezahlen Sie sie über den Link auf der Rechnung.',
            'Bitte bezahle sie über den Link auf der Rechnung.',
          ),
        nextAttempt,
        (_, v) =>
          v.pick(
            'Falls Sie schon bezahlt haben, teilen Sie uns bitte mit, wann und auf welchem Weg.',
            'Falls du schon bezahlt hast, sag uns bitte, wann und auf welchem Weg.',
          ),
      ],
    },
  },
  'not-yet-charged/failing': {
    story: [
      (f, v) =>
        `Die Zahlung von ${f.money('amount')} für ${v.pick('Ihre', 'deine')} Rechnung vom ${f.date('invoice_at')} konnte noch nicht ausgeführt werden.`,
      () => 'Abgebucht wurde dafür nichts.',
    ],
    conclusion: {
      payment_issue: [
        (_, v) =>
          v.pick(
            'Bitte prüfen Sie, ob das Zahlungsmittel in Ihrem Konto noch aktuell ist, oder hinterlegen Sie ein anderes.',
            'Bitte prüfe, ob das Zahlungsmittel in deinem Konto noch aktuell ist, oder hinterlege ein anderes.',
          ),
        nextAttempt,
      ],
    },
  },

  'not-in-this-account/amount': {
    story: [
      (f, v) =>
        `In ${v.pick('Ihrem', 'deinem')} Konto finden wir keine Zahlung über ${f.money('amount')}${asNamed(f)}, und auch keine Vormerkung, Erstattung oder Rechnung über diesen Betrag.`,
    ],
    conclusion: askForTheLine,
  },
  'not-in-this-account/card': {
    story: [
      (f, v) =>
        `In ${v.pick('Ihrem', 'deinem')} Konto finden wir keine Zahlung mit einer Karte mit den Endziffern ${f.plain('last4')}.`,
    ],
    conclusion: askForTheLine,
  },
};
