import type { Category } from '../../../analysis/finding.ts';
import type { GenericFinding, Voice } from '../language.ts';
import { your } from './words.ts';

/** De qué se trata, con su artículo: «En relación con …». */
const ABOUT: Readonly<Record<Category, (v: Voice) => string>> = {
  duplicate_charge: (v) => v.pick('los cobros que ve repetidos', 'los cobros que ves repetidos'),
  duplicate_subscription: (v) => `las suscripciones de ${your(v)} cuenta`,
  duplicate_invoice: (v) => `${your(v)}s facturas del mismo periodo`,
  overpayment: () => 'el importe pagado',
  cancellation: (v) => `${your(v)} cancelación`,
  trial: (v) => `${your(v)} periodo de prueba`,
  pause: (v) => `la pausa de ${your(v)} suscripción`,
  renewal: (v) => `la renovación de ${your(v)} suscripción`,
  proration: (v) => `${your(v)} cambio de plan`,
  discount: (v) => `${your(v)} descuento`,
  credit: (v) => `${your(v)} saldo a favor`,
  price: () => 'el precio facturado',
  quantity: () => 'la cantidad facturada',
  usage: () => 'el consumo facturado',
  tax: (v) => `los impuestos de ${your(v)} factura`,
  refund: (v) => `${your(v)} reembolso`,
  dispute: () => 'el pago reclamado',
  payment_failure: (v) => `${your(v)} pago`,
  authorization_hold: (v) => `la reserva en ${your(v)} tarjeta`,
  currency: () => 'la moneda facturada',
  identity: (v) => `las cuentas a ${your(v)} nombre`,
  one_off: () => 'el cargo puntual',
  balance: (v) => `el saldo de ${your(v)} cuenta`,
  other: (v) => `${your(v)}s pagos`,
};

export function generic({ category, classification, amount }: GenericFinding, v: Voice): readonly string[] {
  const about = `En relación con ${ABOUT[category](v)}`;
  switch (classification) {
    case 'billing_error':
      return amount === null
        ? [`${about}, teníamos un dato mal registrado.`]
        : [`${about}, se cobró por error un importe de ${amount}.`];
    case 'likely_error':
      return [
        `${about}, falta por confirmar un punto antes de poder ${v.pick('darle', 'darte')} una respuesta segura${amount === null ? '' : ` sobre el importe de ${amount}`}.`,
      ];
    case 'payment_issue':
      return category === 'dispute'
        ? [`${about}, el asunto está ahora en manos de ${your(v)} banco, y primero tiene que decidir él.`]
        : [
            `${about}, hay un pago que todavía no se ha completado.`,
            v.pick(
              'Por favor, compruebe con su banco que puede realizarse o añada otro medio de pago en su cuenta.',
              'Por favor, comprueba con tu banco que puede realizarse o añade otro medio de pago en tu cuenta.',
            ),
          ];
    case 'valid_but_confusing':
      return [
        `${about}, todo está en orden.`,
        `Si ${v.pick('desea que le', 'quieres que te')} expliquemos algún concepto, ${v.pick('indíquenos', 'dinos')} la fecha y el importe.`,
      ];
  }
}
