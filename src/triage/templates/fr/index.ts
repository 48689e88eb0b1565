import type { Language, OpeningKind, Voice } from '../language.ts';
import { WESTERN_LAYOUT } from '../letter-layout.ts';
import { amounts } from './amounts.ts';
import { failedReturns } from './failed-returns.ts';
import { families } from './families/index.ts';
import { generic } from './generic.ts';
import { overpayments } from './overpayments.ts';
import { payments } from './payments.ts';
import { refunds } from './refunds.ts';
import { spelledInFrench } from './spelling.ts';
import { subscriptions } from './subscriptions.ts';
import { timing } from './timing.ts';
import { byTone, enumerated } from './words.ts';

/**
 * `pick` chooses the form of address, `vous` or `tu`, and the tone how warm the words are: a friendly company says
 * `vous` in writing too, until its customer says `tu`.
 */
const FORMAL: Voice = { tone: 'formal', pick: (vous) => vous };
const FRIENDLY: Voice = { tone: 'friendly', pick: (vous) => vous };
const FAMILIAR: Voice = { tone: 'friendly', pick: (_, tu) => tu };

const SAYS_TU = /(?<!\p{L})(?:tu|toi|t['’](?:as|es|avais))(?!\p{L})/iu;
const SAYS_VOUS = /(?<!\p{L})(?:vous|votre|vos)(?!\p{L})/iu;

function voiceFor(tone: Voice['tone'], ticketText: string): Voice {
  if (tone === 'formal') return FORMAL;
  return SAYS_TU.test(ticketText) && !SAYS_VOUS.test(ticketText) ? FAMILIAR : FRIENDLY;
}

const thanks = (v: Voice): string =>
  byTone(
    v,
    'Nous vous remercions de votre message.',
    v.pick('Merci pour votre message.', 'Merci pour ton message.'),
  );

const checked = (v: Voice): string =>
  byTone(
    v,
    'Nous avons fait les vérifications nécessaires.',
    v.pick('Nous avons vérifié cela pour vous.', 'Nous avons vérifié cela pour toi.'),
  );

const OPENINGS: Readonly<Record<OpeningKind, (v: Voice) => readonly string[]>> = {
  billing_error: (v) => [
    byTone(
      v,
      'Nous avons vérifié votre compte et trouvé une erreur dans notre facturation, dont nous vous prions de nous excuser.',
      v.pick(
        "Nous avons regardé votre compte : quelque chose s'est mal passé de notre côté, et nous en sommes désolés.",
        "Nous avons regardé ton compte : quelque chose s'est mal passé de notre côté, et nous en sommes désolés.",
      ),
    ),
  ],
  likely_error: (v) => [checked(v), 'Un point reste à éclaircir.'],
  payment_issue: (v) => [checked(v)],
  valid_but_confusing: (v) => [checked(v)],
  no_anomaly: () => [],
  cannot_tell: () => [],
  unresolved: () => [],
};

export const french: Language = {
  code: 'fr',
  defaultLocale: 'fr-FR',
  // Where the policy asks for nothing, restraint is never wrong.
  defaultTone: 'formal',
  voice: voiceFor,
  layout: WESTERN_LAYOUT,
  // "Monsieur" or "Madame" would have to be known.
  greeting: (name, v) => (name === null ? 'Bonjour,' : `Bonjour ${byTone(v, name.full, name.first)},`),
  salutation: /^(?:bonjour|bonsoir|salut|ch(?:er|ère)s?|madame|monsieur)(?!\p{L})/iu,
  lowerAfterGreeting: new Set(),
  opening: (kind, v, hasTicket) => [...(hasTicket ? [thanks(v)] : []), ...OPENINGS[kind](v)],
  next(step, v) {
    switch (step) {
      case 'correction_drafted':
        return [
          v.pick(
            "Nous l'avons transmis à notre service financier pour correction et nous vous préviendrons dès que ce sera fait.",
            "Nous l'avons transmis à notre service financier pour correction et nous te préviendrons dès que ce sera fait.",
          ),
        ];
      case 'error_under_review':
        return [
          v.pick(
            "Nous l'avons transmis à notre service financier pour examen et nous reviendrons vers vous dès que nous aurons sa réponse.",
            "Nous l'avons transmis à notre service financier pour examen et nous reviendrons vers toi dès que nous aurons sa réponse.",
          ),
        ];
      case 'being_checked':
        return [
          v.pick(
            'Nous reviendrons vers vous dès que ce sera éclairci.',
            'Nous reviendrons vers toi dès que ce sera éclairci.',
          ),
        ];
      case 'customer_acts':
        return [];
      case 'nothing_to_do':
        return [v.pick("Vous n'avez rien à faire.", "Tu n'as rien à faire.")];
    }
  },
  closing: (kind, v) =>
    kind === 'valid_but_confusing'
      ? [
          byTone(
            v,
            'Pour toute question, il vous suffit de répondre à ce message.',
            v.pick(
              "Si quelque chose n'est pas clair, répondez simplement à ce message, nous serons heureux de vous aider.",
              "Si quelque chose n'est pas clair, réponds simplement à ce message, nous serons heureux de t'aider.",
            ),
          ),
        ]
      : kind === 'billing_error' || kind === 'payment_issue'
        ? [
            byTone(
              v,
              "Pour toute question d'ici là, il vous suffit de répondre à ce message.",
              v.pick(
                "Si vous avez des questions d'ici là, répondez simplement à ce message.",
                "Si tu as des questions d'ici là, réponds simplement à ce message.",
              ),
            ),
          ]
        : [],
  signOff: (v) => byTone(v, 'Cordialement,', v.pick('Bien cordialement,', 'Bonne journée,')),
  defaultSignature: () => 'Le service client',
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
      return byTone(
        v,
        'En vérifiant, nous avons aussi trouvé une erreur dans notre facturation, dont nous vous prions de nous excuser.',
        'En regardant cela, nous avons aussi trouvé une erreur de notre part, et nous en sommes désolés.',
      );
    }
    return position === 1 ? 'En vérifiant, nous avons remarqué autre chose.' : 'Et un dernier point.';
  },
  alike: (findings, amounts) =>
    amounts.length === 0
      ? `Il en va de même pour ${findings > 1 ? "d'autres cas" : 'un autre cas'}.`
      : `Il en va de même pour ${findings > 1 ? "d'autres montants" : 'un autre montant'} de ${enumerated(amounts)}.`,
  noAnomaly: ({ invoices, charges }, v) =>
    invoices + charges === 0
      ? [
          v.pick(
            "Nous n'avons trouvé aucun paiement sur votre compte.",
            "Nous n'avons trouvé aucun paiement sur ton compte.",
          ),
          v.pick(
            'Est-il possible que vous ayez payé avec une autre adresse e-mail ?',
            'Est-il possible que tu aies payé avec une autre adresse e-mail ?',
          ),
          v.pick(
            "Dans ce cas, merci de nous l'indiquer, avec la date et le montant du paiement ainsi que le nom qui figure sur votre relevé.",
            "Dans ce cas, merci de nous l'indiquer, avec la date et le montant du paiement ainsi que le nom qui figure sur ton relevé.",
          ),
        ]
      : [
          v.pick(
            "Nous avons passé en revue les paiements de votre compte et n'avons rien trouvé d'anormal.",
            "Nous avons passé en revue les paiements de ton compte et n'avons rien trouvé d'anormal.",
          ),
          v.pick(
            "S'il s'agit d'un paiement précis, pourriez-vous nous indiquer sa date, son montant et le nom qui figure à côté sur votre relevé ?",
            "S'il s'agit d'un paiement précis, peux-tu nous indiquer sa date, son montant et le nom qui figure à côté sur ton relevé ?",
          ),
        ],
  cannotTell: (v) => [
    v.pick('Nous vérifions encore vos paiements.', 'Nous vérifions encore tes paiements.'),
    v.pick(
      'Une partie des données ne nous est pas accessible en ce moment, et nous ne voulons pas vous donner une réponse qui se révélerait fausse.',
      'Une partie des données ne nous est pas accessible en ce moment, et nous ne voulons pas te donner une réponse qui se révélerait fausse.',
    ),
    v.pick(
      'Nous reviendrons vers vous dès que nous aurons tout vu.',
      'Nous reviendrons vers toi dès que nous aurons tout vu.',
    ),
  ],
  unresolved: (kind, v) =>
    kind === 'ambiguous'
      ? [
          v.pick(
            'Plusieurs comptes clients pourraient être le vôtre, et nous voulons regarder le bon.',
            'Plusieurs comptes clients pourraient être le tien, et nous voulons regarder le bon.',
          ),
          v.pick(
            "Pourriez-vous nous indiquer le numéro d'une de vos factures, ou la date et le montant de votre dernier paiement ?",
            "Peux-tu nous indiquer le numéro d'une de tes factures, ou la date et le montant de ton dernier paiement ?",
          ),
        ]
      : [
          v.pick(
            "Avec les informations dont nous disposons, nous n'avons pas trouvé votre compte client.",
            "Avec les informations dont nous disposons, nous n'avons pas trouvé ton compte client.",
          ),
          v.pick(
            "Pourriez-vous nous indiquer l'adresse e-mail avec laquelle vous avez payé, ou le numéro d'une de vos factures ?",
            "Peux-tu nous indiquer l'adresse e-mail avec laquelle tu as payé, ou le numéro d'une de tes factures ?",
          ),
          'Merci de ne pas nous envoyer de numéros de carte complets.',
        ],
  quote: (text) => `«\u00a0${text}\u00a0»`,
  regional: spelledInFrench,
  synonyms: {
    'une erreur': 'une anomalie',
    'par erreur': 'par mégarde',
    'service financier': 'service comptable',
    'heureux de': 'ravis de',
  },
};
