import type { Language, OpeningKind, Voice } from '../language.ts';
import { WESTERN_LAYOUT } from '../letter-layout.ts';
import { amounts } from './amounts.ts';
import { failedReturns } from './failed-returns.ts';
import { families } from './families/index.ts';
import { generic } from './generic.ts';
import { overpayments } from './overpayments.ts';
import { payments } from './payments.ts';
import { refunds } from './refunds.ts';
import { subscriptions } from './subscriptions.ts';
import { timing } from './timing.ts';
import { enumerated } from './words.ts';

/** In Spanish the tone decides the form of address: `usted` or `tú`. */
const VOICES: Readonly<Record<Voice['tone'], Voice>> = {
  formal: { tone: 'formal', pick: (formal) => formal },
  friendly: { tone: 'friendly', pick: (_, friendly) => friendly },
};

/** The customer says `usted`, or writes as one does who would; `ustedes` is plural in Latin America, and no sign of it. */
const ADDRESSES_FORMALLY =
  /(?<!\p{L})(?:usted|[uv]d\.|les? (?:ruego|agradecería)|estimad[oa]s|atentamente|cordialmente)(?!\p{L})/iu;

/** Bank statements have another name in Latin America. */
const LATIN_AMERICAN: readonly (readonly [RegExp, string])[] = [
  [/\bextractos\b/g, 'estados de cuenta'],
  [/\bextracto\b/g, 'estado de cuenta'],
  [/\bdías laborables\b/g, 'días hábiles'],
  [/\bestá caducada\b/g, 'está vencida'],
];

const thanks = (v: Voice): string =>
  v.pick('Gracias por ponerse en contacto con nosotros.', 'Gracias por escribirnos.');

const checked = (v: Voice): string => v.pick('Hemos revisado su caso.', 'Hemos revisado tu caso.');

const OPENINGS: Readonly<Record<OpeningKind, (v: Voice) => readonly string[]>> = {
  billing_error: (v) => [
    v.pick(
      'Hemos revisado su cuenta y hemos encontrado un error en nuestra facturación, por el que le pedimos disculpas.',
      'Hemos revisado tu cuenta: algo salió mal por nuestra parte, y lo sentimos.',
    ),
  ],
  likely_error: (v) => [
    v.pick(
      'Hemos revisado su caso y queda un punto por aclarar.',
      'Hemos revisado tu caso y queda un punto por aclarar.',
    ),
  ],
  payment_issue: (v) => [checked(v)],
  valid_but_confusing: (v) => [checked(v)],
  no_anomaly: () => [],
  cannot_tell: () => [],
  unresolved: () => [],
};

