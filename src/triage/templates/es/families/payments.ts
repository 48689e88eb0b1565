import type { FactReader } from '../../facts.ts';
import type { FamilyTexts } from '../../language.ts';
import { toYou, your } from '../words.ts';

const onCard = (f: FactReader, name: string): string =>
  f.hasText(name) ? ` (tarjeta terminada en ${f.plain(name)})` : '';

/** Spanish texts of rules about refunds, disputes, payments and currency. */
export const payments: FamilyTexts = {
  'promised-refund-missing/none': {
    story: [
      (f, v) =>
        `El ${f.date('promised_at')} ${toYou(v)} prometimos un reembolso de ${f.money('promised')}, que debía hacerse a más tardar el ${f.date('due_at')}.`,
    ],
    conclusion: { billing_error: [() => 'No se hizo.'] },
  },
  'promised-refund-missing/too_small': {
    story: [
      (f, v) => `El ${f.date('promised_at')} ${toYou(v)} prometimos un reembolso de ${f.money('promised')}.`,
    ],
    conclusion: { billing_error: [(f) => `De ese importe faltan todavía ${f.money('amount')}.`] },
  },
  'wrong-currency': {
    story: [
      (f) =>
        `Nuestra factura del ${f.date('invoice_at')} está en ${f.plain('billed_currency')}, y lo acordado era ${f.plain('agreed_currency')}.`,
    ],
    conclusion: {
      billing_error: [
        (f) =>
          `Así que el importe de ${f.money('amount')} se facturó por error; lo que corresponde es el importe acordado en ${f.plain('agreed_currency')}.`,
      ],
    },
  },
  'hundredfold-amount': {
    story: [
      (f, v) =>
        `El ${f.date('charged_at')} se ${toYou(v)} cobraron ${f.money('taken')} cuando debían ser ${f.money('meant')}.`,
    ],
    conclusion: {
      billing_error: [(f) => `Por tanto, se cobró por error un importe de ${f.money('amount')}.`],
    },
  },
  'anothers-card-charged': {
    story: [
      (f) =>
        `El importe de ${f.money('amount')} del ${f.date('charged_at')} se cobró con un medio de pago que pertenece a otra cuenta.`,
    ],
    conclusion: {
      likely_error: [() => '¿Su titular estaba de acuerdo en pagar por esta cuenta?'],
    },
  },
  'void-invoice-paid': {
    story: [
      (f) =>
        `El ${f.date('charged_at')} se pagaron ${f.money('amount')} por una factura que ya habíamos anulado.`,
    ],
    conclusion: { billing_error: [() => 'Por ella no se debía nada.'] },
  },
  'descriptor-not-recognised': {
    story: [
      (f, v) =>
        `El importe de ${f.money('amount')} del ${f.date('charged_at')}${onCard(f, 'last4')} es un cobro nuestro: en ${your(v)} extracto aparece como ${f.name('descriptor')}.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (_, v) =>
          v.pick(
            'Si no lo hizo usted ni nadie de su equipo, avísenos enseguida, por favor.',
            'Si no lo hiciste tú ni nadie de tu equipo, avísanos enseguida, por favor.',
          ),
      ],
    },
  },
  'backup-method-used': {
    story: [
      (f, v) =>
        `El ${f.date('failed_at')} se rechazó ${your(v)} medio de pago habitual${onCard(f, 'failed_last4')}, así que los ${f.money('amount')} se cobraron el ${f.date('charged_at')} con el otro que tenemos registrado${onCard(f, 'last4')}.`,
    ],
    conclusion: { valid_but_confusing: [() => 'Se cobró una sola vez.'] },
  },
  'card-updated': {
    story: [
      (f, v) =>
        `Cuando se sustituyó ${your(v)} tarjeta, la red de tarjetas nos pasó los nuevos datos el ${f.date('updated_at')}, y con ellos se cobraron ${f.money('amount')} el ${f.date('charged_at')}.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (_, v) =>
          v.pick(
            'Puede quitar la tarjeta o poner otra en su cuenta cuando quiera.',
            'Puedes quitar la tarjeta o poner otra en tu cuenta cuando quieras.',
          ),
      ],
    },
  },
  'paid-in-own-currency': {
    story: [
      (f) =>
        `El cobro del ${f.date('charged_at')} es de ${f.money('amount')} en nuestros libros, y de ${f.money('presented')} en la moneda elegida para pagar.`,
    ],
    conclusion: { valid_but_confusing: [() => 'Es un único pago, cobrado una sola vez.'] },
  },
  'bank-conversion': {
    story: [
      (f) =>
        `El ${f.date('charged_at')} cobramos ${f.money('amount')}${onCard(f, 'last4')}, exactamente lo que indica la factura.`,
      (f, v) =>
        `${v.pick('Su', 'Tu')} banco lo convierte a ${f.plain('home_currency')} con su propio tipo de cambio, y puede añadir una comisión.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (_, v) =>
          `El banco puede ${v.pick('decirle', 'decirte')} el tipo de cambio y la comisión que aplicó.`,
      ],
    },
  },
};
