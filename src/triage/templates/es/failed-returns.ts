import type { FactReader } from '../facts.ts';
import type { RuleText, Voice } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';
import { toYou, Your, your } from './words.ts';

const onCard = (f: FactReader, v: Voice): string =>
  f.hasText('last4') ? ` a ${your(v)} tarjeta terminada en ${f.plain('last4')}` : '';

/** Si faltaba saldo en nuestra cuenta, no hay que pedir otra tarjeta. */
const isOurs = (f: FactReader): boolean => f.decline('reason') === 'insufficient_funds';

const becauseOf = (f: FactReader): string => {
  if (isOurs(f)) return ' por un problema de nuestra parte';
  return f.decline('reason') === 'expired_card' ? ' porque la tarjeta ya no es válida' : '';
};

/** «un importe de 49,00 US$, pagado el 10 de noviembre»: también puede reclamarse una parte. */
const payment = (f: FactReader, article: 'un' | 'el'): string =>
  `${article} importe de ${f.money('amount')}${f.has('charged_at') ? ` pagado el ${f.date('charged_at')}` : ''}`;

export const failedReturns: Readonly<Record<KeysOf<'refund-failed' | 'refund-and-chargeback'>, RuleText>> = {
  'refund-failed/failed': {
    story: [
      (f, v) =>
        `El reembolso que enviamos${onCard(f, v)} el ${f.date('refunded_at')} volvió a nosotros${becauseOf(f)}, así que el importe de ${f.money('amount')} no ${toYou(v)} ha llegado.`,
    ],
    conclusion: {
      billing_error: [
        (_, v) => `Ese dinero sigue siendo ${v.pick('suyo', 'tuyo')}.`,
        (f, v) =>
          isOurs(f)
            ? null
            : v.pick(
                'Si ya sabe qué otra vía le conviene, por ejemplo una transferencia bancaria, díganoslo, por favor; todavía no hacen falta números de tarjeta ni de cuenta.',
                'Si ya sabes qué otra vía te conviene, por ejemplo una transferencia bancaria, dínoslo, por favor; todavía no hacen falta números de tarjeta ni de cuenta.',
              ),
      ],
    },
  },
  'refund-failed/stuck': {
    story: [
      (f, v) =>
        `El reembolso de ${f.money('amount')}${onCard(f, v)} del ${f.date('refunded_at')} no se ha completado todavía, aunque no debería tardar tanto.`,
    ],
    conclusion: {
      billing_error: [
        (f, v) =>
          f.has('expected_by')
            ? `A más tardar el ${f.date('expected_by')} tendría que haber figurado en ${your(v)} extracto.`
            : null,
      ],
    },
  },
  'refund-failed/action_required': {
    story: [
      (f, v) =>
        `Para el reembolso de ${f.money('amount')} del ${f.date('refunded_at')} falta todavía un dato: nuestro proveedor de pagos ${toYou(v)} ha preguntado por correo electrónico adónde debe ir el dinero.`,
    ],
    conclusion: {
      payment_issue: [
        (_, v) =>
          v.pick(
            'Por favor, siga las instrucciones de ese correo; puede que esté en su carpeta de correo no deseado.',
            'Por favor, sigue las instrucciones de ese correo; puede que esté en tu carpeta de correo no deseado.',
          ),
        (_, v) =>
          v.pick(
            'Si no lo encuentra, o no tiene claro que sea auténtico, pregúntenos antes.',
            'Si no lo encuentras, o no tienes claro que sea auténtico, pregúntanos antes.',
          ),
      ],
    },
  },

  'refund-and-chargeback/open': {
    story: [
      (f, v) =>
        `El ${f.date('disputed_at')}, ${your(v)} banco nos comunicó que se ha reclamado ${payment(f, 'un')}; la decisión corresponde ahora al banco.`,
      (f, v) =>
        f.has('refunded') && f.has('refunded_at')
          ? `Aparte de eso, el ${f.date('refunded_at')} ya ${toYou(v)} habíamos devuelto ${f.money('refunded')}.`
          : null,
    ],
    conclusion: {
      payment_issue: [
        () =>
          'Hasta que el banco decida, no podemos devolver nada de este pago por nuestra cuenta: quizá sea el banco quien devuelva ese mismo dinero.',
        (_, v) =>
          v.pick(
            'Si la reclamación se abrió sin querer, avise, por favor, a su banco y también a nosotros.',
            'Si la reclamación se abrió sin querer, avisa, por favor, a tu banco y también a nosotros.',
          ),
      ],
    },
  },
  'refund-and-chargeback/lost': {
    story: [
      (f, v) =>
        `${Your(v)} banco resolvió a ${your(v)} favor la reclamación del ${f.date('disputed_at')} y ${toYou(v)} devolvió ${payment(f, 'el')}.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (_, v) => `Por nuestra parte ya no queda nada pendiente: el dinero viene de ${your(v)} banco.`,
      ],
    },
  },
};
