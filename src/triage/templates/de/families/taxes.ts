import type { FactReader } from '../../facts.ts';
import type { FamilyTexts, Sentence, Voice } from '../../language.ts';

const tooMuch: Sentence = (f, v) =>
  `Damit wurden ${v.pick('Ihnen', 'dir')} ${f.money('amount')} zu viel berechnet.`;

const invoice = (f: FactReader, v: Voice): string =>
  `${v.pick('Ihrer', 'deiner')} Rechnung vom ${f.date('invoice_at')}`;

const taxIsRight: Sentence = () => 'Die Steuer auf dieser Rechnung stimmt also.';

/** German texts of rules about tax. */
export const taxes: FamilyTexts = {
  'reverse-charge-not-applied': {
    story: [
      (f, v) =>
        `Auf ${invoice(f, v)} stehen ${f.money('amount')} Umsatzsteuer, obwohl sie an ein Unternehmen in einem anderen Mitgliedstaat ging, dessen USt-IdNr. hinterlegt war.`,
    ],
    conclusion: {
      billing_error: [
        (_f, v) =>
          `Wegen der Umkehr der Steuerschuld durfte ${v.pick('Ihnen', 'dir')} diese Steuer nicht berechnet werden.`,
      ],
      likely_error: [
        (_f, v) =>
          `Wir prüfen ${v.pick('Ihre', 'deine')} USt-IdNr.; war sie damals gültig, fiel diese Steuer nicht an.`,
      ],
    },
  },
  'taxed-in-wrong-place': {
    story: [
      (f, v) =>
        `Auf ${invoice(f, v)} wurde die Steuer für ${f.plain('taxed_in')} berechnet, die Adresse liegt aber in ${f.plain('place')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'taxed-twice/on_top': {
    story: [
      (f, v) =>
        `Der Preis auf ${invoice(f, v)} enthält ${f.name('tax')} bereits; die Steuer wurde noch einmal aufgeschlagen.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'taxed-twice/same_rate': {
    story: [(f, v) => `Auf ${invoice(f, v)} wurde ${f.name('tax')} zweimal berechnet.`],
    conclusion: { billing_error: [tooMuch] },
  },
  'outdated-tax-rate': {
    story: [
      (f, v) =>
        `Auf ${invoice(f, v)} wurde die Steuer mit ${f.percent('charged_percent')} statt mit ${f.percent('due_percent')} berechnet.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'tax-added-later/not_computed': {
    story: [
      (f, v) =>
        `Auf ${invoice(f, v)} stehen ${f.money('amount')} Steuer. Bis zur Rechnung vom ${f.date('before_at')} ließ sich die Steuer mit den vorhandenen Angaben nicht ermitteln, deshalb fehlte sie dort.`,
    ],
    conclusion: { valid_but_confusing: [taxIsRight] },
  },
  'tax-added-later/set_later': {
    story: [
      (f, v) =>
        `Auf ${invoice(f, v)} stehen ${f.money('amount')} Steuer. Bis zur Rechnung vom ${f.date('before_at')} war sie noch nicht eingerichtet, deshalb fehlte sie dort.`,
    ],
    conclusion: { valid_but_confusing: [taxIsRight] },
  },
  'tax-added-later/registered_since': {
    story: [
      (f, v) =>
        `Auf ${invoice(f, v)} stehen ${f.money('amount')} Steuer, weil wir sie an ${v.pick('Ihrem', 'deinem')} Ort inzwischen erheben müssen; bis zur Rechnung vom ${f.date('before_at')} war das nicht so.`,
    ],
    conclusion: { valid_but_confusing: [taxIsRight] },
  },
  'tax-amount-wrong/too_much': {
    story: [
      (f, v) =>
        `Auf ${invoice(f, v)} stehen ${f.money('charged')} ${f.name('tax')}; ${f.percent('percent')} von ${f.money('base')} sind aber ${f.money('due')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'tax-amount-wrong/rounding': {
    story: [
      (f, v) =>
        f.minor('charged') === f.minor('due')
          ? `Auf ${invoice(f, v)} sind ${f.percent('percent')} von ${f.money('base')} genau ${f.money('due')} ${f.name('tax')}. Gerundet wird einmal für die ganze Rechnung, daher können einzelne Zeilen leicht abweichen.`
          : `Auf ${invoice(f, v)} wird ${f.name('tax')} für jede Zeile berechnet und gerundet; das ergibt zusammen ${f.money('charged')}, ${f.percent('percent')} von ${f.money('base')} auf einmal wären ${f.money('due')}.`,
    ],
    conclusion: { valid_but_confusing: [() => 'Der Unterschied kommt nur vom Runden.'] },
  },
  'returned-without-tax/whole_line': {
    story: [
      (f, v) =>
        `Am ${f.date('returned_at')} haben wir ${v.pick('Ihnen', 'dir')} von ${invoice(f, v)} ${f.money('returned')} zurückgegeben, die Steuer darauf aber nicht.`,
    ],
    conclusion: {
      billing_error: [(f, v) => `${v.pick('Ihnen', 'Dir')} stehen noch ${f.money('amount')} Steuer zu.`],
    },
  },
  'returned-without-tax/part_of_line': {
    story: [
      (f, v) =>
        `Am ${f.date('returned_at')} haben wir ${v.pick('Ihnen', 'dir')} von ${invoice(f, v)} ${f.money('returned')} zurückgegeben, und keine Steuer dazu.`,
    ],
    conclusion: {
      likely_error: [
        (_f, v) =>
          `Wir prüfen, ob dieser Betrag die Steuer schon enthalten sollte oder ob ${v.pick('Ihnen', 'dir')} die Steuer noch zusteht.`,
      ],
    },
  },
  'returned-without-tax/whole_invoice': {
    story: [
      (f, v) =>
        `Am ${f.date('returned_at')} haben wir ${v.pick('Ihnen', 'dir')} von ${invoice(f, v)} ${f.money('returned')} zurückgegeben; das ist ihr Betrag ohne die Steuer.`,
    ],
    conclusion: {
      likely_error: [
        (f) => `Wir prüfen, ob auch die Steuer von ${f.money('amount')} hätte zurückgegeben werden sollen.`,
      ],
    },
  },
  'wrong-tax-category': {
    story: [
      (f, v) =>
        `Für ${f.name('product')} standen auf ${v.pick('Ihren', 'deinen')} früheren Rechnungen ${f.percent('before_percent')} Steuer, seit dem ${f.date('since')} sind es ${f.percent('since_percent')}.`,
    ],
    conclusion: {
      likely_error: [
        (_f, v) =>
          `Wir klären mit unserer Steuerabteilung, welcher Satz richtig ist und ob ${v.pick('Ihnen', 'dir')} Steuer zurückzugeben ist.`,
      ],
    },
  },
  'tax-began/id_added_later': {
    story: [
      (f, v) =>
        `Auf ${invoice(f, v)} stehen ${f.money('amount')} Steuer, weil uns ${v.pick('Ihre', 'deine')} Steuernummer erst am ${f.date('added_at')} und damit nach der Ausstellung erreicht hat.`,
    ],
    conclusion: {
      valid_but_confusing: [() => 'Für die Rechnungen danach wird sie berücksichtigt.'],
    },
  },
  'tax-began/moved': {
    story: [
      (f, v) =>
        `Auf ${invoice(f, v)} stehen ${f.money('amount')} Steuer, weil sich ${v.pick('Ihre', 'deine')} Adresse von ${f.plain('from')} nach ${f.plain('to')} geändert hat, wo Steuer anfällt.`,
    ],
    conclusion: {},
  },
  'tax-began/id_removed': {
    story: [
      (f, v) =>
        `Auf ${invoice(f, v)} stehen ${f.money('amount')} Steuer, weil die Steuernummer, die am ${f.date('before_at')} noch auf der Rechnung stand, nicht mehr hinterlegt ist.`,
    ],
    conclusion: {
      valid_but_confusing: [() => 'Sobald sie wieder hinterlegt ist, gilt sie für die Rechnungen danach.'],
    },
  },
};
