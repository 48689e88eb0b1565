import type { FactReader } from '../facts.ts';
import type { RuleText, Sentence, Voice } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';
import { toYou, Your, your } from './words.ts';

const card = (f: FactReader, v: Voice, preposition: 'a' | 'con'): string =>
  f.hasText('last4') ? ` ${preposition} ${your(v)} tarjeta terminada en ${f.plain('last4')}` : '';

const tracing: Sentence = (f, v) =>
  f.hasText('reference')
    ? `Por si hiciera falta, la referencia para ${your(v)} banco es ${f.plain('reference')}.`
    : null;

/** Lo que queda del pago, como cuenta donde esta devolución lo explica por sí sola. */
const remains: Sentence = (f) => {
  if (f.minor('charged') - f.minor('amount') === f.minor('left')) {
    return `Así quedan ${f.money('charged')} − ${f.money('amount')} = ${f.money('left')}.`;
  }
  return f.minor('left') === 0
    ? 'El resto se devolvió por separado, de modo que ya no queda nada.'
    : `Junto con lo que se devolvió por separado, quedan ${f.money('left')}.`;
};

/** «el 12 de noviembre se reembolsó X», o «ya se ha reembolsado X, la última parte el 12 de noviembre». */
const returned = (f: FactReader, once: string, several: string): string =>
  f.count('count') > 1
    ? `${several}, la última parte el ${f.date('returned_at')}`
    : `${once} el ${f.date('returned_at')}`;

export const refunds: Readonly<Record<KeysOf<'refund-in-transit' | 'already-returned'>, RuleText>> = {
  'refund-in-transit/refund': {
    story: [
      (f, v) =>
        `El ${f.date('refunded_at')} ${toYou(v)} reembolsamos ${f.money('amount')}${card(f, v, 'a')}.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f, v) =>
          `La mayoría de los bancos muestran un reembolso en unos días laborables; a más tardar el ${f.date('expected_by')} debería figurar en ${your(v)} extracto.`,
        tracing,
      ],
    },
  },
  'refund-in-transit/reversal': {
    story: [
      (f, v) => `El ${f.date('refunded_at')} anulamos el pago de ${f.money('amount')}${card(f, v, 'con')}.`,
      () =>
        'Una anulación no aparece como un ingreso aparte: en su lugar, el pago original desaparece del extracto.',
    ],
    conclusion: {
      valid_but_confusing: [
        (f) =>
          `La mayoría de los bancos lo hacen en unos días laborables; a más tardar el ${f.date('expected_by')} debería estar hecho.`,
        tracing,
      ],
    },
  },
  'refund-in-transit/pending': {
    story: [
      (f, v) =>
        `El ${f.date('refunded_at')} se inició un reembolso de ${f.money('amount')}${card(f, v, 'a')}, que todavía está en curso.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f, v) =>
          `Contando el tiempo que necesita ${your(v)} banco, suele tardar hasta el ${f.date('expected_by')}, aproximadamente.`,
        tracing,
      ],
      payment_issue: [
        () =>
          'Está detenido por nuestra parte y hemos pedido a nuestro departamento financiero que se ocupe de ello.',
        (_, v) => `Volveremos a ${v.pick('escribirle', 'escribirte')} en cuanto esté en camino.`,
      ],
    },
  },

  'already-returned/refund': {
    story: [
      (f, v) =>
        `${Your(v)} pago de ${f.money('charged')} ${returned(f, 'se reembolsó por completo', 'ya se ha reembolsado por completo')}.`,
      tracing,
    ],
    conclusion: {
      valid_but_confusing: [
        () =>
          'En algunos extractos, el reembolso aparece en una página posterior a la del pago, o lo sustituye.',
      ],
    },
  },
  'already-returned/partial_refund': {
    story: [
      (f, v) => {
        const amount = `un importe de ${f.money('amount')}`;
        return `De ${your(v)} pago de ${f.money('charged')}, ${returned(f, `se ${toYou(v)} reembolsó ${amount}`, `ya se ${toYou(v)} ha reembolsado ${amount}`)}.`;
      },
      remains,
      tracing,
    ],
    conclusion: {},
  },
  'already-returned/credit_note': {
    story: [
      (f, v) => {
        const amount = `un importe de ${f.money('amount')}`;
        const note = f.hasText('reference') ? ` (nota de crédito ${f.plain('reference')})` : '';
        return `De ${your(v)} factura de ${f.money('charged')}, ${returned(f, `se ${toYou(v)} abonó ${amount}`, `ya se ${toYou(v)} ha abonado ${amount}`)}${note}.`;
      },
      remains,
    ],
    conclusion: {},
  },
  'already-returned/balance': {
    story: [
      (f, v) => {
        const amount = `un importe de ${f.money('amount')}`;
        const where = `como saldo a favor en ${your(v)} cuenta`;
        return `De los ${f.money('charged')} facturados, ${returned(f, `se abonó ${amount} ${where}`, `ya se ha abonado ${amount} ${where}`)}.`;
      },
      (_, v) =>
        `Ese saldo no fue a ${your(v)} tarjeta: se descuenta automáticamente de ${v.pick('sus', 'tus')} próximas facturas.`,
    ],
    conclusion: {},
  },
};
