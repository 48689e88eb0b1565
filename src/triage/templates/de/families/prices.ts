import type { FactReader } from '../../facts.ts';
import type { FamilyTexts, RuleText, Voice } from '../../language.ts';

/** „„Pro““ oder „Ihr Abonnement“; Nominativ und Akkusativ sind gleich. */
const product = (f: FactReader, v: Voice): string =>
  f.hasText('product') ? f.name('product') : `${v.pick('Ihr', 'dein')} Abonnement`;

const item = (f: FactReader): string => (f.hasText('item') ? f.name('item') : 'eine einzelne Position');

/** „ auf 3 Rechnungen zusammen“, wo es mehr als eine ist. */
const together = (f: FactReader): string =>
  f.has('invoice_count') && f.count('invoice_count') > 1
    ? ` auf ${f.count('invoice_count')} Rechnungen zusammen`
    : '';

const tooMuch = (f: FactReader): string =>
  `Damit wurden${together(f)} ${f.money('amount')} einschließlich Steuern zu viel berechnet.`;

const ourInvoice = (f: FactReader): string => `Mit unserer Rechnung vom ${f.date('invoice_at')}`;

const changed = (story: (f: FactReader, v: Voice) => string): RuleText => ({
  story: [story],
  conclusion: {
    billing_error: [(_, v) => `Uns liegt dazu kein Auftrag von ${v.pick('Ihnen', 'dir')} vor.`, tooMuch],
  },
});

const early = (f: FactReader, v: Voice): string =>
  `Die am ${f.date('invoice_at')} berechneten ${f.money('amount')} sind für das, was bis dahin verbraucht war: Sobald ${v.pick('Ihr', 'dein')} Verbrauch einen festgelegten Betrag erreicht, rechnen wir ihn vorzeitig ab.`;

const sameUnitPrice = () => 'Der Preis je Einheit ist gleich geblieben.';

