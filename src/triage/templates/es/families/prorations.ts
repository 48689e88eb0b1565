import type { FactReader } from '../../facts.ts';
import type { FamilyTexts, RuleText, Sentence, Voice } from '../../language.ts';
import { toYou, your } from '../words.ts';

const product = (f: FactReader, v: Voice): string =>
  f.hasText('product') ? f.name('product') : `${your(v)} plan`;

const tooMuch: Sentence = (f) =>
  `Por tanto, se cobró un importe de ${f.money('amount')} de más, impuestos incluidos.`;

const changedOn: Sentence = (f, v) =>
  `El ${f.date('changed_at')}, a mitad de un periodo de facturación, se cambió ${your(v)} suscripción.`;

const aboveQuote = (told: Sentence): RuleText => ({
  story: [
    (f, v) =>
      `${told(f, v)}, pero la factura del ${f.date('invoice_at')} es de ${f.money('billed')}, impuestos incluidos.`,
  ],
  conclusion: {
    billing_error: [(f) => `Por tanto, se cobró un importe de ${f.money('amount')} de más.`],
  },
});

const fromTo = (f: FactReader): string =>
  f.hasText('from_plan') && f.hasText('to_plan')
    ? `de ${f.name('from_plan')} a ${f.name('to_plan')}, que cuesta menos`
    : 'a un plan que cuesta menos';

const downgrade: RuleText = {
  story: [
    (f, v) =>
      `El ${f.date('changed_at')}, ${your(v)} suscripción pasó ${fromTo(f)}; el precio más alto ya estaba pagado hasta el ${f.date('paid_until')}, y la diferencia no se ${toYou(v)} abonó.`,
  ],
  conclusion: {
    billing_error: [(f) => `Faltan ${f.money('amount')}, impuestos incluidos.`],
    likely_error: [
      (f, v) =>
        `Estamos comprobando si hasta entonces ${v.pick('pudo', 'pudiste')} seguir usando ${f.hasText('from_plan') ? f.name('from_plan') : 'el plan anterior'}; si no fue así, ${toYou(v)} corresponden ${f.money('amount')}.`,
    ],
  },
};

const leftOver: Sentence = (f, v) =>
  f.has('net')
    ? `La factura del ${f.date('billed_at')} incluye ${f.money('net')} por un cambio de ${your(v)} suscripción del ${f.date('changed_at')}.`
    : `La factura del ${f.date('billed_at')} todavía cobra un cambio de ${your(v)} suscripción del ${f.date('changed_at')}.`;

const ended: Sentence = (f) =>
  f.has('ended_at') ? `Esa suscripción terminó el ${f.date('ended_at')}.` : null;

const notAnyMore: Sentence = (f) => `Así que el importe de ${f.money('amount')} se facturó por error.`;

/** Spanish texts of rules about prorations. */
export const prorations: FamilyTexts = {
  'proration-amount-wrong/charge': {
    story: [
      changedOn,
      (f) =>
        `Calculado al segundo, el resto del periodo da ${f.money('right')}, pero se facturaron ${f.money('billed')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'proration-amount-wrong/credit': {
    story: [
      changedOn,
      (f, v) =>
        `Por el tiempo no utilizado se ${toYou(v)} descontaron ${f.money('billed')}; calculado al segundo, son ${f.money('right')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'unused-time-not-credited': {
    story: [
      changedOn,
      (f, v) =>
        `El resto del periodo se cobró a ${f.money('charged')}, aunque ${product(f, v)} ya estaba pagado hasta el ${f.date('paid_until')}; la parte no utilizada no se descontó.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'charged-above-quote/promise': aboveQuote(
    (f, v) => `El ${f.date('quoted_at')} ${toYou(v)} indicamos un precio de ${f.money('quoted')}`,
  ),
  'charged-above-quote/quote': aboveQuote(
    (f, v) =>
      `El presupuesto del ${f.date('quoted_at')} que ${v.pick('aceptó', 'aceptaste')} indica ${f.money('quoted')}`,
  ),
  'charged-above-quote/checkout': aboveQuote(
    (f) => `La página de pago mostraba ${f.money('quoted')} el ${f.date('quoted_at')}`,
  ),
  'full-price-for-part': {
    story: [
      changedOn,
      (f, v) =>
        `La factura cobra ${f.money('billed')} por ${product(f, v)}, el precio de un periodo completo, aunque solo quedaba hasta el ${f.date('period_end')}; lo correcto son ${f.money('right')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'downgrade-not-credited/credit': downgrade,
  'downgrade-not-credited/period_end': downgrade,
  'changes-pile-up': {
    story: [
      (f, v) =>
        `En el periodo hasta el ${f.date('period_end')}, ${your(v)} suscripción se cambió ${f.count('changes')} veces. Todos los cargos y descuentos por ello suman ${f.money('net')}, aunque el plan más caro cuesta ${f.money('dearest')} por el periodo completo.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'residual-proration/late_after_end': {
    story: [leftOver, ended],
    conclusion: { billing_error: [notAnyMore] },
  },
  'residual-proration/elsewhere_after_end': {
    story: [leftOver, ended],
    conclusion: { billing_error: [notAnyMore] },
  },
  'residual-proration/after_end': {
    story: [leftOver, ended],
    conclusion: {
      valid_but_confusing: [() => 'Corresponde al tiempo anterior, cuando el cambio estaba en vigor.'],
    },
  },
  'residual-proration/late': {
    story: [leftOver],
    conclusion: {
      valid_but_confusing: [() => 'No hubo ninguna factura anterior que pudiera incluirlo.'],
    },
  },
  'residual-proration/elsewhere': {
    story: [leftOver],
    conclusion: {
      valid_but_confusing: [
        (_, v) => `Estos importes se añaden a la siguiente factura de ${your(v)} cuenta.`,
      ],
    },
  },
  'residual-proration/waiting': {
    story: [
      (f, v) =>
        `De un cambio de ${your(v)} suscripción del ${f.date('changed_at')} quedan ${f.money('net')} que todavía no se han facturado.`,
      ended,
    ],
    conclusion: {
      valid_but_confusing: [
        () => 'No se ha cobrado nada por ello; estamos comprobando si realmente corresponde.',
      ],
    },
  },
};
