import type { FactReader } from '../facts.ts';
import type { RuleText, Sentence, Voice } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';
import { toYou, Your } from './words.ts';

const tooMuch: Sentence = (f, v) =>
  f.minor('paid') - f.minor('asked') === f.minor('amount')
    ? `Así que ${v.pick('pagó', 'pagaste')} ${f.money('amount')} de más.`
    : `De lo que ${v.pick('pagó', 'pagaste')} de más, todavía no ${v.pick('ha', 'has')} recuperado ${f.money('amount')}.`;
const keepAsCredit: Sentence = (_, v) =>
  v.pick(
    'Si prefiere conservarlo como saldo a favor para sus próximas facturas, indíquenoslo, por favor.',
    'Si prefieres conservarlo como saldo a favor para tus próximas facturas, indícanoslo, por favor.',
  );

const sameTime: Sentence = (f) => {
  const days = f.sameDay('first_at', 'again_at')
    ? `Dos de nuestras facturas del ${f.date('first_at')}`
    : `Nuestras facturas del ${f.date('first_at')} y del ${f.date('again_at')}`;
  const time = `periodo del ${f.date('period_start')} al ${f.date('period_end')}`;
  return f.hasText('product')
    ? `${days} incluyen ambas ${f.name('product')} por el ${time}.`
    : `${days} corresponden ambas al ${time}.`;
};

const waitForUs = (v: Voice, before: string): string =>
  v.pick(
    `por favor, espere a tener noticias nuestras antes de ${before}.`,
    `por favor, espera a tener noticias nuestras antes de ${before}.`,
  );

const trial = (f: FactReader, v: Voice): string =>
  `${Your(v)} periodo de prueba gratuito${f.hasText('product') ? ` de ${f.name('product')}` : ''} estaba previsto hasta el ${f.date('trial_end')}`;

export const overpayments: Readonly<
  Record<KeysOf<'invoice-overpaid' | 'period-invoiced-twice' | 'charged-during-trial'>, RuleText>
> = {
  'invoice-overpaid/several_payments': {
    story: [
      (f, v) =>
        `Nuestra factura del ${f.date('invoice_at')} era de ${f.money('asked')}, y ${v.pick('sus', 'tus')} pagos por ella suman ${f.money('paid')}.`,
    ],
    conclusion: { billing_error: [tooMuch, keepAsCredit] },
  },
  'invoice-overpaid/one_payment': {
    story: [
      (f, v) =>
        `Nuestra factura del ${f.date('invoice_at')} era de ${f.money('asked')}, y por ella ${v.pick('pagó', 'pagaste')} ${f.money('paid')}.`,
    ],
    conclusion: { billing_error: [tooMuch, keepAsCredit] },
  },

  'period-invoiced-twice/paid': {
    story: [sameTime],
    conclusion: {
      billing_error: [
        (f) =>
          `Ese periodo solo debía pagarse una vez, así que se cobró por error un importe de ${f.money('amount')}.`,
      ],
    },
  },
  'period-invoiced-twice/open': {
    story: [sameTime],
    conclusion: {
      billing_error: [
        (f, v) =>
          f.sameDay('first_at', 'again_at')
            ? `Ese periodo solo debe pagarse una vez, así que se facturó por error un importe de ${f.money('amount')}: ${waitForUs(v, 'pagar la factura pendiente')}`
            : `Ese periodo solo debe pagarse una vez, así que el importe de ${f.money('amount')} de la factura pendiente del ${f.date('again_at')} se facturó por error: ${waitForUs(v, 'pagarla')}`,
      ],
    },
  },

  'charged-during-trial/paid': {
    story: [(f, v) => `${trial(f, v)}, y aun así se ${toYou(v)} cobró el ${f.date('charged_at')}.`],
    conclusion: {
      billing_error: [
        (f) =>
          `Antes de que terminara la prueba no había nada que pagar, así que se cobró por error un importe de ${f.money('amount')}.`,
      ],
    },
  },
  'charged-during-trial/open': {
    story: [
      (f, v) => `${trial(f, v)}, y aun así se ${toYou(v)} envió una factura el ${f.date('charged_at')}.`,
      () => 'Esa factura no se ha pagado.',
    ],
    conclusion: {
      billing_error: [
        (f, v) =>
          `Antes de que termine la prueba no hay nada que pagar, así que el importe de ${f.money('amount')} se facturó por error: ${waitForUs(v, 'pagarla')}`,
      ],
    },
  },
};
