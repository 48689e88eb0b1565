import type { FactReader } from '../../facts.ts';
import type { FamilyTexts } from '../../language.ts';

const onTwoDays = (f: FactReader, one: string, other: string): string =>
  f.sameDay(one, other) ? `am ${f.date(one)} zweimal` : `am ${f.date(one)} und am ${f.date(other)} erneut`;

const item = (f: FactReader): string => (f.hasText('item') ? f.name('item') : 'dieselbe Position');

/** German texts of rules about being charged more than once. */
export const duplicates: FamilyTexts = {
  'one-off-billed-twice': {
    story: [(f) => `Wir haben ${item(f)} ${onTwoDays(f, 'first_at', 'again_at')} berechnet.`],
    conclusion: {
      billing_error: [
        (f) =>
          `Beides gehört zu derselben Bestellung; ${f.money('amount')} wurden also irrtümlich berechnet.`,
      ],
      likely_error: [
        (f, v) =>
          `Falls nur einmal bestellt wurde, sind davon ${f.money('amount')} zu viel: ${v.pick('Haben Sie', 'Hast du')} zweimal bestellt?`,
      ],
    },
  },
  'one-time-fee-again': {
    story: [(f) => `Wir haben ${item(f)} ${onTwoDays(f, 'first_at', 'again_at')} berechnet.`],
    conclusion: {
      billing_error: [
        (f) => `Diese Gebühr fällt nur einmal an; ${f.money('amount')} wurden also irrtümlich berechnet.`,
      ],
    },
  },
  'paid-outside-and-charged/recorded': {
    story: [
      (f, v) =>
        `Unsere Rechnung vom ${f.date('invoice_at')} über ${f.money('asked')} wurde außerhalb unseres Zahlungssystems bezahlt, und ${v.pick('Ihr', 'dein')} Zahlungsmittel wurde am ${f.date('charged_at')} dafür ebenfalls belastet.`,
    ],
    conclusion: { billing_error: [(f) => `Damit wurden ${f.money('amount')} zu viel bezahlt.`] },
  },
  'paid-outside-and-charged/transfer': {
    story: [
      (f, v) =>
        `Am ${f.date('transfer_at')} ist eine Überweisung von ${v.pick('Ihnen', 'dir')} eingegangen, genau über den Betrag unserer Rechnung vom ${f.date('invoice_at')} (${f.money('asked')}), und am ${f.date('charged_at')} wurde ${v.pick('Ihre', 'deine')} Karte für diese Rechnung belastet.`,
    ],
    conclusion: {
      likely_error: [
        (f) =>
          `War die Überweisung für diese Rechnung gedacht? Dann wurden ${f.money('amount')} doppelt bezahlt.`,
      ],
    },
  },
  'charged-again-by-batch': {
    story: [
      (f) =>
        `Wir sehen zwei gleiche Abbuchungen (${onTwoDays(f, 'first_at', 'again_at')}), die aus einem automatischen Lauf bei uns stammen.`,
    ],
    conclusion: {
      likely_error: [
        (f) => `Unsere Technik prüft gerade, ob die zweite über ${f.money('amount')} ein Versehen war.`,
      ],
    },
  },
  'backdated-start-billed-twice': {
    story: [
      (f, v) =>
        `${v.pick('Ihr', 'Dein')} neues Abonnement wurde am ${f.date('created_at')} mit Beginn am ${f.date('start_at')} angelegt, und die Zeit bis zum ${f.date('paid_until')} war schon bezahlt.`,
    ],
    conclusion: {
      billing_error: [(f) => `${f.money('amount')} wurden also für bereits bezahlte Zeit berechnet.`],
    },
  },
  'charged-on-two-records/subscription': {
    story: [
      (f, v) =>
        f.hasText('product')
          ? `In unserer Abrechnung gibt es zwei Konten von ${v.pick('Ihnen', 'dir')}, und beide zahlen für ${f.name('product')}.`
          : `In unserer Abrechnung gibt es zwei Konten von ${v.pick('Ihnen', 'dir')}, und beide zahlen für dasselbe Abonnement.`,
    ],
    conclusion: {
      billing_error: [
        (f) => `Gebraucht wird nur eines davon; ${f.money('amount')} wurden also irrtümlich berechnet.`,
      ],
      likely_error: [
        (f, v) =>
          `Falls nur eines davon gebraucht wird, sind ${f.money('amount')} zu viel: ${v.pick('Nutzen Sie', 'Nutzt du')} beide?`,
      ],
    },
  },
  'charged-on-two-records/payment': {
    story: [
      (f, v) =>
        `In unserer Abrechnung gibt es zwei Konten von ${v.pick('Ihnen', 'dir')}, und auf beiden wurde derselbe Betrag abgebucht (${onTwoDays(f, 'first_at', 'again_at')}).`,
    ],
    conclusion: {
      billing_error: [
        (f) => `Fällig war er nur einmal; ${f.money('amount')} wurden also irrtümlich abgebucht.`,
      ],
      likely_error: [
        (f, v) =>
          `Falls nur einmal gekauft wurde, sind ${f.money('amount')} zu viel: ${v.pick('Haben Sie', 'Hast du')} zweimal gekauft?`,
      ],
    },
  },
  'several-subscriptions': {
    story: [
      (f, v) =>
        f.hasText('product')
          ? `${v.pick('Sie haben', 'Du hast')} ${f.count('count')} Abonnements von ${f.name('product')}, jedes für etwas Eigenes, und jedes wird für sich abgerechnet.`
          : `${v.pick('Sie haben', 'Du hast')} ${f.count('count')} Abonnements, jedes für etwas Eigenes, und jedes wird für sich abgerechnet.`,
    ],
    conclusion: {
      valid_but_confusing: [() => 'Deshalb gibt es mehrere Abbuchungen; keine davon erfolgte doppelt.'],
    },
  },
  'charges-close-together': {
    story: [
      (f) =>
        f.has('others')
          ? `Die Abbuchungen sind für verschiedene Dinge: ${f.money('first')} am ${f.date('first_at')}, ${f.money('second')} am ${f.date('second_at')} und ${f.count('others')} weitere kurz darauf.`
          : f.hasText('first_item') && f.hasText('second_item')
            ? `Die beiden Abbuchungen sind für zwei verschiedene Dinge: ${f.money('first')} am ${f.date('first_at')} für ${f.name('first_item')} und ${f.money('second')} am ${f.date('second_at')} für ${f.name('second_item')}.`
            : `Die beiden Abbuchungen sind für zwei verschiedene Dinge: ${f.money('first')} am ${f.date('first_at')} und ${f.money('second')} am ${f.date('second_at')}.`,
    ],
    conclusion: { valid_but_confusing: [() => 'Jedes wurde einmal berechnet.'] },
  },
  'paid-in-parts/running': {
    story: [
      (f) =>
        `Unsere Rechnung über ${f.money('amount')} wird in Teilen bezahlt: bisher ${f.count('count')} Zahlungen, zusammen ${f.money('paid')}, die letzte am ${f.date('last_at')}.`,
    ],
    conclusion: { valid_but_confusing: [(f) => `${f.money('left')} stehen noch aus.`] },
  },
  'paid-in-parts/complete': {
    story: [
      (f) =>
        `Unsere Rechnung über ${f.money('amount')} wurde ${f.sameDay('first_at', 'last_at') ? `am ${f.date('first_at')}` : `zwischen dem ${f.date('first_at')} und dem ${f.date('last_at')}`} in ${f.count('count')} Teilen bezahlt.`,
    ],
    conclusion: { valid_but_confusing: [() => 'Zusammen ergeben sie genau die Rechnung und nicht mehr.'] },
  },
};
