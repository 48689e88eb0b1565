import type { FactReader } from '../../facts.ts';
import type { FamilyTexts, Sentence, Voice } from '../../language.ts';
import { capital, toYou, Your, your } from '../words.ts';

/** «la suscripción «Pro»» o «su suscripción»: siempre en femenino. */
const subscription = (f: FactReader, v: Voice): string =>
  f.hasText('product') ? `la suscripción a ${f.name('product')}` : `${your(v)} suscripción`;

const notOwed: Sentence = (f) =>
  f.has('invoice_count') && f.count('invoice_count') > 1
    ? `Por tanto, se cobró por error un importe de ${f.money('amount')} en ${f.count('invoice_count')} facturas.`
    : `Por tanto, se cobró por error un importe de ${f.money('amount')}.`;
const probablyNotOwed: Sentence = (f) => `Estamos comprobando si correspondían esos ${f.money('amount')}.`;
const notBackYet: Sentence = (f, v) =>
  `De ese importe, todavía no ${toYou(v)} han llegado ${f.money('amount')}.`;
const toEnd: Sentence = (f, v) =>
  `${capital(subscription(f, v))} tenía que terminar el ${f.date('was_to_end')}.`;
const takenBack: Sentence = (f, v) =>
  `El ${f.date('reactivated_at')} se retiró la cancelación sin que ${v.pick('usted lo pidiera', 'tú lo pidieras')}.`;
const noDayTwice: Sentence = () => 'Por tanto, el cobro es correcto y ningún día se cobra dos veces.';
const oneMoment: Sentence = (_, v) =>
  `Es el mismo momento: nuestros registros usan la hora UTC, y en ${your(v)} zona horaria era todavía el día anterior o ya el siguiente.`;
const creditTaken: Sentence = (f) =>
  `Los ${f.money('credit')} del resto no utilizado del periodo anterior se descontaron del nuevo cobro.`;
const youCancelled = (f: FactReader, v: Voice): string =>
  `${v.pick('Canceló', 'Cancelaste')} ${subscription(f, v)} el ${f.date('canceled_at')}`;
const recorded = (f: FactReader): string =>
  `consta en nuestros registros el ${f.date('recorded_at')} a las ${f.plain('time')} UTC`;

