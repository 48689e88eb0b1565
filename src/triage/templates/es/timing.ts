import type { FactReader } from '../facts.ts';
import type { RuleText, Sentence, Voice } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';
import { Your, your } from './words.ts';

/** «su tarjeta terminada en 4242». */
const card = (f: FactReader, v: Voice): string =>
  `${your(v)} tarjeta${f.hasText('last4') ? ` terminada en ${f.plain('last4')}` : ''}`;

const noMoneyTaken = 'No se ha cobrado nada.';
const entryDisappears = (_: FactReader, v: Voice): string =>
  `Es posible que ${your(v)} banco lo muestre unos días más; después desaparece solo del extracto.`;

/** «El cobro de 49,00 US$ del 10 de noviembre corresponde al periodo del … al …». */
const paidPeriod = (f: FactReader): string =>
  `El cobro de ${f.money('amount')} del ${f.date('charged_at')} corresponde al periodo del ${f.date('period_start')} al ${f.date('period_end')}`;
const begunBefore: Sentence = (f, v) =>
  `${paidPeriod(f)}, que había empezado antes de ${your(v)} cancelación del ${f.date('canceled_at')}.`;

const invoice = (f: FactReader, v: Voice): string =>
  `${Your(v)} factura del ${f.date('invoice_at')}, de ${f.money('amount')},`;
const nothingTaken: Sentence = () => 'No se ha cobrado nada por ella.';
const nextAttempt: Sentence = (f) =>
  f.has('next_attempt_at')
    ? `El próximo intento automático está previsto para el ${f.date('next_attempt_at')}.`
    : null;

/** « del 10 de noviembre con una tarjeta terminada en 4242»: lo que se mencionó además. */
const asNamed = (f: FactReader): string =>
  [
    f.has('named_at') ? ` del ${f.date('named_at')}` : '',
    f.hasText('last4') ? ` con una tarjeta terminada en ${f.plain('last4')}` : '',
  ].join('');

const askForTheLine: RuleText['conclusion'] = {
  valid_but_confusing: [
    () => 'Puede que el cobro sea de otra cuenta o de otra empresa, y no queremos adivinarlo.',
    (_, v) =>
      v.pick(
        '¿Podría enviarnos la línea tal como aparece en su extracto, con la fecha, el importe y el nombre que figura al lado?',
        '¿Podrías enviarnos la línea tal como aparece en tu extracto, con la fecha, el importe y el nombre que figura al lado?',
      ),
    (_, v) =>
      v.pick(
        'Si tiene otra cuenta con nosotros, indíquenos también la dirección de correo electrónico que usa en ella; por favor, no nos envíe números de tarjeta completos.',
        'Si tienes otra cuenta con nosotros, indícanos también la dirección de correo electrónico que usas en ella; por favor, no nos envíes números de tarjeta completos.',
      ),
  ],
};

/** Lo que solo se comprobó, aún no vence, vencía antes o no está aquí. */
export const timing: Readonly<
  Record<
    KeysOf<
      | 'card-verification'
      | 'charged-before-cancellation'
      | 'trial-converted'
      | 'not-yet-charged'
      | 'not-in-this-account'
    >,
    RuleText
  >
