import type { Category } from '../../analysis/finding.ts';
import { enumerated } from '../templates/de/index.ts';
import type { Voice } from '../templates/language.ts';
import type { PlainDeed } from './deeds.ts';
import type { NoticeTexts, PlainWords } from './notice-texts.ts';

const your = (v: Voice): string => v.pick('Ihr', 'dein');
const Your = (v: Voice): string => v.pick('Ihr', 'Dein');

/** Was falsch war, als Satz nach einem Doppelpunkt. */
const WRONG: Readonly<Record<Category, (v: Voice) => string>> = {
  duplicate_charge: () => 'Für dieselbe Leistung war mehr als einmal abgebucht worden',
  duplicate_subscription: () => 'Für dieselbe Leistung lief mehr als ein Abonnement',
  duplicate_invoice: () => 'Dieselbe Leistung war mehr als einmal in Rechnung gestellt worden',
  overpayment: () => 'Es war mehr bezahlt worden, als offen war',
  cancellation: (v) => `${Your(v)}e Kündigung war nicht berücksichtigt worden`,
  trial: (v) => `${Your(v)} Testzeitraum war nicht berücksichtigt worden`,
  pause: (v) => `Die Pause ${your(v)}es Abonnements war nicht berücksichtigt worden`,
  renewal: (v) => `Die Verlängerung ${your(v)}es Abonnements war nicht wie vereinbart abgerechnet worden`,
  proration: (v) => `${Your(v)} Tarifwechsel war nicht richtig abgerechnet worden`,
  discount: (v) => `${Your(v)} Rabatt war nicht wie vereinbart angewendet worden`,
  credit: (v) => `${Your(v)} Guthaben war nicht richtig verrechnet worden`,
  price: () => 'Es war nicht der vereinbarte Preis berechnet worden',
  quantity: () => 'Es war eine falsche Menge berechnet worden',
  usage: () => 'Die Nutzung war nicht richtig berechnet worden',
  tax: (v) => `Die Steuer auf ${your(v)}er Rechnung war nicht richtig`,
  refund: (v) => `Eine Erstattung an ${v.pick('Sie', 'dich')} war nicht richtig ausgeführt worden`,
  dispute: () => 'Die beanstandete Zahlung war nicht richtig abgerechnet worden',
  payment_failure: () => 'Eine Zahlung war nicht richtig ausgeführt worden',
  authorization_hold: (v) => `Auf ${your(v)}er Karte war noch ein Betrag vorgemerkt`,
  currency: () => 'Es war in der falschen Währung abgerechnet worden',
  identity: (v) => `${Your(v)}e Zahlungen waren auf mehr als ein Kundenkonto gebucht worden`,
  one_off: () => 'Ein einmaliger Betrag war nicht richtig berechnet worden',
  balance: (v) => `${Your(v)} Kundenguthaben war nicht richtig`,
  other: () => 'Eine Zahlung war nicht richtig abgerechnet worden',
};

const FROM_NEXT_INVOICE = 'Das gilt ab der nächsten Rechnung.';

const PLAIN: Readonly<Record<PlainDeed['what'], (how: PlainWords, v: Voice) => string>> = {
  invoice_voided: ({ many }) =>
    many
      ? 'Wir haben die Rechnungen storniert; dafür ist nichts zu zahlen.'
      : 'Wir haben die Rechnung storniert; dafür ist nichts zu zahlen.',
  subscription_cancelled: ({ many, category }, v) => {
    const isDuplicate = category === 'duplicate_subscription';
    const which = many
      ? `${isDuplicate ? 'die doppelten' : `${your(v)}e`} Abonnements`
      : `${isDuplicate ? 'das doppelte' : your(v)} Abonnement`;
    return `Wir haben ${which} beendet; dafür wird nichts mehr abgebucht.`;
  },
  discount_removed: (_, v) =>
    `Wir haben den Rabatt von ${your(v)}em Abonnement entfernt. Frühere Rechnungen bleiben, wie sie sind.`,
  payment_cancelled: ({ many }) => `Wir haben die Zahlung${many ? 'en' : ''} abgebrochen.`,
  invoice_item_deleted: ({ many }) =>
    many
      ? 'Wir haben die falschen Posten entfernt; auf der nächsten Rechnung erscheinen sie nicht.'
      : 'Wir haben den falschen Posten entfernt; auf der nächsten Rechnung erscheint er nicht.',
  discount_applied: (_, v) =>
    `Wir haben den Rabatt in ${your(v)}em Abonnement hinterlegt. ${FROM_NEXT_INVOICE}`,
  price_updated: (_, v) => `Wir haben den Preis ${your(v)}es Abonnements berichtigt. ${FROM_NEXT_INVOICE}`,
  quantity_updated: (_, v) =>
    `Wir haben die Menge in ${your(v)}em Abonnement berichtigt. ${FROM_NEXT_INVOICE}`,
  tax_status_updated: (_, v) =>
    `Wir haben die Steuerangaben in ${your(v)}em Kundenkonto berichtigt. ${FROM_NEXT_INVOICE}`,
  trial_extended: (_, v) => `Wir haben ${your(v)}en Testzeitraum verlängert.`,
};

