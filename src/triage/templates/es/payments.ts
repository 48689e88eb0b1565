import type { DeclineKind, FactReader } from '../facts.ts';
import type { RuleText, Voice } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';
import { capital, numberWord, times, toYou, your } from './words.ts';

const chargedWhen = (f: FactReader): string => {
  if (f.sameDay('first_at', 'last_at')) return `el ${f.date('first_at')}`;
  return f.count('count') === 2
    ? `el ${f.date('first_at')} y de nuevo el ${f.date('last_at')}`
    : `entre el ${f.date('first_at')} y el ${f.date('last_at')}`;
};

const duplicate = (forWhat: string): RuleText => ({
  story: [
    (f, v) =>
      `Se ${toYou(v)} cobró ${times(f.count('count'))} un importe de ${f.money('each')} ${forWhat}, ${chargedWhen(f)}.`,
  ],
  conclusion: {
    billing_error: [
      (f, v) => {
        // Puede haberse devuelto una parte, o corresponder varios: entonces solo el importe es seguro.
        if (f.minor('amount') !== f.minor('each') * (f.count('count') - 1)) {
          return `No todos esos cobros correspondían: se cobró por error un importe de ${f.money('amount')}, que aún no ha vuelto a ${your(v)} cuenta.`;
        }
        return f.count('count') === 2
          ? `Solo correspondía uno de estos pagos; el otro, de ${f.money('each')}, se cobró por error.`
          : `Solo correspondía uno de estos pagos; los demás, ${f.money('amount')} en total, se cobraron por error.`;
      },
    ],
    likely_error: [
      (f) =>
        `Esperábamos menos cobros y estamos comprobando ${f.count('count') === 2 ? 'de dónde viene el segundo' : 'de dónde vienen los demás'}.`,
      (_, v) =>
        v.pick(
          'Si se trata de compras distintas, basta con que nos lo diga en una breve respuesta.',
          'Si se trata de compras distintas, basta con que nos lo digas en una breve respuesta.',
        ),
    ],
  },
});

const DECLINED: Readonly<Record<DeclineKind, string>> = {
  insufficient_funds: ' porque en ese momento no había fondos suficientes',
  expired_card: ' porque la tarjeta está caducada',
  wrong_details: ' porque no se aceptaron algunos datos de la tarjeta',
  needs_confirmation: ' porque el banco pidió que se confirmara',
};

const becauseOf = (f: FactReader): string => {
  const decline = f.decline('reason');
  return decline === null ? '' : DECLINED[decline];
};

const remedy = (f: FactReader, v: Voice): string => {
  switch (f.decline('reason')) {
    case 'needs_confirmation':
      return v.pick(
        'Por favor, inicie sesión en su cuenta y confirme el pago con su banco.',
        'Por favor, inicia sesión en tu cuenta y confirma el pago con tu banco.',
      );
    case 'expired_card':
    case 'wrong_details':
      return v.pick(
        'Por favor, añada en su cuenta su tarjeta actual u otro medio de pago.',
        'Por favor, añade en tu cuenta tu tarjeta actual u otro medio de pago.',
      );
    default:
      return v.pick(
        'Por favor, compruebe con su banco que el pago puede realizarse o añada otro medio de pago en su cuenta.',
        'Por favor, comprueba con tu banco que el pago puede realizarse o añade otro medio de pago en tu cuenta.',
      );
  }
};

const leavesTheStatement = (_: FactReader, v: Voice): string =>
  `Es posible que ${your(v)} banco muestre la reserva unos días más; después desaparece sola del extracto.`;

const lapses = (f: FactReader, unless: string): string | null =>
  f.has('ends_at') ? `${unless}, la reserva vence por sí sola, a más tardar el ${f.date('ends_at')}.` : null;

export const payments: Readonly<
  Record<KeysOf<'duplicate-charge' | 'authorization-hold' | 'failed-attempt-retried'>, RuleText>
