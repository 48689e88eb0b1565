/** What a customer may ask, and a reply has to speak of. */
export const TOPICS = [
  'charged_twice',
  'two_subscriptions',
  'cancelled',
  'refund',
  'plan_change',
  'payment_failed',
  'hold',
  'discount',
  'price',
  'seats',
  'tax',
  'trial',
  'credit',
  'paused',
  'renewal',
  'usage',
  'dispute',
  'which_charge',
] as const;
export type Topic = (typeof TOPICS)[number];

/** What happens after a reply, as a reader recognises it. */
export const NEXT_STEPS = [
  'passed_on',
  'we_write',
  'we_look',
  'you_act',
  'you_tell_us',
  'nothing_to_do',
] as const;
export type NextStep = (typeof NEXT_STEPS)[number];

/**
 * How one language says what the checks look for. Each is the source of a regular expression over plain text, matched
 * without regard to case; `\b` is a boundary between letters of any script.
 */
export interface CheckWords {
  readonly topics: Readonly<Record<Topic, string>>;
  readonly nextSteps: Readonly<Record<NextStep, string>>;
  /** A line that greets. */
  readonly greeting: string;
  /** A line that takes leave, above the signature; null where a signature alone is usual. */
  readonly signOff: string | null;
  /** Puts it on the customer. */
  readonly blame: string;
  /** Leaves open what follows: an error asked about is not told. */
  readonly openQuestion: string;
  readonly apology: string;
  /** Empty phrases, drama, flattery, marketing, answers to a threat. */
  readonly uncalm: string;
  /** Speaks to one person as to a friend, or formally; null where the language has one form. */
  readonly address: { readonly friendly: string; readonly formal: string } | null;
  /** Names of insides: tools, rules, who took part. */
  readonly internals: string;
}
