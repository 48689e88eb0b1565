import type { FactReader } from '../../facts.ts';
import type { FamilyTexts } from '../../language.ts';
import { toYou, Your, your } from '../words.ts';

const onTwoDays = (f: FactReader, one: string, other: string): string =>
  f.sameDay(one, other) ? `dos veces el ${f.date(one)}` : `el ${f.date(one)} y de nuevo el ${f.date(other)}`;

const item = (f: FactReader): string => (f.hasText('item') ? f.name('item') : 'el mismo concepto');

const inError = (f: FactReader, why: string): string =>
  `${why}, así que se cobró por error un importe de ${f.money('amount')}.`;

/** Spanish texts of rules about being charged more than once. */
export const duplicates: FamilyTexts = {
  'one-off-billed-twice': {
    story: [(f) => `Facturamos ${item(f)} ${onTwoDays(f, 'first_at', 'again_at')}.`],
    conclusion: {
      billing_error: [
        (f) =>
          `Ambos cargos son del mismo pedido, así que se facturó por error un importe de ${f.money('amount')}.`,
      ],
      likely_error: [
        (f, v) =>
          `Si solo se hizo un pedido, sobran ${f.money('amount')}: ¿lo ${v.pick('pidió', 'pediste')} dos veces?`,
      ],
    },
  },
  'one-time-fee-again': {
    story: [(f) => `Cobramos ${item(f)} ${onTwoDays(f, 'first_at', 'again_at')}.`],
    conclusion: { billing_error: [(f) => inError(f, 'Ese cargo solo corresponde una vez')] },
  },
  'paid-outside-and-charged/recorded': {
    story: [
      (f, v) =>
        `Nuestra factura del ${f.date('invoice_at')}, de ${f.money('asked')}, se pagó fuera de nuestro sistema de pagos, y el ${f.date('charged_at')} se cobró también con ${your(v)} medio de pago.`,
    ],
    conclusion: {
      billing_error: [(f, v) => `Así que ${v.pick('pagó', 'pagaste')} ${f.money('amount')} de más.`],
    },
  },
  'paid-outside-and-charged/transfer': {
    story: [
      (f, v) =>
        `El ${f.date('transfer_at')} recibimos una transferencia ${v.pick('suya', 'tuya')} por el importe exacto de nuestra factura del ${f.date('invoice_at')} (${f.money('asked')}), y el ${f.date('charged_at')} esa factura se cobró también en ${your(v)} tarjeta.`,
    ],
    conclusion: {
      likely_error: [
        (f, v) =>
          `¿La transferencia era para esta factura? En ese caso se pagaron dos veces ${f.money('amount')}: ${v.pick('díganoslo', 'dínoslo')}, por favor.`,
      ],
    },
  },
  'charged-again-by-batch': {
    story: [
      (f) =>
        `Vemos dos cobros iguales (${onTwoDays(f, 'first_at', 'again_at')}) que proceden de un proceso automático nuestro.`,
    ],
    conclusion: {
      likely_error: [
        (f) =>
          `Nuestro equipo técnico está comprobando si el segundo, de ${f.money('amount')}, correspondía.`,
      ],
    },
  },
  'backdated-start-billed-twice': {
    story: [
      (f, v) =>
        `${Your(v)} nueva suscripción se creó el ${f.date('created_at')} con inicio el ${f.date('start_at')}, y ya estaba pagado el tiempo hasta el ${f.date('paid_until')}.`,
    ],
    conclusion: {
      billing_error: [
        (f) => `Por tanto, se cobraron por error ${f.money('amount')} por un tiempo ya pagado.`,
      ],
    },
  },
  'charged-on-two-records/subscription': {
    story: [
      (f, v) =>
        `En nuestro sistema de facturación hay dos cuentas ${v.pick('suyas', 'tuyas')}, y con ambas se paga ${f.hasText('product') ? f.name('product') : 'la misma suscripción'}.`,
    ],
    conclusion: {
      billing_error: [(f) => inError(f, 'Solo hace falta una de ellas')],
      likely_error: [
        (f, v) =>
          `Si solo hace falta una de ellas, sobran ${f.money('amount')}: ¿${v.pick('utiliza', 'utilizas')} ambas?`,
      ],
    },
  },
  'charged-on-two-records/payment': {
    story: [
      (f, v) =>
        `En nuestro sistema de facturación hay dos cuentas ${v.pick('suyas', 'tuyas')}, y en ambas se cobró el mismo importe (${onTwoDays(f, 'first_at', 'again_at')}).`,
    ],
    conclusion: {
      billing_error: [(f) => inError(f, 'Solo correspondía una vez')],
      likely_error: [
        (f, v) =>
          `Si solo hubo una compra, sobran ${f.money('amount')}: ¿${v.pick('compró', 'compraste')} dos veces?`,
      ],
    },
  },
  'several-subscriptions': {
    story: [
      (f, v) =>
        `${v.pick('Tiene', 'Tienes')} ${f.count('count')} suscripciones${f.hasText('product') ? ` a ${f.name('product')}` : ''}, cada una para algo distinto, y cada una se factura por separado.`,
    ],
    conclusion: {
      valid_but_confusing: [() => 'Por eso hay varios cobros; ninguno se hizo dos veces.'],
    },
  },
  'charges-close-together': {
    story: [
      (f) => {
        const first = `${f.money('first')} el ${f.date('first_at')}`;
        const second = `${f.money('second')} el ${f.date('second_at')}`;
        if (f.has('others'))
          return `Los cobros son por cosas distintas: ${first}, ${second} y ${f.count('others')} más poco después.`;
        return f.hasText('first_item') && f.hasText('second_item')
          ? `Los dos cobros son por cosas distintas: ${first} por ${f.name('first_item')}, y ${second} por ${f.name('second_item')}.`
          : `Los dos cobros son por cosas distintas: ${first}, y ${second}.`;
      },
    ],
    conclusion: { valid_but_confusing: [(_, v) => `Cada cosa se ${toYou(v)} cobró una sola vez.`] },
  },
  'paid-in-parts/running': {
    story: [
      (f) =>
        `Nuestra factura de ${f.money('amount')} se está pagando en partes: ${f.count('count')} pagos hasta ahora, ${f.money('paid')} en total, el último el ${f.date('last_at')}.`,
    ],
    conclusion: { valid_but_confusing: [(f) => `Quedan por pagar ${f.money('left')}.`] },
  },
  'paid-in-parts/complete': {
    story: [
      (f) =>
        `Nuestra factura de ${f.money('amount')} se pagó en ${f.count('count')} partes ${f.sameDay('first_at', 'last_at') ? `el ${f.date('first_at')}` : `entre el ${f.date('first_at')} y el ${f.date('last_at')}`}.`,
    ],
    conclusion: {
      valid_but_confusing: [() => 'Juntas suman exactamente el importe de la factura, y nada más.'],
    },
  },
};