/** German texts of rules about price, quantity and usage. */
export const prices: FamilyTexts = {
  'billed-other-price': {
    story: [
      (f, v) =>
        `Für ${product(f, v)} kostet der bestellte Preis ${f.money('ordered')}, berechnet wurden jedoch ${f.money('billed')}.`,
    ],
    conclusion: {
      billing_error: [tooMuch],
      likely_error: [() => 'Wir klären gerade, zu welchem Preis bestellt wurde.'],
    },
  },
  'change-without-consent/change_plan': changed(
    (f, v) =>
      `Am ${f.date('changed_at')} wurde ${v.pick('Ihr', 'dein')} Abonnement auf ${f.hasText('product') ? f.name('product') : 'einen anderen Tarif'} umgestellt, und das kostet mehr.`,
  ),
  'change-without-consent/add_on': changed(
    (f, v) =>
      `Am ${f.date('changed_at')} wurde ${v.pick('Ihrem', 'deinem')} Abonnement ${f.hasText('product') ? f.name('product') : 'ein Zusatz'} hinzugefügt.`,
  ),
  'change-without-consent/change_quantity': changed(
    (f, v) =>
      `Am ${f.date('changed_at')} wurde die Zahl der Einheiten erhöht, die für ${product(f, v)} berechnet werden.`,
  ),
  'quantity-above-owed/seats': {
    story: [
      (f, v) =>
        `Für den Zeitraum ab dem ${f.date('period_start')} wurden ${f.count('billed')} Plätze für ${product(f, v)} berechnet; es waren aber nur ${f.count('owed')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'quantity-above-owed/minimum': {
    story: [
      (f, v) =>
        `Für den Zeitraum ab dem ${f.date('period_start')} wurden ${f.count('billed')} Plätze für ${product(f, v)} berechnet; vertraglich vereinbart sind ${f.count('owed')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'line-amount-wrong': {
    story: [
      (f, v) =>
        `${ourInvoice(f)} wurden für ${product(f, v)} ${f.money('billed')} berechnet; bei dieser Menge ergibt der Preis jedoch ${f.money('due')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'usage-overbilled': {
    story: [
      (f, v) =>
        `Für die Zeit vom ${f.date('period_start')} bis zum ${f.date('period_end')} wurden ${f.count('billed')} Einheiten für ${product(f, v)} berechnet; verbraucht wurden ${f.count('metered')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'threshold-usage-billed-again': {
    story: [
      (f, v) =>
        `Ein Teil des Verbrauchs für ${product(f, v)} wurde am ${f.date('threshold_at')} vorzeitig abgerechnet, und mit der Rechnung vom ${f.date('invoice_at')} wurden ${f.count('again')} derselben Einheiten erneut berechnet.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'one-off-not-agreed/no_request': {
    story: [
      (f, v) =>
        `${ourInvoice(f)} wurde ${item(f)} berechnet, und uns liegt dazu kein Auftrag von ${v.pick('Ihnen', 'dir')} vor.`,
    ],
    conclusion: {
      billing_error: [
        (f) => `Damit wurden ${f.money('amount')} einschließlich Steuern irrtümlich berechnet.`,
      ],
    },
  },
  'one-off-not-agreed/above_request': {
    story: [(f) => `${ourInvoice(f)} wurde für ${item(f)} mehr berechnet als vereinbart.`],
    conclusion: { billing_error: [tooMuch] },
  },
  'billed-though-free': {
    story: [
      (f, v) =>
        `${ourInvoice(f)} wurde ${product(f, v)} berechnet, obwohl es für ${v.pick('Sie', 'dich')} kostenlos ist.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'amount-changed/quantity': {
    story: [
      (f, v) =>
        `${v.pick('Ihre', 'Deine')} Rechnung vom ${f.date('invoice_at')} weicht von den vorigen ab, weil sie ${f.count('quantity')} statt ${f.count('quantity_before')} Einheiten für ${product(f, v)} enthält.`,
    ],
    conclusion: { valid_but_confusing: [sameUnitPrice] },
  },
  'amount-changed/usage': {
    story: [
      (f, v) =>
        `${v.pick('Ihre', 'Deine')} Rechnung vom ${f.date('invoice_at')} weicht von den vorigen ab, weil für ${product(f, v)} ${f.count('quantity')} statt ${f.count('quantity_before')} Einheiten verbraucht wurden.`,
    ],
    conclusion: { valid_but_confusing: [sameUnitPrice] },
  },
  'usage-tier-reached/graduated': {
    story: [
      (f, v) =>
        `${v.pick('Ihre', 'Deine')} Rechnung vom ${f.date('invoice_at')} enthält ${f.count('quantity')} Einheiten für ${product(f, v)} nach zuvor ${f.count('quantity_before')}, und für die weiteren Einheiten gilt ein eigener Preis.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f) => `Jede Einheit kostet, was ihre Preisstufe vorsieht; zusammen sind das ${f.money('amount')}.`,
      ],
    },
  },
  'usage-tier-reached/volume': {
    story: [
      (f, v) =>
        `${v.pick('Ihre', 'Deine')} Rechnung vom ${f.date('invoice_at')} enthält ${f.count('quantity')} Einheiten für ${product(f, v)} nach zuvor ${f.count('quantity_before')}, und für diese Menge gilt ein anderer Preis.`,
    ],
    conclusion: {
      valid_but_confusing: [(f) => `Er gilt für alle Einheiten; zusammen sind das ${f.money('amount')}.`],
    },
  },
  'price-change-announced/announced': {
    story: [
      (f, v) =>
        f.has('since')
          ? `Seit dem ${f.date('since')} beträgt der Preis für ${product(f, v)} ${f.money('now')} statt ${f.money('before')}.`
          : `Der Preis für ${product(f, v)} beträgt nun ${f.money('now')} statt ${f.money('before')}.`,
      (f) => `Das haben wir am ${f.date('notice_at')} angekündigt.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f, v) =>
          `${v.pick('Ihre', 'Deine')} Rechnung vom ${f.date('invoice_at')} ist die erste zum neuen Preis.`,
      ],
    },
  },
  'price-change-announced/contract_ended': {
    story: [
      (f, v) =>
        `Die Vereinbarung, nach der ${product(f, v)} ${f.money('before')} kostete, ist beendet; seitdem gilt unser regulärer Preis von ${f.money('now')}.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f, v) =>
          `${v.pick('Ihre', 'Deine')} Rechnung vom ${f.date('invoice_at')} ist die erste zu diesem Preis.`,
      ],
    },
  },
  'threshold-invoice/running': {
    story: [early],
    conclusion: {
      valid_but_confusing: [
        () => 'Am Ende des Abrechnungszeitraums wird nur noch berechnet, was danach verbraucht wurde.',
      ],
    },
  },
  'threshold-invoice/closed': {
    story: [early],
    conclusion: {
      valid_but_confusing: [
        () => 'Die Rechnung am Ende des Abrechnungszeitraums gehört zu demselben Zeitraum.',
      ],
    },
  },
};