> = {
  'duplicate-charge/same_invoice': duplicate('por la misma factura'),
  'duplicate-charge/same_order': duplicate('por el mismo pedido'),
  'duplicate-charge/same_day': duplicate('en poco tiempo'),

  'authorization-hold/held': {
    story: [
      (f, v) =>
        `El importe de ${f.money('amount')} del ${f.date('held_at')} es una reserva en ${your(v)} tarjeta (una preautorización), no un pago: ese dinero no se ha cobrado.`,
    ],
    conclusion: {
      valid_but_confusing: [(f) => lapses(f, 'Si no se utiliza'), leavesTheStatement],
      payment_issue: [
        (f) => lapses(f, 'Si el pago no se completa'),
        () => 'Estamos comprobando por qué no se ha completado todavía.',
      ],
    },
  },
  'authorization-hold/released': {
    story: [
      (f, v) => {
        const reserved = `El importe de ${f.money('amount')} del ${f.date('held_at')} solo estuvo reservado en ${your(v)} tarjeta y nunca se cobró`;
        if (!f.has('released_at')) return `${reserved}; la reserva ya se ha liberado.`;
        return f.sameDay('held_at', 'released_at')
          ? `${reserved}; la reserva se liberó ese mismo día.`
          : `${reserved}; la reserva se liberó el ${f.date('released_at')}.`;
      },
    ],
    conclusion: { valid_but_confusing: [leavesTheStatement] },
  },
  'authorization-hold/captured': {
    story: [
      (f, v) => {
        const reserved = `el ${f.date('held_at')} se reservaron ${f.money('amount')} en ${your(v)} tarjeta`;
        const when = f.has('captured_at') ? `el ${f.date('captured_at')}` : 'después';
        const whole = !f.has('captured') || f.minor('captured') === f.minor('amount');
        return whole
          ? `Los dos movimientos son un único pago: ${reserved} y ${when} se cobró ese mismo importe.`
          : `Los dos movimientos son un único pago: ${reserved}, y de ellos se cobraron ${f.money('captured')} ${when}.`;
      },
      (f, v) =>
        f.has('captured')
          ? `Es decir, ${v.pick('pagó', 'pagaste')} ${f.money('captured')} una sola vez; una reserva por sí misma no cobra nada.`
          : null,
    ],
    conclusion: { valid_but_confusing: [leavesTheStatement] },
  },

  'failed-attempt-retried/retried': {
    story: [
      (f) => {
        if (!f.has('succeeded_at')) {
          return `Un primer intento de cobrar ${f.money('amount')} no salió adelante${becauseOf(f)}; más tarde el pago se realizó.`;
        }
        if (f.count('failed_count') !== 1) {
          return `${capital(numberOfAttempts(f))} intentos de cobrar ${f.money('amount')} no salieron adelante${becauseOf(f)}; el pago se realizó después, el ${f.date('succeeded_at')}.`;
        }
        const then = f.sameDay('failed_at', 'succeeded_at')
          ? 'ese mismo día'
          : `el ${f.date('succeeded_at')}`;
        return `El primer intento de cobrar ${f.money('amount')}, el ${f.date('failed_at')}, no salió adelante${becauseOf(f)}; el pago se realizó después, ${then}.`;
      },
      () => 'Solo se cobró este único pago; un intento fallido no cobra nada.',
    ],
    conclusion: {
      valid_but_confusing: [
        () =>
          'Algunos bancos muestran los intentos fallidos como pendientes durante unos días; después desaparecen solos del extracto.',
      ],
    },
  },
  'failed-attempt-retried/unpaid': {
    story: [
      (f, v) =>
        f.count('failed_count') === 1
          ? `${v.pick('Su', 'Tu')} pago de ${f.money('amount')} todavía no se ha realizado: el intento del ${f.date('failed_at')} no salió adelante${becauseOf(f)}.`
          : `${v.pick('Su', 'Tu')} pago de ${f.money('amount')} todavía no se ha realizado: ${numberOfAttempts(f)} intentos, el último el ${f.date('failed_at')}, no salieron adelante${becauseOf(f)}.`,
      () => 'Todavía no se ha cobrado nada.',
    ],
    conclusion: {
      payment_issue: [
        remedy,
        (f) =>
          f.has('next_attempt_at')
            ? `El próximo intento automático está previsto para el ${f.date('next_attempt_at')}.`
            : null,
      ],
    },
  },
};

function numberOfAttempts(f: FactReader): string {
  return numberWord(f.count('failed_count'));
}
