import type { Category, Classification } from '../../analysis/finding.ts';
import type { ReplyStyle } from '../../analysis/policy.ts';
import type { FactReader } from './facts.ts';
import type { LetterLayout } from './letter-layout.ts';
import type { RuleTextKey } from './rule-keys.ts';

export type Tone = ReplyStyle['tone'];

/** How one reply speaks. */
export interface Voice {
  readonly tone: Tone;
  /** Chooses by tone, e.g. `v.pick('We have', 'We’ve')`, `v.pick('Ihre', 'deine')`. */
  pick(formal: string, friendly: string): string;
}

/**
 * One sentence. It is left out when it returns null or asks for a fact that is missing, so one sentence holds
 * one thought, and what a reader needs together stands in one sentence.
 */
export type Sentence = (f: FactReader, v: Voice) => string | null;

/** What the customer reads about one kind of finding. */
export interface RuleText {
  /** What happened. Without its first sentence the language's generic text is used. */
  readonly story: readonly Sentence[];
  /** What follows from it: an error is stated only where it is proved, an open question asked where it is not. */
  readonly conclusion: Readonly<Partial<Record<CustomerClassification, readonly Sentence[]>>>;
}

/** Texts by `<rule>/<variant>`, or by `<rule>` where one text fits all its variants. */
export type FamilyTexts = Readonly<Record<string, RuleText>>;

/** Classifications a customer hears about; leakage and notices are for agents. */
export type CustomerClassification = Exclude<Classification, 'leakage' | 'notice'>;

/** How a reply begins. */
export type OpeningKind = CustomerClassification | 'no_anomaly' | 'cannot_tell' | 'unresolved';

/** What happens after the reply. */
export type NextStep =
  | 'correction_drafted'
  | 'error_under_review'
  | 'being_checked'
  | 'customer_acts'
  | 'nothing_to_do';

/** Everything the deterministic writer needs to answer in one language. */
export interface Language {
  readonly code: string;
  readonly defaultLocale: string;
  /** The tone where the policy names none. */
  readonly defaultTone: Tone;
  /** The form of address for a tone, given how the customer writes. */
  voice(tone: Tone, ticketText: string): Voice;

  readonly layout: LetterLayout;
  greeting(name: CustomerName | null, v: Voice): string;
  /** Greeting words, to tell whether a greeting from the policy is in this language. */
  readonly salutation: RegExp;
  /** Words that lose their capital after a greeting that ends in a comma; empty where none do. */
  readonly lowerAfterGreeting: ReadonlySet<string>;
  opening(kind: OpeningKind, v: Voice, hasTicket: boolean): readonly string[];
  next(step: NextStep, v: Voice): readonly string[];
  closing(kind: OpeningKind, v: Voice): readonly string[];
  signOff(v: Voice): string;
  /** Stands below the sign-off where the policy has no signature. */
  defaultSignature(v: Voice): string;

  readonly rules: Readonly<Record<RuleTextKey, RuleText>>;
  /** Texts of the further rules of the catalogue. */
  readonly families: FamilyTexts;
  /** For rules without a text of their own: from the category, and the amount where there is one. */
  generic(finding: GenericFinding, v: Voice): readonly string[];
  /** Introduces the second finding (`position` 1), then the third (2). */
  further(position: number, kind: CustomerClassification, v: Voice): string;
  /** More findings like the one just told; amounts may be fewer than findings. */
  alike(findings: number, amounts: readonly string[]): string;
  noAnomaly(counts: PaymentCounts, v: Voice): readonly string[];
  cannotTell(v: Voice): readonly string[];
  unresolved(kind: 'not_found' | 'ambiguous' | 'deleted', v: Voice): readonly string[];

  quote(text: string): string;
  /** How a locale or a tone writes what this language writes otherwise, e.g. `ss` for `ß` in Switzerland. */
  regional(text: string, locale: string, v: Voice): string;
  /** Other words for words a policy may want avoided, lower case; the sentence goes where there are none. */
  readonly synonyms: Readonly<Record<string, string>>;
}

export interface CustomerName {
  /** What a friendly letter calls them by: the given name, of a Japanese name the family's. */
  readonly first: string;
  readonly full: string;
}

export interface GenericFinding {
  readonly category: Category;
  readonly classification: CustomerClassification;
  /** Formatted, or null where no amount follows. */
  readonly amount: string | null;
}

export interface PaymentCounts {
  readonly invoices: number;
  readonly charges: number;
}
