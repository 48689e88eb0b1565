import type { Category } from '../../analysis/finding.ts';
import { enumerated, toYou, your } from '../templates/es/words.ts';
import type { Voice } from '../templates/language.ts';
import type { PlainDeed } from './deeds.ts';
import type { NoticeTexts, PlainWords } from './notice-texts.ts';

/** Lo que estaba mal, después de dos puntos. */
const WRONG: Readonly<Record<Category, (v: Voice) => string>> = {
  duplicate_charge: (v) => `se ${toYou(v)} había cobrado más de una vez por lo mismo`,
  duplicate_subscription: () => 'había más de una suscripción activa para lo mismo',
  duplicate_invoice: () => 'se había facturado más de una vez lo mismo',
  overpayment: () => 'se había pagado más de lo debido',
  cancellation: (v) => `no se había tenido en cuenta ${your(v)} cancelación`,
  trial: (v) => `no se había tenido en cuenta ${your(v)} periodo de prueba`,
  pause: (v) => `no se había tenido en cuenta la pausa de ${your(v)} suscripción`,
  renewal: (v) => `la renovación de ${your(v)} suscripción no se había facturado según lo acordado`,
  proration: (v) => `${your(v)} cambio de plan no se había facturado correctamente`,
  discount: (v) => `${your(v)} descuento no se había aplicado según lo acordado`,
  credit: (v) => `${your(v)} saldo a favor no se había aplicado correctamente`,
  price: (v) => `no se ${toYou(v)} había facturado el precio acordado`,
  quantity: () => 'la cantidad facturada no era correcta',
  usage: () => 'el consumo facturado no era correcto',
  tax: (v) => `los impuestos de ${your(v)} factura no eran correctos`,
  refund: () => 'un reembolso no se había gestionado correctamente',
  dispute: () => 'el pago reclamado no se había liquidado correctamente',
  payment_failure: () => 'un pago no se había realizado correctamente',
  authorization_hold: (v) => `quedaba un importe reservado en ${your(v)} tarjeta`,
  currency: () => 'se había facturado en una moneda equivocada',
  identity: (v) => `${your(v)}s pagos se habían registrado en más de una cuenta`,
  one_off: () => 'un cargo puntual no era correcto',
  balance: (v) => `el saldo de ${your(v)} cuenta no era correcto`,
  other: () => 'un cobro no era correcto',
};

const FROM_NEXT_INVOICE = 'Vale a partir de la próxima factura.';

const PLAIN: Readonly<Record<PlainDeed['what'], (how: PlainWords, v: Voice) => string>> = {
  invoice_voided: ({ many }) =>
    many
      ? 'Hemos anulado las facturas; no hay que pagar nada por ellas.'
      : 'Hemos anulado la factura; no hay que pagar nada por ella.',
  subscription_cancelled: ({ many, category }, v) => {
    const isDuplicate = category === 'duplicate_subscription';
    return many
      ? `Hemos cancelado ${isDuplicate ? 'las suscripciones duplicadas' : `${your(v)}s suscripciones`}, y no habrá más cobros por ellas.`
      : `Hemos cancelado ${isDuplicate ? 'la suscripción duplicada' : `${your(v)} suscripción`}, y no habrá más cobros por ella.`;
  },
  discount_removed: (_, v) =>
    `Hemos quitado el descuento de ${your(v)} suscripción. Las facturas anteriores se quedan como están.`,
  payment_cancelled: ({ many }) => (many ? 'Hemos cancelado los pagos.' : 'Hemos cancelado el pago.'),
  invoice_item_deleted: ({ many }) =>
    many
      ? 'Hemos quitado los conceptos equivocados; no aparecerán en la próxima factura.'
      : 'Hemos quitado el concepto equivocado; no aparecerá en la próxima factura.',
  discount_applied: (_, v) => `Hemos añadido el descuento a ${your(v)} suscripción. ${FROM_NEXT_INVOICE}`,
  price_updated: (_, v) => `Hemos corregido el precio de ${your(v)} suscripción. ${FROM_NEXT_INVOICE}`,
  quantity_updated: (_, v) => `Hemos corregido la cantidad de ${your(v)} suscripción. ${FROM_NEXT_INVOICE}`,
  tax_status_updated: (_, v) =>
    `Hemos corregido los datos fiscales de ${your(v)} cuenta. Valen a partir de la próxima factura.`,
  trial_extended: (_, v) => `Hemos ampliado ${your(v)} periodo de prueba.`,
};

