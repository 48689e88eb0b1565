import type { FactReader } from '../facts.ts';
import type { RuleText, Sentence, Voice } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';
import { numberWord, toYou, Your, your } from './words.ts';

/** `el descuento «Welcome 20» (20 %)`, `un descuento del 20 %`, `un descuento de 5,00 €`. */
const discount = (f: FactReader, article: string, unnamed = article): string => {
  const size = f.discountSize();
  if (f.hasText('discount'))
    return `${article} descuento ${f.name('discount')}${size === null ? '' : ` (${size})`}`;
  if (size === null) return `${unnamed} descuento`;
  return `${unnamed} descuento ${f.has('percent') ? 'del' : 'de'} ${size}`;
};

const onInvoices = (f: FactReader, v: Voice): string =>
  f.count('invoice_count') > 1
    ? `en ${numberWord(f.count('invoice_count'))} de ${v.pick('sus', 'tus')} facturas`
    : `en ${your(v)} factura del ${f.date('invoice_at')}`;

const tooMuch: Sentence = (f, v) =>
  `Por eso se ${toYou(v)} facturó un importe de ${f.money('amount')} de más.`;

/** «(49,00 € − 39,00 €) × 5 × 3 facturas = 150,00 €», hasta donde dé el importe. */
const difference: Sentence = (f) => {
  const quantity = f.count('quantity');
  const invoices = f.count('invoice_count');
  const perUnit = f.minor('charged_unit') - f.minor('agreed_unit');
  const sum = perUnit * quantity * invoices;
  if (sum !== f.minor('amount')) {
    // Unit prices may be rounded to what is shown; a larger difference is the tax.
    if (lookAlike(f) || Math.abs(f.minor('amount') - sum) <= quantity * invoices)
      return `En total se facturó un importe de ${f.money('amount')} de más.`;
    return f.minor('amount') > sum
      ? `Con los impuestos correspondientes, son ${f.money('amount')} de más.`
      : `De esa diferencia, siguen facturados de más ${f.money('amount')}.`;
  }
  const factors = [
    `${f.money('charged_unit')} − ${f.money('agreed_unit')}`,
    ...(quantity > 1 ? [`${quantity}`] : []),
    ...(invoices > 1 ? [`${invoices} facturas`] : []),
  ];
  if (f.minor('agreed_unit') === 0 && factors.length === 1) return `Son ${f.money('amount')} de más.`;
  const product = factors.length === 1 ? factors[0] : `(${factors[0]}) × ${factors.slice(1).join(' × ')}`;
  return `Es decir, ${product} = ${f.money('amount')} de más.`;
};

/** Dos precios que solo difieren más allá de la última cifra mostrada se leerían como uno. */
const lookAlike = (f: FactReader): boolean => f.money('charged_unit') === f.money('agreed_unit');
const product = (f: FactReader, v: Voice): string =>
  f.hasText('product') ? f.name('product') : `${your(v)} suscripción`;
const perUnit = (f: FactReader): string => (f.count('quantity') > 1 ? ' por unidad' : '');

const whichPrice: readonly Sentence[] = [
  (_, v) =>
    v.pick(
      'Antes de poder decirle qué significa esto para sus facturas, estamos confirmando qué precio se le aplica.',
      'Antes de poder decirte qué significa esto para tus facturas, estamos confirmando qué precio se te aplica.',
    ),
];
const price = (what: Sentence): RuleText => ({
  story: [what],
  conclusion: { billing_error: [difference], likely_error: whichPrice },
});

const taxed = (why: (v: Voice) => { readonly one: string; readonly several: string }): RuleText => ({
  story: [
    (f, v) =>
      f.count('invoice_count') > 1
        ? `${why(v).several}; aun así, se añadieron impuestos ${onInvoices(f, v)}.`
        : `Cuando se emitió ${your(v)} factura del ${f.date('invoice_at')}, ${why(v).one}; aun así, se añadió en ella un impuesto${f.has('percent') ? ` del ${f.percent('percent')}` : ''}.`,
  ],
  conclusion: {
    billing_error: [
      (f) =>
        f.count('invoice_count') > 1
          ? `Esos impuestos, ${f.money('amount')} en total, se cobraron por error.`
          : `Ese impuesto de ${f.money('amount')} se cobró por error.`,
    ],
    likely_error: [() => 'Estamos confirmando si la exención abarca esta factura.'],
  },
});

