import type { FactReader } from '../../facts.ts';
import type { FamilyTexts, RuleText, Sentence, Voice } from '../../language.ts';
import { numberWord, toYou, Your, your } from '../words.ts';

/** « del 20 %», « de 5,00 €», o nada. */
const size = (f: FactReader): string => {
  const worth = f.discountSize();
  return worth === null ? '' : ` ${f.has('percent') ? 'del' : 'de'} ${worth}`;
};

/** `el descuento «Welcome 20» del 20 %`, `su descuento del 20 %`. */
const discount = (f: FactReader, v: Voice): string =>
  f.hasText('discount') ? `el descuento ${f.name('discount')}${size(f)}` : `${your(v)} descuento${size(f)}`;

const onInvoices = (f: FactReader, v: Voice): string =>
  f.count('invoice_count') > 1
    ? `en ${numberWord(f.count('invoice_count'))} de ${v.pick('sus', 'tus')} facturas`
    : `en ${your(v)} factura del ${f.date('invoice_at')}`;

const tooMuch: Sentence = (f, v) =>
  `Por eso se ${toYou(v)} facturó un importe de ${f.money('amount')} de más.`;

/** Un descuento que dejó de aplicarse, y desde cuándo. */
const lost = (since: (v: Voice) => string): RuleText => ({
  story: [
    (f, v) =>
      `Hasta el ${f.date('last_at')} se aplicó ${discount(f, v)}; ${since(v)} falta ${onInvoices(f, v)}.`,
    (f) => (f.has('ends_at') ? `Se había concedido hasta el ${f.date('ends_at')}.` : null),
  ],
  conclusion: {
    billing_error: [tooMuch],
    likely_error: [
      (_, v) =>
        `Estamos confirmando si debía continuar, y volveremos a ${v.pick('escribirle', 'escribirte')} con la respuesta.`,
    ],
  },
});

const due: Sentence = (f, v) =>
  `${Your(v)} factura del ${f.date('invoice_at')} es de ${f.money('total')}, y había que pagar ${f.money('due')}.`;

const otherCurrency: Sentence = (f, v) =>
  `${Your(v)} descuento de ${f.money('discount_amount')} estaba vigente, pero no se aplicó ${onInvoices(f, v)}, porque se factura en otra moneda.`;

const bookedOn = (f: FactReader, what: string): string =>
  f.has('booked_at') ? ` (${what} el ${f.date('booked_at')})` : '';