export const german: NoticeTexts = {
  opening({ state, category, ours }, v) {
    const what =
      state === 'partly_executed'
        ? v.pick('Wir haben das zum Teil berichtigt', 'Wir haben das zum Teil in Ordnung gebracht')
        : ours
          ? v.pick(
              'Wir haben einen Fehler in unserer Abrechnung behoben',
              'Wir haben das für dich in Ordnung gebracht',
            )
          : v.pick('Wir haben das für Sie erledigt', 'Wir haben das für dich erledigt');
    const apology = v.pick('Dafür bitten wir um Entschuldigung.', 'Das tut uns leid.');
    return [`${what}: ${WRONG[category](v)}.`, ...(ours ? [apology] : [])];
  },
  money(what, amount, { with_tax, paid_with, parts }, v) {
    const sum = with_tax ? `${amount} (inklusive Steuer)` : amount;
    const inParts = parts.length > 1 ? `, in ${parts.length} Teilen: ${enumerated(parts)}` : '';
    switch (what) {
      case 'refunded':
        return paid_with === 'unknown'
          ? `Wir haben ${sum} auf das Zahlungsmittel erstattet, mit dem ${v.pick('Sie bezahlt haben', 'du bezahlt hast')}${inParts}.`
          : `Wir haben ${sum} auf ${your(v)}${paid_with === 'card' ? 'e Karte' : ' Bankkonto'} erstattet${inParts}.`;
      case 'balance_credited':
        return `Wir haben ${your(v)}em Kundenguthaben ${sum} gutgeschrieben.`;
      case 'credited_outside':
        return `Wir haben eine Gutschrift über ${sum} ausgestellt.`;
      case 'invoice_lowered':
        return `Wir haben den offenen Betrag ${your(v)}er Rechnung um ${sum} gesenkt.`;
      case 'balance_debited':
        return `Zugleich haben wir ${sum} von ${your(v)}em Kundenguthaben abgezogen.`;
    }
  },
  plain: (what, how, v) => PLAIN[what](how, v),
  arrival(arrival, paidWith, v) {
    switch (arrival) {
      case 'refund':
        return paidWith === 'bank'
          ? `Bis das Geld auf ${your(v)}em Bankkonto ist, kann es bis zu 14 Tage dauern.`
          : `Bis eine Erstattung auf ${your(v)}er ${paidWith === 'card' ? 'Kartenabrechnung' : 'Abrechnung'} erscheint, dauert es meist 5 bis 10 Bankarbeitstage.`;
      case 'balance':
        return 'Das Guthaben wird automatisch mit der nächsten Rechnung verrechnet.';
      case 'outside':
        return v.pick(
          'Dieser Betrag ging außerhalb unseres Zahlungssystems ein und muss deshalb gesondert ausgezahlt werden; dazu melden wir uns bei Ihnen.',
          'Dieser Betrag ging außerhalb unseres Zahlungssystems ein und muss deshalb gesondert ausgezahlt werden; dazu melden wir uns bei dir.',
        );
      case 'hold':
        return `Ist der Betrag noch auf ${your(v)}er Karte vorgemerkt, verschwindet die Vormerkung in der Regel innerhalb von 7 Tagen.`;
    }
  },
  stillOpen: (v) =>
    v.pick(
      'Ein Punkt ist noch offen; sobald er geklärt ist, melden wir uns wieder bei Ihnen.',
      'Ein Punkt ist noch offen; sobald er geklärt ist, melden wir uns wieder bei dir.',
    ),
  cameBack: (amount, v) => [
    `Die Erstattung${amount === null ? '' : ` von ${amount}`} konnte nicht zugestellt werden: Die Bank hat sie nicht angenommen, und das Geld ist an uns zurückgegangen.`,
    'Meist liegt das daran, dass eine Karte oder ein Bankkonto nicht mehr besteht.',
    v.pick(
      'Bitte antworten Sie auf diese Nachricht, damit wir mit Ihnen einen anderen Weg finden, zum Beispiel eine Banküberweisung.',
      'Bitte antworte auf diese Nachricht, damit wir mit dir einen anderen Weg finden, zum Beispiel eine Banküberweisung.',
    ),
    v.pick(
      'Bitte senden Sie uns keine vollständigen Kartennummern.',
      'Bitte sende uns keine vollständigen Kartennummern.',
    ),
  ],
  references: (references, v) =>
    `Für ${your(v)}e Unterlagen: ${references.map(({ object, id }) => `${object === 'refund' ? 'Erstattung' : 'Gutschrift'} ${id}`).join(', ')}.`,
};
