import { listed } from '../../../analysis/wording.ts';
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

const VOICES: Readonly<Record<Voice['tone'], Voice>> = {
  formal: { tone: 'formal', pick: (formal) => formal },
  friendly: { tone: 'friendly', pick: (_, friendly) => friendly },
};

const checked = (v: Voice): string =>
  v.pick('We have checked this for you.', "We've looked into this for you.");

const thanks = (v: Voice): string => v.pick('Thank you for contacting us.', 'Thanks for getting in touch.');

/** The second sentence of the opening; without a ticket, the first. */
const OPENINGS: Readonly<Record<OpeningKind, (v: Voice) => readonly string[]>> = {
  billing_error: (v) => [
    v.pick(
      'We have checked your account, found an error in our billing, and apologize for it.',
      "We've checked your account: something went wrong on our side, and we're sorry about that.",
    ),
  ],
  likely_error: (v) => [
    v.pick(
      'We have checked this for you, and one point is still open.',
      "We've looked into this for you, and one point is still open.",
    ),
  ],
  payment_issue: (v) => [checked(v)],
  valid_but_confusing: (v) => [checked(v)],
  no_anomaly: () => [],
  cannot_tell: () => [],
  unresolved: () => [],
};

export const english: Language = {
  code: 'en',
  defaultLocale: 'en-US',
  defaultTone: 'friendly',
  voice: (tone) => VOICES[tone],
  layout: WESTERN_LAYOUT,
  greeting: (name, v) =>
    v.pick(`Dear ${name?.full ?? 'customer'},`, name === null ? 'Hello,' : `Hi ${name.first},`),
  salutation: /^(?:dear|hi|hello|hey|good (?:morning|day|afternoon|evening)|greetings)\b/i,
  lowerAfterGreeting: new Set(),
  opening: (kind, v, hasTicket) => [...(hasTicket ? [thanks(v)] : []), ...OPENINGS[kind](v)],
  next(step, v) {
    switch (step) {
      case 'correction_drafted':
        return [
          v.pick(
            'We have passed this to our finance team for correction and will confirm to you as soon as it has been done.',
            "We've passed this to our finance team for correction, and we'll confirm as soon as it has been done.",
          ),
        ];
      case 'error_under_review':
        return [
          v.pick(
            'We have passed this to our finance team for review and will write to you again as soon as we have their answer.',
            "We've passed this to our finance team for review, and we'll write to you again as soon as we have their answer.",
          ),
        ];
      case 'being_checked':
        return [
          v.pick(
            'We will write to you again as soon as this is clear.',
            "We'll write to you again as soon as this is clear.",
          ),
        ];
      case 'customer_acts':
        return [];
      case 'nothing_to_do':
        return [v.pick('You do not need to do anything.', "You don't need to do anything.")];
    }
  },
  closing: (kind, v) =>
    kind === 'valid_but_confusing'
      ? [
          v.pick(
            'If you have any further questions, please reply to this message.',
            "If anything about this is still unclear, just reply and we'll be glad to help.",
          ),
        ]
      : kind === 'billing_error' || kind === 'payment_issue'
        ? [
            v.pick(
              'If you have any questions in the meantime, please reply to this message.',
              'If you have any questions in the meantime, just reply to this message.',
            ),
          ]
        : [],
  signOff: (v) => v.pick('Kind regards,', 'Best regards,'),
  defaultSignature: () => 'Your support team',
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
        'While checking, we also found an error in our billing, for which we apologize.',
        "While checking, we also found a mistake of ours, and we're sorry about it.",
      );
    }
    return position === 1 ? 'While checking, we noticed something else.' : 'And one more thing.';
  },
  alike: (findings, amounts) =>
    amounts.length === 0
      ? `The same applies to ${findings > 1 ? 'further cases' : 'one more case'}.`
      : `The same applies to ${findings > 1 ? 'further amounts' : 'a further amount'} of ${listed(amounts)}.`,
  noAnomaly: ({ invoices, charges }, v) =>
    invoices + charges === 0
      ? [
          'We found no payments on your account.',
          v.pick(
            'Could it be that you paid with another e-mail address?',
            'Could it be that you paid with another email address?',
          ),
          'If so, please tell us which, together with the date and amount of the payment and the name shown on your statement.',
        ]
      : [
          v.pick(
            'We have gone through the payments on your account and have not found anything that looks wrong.',
            "We've gone through the payments on your account and haven't found anything that looks wrong.",
          ),
          'If you mean a particular payment, could you tell us its date and amount, and the name shown next to it on your statement?',
        ],
  cannotTell: (v) => [
    v.pick('We are still checking your payments.', "We're still checking your payments."),
    v.pick(
      'Part of the records is not available to us at the moment, and we do not want to give you an answer that may turn out to be wrong.',
      "Part of the records isn't available to us right now, and we don't want to give you an answer that may turn out to be wrong.",
    ),
    v.pick(
      'We will write to you again as soon as we have seen everything.',
      "We'll write to you again as soon as we've seen everything.",
    ),
  ],
  unresolved: (kind, v) =>
    kind === 'ambiguous'
      ? [
          'We have more than one customer account that could be yours, and we want to look at the right one.',
          'Could you tell us the number of one of your invoices, or the date and amount of your last payment?',
        ]
      : [
          v.pick(
            'We have not been able to find your customer account from the details we have.',
            "We haven't been able to find your customer account from the details we have.",
          ),
          'Could you tell us the email address you paid with, or the number of one of your invoices?',
          'Please do not send us full card numbers.',
        ],
  quote: (text) => `"${text}"`,
  regional: (text, locale) =>
    ['en-US', 'en-CA', 'en-PH'].includes(locale)
      ? text
      : text.replace(/\b(apologi|authori)z(e|ation)/g, '$1s$2'),
  synonyms: {
    'an error': 'a mistake',
    'in error': 'by mistake',
    'a mistake': 'an error',
    unfortunately: 'regrettably',
    glad: 'happy',
    happy: 'glad',
    team: 'department',
  },
};