/** Spanish texts of rules about cancellation, trial, pause and renewal. */
export const lifecycle: FamilyTexts = {
  'cancel-request-not-executed': {
    story: [
      (f, v) =>
        `El ${f.date('asked_at')} nos ${v.pick('pidió', 'pediste')} cancelar ${subscription(f, v)}, y la seguimos facturando desde el ${f.date('since')}.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'charged-after-account-closed': {
    story: [
      (f, v) =>
        `${Your(v)} cuenta se cerró el ${f.date('closed_at')}, y seguimos facturando ${subscription(f, v)} desde el ${f.date('since')}.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'charged-after-cancelled-trial': {
    story: [
      (f, v) =>
        f.sameDay('canceled_at', 'trial_end')
          ? `${youCancelled(f, v)}, antes de que terminara la prueba ese mismo día, y aun así se ${toYou(v)} cobró.`
          : `${youCancelled(f, v)}, antes de que terminara la prueba el ${f.date('trial_end')}, y aun así se ${toYou(v)} cobró.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'charged-while-paused': {
    story: [
      (f, v) =>
        `${capital(subscription(f, v))} estaba en pausa desde el ${f.date('paused_at')}, y aun así se cobró el ${f.date('charged_at')}.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'refund-on-cancel-missing/full': {
    story: [
      (f, v) =>
        `${youCancelled(f, v)}, a tiempo para recuperar todo lo pagado por el periodo hasta el ${f.date('period_end')}.`,
    ],
    conclusion: { billing_error: [notBackYet] },
  },
  'refund-on-cancel-missing/prorated': {
    story: [
      (f, v) =>
        `${youCancelled(f, v)}, y estaba pagado hasta el ${f.date('period_end')}. Conforme a nuestras condiciones, el importe del tiempo no utilizado es ${v.pick('suyo', 'tuyo')}.`,
    ],
    conclusion: { billing_error: [notBackYet] },
  },
  'no-refund-on-cancel': {
    story: [(f, v) => `${youCancelled(f, v)}, dentro del periodo pagado hasta el ${f.date('period_end')}.`],
    conclusion: {
      valid_but_confusing: [
        () =>
          'Nuestras condiciones prevén que el resto de un periodo ya empezado no se reembolsa. No habrá más cobros.',
      ],
    },
  },
  'annual-renewal': {
    story: [
      (f, v) =>
        `El cobro de ${f.money('amount')} del ${f.date('renewed_at')} renueva ${subscription(f, v)} por un año, hasta el ${f.date('period_end')}.`,
      (f) => `Es el mismo precio que el ${f.date('before_at')}.`,
      (f) => `El ${f.date('announced_at')} enviamos un recordatorio.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (_, v) =>
          v.pick(
            'Si no desea continuar después, puede cancelarla cuando quiera antes de la próxima renovación.',
            'Si no quieres continuar después, puedes cancelarla cuando quieras antes de la próxima renovación.',
          ),
      ],
    },
  },
  'agreed-backdating': {
    story: [
      (f, v) =>
        `${capital(subscription(f, v))} se creó el ${f.date('created_at')} y empieza el ${f.date('start_at')}, tal como acordamos el ${f.date('agreed_at')}.`,
    ],
    conclusion: {
      valid_but_confusing: [() => 'Así se acordó, y nada se cobró dos veces.'],
    },
  },
  'resumed-after-pause': {
    story: [
      (f, v) =>
        `La pausa de ${subscription(f, v)}${f.has('paused_at') ? `, desde el ${f.date('paused_at')},` : ''} terminó el ${f.date('resumed_at')}, y el cobro del ${f.date('charged_at')} es el primero después de ella.`,
    ],
    conclusion: { valid_but_confusing: [() => 'Por el tiempo de la pausa no se cobró nada.'] },
  },
  'shorter-month': {
    story: [
      (f, v) =>
        `${capital(subscription(f, v))} se renueva el día ${f.count('usual_day')} de cada mes; si el mes es más corto, se renueva el último día, como el ${f.date('renewed_at')}.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f) => `Ese pago vale hasta el ${f.date('period_end')}; ningún día se cobra dos veces.`,
      ],
    },
  },
  'trial-shorter-than-promised': {
    story: [
      (f, v) =>
        `El ${f.date('promised_at')} ${toYou(v)} prometimos ${f.count('days')} días gratis, hasta el ${f.date('free_until')}, y ya se ${toYou(v)} cobró el ${f.date('charged_at')}.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'removed-seat-billed/removed': {
    story: [
      (f, v) =>
        `El ${f.date('removed_at')}, la cantidad de ${subscription(f, v)} bajó de ${f.count('billed')} a ${f.count('left')}, y la renovación posterior siguió facturando ${f.count('billed')}.`,
    ],
    conclusion: { billing_error: [notOwed], likely_error: [probablyNotOwed] },
  },
  'removed-seat-billed/asked': {
    story: [
      (f, v) =>
        `El ${f.date('removed_at')} nos ${v.pick('pidió', 'pediste')} bajar la cantidad de ${subscription(f, v)} de ${f.count('billed')} a ${f.count('left')}, y la renovación posterior siguió facturando ${f.count('billed')}.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'phase-off-schedule/early': {
    story: [
      (f, v) =>
        `Para el ${f.date('planned_at')} estaba previsto un cambio en ${subscription(f, v)}, y facturamos las nuevas condiciones antes de esa fecha.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'phase-off-schedule/late': {
    story: [
      (f, v) =>
        `Para el ${f.date('planned_at')} estaba previsto un cambio en ${subscription(f, v)}, y después de esa fecha seguimos facturando las condiciones anteriores.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'reactivated-by-mistake/cancelled': {
    story: [toEnd, takenBack],
    conclusion: { billing_error: [notOwed] },
  },
  'reactivated-by-mistake/no_consent': {
    story: [toEnd, takenBack],
    conclusion: { billing_error: [notOwed] },
  },
  'reactivated-by-mistake/automatic': {
    story: [
      toEnd,
      (f) => `El ${f.date('reactivated_at')} se retiró la cancelación en nuestros sistemas, y se renovó.`,
    ],
    conclusion: {
      likely_error: [
        (f, v) =>
          `¿Nos ${v.pick('pidió usted', 'pediste tú')} mantenerla? Si no fue así, los ${f.money('amount')} cobrados desde entonces no había que pagarlos.`,
      ],
    },
  },
  'renewed-at-other-interval': {
    story: [
      (f, v) =>
        `Nuestra factura del ${f.date('invoice_at')} cobra ${subscription(f, v)} por un periodo distinto del acordado.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'renewed-too-early': {
    story: [
      (f, v) =>
        `${v.pick('Pagó', 'Pagaste')} el precio completo de ${subscription(f, v)} por el periodo del ${f.date('period_start')} al ${f.date('period_end')}, que quedó más corto al cambiar la fecha de facturación.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'billing-date-changed/anchor': {
    story: [
      (f, v) =>
        `${Your(v)} fecha de facturación cambió: el ${f.date('charged_at')} empezó un nuevo periodo de ${subscription(f, v)}, que dura hasta el ${f.date('next_at')}; el anterior habría durado hasta el ${f.date('former_at')}.`,
      creditTaken,
    ],
    conclusion: { valid_but_confusing: [noDayTwice] },
  },
  'billing-date-changed/interval': {
    story: [
      (f, v) =>
        `Con el nuevo intervalo de facturación, el ${f.date('charged_at')} empezó un nuevo periodo de ${subscription(f, v)}, que dura hasta el ${f.date('next_at')}; el anterior habría durado hasta el ${f.date('former_at')}.`,
      creditTaken,
    ],
    conclusion: { valid_but_confusing: [noDayTwice] },
  },
  'billing-date-changed/trial': {
    story: [
      (f, v) =>
        `El próximo cobro de ${subscription(f, v)} correspondía en principio al ${f.date('former_at')}; como la prueba terminó el ${f.date('charged_at')}, se hizo ese día, y las renovaciones siguen esa fecha.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f) =>
          `La prueba en sí fue gratuita, y lo que se pagó vale hasta el ${f.date('next_at')}; ningún día se cobra dos veces.`,
      ],
    },
  },
  'day-differs-by-time-zone/charge': {
    story: [
      (f, v) =>
        `El cobro de ${f.money('amount')} que ${v.pick('vio', 'viste')} el ${f.date('named_day')} es el que ${recorded(f)}.`,
    ],
    conclusion: { valid_but_confusing: [oneMoment] },
  },
  'day-differs-by-time-zone/cancellation': {
    story: [(f, v) => `${Your(v)} cancelación del ${f.date('named_day')} es la que ${recorded(f)}.`],
    conclusion: { valid_but_confusing: [oneMoment] },
  },
  'day-differs-by-time-zone/trial_end': {
    story: [(f, v) => `El final de ${your(v)} prueba el ${f.date('named_day')} es el que ${recorded(f)}.`],
    conclusion: { valid_but_confusing: [oneMoment] },
  },
  'usage-after-cancellation': {
    story: [
      (f) =>
        `El importe de ${f.money('amount')} de nuestra factura del ${f.date('invoice_at')} corresponde a lo que se usó${f.hasText('product') ? ` de ${f.name('product')}` : ''} del ${f.date('period_start')} al ${f.date('period_end')}.`,
      () => 'El consumo se factura cuando termina su periodo; por eso llega después de la cancelación.',
    ],
    conclusion: {
      valid_but_confusing: [() => 'Es la última factura: después no se cobra nada más.'],
    },
  },
};