export const spanish: Language = {
  code: 'es',
  defaultLocale: 'es-ES',
  // Usted is never wrong; tú is, in many companies. It takes a policy that asks for a friendly tone.
  defaultTone: 'formal',
  voice: (tone, ticketText) => VOICES[ADDRESSES_FORMALLY.test(ticketText) ? 'formal' : tone],
  layout: WESTERN_LAYOUT,
  // "Estimado" and "Estimada" would have to know whether a man or a woman is written to.
  greeting: (name, v) => (name === null ? 'Hola:' : `Hola, ${v.pick(name.full, name.first)}:`),
  salutation: /^(?:hola|buen[oa]s (?:días|tardes|noches)|buen día|estimad[oa]s?|querid[oa]s?)(?!\p{L})/iu,
  lowerAfterGreeting: new Set(),
  opening: (kind, v, hasTicket) => [...(hasTicket ? [thanks(v)] : []), ...OPENINGS[kind](v)],
  next(step, v) {
    switch (step) {
      case 'correction_drafted':
        return [
          v.pick(
            'Lo hemos pasado a nuestro departamento financiero para su corrección y le avisaremos en cuanto esté hecho.',
            'Lo hemos pasado a nuestro departamento financiero para su corrección y te avisaremos en cuanto esté hecho.',
          ),
        ];
      case 'error_under_review':
        return [
          v.pick(
            'Lo hemos pasado a nuestro departamento financiero para que lo revise y volveremos a escribirle en cuanto tengamos su respuesta.',
            'Lo hemos pasado a nuestro departamento financiero para que lo revise y volveremos a escribirte en cuanto tengamos su respuesta.',
          ),
        ];
      case 'being_checked':
        return [
          v.pick(
            'Volveremos a escribirle en cuanto esté aclarado.',
            'Volveremos a escribirte en cuanto esté aclarado.',
          ),
        ];
      case 'customer_acts':
        return [];
      case 'nothing_to_do':
        return [v.pick('No tiene que hacer nada.', 'No tienes que hacer nada.')];
    }
  },
  closing: (kind, v) =>
    kind === 'valid_but_confusing'
      ? [
          v.pick(
            'Si le queda alguna duda, basta con que responda a este mensaje.',
            'Si te queda alguna duda, responde a este mensaje y te ayudaremos con mucho gusto.',
          ),
        ]
      : kind === 'billing_error' || kind === 'payment_issue'
        ? [
            v.pick(
              'Si entretanto tiene alguna pregunta, basta con que responda a este mensaje.',
              'Si mientras tanto tienes alguna pregunta, responde a este mensaje.',
            ),
          ]
        : [],
  signOff: (v) => v.pick('Atentamente,', 'Un saludo,'),
  defaultSignature: () => 'El equipo de atención al cliente',
  rules: {
    ...payments,
    ...subscriptions,
    ...amounts,
    ...refunds,
    ...timing,
    ...overpayments,
    ...failedReturns,
  },
  families,
  generic,
  further: (position, kind, v) => {
    if (kind === 'billing_error' && position === 1) {
      return v.pick(
        'Al revisarlo hemos encontrado, además, un error en nuestra facturación, por el que le pedimos disculpas.',
        'Al revisarlo hemos encontrado, además, un error nuestro, y lo sentimos.',
      );
    }
    return position === 1 ? 'Al revisarlo hemos visto otra cosa.' : 'Y un último punto.';
  },
  alike: (findings, amounts) =>
    amounts.length === 0
      ? `Lo mismo vale para ${findings > 1 ? 'otros casos' : 'otro caso'}.`
      : `Lo mismo vale para ${findings > 1 ? 'otros importes' : 'otro importe'} de ${enumerated(amounts)}.`,
  noAnomaly: ({ invoices, charges }, v) =>
    invoices + charges === 0
      ? [
          v.pick('No hemos encontrado pagos en su cuenta.', 'No hemos encontrado pagos en tu cuenta.'),
          v.pick(
            '¿Es posible que pagara con otra dirección de correo electrónico?',
            '¿Es posible que pagaras con otra dirección de correo electrónico?',
          ),
          v.pick(
            'En ese caso, indíquenos cuál, por favor, junto con la fecha y el importe del pago y el nombre que aparece en su extracto.',
            'En ese caso, dinos cuál, por favor, junto con la fecha y el importe del pago y el nombre que aparece en tu extracto.',
          ),
        ]
      : [
          v.pick(
            'Hemos repasado los pagos de su cuenta y no hemos encontrado nada que parezca incorrecto.',
            'Hemos repasado los pagos de tu cuenta y no hemos encontrado nada que parezca incorrecto.',
          ),
          v.pick(
            'Si se refiere a un pago concreto, ¿podría indicarnos la fecha, el importe y el nombre que aparece junto a él en su extracto?',
            'Si te refieres a un pago concreto, ¿podrías indicarnos la fecha, el importe y el nombre que aparece junto a él en tu extracto?',
          ),
        ],
  cannotTell: (v) => [
    v.pick('Todavía estamos revisando sus pagos.', 'Todavía estamos revisando tus pagos.'),
    v.pick(
      'En este momento no tenemos acceso a una parte de los datos, y no queremos darle una respuesta que después resulte equivocada.',
      'En este momento no tenemos acceso a una parte de los datos, y no queremos darte una respuesta que después resulte equivocada.',
    ),
    v.pick(
      'Volveremos a escribirle en cuanto lo hayamos visto todo.',
      'Volveremos a escribirte en cuanto lo hayamos visto todo.',
    ),
  ],
  unresolved: (kind, v) =>
    kind === 'ambiguous'
      ? [
          v.pick(
            'Hay más de una cuenta de cliente que podría ser la suya, y queremos mirar la correcta.',
            'Hay más de una cuenta de cliente que podría ser la tuya, y queremos mirar la correcta.',
          ),
          v.pick(
            '¿Podría indicarnos el número de una de sus facturas, o la fecha y el importe de su último pago?',
            '¿Podrías indicarnos el número de una de tus facturas, o la fecha y el importe de tu último pago?',
          ),
        ]
      : [
          v.pick(
            'Con los datos que tenemos no hemos podido encontrar su cuenta de cliente.',
            'Con los datos que tenemos no hemos podido encontrar tu cuenta de cliente.',
          ),
          v.pick(
            '¿Podría indicarnos la dirección de correo electrónico con la que pagó, o el número de una de sus facturas?',
            '¿Podrías indicarnos la dirección de correo electrónico con la que pagaste, o el número de una de tus facturas?',
          ),
          v.pick(
            'Por favor, no nos envíe números de tarjeta completos.',
            'Por favor, no nos envíes números de tarjeta completos.',
          ),
        ],
  quote: (text) => `«${text}»`,
  regional: (text, locale) =>
    /^es(?:-ES)?$/.test(locale)
      ? text
      : LATIN_AMERICAN.reduce((words, [pattern, other]) => words.replace(pattern, other), text),
  synonyms: {
    'un error': 'un fallo',
    'por error': 'por equivocación',
    'pedimos disculpas': 'rogamos que nos disculpe',
    'departamento financiero': 'equipo de finanzas',
    'con mucho gusto': 'con agrado',
  },
};
