import type { FactReader } from '../facts.ts';
import type { RuleText, Sentence, Voice } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';
import { numberWord, toYou, Your, your } from './words.ts';

/** La que sobra es el mismo producto otra vez o un plan ya sustituido: vale para ambos casos. */
const besideAnother = (f: FactReader, v: Voice): string =>
  `Desde el ${f.date('since')} hay en ${your(v)} cuenta una suscripción${f.hasText('product') ? ` a ${f.name('product')}` : ''} junto a otra que cubre lo mismo`;

const nextInvoice: Sentence = (f) =>
  f.has('next_at')
    ? `Hemos anotado que la próxima factura de la suscripción sobrante correspondería al ${f.date('next_at')}.`
    : null;

const bothNeeded: readonly Sentence[] = [
  () => 'Estamos comprobando si ambas son necesarias.',
  (_, v) =>
    v.pick(
      '¿Podría decirnos si necesita ambas, por ejemplo para dos equipos o dos proyectos?',
      '¿Podrías decirnos si necesitas ambas, por ejemplo para dos equipos o dos proyectos?',
    ),
];

const chargedOn = (f: FactReader): string =>
  f.sameDay('ended_at', 'charged_at') ? 'ese mismo día' : `el ${f.date('charged_at')}`;
const period = (f: FactReader): string =>
  `el periodo del ${f.date('period_start')} al ${f.date('period_end')}`;
const whyBilled: Sentence = (f, v) =>
  `Estamos comprobando por qué se facturó un importe de ${f.money('amount')} por un periodo posterior al final de ${your(v)} suscripción.`;

const twoParts =
  (credited: (f: FactReader, v: Voice) => string, charged: (f: FactReader, v: Voice) => string): Sentence =>
  (f, v) =>
    `Por eso la factura descuenta ${f.money('credit')} por ${credited(f, v)} y cobra ${f.money('charge')} por ${charged(f, v)} hasta el ${f.date('period_end')}, cada parte con sus descuentos e impuestos.`;

const sum: Sentence = (f, v) => {
  const credit = Math.abs(f.minor('credit'));
  const charge = Math.abs(f.minor('charge'));
  const net = f.minor('net');
  if (charge - credit !== net) {
    return net < 0
      ? `En conjunto quedan ${f.money('net')} a ${your(v)} favor.`
      : `En conjunto son ${f.money('net')}.`;
  }
  return net < 0
    ? `En conjunto: ${f.money('credit')} − ${f.money('charge')} = ${f.money('net')} a ${your(v)} favor.`
    : `En conjunto: ${f.money('charge')} − ${f.money('credit')} = ${f.money('net')}.`;
};

const noDayTwice: RuleText['conclusion'] = {
  valid_but_confusing: [
    () => 'Así que el importe es correcto: no se paga ningún día dos veces ni queda ninguno sin pagar.',
  ],
};

const waited: Sentence = (f) =>
  f.has('billed_at') ? `Se incluyó en la factura del ${f.date('billed_at')}.` : null;

const planChange = (what: Sentence): RuleText => ({
  story: [
    what,
    waited,
    twoParts(
      (f, v) =>
        f.hasText('from_plan')
          ? `el tiempo no utilizado de ${f.name('from_plan')}`
          : `el tiempo no utilizado de ${your(v)} plan anterior`,
      (f, v) => (f.hasText('to_plan') ? f.name('to_plan') : `${your(v)} nuevo plan`),
    ),
    sum,
  ],
  conclusion: noDayTwice,
});

/** «El 10 de noviembre, a mitad de un periodo de facturación, su plan». */
const yourPlan = (f: FactReader, v: Voice): string =>
  `El ${f.date('changed_at')}, a mitad de un periodo de facturación, ${your(v)} plan`;
const bothPlans = (f: FactReader): boolean => f.hasText('from_plan') && f.hasText('to_plan');
const fromTo = (f: FactReader): string => `de ${f.name('from_plan')} a ${f.name('to_plan')}`;

export const subscriptions: Readonly<
  Record<KeysOf<'duplicate-subscription' | 'charged-after-cancellation' | 'plan-change-proration'>, RuleText>
> = {
  'duplicate-subscription/paid': {
    story: [(f, v) => `${besideAnother(f, v)}, y se han facturado ambas.`],
    conclusion: {
      billing_error: [
        (f) =>
          f.count('invoice_count') > 1
            ? `Solo debería facturarse una; por la otra se cobró por error, en ${numberWord(f.count('invoice_count'))} facturas, un importe de ${f.money('amount')}.`
            : `Solo debería facturarse una; por la otra se cobró por error un importe de ${f.money('amount')}.`,
        nextInvoice,
      ],
      likely_error: bothNeeded,
    },
  },
  'duplicate-subscription/unpaid': {
    story: [(f, v) => `${besideAnother(f, v)}.`, () => 'Por una de ellas no se ha pagado nada hasta ahora.'],
    conclusion: {
      billing_error: [() => 'Solo debería facturarse una de ellas.', nextInvoice],
      likely_error: bothNeeded,
    },
  },

  'charged-after-cancellation/paid': {
    story: [
      (f, v) =>
        `${Your(v)} suscripción terminó el ${f.date('ended_at')} y, aun así, ${chargedOn(f)} se ${toYou(v)} cobró ${period(f)}.`,
    ],
    conclusion: {
      billing_error: [
        (f, v) =>
          `${Your(v)} suscripción ya no cubría ese periodo, así que se cobró por error un importe de ${f.money('amount')}.`,
      ],
      likely_error: [whyBilled],
    },
  },
  'charged-after-cancellation/open': {
    story: [
      (f, v) =>
        `${Your(v)} suscripción terminó el ${f.date('ended_at')} y, aun así, ${chargedOn(f)} se ${toYou(v)} envió una factura por ${period(f)}.`,
      () => 'Esa factura no se ha pagado.',
    ],
    conclusion: {
      billing_error: [
        (f, v) =>
          `${Your(v)} suscripción ya no cubría ese periodo, así que el importe de ${f.money('amount')} se facturó por error: por favor, ${v.pick('espere', 'espera')} a tener noticias nuestras antes de pagarla.`,
      ],
      likely_error: [whyBilled],
    },
  },

  'plan-change-proration/upgrade': planChange((f, v) =>
    bothPlans(f)
      ? `${yourPlan(f, v)} se amplió ${fromTo(f)}.`
      : `${yourPlan(f, v)} se amplió a uno superior.`,
  ),
  'plan-change-proration/downgrade': planChange((f, v) =>
    bothPlans(f)
      ? `${yourPlan(f, v)} pasó ${fromTo(f)}, que cuesta menos.`
      : `${yourPlan(f, v)} pasó a otro que cuesta menos.`,
  ),
  'plan-change-proration/interval': planChange((f, v) => {
    const moved = `El ${f.date('changed_at')}, ${your(v)} suscripción pasó a otro intervalo de facturación`;
    return bothPlans(f) ? `${moved}, ${fromTo(f)}.` : `${moved}.`;
  }),
  'plan-change-proration/quantity': {
    story: [
      (f, v) => {
        const changed = `El ${f.date('changed_at')}, a mitad de un periodo de facturación, la cantidad de ${your(v)} suscripción`;
        return f.has('quantity_before') && f.has('quantity_after')
          ? `${changed} pasó de ${f.count('quantity_before')} a ${f.count('quantity_after')}.`
          : `${changed} cambió.`;
      },
      waited,
      twoParts(
        () => 'el tiempo no utilizado con la cantidad anterior',
        () => 'la nueva cantidad',
      ),
      sum,
    ],
    conclusion: noDayTwice,
  },
};