export const spanish: NoticeTexts = {
  opening({ state, category, ours }, v) {
    const what =
      state === 'partly_executed'
        ? v.pick('Hemos corregido una parte', 'Ya hemos arreglado una parte')
        : ours
          ? v.pick('Hemos corregido un error de nuestra facturación', 'Ya lo hemos arreglado')
          : v.pick('Ya hemos resuelto su caso', 'Ya hemos resuelto tu caso');
    const apology = v.pick('Le pedimos disculpas por ello.', 'Lo sentimos.');
    return [`${what}: ${WRONG[category](v)}.`, ...(ours ? [apology] : [])];
  },
  money(what, amount, { with_tax, paid_with, parts }, v) {
    const sum = with_tax ? `${amount} (impuestos incluidos)` : amount;
    const inParts = parts.length > 1 ? `, en ${parts.length} partes: ${enumerated(parts)}` : '';
    switch (what) {
      case 'refunded':
        return paid_with === 'unknown'
          ? `Hemos reembolsado ${sum} al medio de pago con el que ${v.pick('pagó', 'pagaste')}${inParts}.`
          : `Hemos reembolsado ${sum} a ${your(v)} ${paid_with === 'card' ? 'tarjeta' : 'cuenta bancaria'}${inParts}.`;
      case 'balance_credited':
        return `Hemos añadido ${sum} al saldo a favor de ${your(v)} cuenta.`;
      case 'credited_outside':
        return `Hemos emitido una nota de crédito de ${sum}.`;
      case 'invoice_lowered':
        return `Hemos reducido en ${sum} el importe pendiente de ${your(v)} factura.`;
      case 'balance_debited':
        return `Al mismo tiempo, hemos descontado ${sum} del saldo a favor de ${your(v)} cuenta.`;
    }
  },
  plain: (what, how, v) => PLAIN[what](how, v),
  arrival(arrival, paidWith, v) {
    switch (arrival) {
      case 'refund':
        return paidWith === 'bank'
          ? `El dinero puede tardar hasta 14 días en llegar a ${your(v)} cuenta bancaria.`
          : `Un reembolso suele tardar entre 5 y 10 días laborables en aparecer en el extracto${paidWith === 'card' ? ` de ${your(v)} tarjeta` : ''}.`;
      case 'balance':
        return 'El saldo se aplica automáticamente a la próxima factura.';
      case 'outside':
        return v.pick(
          'Ese importe se pagó fuera de nuestro sistema de pagos, así que hay que entregarlo por separado; le escribiremos al respecto.',
          'Ese importe se pagó fuera de nuestro sistema de pagos, así que hay que entregarlo por separado; te escribiremos al respecto.',
        );
      case 'hold':
        return `Si el importe todavía figura como reservado en ${your(v)} tarjeta, la reserva suele desaparecer en un plazo de 7 días.`;
    }
  },
  stillOpen: (v) =>
    v.pick(
      'Queda un punto por aclarar; volveremos a escribirle en cuanto esté resuelto.',
      'Queda un punto por aclarar; volveremos a escribirte en cuanto esté resuelto.',
    ),
  cameBack: (amount, v) => [
    `El reembolso${amount === null ? '' : ` de ${amount}`} no pudo entregarse: el banco no lo aceptó y el dinero volvió a nosotros.`,
    'Suele ocurrir cuando una tarjeta o una cuenta bancaria ya no existe.',
    v.pick(
      'Por favor, responda a este mensaje para que busquemos juntos otra vía, por ejemplo una transferencia bancaria.',
      'Por favor, responde a este mensaje para que busquemos juntos otra vía, por ejemplo una transferencia bancaria.',
    ),
    v.pick(
      'Por favor, no nos envíe números de tarjeta completos.',
      'Por favor, no nos envíes números de tarjeta completos.',
    ),
  ],
  references: (references, v) =>
    `Para ${v.pick('sus', 'tus')} archivos: ${enumerated(references.map(({ object, id }) => `${object === 'refund' ? 'reembolso' : 'nota de crédito'} ${id}`))}.`,
};
