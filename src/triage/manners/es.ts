import type { Manner } from './manner.ts';

export const spanish: Manner = {
  warmOpening: {
    billing_error: (v) => [v.pick('Ha hecho bien en escribirnos.', 'Has hecho bien en escribirnos.')],
    likely_error: (v) => [v.pick('Ha hecho bien en preguntarnos.', 'Has hecho bien en preguntarnos.')],
    payment_issue: (v) => [
      v.pick(
        'Sabemos que un pago que no sale adelante es un fastidio, y queremos ayudar a resolverlo.',
        'Sabemos que un pago que no sale adelante es un fastidio, y queremos ayudarte.',
      ),
    ],
    valid_but_confusing: () => ['Entendemos que esta factura haya generado dudas.'],
    no_anomaly: () => ['Entendemos que un movimiento desconocido genere dudas.'],
    cannot_tell: () => ['Sabemos que esperar una respuesta no es agradable cuando se trata de dinero.'],
    unresolved: (v) => [v.pick('Queremos ayudarle con esto.', 'Queremos ayudarte con esto.')],
  },
  warmClosing: (v) => [
    v.pick('Quedamos a su disposición con mucho gusto.', 'Estamos aquí para lo que necesites.'),
  ],
  firm: {
    valid_but_confusing: () => ['Por nuestra parte no hay nada que cambiar.'],
    payment_issue: (v) => [
      v.pick('Le pedimos que lo resuelva pronto.', 'Te pedimos que lo resuelvas pronto.'),
    ],
    no_anomaly: () => ['Sin esos datos no podemos buscar más.'],
    unresolved: () => ['Sin esos datos no podemos estudiar la consulta.'],
  },
};