const newTotal: Sentence = (f, v) =>
  `Por eso ${your(v)} factura${f.has('invoice_at') ? ` del ${f.date('invoice_at')}` : ''} es de ${f.money('now')} en lugar de ${f.money('before')}, una diferencia de ${f.money('difference')}.`;
const yourDiscount = (f: FactReader, v: Voice): string => discount(f, Your(v));

export const amounts: Readonly<
  Record<
    KeysOf<
      'discount-not-applied' | 'charged-above-agreed-price' | 'tax-on-exempt-customer' | 'discount-ended'
    >,
    RuleText
  >
> = {
  'discount-not-applied/promised': {
    story: [
      (f, v) => {
        const promised = `prometimos ${discount(f, 'el', 'un')}, pero falta ${onInvoices(f, v)}.`;
        return f.has('promised_at')
          ? `El ${f.date('promised_at')} ${toYou(v)} ${promised}`
          : `${v.pick('Le', 'Te')} ${promised}`;
      },
    ],
    conclusion: {
      billing_error: [tooMuch],
      likely_error: [() => 'Estamos confirmando en qué condiciones se prometió.'],
    },
  },
  'discount-not-applied/attached': {
    story: [(f, v) => `${yourDiscount(f, v)} no se aplicó ${onInvoices(f, v)}, aunque estaba vigente.`],
    conclusion: {
      billing_error: [tooMuch],
      likely_error: [() => 'Estamos confirmando si vale para todo lo que incluye la factura.'],
    },
  },

  'charged-above-agreed-price/contract': price((f, v) => {
    const withYou = v.pick('con usted', 'contigo');
    if (lookAlike(f)) {
      return `Desde el ${f.date('since')} se ${toYou(v)} factura por ${product(f, v)} más de lo acordado ${withYou}.`;
    }
    const agreed =
      f.minor('agreed_unit') === 0
        ? `Acordamos ${withYou} que no se cobraría nada por ${product(f, v)}`
        : `Acordamos ${withYou} un precio de ${f.money('agreed_unit')}${perUnit(f)} para ${product(f, v)}`;
    return `${agreed}, pero desde el ${f.date('since')} se ${toYou(v)} factura a ${f.money('charged_unit')}${perUnit(f)}.`;
  }),
  'charged-above-agreed-price/list': price((f, v) =>
    lookAlike(f)
      ? `Desde el ${f.date('since')} se ${toYou(v)} factura por ${product(f, v)} más que el precio de tarifa.`
      : `El precio de ${product(f, v)} es de ${f.money('agreed_unit')}${perUnit(f)}, pero desde el ${f.date('since')} se ${toYou(v)} factura a ${f.money('charged_unit')}${perUnit(f)}.`,
  ),
  'charged-above-agreed-price/no_notice': price((f, v) =>
    lookAlike(f)
      ? `Desde el ${f.date('since')} el precio de ${product(f, v)} es más alto, sin el aviso previo que exige un cambio así.`
      : `Desde el ${f.date('since')} se ${toYou(v)} factura ${product(f, v)} a ${f.money('charged_unit')}${perUnit(f)} en lugar de ${f.money('agreed_unit')}, sin el aviso previo que exige un cambio así.`,
  ),

  'tax-on-exempt-customer/snapshot': taxed((v) => ({
    one: `${your(v)} cuenta figuraba como exenta de impuestos`,
    several: `${Your(v)} cuenta figura como exenta de impuestos`,
  })),
  'tax-on-exempt-customer/certificate': taxed((v) => ({
    one: `${your(v)} exención de impuestos constaba en nuestros registros`,
    several: `${Your(v)} exención de impuestos consta en nuestros registros`,
  })),

  'discount-ended/once': {
    story: [(f, v) => `${yourDiscount(f, v)} solo era válido para una factura.`, newTotal],
    conclusion: {},
  },
  'discount-ended/repeating': {
    story: [
      (f, v) =>
        f.has('months') && f.count('months') !== 1
          ? `${yourDiscount(f, v)} se concedió por ${numberWord(f.count('months'))} meses y terminó el ${f.date('ended_at')}.`
          : `${yourDiscount(f, v)} se concedió por un tiempo limitado y terminó el ${f.date('ended_at')}.`,
      newTotal,
    ],
    conclusion: {},
  },
  'discount-ended/ended': {
    story: [(f, v) => `${yourDiscount(f, v)} terminó el ${f.date('ended_at')}.`, newTotal],
    conclusion: {},
  },
};
