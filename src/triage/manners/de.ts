import type { Manner } from './manner.ts';

export const german: Manner = {
  warmOpening: {
    billing_error: (v) => [
      v.pick(
        'Es war richtig, dass Sie uns geschrieben haben.',
        'Es war richtig, dass du uns geschrieben hast.',
      ),
    ],
    likely_error: (v) => [
      v.pick('Es war richtig, dass Sie nachfragen.', 'Es war richtig, dass du nachfragst.'),
    ],
    payment_issue: (v) => [
      v.pick(
        'Eine Zahlung, die nicht klappt, ist ärgerlich, und wir helfen Ihnen gern.',
        'Eine Zahlung, die nicht klappt, ist ärgerlich, und wir helfen dir gern.',
      ),
    ],
    valid_but_confusing: () => ['Wir verstehen, dass diese Rechnung Fragen aufwirft.'],
    no_anomaly: () => ['Wir verstehen, dass eine unbekannte Buchung Fragen aufwirft.'],
    cannot_tell: () => ['Wir wissen, dass Warten unangenehm ist, wenn es um Geld geht.'],
    unresolved: (v) => [v.pick('Wir helfen Ihnen gern weiter.', 'Wir helfen dir gern weiter.')],
  },
  warmClosing: (v) => [v.pick('Wir sind gern für Sie da.', 'Wir sind gern für dich da.')],
  firm: {
    valid_but_confusing: () => ['Von unserer Seite ist daran nichts zu ändern.'],
    payment_issue: (v) => [v.pick('Bitte kümmern Sie sich bald darum.', 'Bitte kümmere dich bald darum.')],
    no_anomaly: () => ['Ohne diese Angaben können wir nicht weiter suchen.'],
    unresolved: () => ['Ohne diese Angaben können wir der Frage nicht nachgehen.'],
  },
};
