import type { FactReader } from '../../facts.ts';
import type { FamilyTexts, RuleText, Sentence, Voice } from '../../language.ts';
import { Your, your } from '../words.ts';

const product = (f: FactReader, v: Voice): string =>
  f.hasText('product') ? f.name('product') : `${your(v)} suscripción`;

const item = (f: FactReader): string => (f.hasText('item') ? f.name('item') : 'un cargo suelto');

/** « en 3 facturas en conjunto», donde son más de una. */
const together = (f: FactReader): string =>
  f.has('invoice_count') && f.count('invoice_count') > 1
    ? `, en ${f.count('invoice_count')} facturas en conjunto`
    : '';

const tooMuch: Sentence = (f) =>
  `Por tanto, se cobró un importe de ${f.money('amount')} de más${together(f)}, impuestos incluidos.`;

const changed = (what: Sentence): RuleText => ({
  story: [what],
  conclusion: {
    billing_error: [
      (_, v) => `No nos consta ninguna solicitud ${v.pick('suya', 'tuya')} al respecto.`,
      tooMuch,
    ],
  },
});

const ourInvoice = (f: FactReader): string => `Nuestra factura del ${f.date('invoice_at')}`;
const yourInvoice = (f: FactReader, v: Voice): string => `${Your(v)} factura del ${f.date('invoice_at')}`;

const early: Sentence = (f, v) =>
  `El importe de ${f.money('amount')} facturado el ${f.date('invoice_at')} corresponde a lo consumido hasta entonces: cuando ${your(v)} consumo alcanza un importe fijado, lo facturamos antes.`;

const sameUnitPrice: Sentence = () => 'El precio de cada unidad no ha cambiado.';

