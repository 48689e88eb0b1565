import type { FactReader } from '../../facts.ts';
import type { FamilyTexts, Sentence, Voice } from '../../language.ts';
import { toYou, Your, your } from '../words.ts';

const tooMuch: Sentence = (f, v) =>
  `Por eso se ${toYou(v)} facturó un importe de ${f.money('amount')} de más.`;

const taxIsRight: Sentence = () => 'El impuesto de esta factura es, por tanto, correcto.';

const invoice = (f: FactReader, v: Voice): string => `${Your(v)} factura del ${f.date('invoice_at')}`;
const onInvoice = (f: FactReader, v: Voice): string => `En ${your(v)} factura del ${f.date('invoice_at')}`;
const withTax = (f: FactReader, v: Voice): string =>
  `${invoice(f, v)} incluye ${f.money('amount')} de impuestos`;

const gaveBack = (f: FactReader, v: Voice): string =>
  `El ${f.date('returned_at')} ya ${toYou(v)} habíamos devuelto ${f.money('returned')} de ${your(v)} factura del ${f.date('invoice_at')}`;

/** Spanish texts of rules about tax. */
export const taxes: FamilyTexts = {
  'reverse-charge-not-applied': {
    story: [
      (f, v) =>
        `${invoice(f, v)} incluye ${f.money('amount')} de IVA, aunque se emitió a una empresa de otro Estado miembro con un número de IVA registrado.`,
    ],
    conclusion: {
      billing_error: [
        (_, v) => `Por la inversión del sujeto pasivo, ese IVA no se ${toYou(v)} debía cobrar.`,
      ],
      likely_error: [
        (_, v) =>
          `Estamos confirmando ${your(v)} número de IVA; si era válido entonces, ese IVA no se ${toYou(v)} debía cobrar.`,
      ],
    },
  },
  'taxed-in-wrong-place': {
    story: [
      (f, v) =>
        `${onInvoice(f, v)} se aplicó el impuesto de otro lugar (${f.plain('taxed_in')}) y no el de la dirección (${f.plain('place')}).`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'taxed-twice/on_top': {
    story: [
      (f, v) =>
        `El precio de ${your(v)} factura del ${f.date('invoice_at')} ya incluye ${f.name('tax')}, y se añadió otra vez.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'taxed-twice/same_rate': {
    story: [(f, v) => `${onInvoice(f, v)} se cobró dos veces ${f.name('tax')}.`],
    conclusion: { billing_error: [tooMuch] },
  },
  'outdated-tax-rate': {
    story: [
      (f, v) =>
        `${onInvoice(f, v)} se aplicó un impuesto del ${f.percent('charged_percent')}, cuando correspondía el ${f.percent('due_percent')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'tax-added-later/not_computed': {
    story: [
      (f, v) =>
        `${withTax(f, v)}. Hasta la factura del ${f.date('before_at')} no se podían calcular con los datos que teníamos, y por eso no los llevaba.`,
    ],
    conclusion: { valid_but_confusing: [taxIsRight] },
  },
  'tax-added-later/set_later': {
    story: [
      (f, v) =>
        `${withTax(f, v)}. Hasta la factura del ${f.date('before_at')} no estaban configurados, y por eso no los llevaba.`,
    ],
    conclusion: { valid_but_confusing: [taxIsRight] },
  },
  'tax-added-later/registered_since': {
    story: [
      (f, v) =>
        `${withTax(f, v)}, porque ahora tenemos que recaudarlos donde ${v.pick('está usted', 'estás tú')}; hasta la factura del ${f.date('before_at')} no era necesario.`,
    ],
    conclusion: { valid_but_confusing: [taxIsRight] },
  },
  'tax-amount-wrong/too_much': {
    story: [
      (f, v) =>
        `${invoice(f, v)} cobra ${f.money('charged')} de ${f.name('tax')}, pero el ${f.percent('percent')} de ${f.money('base')} son ${f.money('due')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'tax-amount-wrong/rounding': {
    story: [
      (f, v) =>
        f.minor('charged') === f.minor('due')
          ? `${onInvoice(f, v)}, el ${f.percent('percent')} de ${f.money('base')} son ${f.money('due')} de ${f.name('tax')}. Se redondea una vez para toda la factura, así que alguna línea puede diferir un poco de ${your(v)} propio cálculo.`
          : `${onInvoice(f, v)}, ${f.name('tax')} se calcula y redondea línea por línea, lo que suma ${f.money('charged')}; el ${f.percent('percent')} de ${f.money('base')} de una vez serían ${f.money('due')}.`,
    ],
    conclusion: { valid_but_confusing: [() => 'La diferencia es solo de redondeo.'] },
  },
  'returned-without-tax/whole_line': {
    story: [(f, v) => `${gaveBack(f, v)}, pero no el impuesto correspondiente.`],
    conclusion: {
      billing_error: [(f, v) => `Faltan todavía ${f.money('amount')} de impuestos a ${your(v)} favor.`],
    },
  },
  'returned-without-tax/part_of_line': {
    story: [(f, v) => `${gaveBack(f, v)}, sin ningún impuesto.`],
    conclusion: {
      likely_error: [
        (_, v) =>
          `Estamos comprobando si ese importe ya llevaba el impuesto incluido o si todavía se ${toYou(v)} debe.`,
      ],
    },
  },
  'returned-without-tax/whole_invoice': {
    story: [(f, v) => `${gaveBack(f, v)}, que es su importe sin impuestos.`],
    conclusion: {
      likely_error: [
        (f) => `Estamos comprobando si también correspondía devolver los impuestos, de ${f.money('amount')}.`,
      ],
    },
  },
  'wrong-tax-category': {
    story: [
      (f, v) =>
        `En ${v.pick('sus', 'tus')} facturas anteriores, ${f.name('product')} llevaba un impuesto del ${f.percent('before_percent')}; desde el ${f.date('since')} lleva el ${f.percent('since_percent')}.`,
    ],
    conclusion: {
      likely_error: [
        (_, v) =>
          `Estamos preguntando a nuestro departamento fiscal cuál es el correcto y si ${v.pick('le', 'te')} corresponde alguna diferencia.`,
      ],
    },
  },
  'tax-began/id_added_later': {
    story: [
      (f, v) =>
        `${withTax(f, v)} porque ${your(v)} número fiscal nos llegó el ${f.date('added_at')}, después de emitirla.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (_, v) => `El número fiscal vale para ${v.pick('sus', 'tus')} facturas a partir de entonces.`,
      ],
    },
  },
  'tax-began/moved': {
    story: [
      (f, v) =>
        `${withTax(f, v)} porque ${your(v)} nueva dirección (${f.plain('to')}, antes ${f.plain('from')}) está donde hay que pagarlos.`,
    ],
    conclusion: {},
  },
  'tax-began/id_removed': {
    story: [
      (f, v) =>
        `${withTax(f, v)} porque ${your(v)} número fiscal, que todavía figuraba en la factura del ${f.date('before_at')}, ya no está en ${your(v)} cuenta.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (_, v) => `En cuanto vuelva a figurar en ${your(v)} cuenta, valdrá para las facturas posteriores.`,
      ],
    },
  },
};