/** Spanish texts of rules about discounts and credits. */
export const discounts: FamilyTexts = {
  'discount-lost/plan_change': lost((v) => `desde ${your(v)} cambio de plan`),
  'discount-lost/new_subscription': lost((v) => `desde el inicio de ${your(v)} nueva suscripción`),
  'discount-lost/stopped_early': lost(() => 'desde entonces'),

  'discount-too-small/terms': {
    story: [
      (f, v) =>
        `${onInvoices(f, v).replace(/^e/, 'E')} no se aplicó completo ${discount(f, v)}, sino una parte.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'discount-too-small/stated': {
    story: [
      (f, v) =>
        f.has('given_percent')
          ? `En nuestros registros consta un descuento del ${f.percent('percent')}, y ${onInvoices(f, v)} se aplicó uno del ${f.percent('given_percent')}.`
          : `En nuestros registros consta un descuento distinto del que se aplicó ${onInvoices(f, v)}.`,
    ],
    conclusion: {
      likely_error: [
        (_, v) =>
          `Estamos confirmando cuál de ellos se ${toYou(v)} prometió, y volveremos a ${v.pick('escribirle', 'escribirte')} con la respuesta.`,
      ],
    },
  },

  'discount-other-currency/converted': {
    story: [otherCurrency],
    conclusion: {
      likely_error: [
        (f, v) =>
          `Serían unos ${f.money('amount')}; estamos confirmando el importe exacto en ${your(v)} moneda.`,
      ],
    },
  },
  'discount-other-currency/unvalued': {
    story: [otherCurrency],
    conclusion: {
      likely_error: [(_, v) => `Estamos confirmando cuánto vale en ${your(v)} moneda.`],
    },
  },

  'promised-credit-missing/overdue': {
    story: [
      (f, v) =>
        `El ${f.date('promised_at')} ${toYou(v)} prometimos un abono de ${f.money('promised')}, y no se ha añadido a ${your(v)} cuenta.`,
    ],
    conclusion: {
      billing_error: [(f) => `Debería haberse hecho a más tardar el ${f.date('due_at')}.`],
    },
  },
  'promised-credit-missing/unclear': {
    story: [
      (f, v) =>
        `El ${f.date('promised_at')} ${toYou(v)} prometimos un abono de ${f.money('promised')}; desde entonces se ha añadido a ${your(v)} cuenta ${f.has('booked') ? `un importe de ${f.money('booked')}` : 'otro importe'}.`,
    ],
    conclusion: { likely_error: [() => 'Estamos confirmando qué falta todavía.'] },
  },

  'credit-balance-not-applied': {
    story: [
      (f, v) =>
        `Cuando se emitió ${your(v)} factura del ${f.date('invoice_at')}, ${v.pick('tenía', 'tenías')} con nosotros un saldo a favor de ${f.money('credit')}, del que no se utilizaron ${f.money('amount')}.`,
    ],
    conclusion: {
      billing_error: [(f, v) => `Por eso ${v.pick('pagó', 'pagaste')} ${f.money('amount')} de más.`],
    },
  },

  'balance-debit-without-cause/twice': {
    story: [
      (f, v) =>
        `Un pequeño importe de ${f.money('amount')} se pasó dos veces a ${your(v)} cuenta, el ${f.date('first_at')} y el ${f.date('booked_at')}.`,
    ],
    conclusion: {
      billing_error: [() => 'Solo se debe una vez; el segundo apunte se hizo por error.'],
    },
  },
  'balance-debit-without-cause/other_customer': {
    story: [
      (f, v) =>
        `El ${f.date('booked_at')} se anotó en ${your(v)} cuenta un importe de ${f.money('amount')} que no corresponde a ella.`,
    ],
    conclusion: {
      billing_error: [(_, v) => `${v.pick('No nos debe', 'No nos debes')} ese importe.`],
    },
  },
  'balance-debit-without-cause/no_source': {
    story: [
      (f, v) =>
        `El ${f.date('booked_at')} se anotó en ${your(v)} cuenta un importe de ${f.money('amount')} sin indicar el motivo.`,
    ],
    conclusion: { likely_error: [() => 'Estamos averiguando a qué corresponde.'] },
  },

  'billing-credits-not-used': {
    story: [
      (f, v) =>
        `${v.pick('Tiene', 'Tienes')} con nosotros un saldo prepagado${f.hasText('grant') ? ` (${f.name('grant')})` : ''}, que no se utilizó para el consumo ${onInvoices(f, v)}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },

  'balance-applied/carried': {
    story: [
      due,
      (f) =>
        `La diferencia de ${f.money('applied')} viene de una factura anterior: era demasiado pequeña para cobrarla sola y se pasó a la siguiente${bookedOn(f, 'anotada')}.`,
    ],
    conclusion: {},
  },
  'balance-applied/reduced': {
    story: [
      due,
      (f, v) =>
        `Con el saldo a favor de ${your(v)} cuenta se pagaron ${f.money('applied')}${f.has('left') ? `; quedan en él ${f.money('left')}` : ''}.`,
    ],
    conclusion: {},
  },
  'balance-applied/increased': {
    story: [
      due,
      (f, v) =>
        `La diferencia de ${f.money('applied')} estaba pendiente en ${your(v)} cuenta desde antes${bookedOn(f, 'anotada')}.`,
    ],
    conclusion: {},
  },
};