> = {
  'card-verification/saved': {
    story: [
      (f, v) =>
        `El ${f.date('checked_at')} se guardó ${card(f, v)} en ${your(v)} cuenta y se preguntó al banco si es válida.`,
      () => noMoneyTaken,
    ],
    conclusion: {
      valid_but_confusing: [
        () =>
          'Algunos bancos muestran esa comprobación como un movimiento pendiente sin importe o por una cantidad muy pequeña; después desaparece solo del extracto.',
      ],
    },
  },
  'card-verification/small_hold': {
    story: [
      (f, v) =>
        `El importe de ${f.money('amount')} del ${f.date('checked_at')} fue una comprobación de ${card(f, v)}, no un pago: ese dinero no se cobró.`,
    ],
    conclusion: { valid_but_confusing: [entryDisappears] },
  },
  'card-verification/unfinished': {
    story: [
      (f, v) => `El ${f.date('checked_at')} se empezó a comprobar ${card(f, v)}, pero no se terminó.`,
      () => noMoneyTaken,
    ],
    conclusion: {
      valid_but_confusing: [
        (_, v) => `Si ${your(v)} banco muestra algún movimiento por ello, desaparece solo del extracto.`,
      ],
    },
  },
  'card-verification/waiting': {
    story: [
      (f, v) =>
        `${Your(v)} banco ${v.pick('le', 'te')} pide que ${v.pick('confirme', 'confirmes')} ${card(f, v)}; está pendiente desde el ${f.date('checked_at')}.`,
      () => noMoneyTaken,
    ],
    conclusion: {
      payment_issue: [
        (_, v) =>
          v.pick(
            'Por favor, inicie sesión en su cuenta y confirme la tarjeta con su banco, o añada otro medio de pago.',
            'Por favor, inicia sesión en tu cuenta y confirma la tarjeta con tu banco, o añade otro medio de pago.',
          ),
      ],
    },
  },

  'charged-before-cancellation/running': {
    story: [begunBefore],
    conclusion: {
      valid_but_confusing: [
        (f, v) => `${Your(v)} suscripción sigue activa hasta el ${f.date('until')} y después no se renueva.`,
      ],
    },
  },
  'charged-before-cancellation/ran_out': {
    story: [begunBefore],
    conclusion: {
      valid_but_confusing: [
        (f, v) => `${Your(v)} suscripción siguió activa hasta el ${f.date('until')} y no se renovó.`,
      ],
    },
  },
  'charged-before-cancellation/ended_early': {
    story: [
      (f, v) =>
        `${paidPeriod(f)} y ya había vencido antes de ${your(v)} cancelación del ${f.date('canceled_at')}.`,
    ],
    conclusion: {},
  },

  'trial-converted/converted': {
    story: [
      (f, v) => {
        const trial = `${Your(v)} periodo de prueba${f.hasText('product') ? ` de ${f.name('product')}` : ''}`;
        return `${trial} duró del ${f.date('trial_start')} al ${f.date('trial_end')}; como hasta entonces no hubo ninguna cancelación, ${your(v)} suscripción continuó.`;
      },
      (f) =>
        `El cobro de ${f.money('amount')} del ${f.date('charged_at')} es el primer pago después de la prueba y cubre hasta el ${f.date('period_end')}.`,
    ],
    conclusion: {},
  },

  'not-yet-charged/draft': {
    story: [(f, v) => `${invoice(f, v)} todavía se está preparando.`, nothingTaken],
    conclusion: {
      valid_but_confusing: [() => 'Mientras una factura no es definitiva, no se cobra.'],
    },
  },
  'not-yet-charged/open': {
    story: [(f, v) => `${invoice(f, v)} está pendiente: hasta ahora no se ha cobrado nada por ella.`],
    conclusion: {
      valid_but_confusing: [
        (f) => (f.has('due_at') ? `Vence el ${f.date('due_at')}.` : null),
        (f) =>
          f.has('next_attempt_at') ? `El cobro está previsto para el ${f.date('next_attempt_at')}.` : null,
      ],
    },
  },
  'not-yet-charged/overdue': {
    story: [
      (f, v) => `${invoice(f, v)} venció el ${f.date('due_at')} y todavía no consta como pagada.`,
      nothingTaken,
    ],
    conclusion: {
      payment_issue: [
        (_, v) =>
          v.pick(
            'Por favor, páguela con el enlace que figura en la factura.',
            'Por favor, págala con el enlace que figura en la factura.',
          ),
        nextAttempt,
        (_, v) =>
          v.pick(
            'Si ya la ha pagado, díganos, por favor, cuándo y cómo.',
            'Si ya la has pagado, dinos, por favor, cuándo y cómo.',
          ),
      ],
    },
  },
  'not-yet-charged/failing': {
    story: [
      (f, v) =>
        `El pago de ${f.money('amount')} de ${your(v)} factura del ${f.date('invoice_at')} todavía no se ha podido realizar.`,
      nothingTaken,
    ],
    conclusion: {
      payment_issue: [
        (_, v) =>
          v.pick(
            'Por favor, compruebe que el medio de pago de su cuenta esté al día o añada otro.',
            'Por favor, comprueba que el medio de pago de tu cuenta esté al día o añade otro.',
          ),
        nextAttempt,
      ],
    },
  },

  'not-in-this-account/amount': {
    story: [
      (f, v) =>
        `En ${your(v)} cuenta no encontramos ningún pago de ${f.money('amount')}${asNamed(f)}, ni tampoco una reserva, un reembolso o una factura por ese importe.`,
    ],
    conclusion: askForTheLine,
  },
  'not-in-this-account/card': {
    story: [
      (f, v) =>
        `En ${your(v)} cuenta no encontramos ningún pago con una tarjeta terminada en ${f.plain('last4')}.`,
    ],
    conclusion: askForTheLine,
  },
};