/** Spanish texts of rules about price, quantity and usage. */
export const prices: FamilyTexts = {
  'billed-other-price': {
    story: [
      (f, v) =>
        `Al precio contratado, ${product(f, v)} cuesta ${f.money('ordered')}, pero se facturaron ${f.money('billed')}.`,
    ],
    conclusion: {
      billing_error: [tooMuch],
      likely_error: [() => 'Estamos confirmando qué precio se contrató.'],
    },
  },
  'change-without-consent/change_plan': changed(
    (f, v) =>
      `El ${f.date('changed_at')}, ${your(v)} suscripción se cambió a ${f.hasText('product') ? f.name('product') : 'otro plan'}, que cuesta más.`,
  ),
  'change-without-consent/add_on': changed(
    (f, v) =>
      `El ${f.date('changed_at')} se añadió ${f.hasText('product') ? f.name('product') : 'un complemento'} a ${your(v)} suscripción.`,
  ),
  'change-without-consent/change_quantity': changed(
    (f, v) => `El ${f.date('changed_at')} se aumentó el número de unidades facturadas por ${product(f, v)}.`,
  ),
  'quantity-above-owed/seats': {
    story: [
      (f, v) =>
        `Por el periodo que empezó el ${f.date('period_start')} facturamos ${f.count('billed')} licencias de ${product(f, v)}, pero ${v.pick('tenía', 'tenías')} ${f.count('owed')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'quantity-above-owed/minimum': {
    story: [
      (f, v) =>
        `Por el periodo que empezó el ${f.date('period_start')} facturamos ${f.count('billed')} licencias de ${product(f, v)}, pero ${your(v)} contrato prevé ${f.count('owed')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'line-amount-wrong': {
    story: [
      (f, v) =>
        `${ourInvoice(f)} cobra ${f.money('billed')} por ${product(f, v)}, pero para ${your(v)} cantidad el importe correcto es de ${f.money('due')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'usage-overbilled': {
    story: [
      (f, v) =>
        `Del ${f.date('period_start')} al ${f.date('period_end')} facturamos ${f.count('billed')} unidades de ${product(f, v)}, pero se usaron ${f.count('metered')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'threshold-usage-billed-again': {
    story: [
      (f, v) =>
        `Una parte de ${your(v)} consumo de ${product(f, v)} se facturó antes, el ${f.date('threshold_at')}, y nuestra factura del ${f.date('invoice_at')} vuelve a cobrar ${f.count('again')} de esas unidades.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'one-off-not-agreed/no_request': {
    story: [
      (f, v) =>
        `${ourInvoice(f)} incluye ${item(f)}, y no nos consta ningún pedido ${v.pick('suyo', 'tuyo')} por ello.`,
    ],
    conclusion: {
      billing_error: [
        (f) => `Por tanto, se cobró por error un importe de ${f.money('amount')}, impuestos incluidos.`,
      ],
    },
  },
  'one-off-not-agreed/above_request': {
    story: [(f) => `${ourInvoice(f)} cobra por ${item(f)} más de lo acordado.`],
    conclusion: { billing_error: [tooMuch] },
  },
  'billed-though-free': {
    story: [
      (f, v) => `${ourInvoice(f)} cobra ${product(f, v)}, que para ${v.pick('usted', 'ti')} es gratis.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'amount-changed/quantity': {
    story: [
      (f, v) =>
        `${yourInvoice(f, v)} es distinta de las anteriores porque incluye ${f.count('quantity')} unidades de ${product(f, v)} en lugar de ${f.count('quantity_before')}.`,
    ],
    conclusion: { valid_but_confusing: [sameUnitPrice] },
  },
  'amount-changed/usage': {
    story: [
      (f, v) =>
        `${yourInvoice(f, v)} es distinta de las anteriores porque se usaron ${f.count('quantity')} unidades de ${product(f, v)} en lugar de ${f.count('quantity_before')}.`,
    ],
    conclusion: { valid_but_confusing: [sameUnitPrice] },
  },
  'usage-tier-reached/graduated': {
    story: [
      (f, v) =>
        `${yourInvoice(f, v)} incluye ${f.count('quantity')} unidades de ${product(f, v)}, frente a ${f.count('quantity_before')} antes, y las unidades adicionales tienen su propio precio.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f) => `Cada unidad cuesta lo que marca su tramo; en conjunto, ${f.money('amount')}.`,
      ],
    },
  },
  'usage-tier-reached/volume': {
    story: [
      (f, v) =>
        `${yourInvoice(f, v)} incluye ${f.count('quantity')} unidades de ${product(f, v)}, frente a ${f.count('quantity_before')} antes, y para esa cantidad se aplica otro precio.`,
    ],
    conclusion: {
      valid_but_confusing: [(f) => `Vale para todas las unidades; en conjunto, ${f.money('amount')}.`],
    },
  },
  'price-change-announced/announced': {
    story: [
      (f, v) =>
        f.has('since')
          ? `Desde el ${f.date('since')}, el precio de ${product(f, v)} es de ${f.money('now')} en lugar de ${f.money('before')}.`
          : `El precio de ${product(f, v)} es ahora de ${f.money('now')} en lugar de ${f.money('before')}.`,
      (f) => `Lo anunciamos el ${f.date('notice_at')}.`,
    ],
    conclusion: {
      valid_but_confusing: [(f, v) => `${yourInvoice(f, v)} es la primera con el nuevo precio.`],
    },
  },
  'price-change-announced/contract_ended': {
    story: [
      (f, v) =>
        `El acuerdo por el que ${v.pick('pagaba', 'pagabas')} ${f.money('before')} por ${product(f, v)} ha terminado, y desde entonces se aplica nuestro precio habitual de ${f.money('now')}.`,
    ],
    conclusion: {
      valid_but_confusing: [(f, v) => `${yourInvoice(f, v)} es la primera con ese precio.`],
    },
  },
  'threshold-invoice/running': {
    story: [early],
    conclusion: {
      valid_but_confusing: [
        () => 'Al final del periodo de facturación solo se factura lo que se consuma después.',
      ],
    },
  },
  'threshold-invoice/closed': {
    story: [early],
    conclusion: {
      valid_but_confusing: [
        () => 'La factura del final del periodo de facturación corresponde a ese mismo periodo.',
      ],
    },
  },
};
