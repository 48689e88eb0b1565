import type { FactReader } from '../../facts.ts';
import type { FamilyTexts } from '../../language.ts';

const onCard = (f: FactReader, name: string): string =>
  f.hasText(name) ? ` (Karte mit den Endziffern ${f.plain(name)})` : '';

/** German texts of rules about refunds, disputes, payments and currency. */
export const payments: FamilyTexts = {
  'promised-refund-missing/none': {
    story: [
      (f, v) =>
        `Am ${f.date('promised_at')} haben wir ${v.pick('Ihnen', 'dir')} eine Erstattung von ${f.money('promised')} zugesagt, die bis zum ${f.date('due_at')} hätte erfolgen sollen.`,
    ],
    conclusion: { billing_error: [() => 'Sie ist nicht erfolgt.'] },
  },
  'promised-refund-missing/too_small': {
    story: [
      (f, v) =>
        `Am ${f.date('promised_at')} haben wir ${v.pick('Ihnen', 'dir')} eine Erstattung von ${f.money('promised')} zugesagt.`,
    ],
    conclusion: { billing_error: [(f) => `${f.money('amount')} davon sind noch nicht erstattet.`] },
  },
  'wrong-currency': {
    story: [
      (f) =>
        `Unsere Rechnung vom ${f.date('invoice_at')} lautet auf ${f.plain('billed_currency')}, vereinbart war ${f.plain('agreed_currency')}.`,
    ],
    conclusion: {
      billing_error: [
        (f) =>
          `Die ${f.money('amount')} wurden also irrtümlich berechnet; fällig ist der vereinbarte Betrag in ${f.plain('agreed_currency')}.`,
      ],
    },
  },
  'hundredfold-amount': {
    story: [
      (f) =>
        `Am ${f.date('charged_at')} wurden ${f.money('taken')} abgebucht, gemeint waren ${f.money('meant')}.`,
    ],
    conclusion: { billing_error: [(f) => `${f.money('amount')} wurden also irrtümlich abgebucht.`] },
  },
  'anothers-card-charged': {
    story: [
      (f) =>
        `Die ${f.money('amount')} vom ${f.date('charged_at')} wurden von einem Zahlungsmittel abgebucht, das zu einem anderen Konto gehört.`,
    ],
    conclusion: { likely_error: [() => 'War das mit dessen Inhaber abgesprochen?'] },
  },
  'void-invoice-paid': {
    story: [
      (f) =>
        `Am ${f.date('charged_at')} wurden ${f.money('amount')} für eine Rechnung bezahlt, die bei uns nicht mehr gültig war.`,
    ],
    conclusion: { billing_error: [() => 'Geschuldet war darauf nichts mehr.'] },
  },
  'descriptor-not-recognised': {
    story: [
      (f) =>
        `Die ${f.money('amount')} vom ${f.date('charged_at')}${onCard(f, 'last4')} sind eine Abbuchung von uns: Auf dem Kontoauszug steht sie als ${f.name('descriptor')}.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (_, v) =>
          `Falls das weder ${v.pick('Sie noch jemand aus Ihrem', 'du noch jemand aus deinem')} Team ${v.pick('waren', 'warst')}, ${v.pick('sagen Sie', 'sag')} uns bitte sofort Bescheid.`,
      ],
    },
  },
  'backup-method-used': {
    story: [
      (f, v) =>
        `Am ${f.date('failed_at')} wurde ${v.pick('Ihr', 'dein')} übliches Zahlungsmittel${onCard(f, 'failed_last4')} abgelehnt; die ${f.money('amount')} wurden deshalb am ${f.date('charged_at')} vom anderen hinterlegten abgebucht${onCard(f, 'last4')}.`,
    ],
    conclusion: { valid_but_confusing: [() => 'Abgebucht wurde nur einmal.'] },
  },
  'card-updated': {
    story: [
      (f, v) =>
        `Als ${v.pick('Ihre', 'deine')} Karte ersetzt wurde, hat uns das Kartennetz am ${f.date('updated_at')} die neuen Daten übermittelt; damit wurden am ${f.date('charged_at')} ${f.money('amount')} abgebucht.`,
    ],
    conclusion: {
      valid_but_confusing: [
        () => 'Die Karte lässt sich im Konto jederzeit entfernen oder durch eine andere ersetzen.',
      ],
    },
  },
  'paid-in-own-currency': {
    story: [
      (f) =>
        `Die Abbuchung vom ${f.date('charged_at')} beträgt bei uns ${f.money('amount')} und ${f.money('presented')} in der Währung, in der bezahlt wurde.`,
    ],
    conclusion: { valid_but_confusing: [() => 'Es ist eine einzige Zahlung, einmal abgebucht.'] },
  },
  'bank-conversion': {
    story: [
      (f) =>
        `Am ${f.date('charged_at')} haben wir ${f.money('amount')} abgebucht${onCard(f, 'last4')}, genau den Betrag der Rechnung.`,
      (f) =>
        `Die Bank rechnet ihn zu ihrem eigenen Kurs in ${f.plain('home_currency')} um und berechnet dafür womöglich eine Gebühr.`,
    ],
    conclusion: { valid_but_confusing: [() => 'Kurs und Gebühr kann die Bank nennen.'] },
  },
};
