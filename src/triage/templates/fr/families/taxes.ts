import type { FactReader } from '../../facts.ts';
import type { FamilyTexts, Sentence, Voice } from '../../language.ts';
import { Ta, ta, tes, ton, youHas } from '../words.ts';

const tooMuch: Sentence = (f, v) =>
  `Un montant de ${f.money('amount')} ${youHas(v)} donc été facturé en trop.`;

const taxIsRight: Sentence = () => 'Les taxes de cette facture sont donc justes.';

const invoice = (f: FactReader, v: Voice): string => `${Ta(v)} facture du ${f.date('invoice_at')}`;
const onInvoice = (f: FactReader, v: Voice): string => `Sur ${ta(v)} facture du ${f.date('invoice_at')}`;
const withTax = (f: FactReader, v: Voice): string =>
  `${invoice(f, v)} comprend ${f.money('amount')} de taxes`;

const gaveBack = (f: FactReader, v: Voice): string =>
  `Le ${f.date('returned_at')}, nous ${v.pick('vous avons', "t'avons")} rendu ${f.money('returned')} de ${ta(v)} facture du ${f.date('invoice_at')}`;

/** French texts of rules about tax. */
export const taxes: FamilyTexts = {
  'reverse-charge-not-applied': {
    story: [
      (f, v) =>
        `${invoice(f, v)} comprend ${f.money('amount')} de TVA, alors qu'elle a été établie pour une entreprise d'un autre État membre dont le numéro de TVA était enregistré.`,
    ],
    conclusion: {
      billing_error: [
        (_, v) => `Avec l'autoliquidation, cette TVA n'avait pas à ${v.pick('vous', 'te')} être facturée.`,
      ],
      likely_error: [
        (_, v) =>
          `Nous vérifions ${ton(v)} numéro de TVA ; s'il était valide alors, cette TVA n'avait pas à ${v.pick('vous', 'te')} être facturée.`,
      ],
    },
  },
  'taxed-in-wrong-place': {
    story: [
      (f, v) =>
        `${onInvoice(f, v)}, la taxe est celle d'un autre lieu (${f.plain('taxed_in')}) que celui de l'adresse (${f.plain('place')}).`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'taxed-twice/on_top': {
    story: [
      (f, v) =>
        `Le prix sur ${ta(v)} facture du ${f.date('invoice_at')} comprend déjà ${f.name('tax')}, qui a été ajouté encore une fois.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'taxed-twice/same_rate': {
    story: [(f, v) => `${onInvoice(f, v)}, ${f.name('tax')} figure deux fois.`],
    conclusion: { billing_error: [tooMuch] },
  },
  'outdated-tax-rate': {
    story: [
      (f, v) =>
        `${onInvoice(f, v)}, la taxe est de ${f.percent('charged_percent')}, alors que ${f.percent('due_percent')} étaient dus.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'tax-added-later/not_computed': {
    story: [
      (f, v) =>
        `${withTax(f, v)}. Jusqu'à la facture du ${f.date('before_at')}, elles ne pouvaient pas être calculées avec les données dont nous disposions, et n'y figuraient donc pas.`,
    ],
    conclusion: { valid_but_confusing: [taxIsRight] },
  },
  'tax-added-later/set_later': {
    story: [
      (f, v) =>
        `${withTax(f, v)}. Jusqu'à la facture du ${f.date('before_at')}, elles n'étaient pas encore configurées, et n'y figuraient donc pas.`,
    ],
    conclusion: { valid_but_confusing: [taxIsRight] },
  },
  'tax-added-later/registered_since': {
    story: [
      (f, v) =>
        `${withTax(f, v)}, parce que nous devons maintenant les percevoir là où ${v.pick('vous êtes', 'tu es')} ; jusqu'à la facture du ${f.date('before_at')}, ce n'était pas nécessaire.`,
    ],
    conclusion: { valid_but_confusing: [taxIsRight] },
  },
  'tax-amount-wrong/too_much': {
    story: [
      (f, v) =>
        `${invoice(f, v)} compte ${f.money('charged')} pour ${f.name('tax')}, alors que ${f.percent('percent')} de ${f.money('base')} font ${f.money('due')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'tax-amount-wrong/rounding': {
    story: [
      (f, v) =>
        f.minor('charged') === f.minor('due')
          ? `${onInvoice(f, v)}, ${f.percent('percent')} de ${f.money('base')} font ${f.money('due')} pour ${f.name('tax')}. L'arrondi se fait une fois pour toute la facture ; une ligne peut donc différer un peu de ${v.pick('votre', 'ton')} propre calcul.`
          : `${onInvoice(f, v)}, ${f.name('tax')} est calculé et arrondi ligne par ligne, ce qui fait ${f.money('charged')} ; ${f.percent('percent')} de ${f.money('base')} en une fois feraient ${f.money('due')}.`,
    ],
    conclusion: { valid_but_confusing: [() => "La différence n'est qu'un arrondi."] },
  },
  'returned-without-tax/whole_line': {
    story: [(f, v) => `${gaveBack(f, v)}, mais pas la taxe correspondante.`],
    conclusion: {
      billing_error: [(f, v) => `Il manque donc encore ${f.money('amount')} de taxes en ${ta(v)} faveur.`],
    },
  },
  'returned-without-tax/part_of_line': {
    story: [(f, v) => `${gaveBack(f, v)}, sans aucune taxe.`],
    conclusion: {
      likely_error: [
        (_, v) =>
          `Nous vérifions si ce montant comprenait la taxe, ou si elle ${v.pick('vous', 'te')} revient encore.`,
      ],
    },
  },
  'returned-without-tax/whole_invoice': {
    story: [(f, v) => `${gaveBack(f, v)}, soit son montant sans les taxes.`],
    conclusion: {
      likely_error: [(f) => `Nous vérifions si les taxes de ${f.money('amount')} étaient à rendre aussi.`],
    },
  },
  'wrong-tax-category': {
    story: [
      (f, v) =>
        `Sur ${tes(v)} factures précédentes, ${f.name('product')} était taxé à ${f.percent('before_percent')} ; depuis le ${f.date('since')}, c'est à ${f.percent('since_percent')}.`,
    ],
    conclusion: {
      likely_error: [
        (_, v) =>
          `Nous demandons à notre service fiscal lequel des deux est juste, et si une différence ${v.pick('vous', 'te')} revient.`,
      ],
    },
  },
  'tax-began/id_added_later': {
    story: [
      (f, v) =>
        `${withTax(f, v)}, parce que ${ton(v)} numéro fiscal nous est parvenu le ${f.date('added_at')}, après son émission.`,
    ],
    conclusion: {
      valid_but_confusing: [(_, v) => `Il vaut pour ${tes(v)} factures à partir de cette date.`],
    },
  },
  'tax-began/moved': {
    story: [
      (f, v) =>
        `${withTax(f, v)}, parce que ${ta(v)} nouvelle adresse (${f.plain('to')}, auparavant ${f.plain('from')}) est là où elles sont dues.`,
    ],
    conclusion: {},
  },
  'tax-began/id_removed': {
    story: [
      (f, v) =>
        `${withTax(f, v)}, parce que ${ton(v)} numéro fiscal, qui figurait encore sur la facture du ${f.date('before_at')}, n'est plus sur ${ton(v)} compte.`,
    ],
    conclusion: {
      valid_but_confusing: [() => "Une fois qu'il y figure de nouveau, il vaut pour les factures suivantes."],
    },
  },
};
