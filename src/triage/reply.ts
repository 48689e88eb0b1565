import type { Analysis } from '../analysis/finding.ts';
import type { Policy } from '../analysis/policy.ts';
import type { Ticket } from '../analysis/ticket/ticket.ts';
import { shownText } from '../analysis/wording.ts';
import { formatMoney } from '../money.ts';
import { avoidingWords } from './avoid-words.ts';
import { findingsToTell, statedAmount, type TellableFinding, type ToldGroup } from './findings-to-tell.ts';
import { FactReader, ifKnown } from './templates/facts.ts';
import { LANGUAGES } from './templates/index.ts';
import type { CustomerName, Language, NextStep, OpeningKind, RuleText, Voice } from './templates/language.ts';
import { ruleTextKey } from './templates/rule-keys.ts';

export interface ReplyRequest {
  readonly analysis: Analysis;
  readonly ticket: Ticket | null;
  readonly policy: Policy;
  readonly language: Language;
  /** BCP 47 locale for amounts and dates. */
  readonly locale: string;
  readonly name: CustomerName | null;
}

export interface Reply {
  readonly text: string;
  /** Sentences left out because they held words the policy avoids. */
  readonly omitted: number;
}

/** Drafts the reply to the customer, from the findings alone. */
export function draftReply(request: ReplyRequest): Reply {
  const { analysis, language, ticket } = request;
  const voice = voiceOf(request.policy, language, ticket);
  const groups = analysis.verdict === 'cannot_tell' ? [] : findingsToTell(analysis, ticket);
  const [first] = groups;
  if (first === undefined) {
    const cannotTell = analysis.verdict === 'cannot_tell';
    const body = cannotTell ? language.cannotTell(voice) : language.noAnomaly(analysis.counts, voice);
    return assemble(request, voice, cannotTell ? 'cannot_tell' : 'no_anomaly', [body]);
  }
  const stories = groups.map((group, index) => [
    ...(index === 0 ? [] : [language.further(index, group.main.classification, voice)]),
    ...groupSentences(group, request, voice),
  ]);
  const steps = nextSteps(groups).flatMap((step) => language.next(step, voice));
  return assemble(request, voice, first.main.classification, [...stories, steps]);
}

export type UnresolvedReplyRequest = Omit<ReplyRequest, 'analysis' | 'name'>;

/** Drafts the question that finds a customer who was not, or not clearly, found. */
export function draftUnresolvedReply(
  request: UnresolvedReplyRequest,
  kind: 'not_found' | 'ambiguous' | 'deleted',
): Reply {
  const voice = voiceOf(request.policy, request.language, request.ticket);
  const body = request.language.unresolved(kind, voice);
  return assemble({ ...request, name: null }, voice, 'unresolved', [body]);
}

function voiceOf(policy: Policy, language: Language, ticket: Ticket | null): Voice {
  const tone = policy.reply?.tone ?? language.defaultTone;
  return language.voice(tone, ticket === null ? '' : ticket.body);
}

function groupSentences({ main, alike }: ToldGroup, request: ReplyRequest, voice: Voice): string[] {
  const sentences = findingSentences(main, request, voice);
  if (alike.length === 0) return sentences;
  const amounts = alike.flatMap((finding) => {
    const amount = statedAmount(finding);
    return amount === null ? [] : [formatMoney(amount, request.locale)];
  });
  // A list with gaps would be read as complete.
  return [...sentences, request.language.alike(alike.length, amounts.length === alike.length ? amounts : [])];
}

/** The rule's own text; the language's generic one where there is none, or too few facts for it. */
function findingSentences(finding: TellableFinding, request: ReplyRequest, voice: Voice): string[] {
  const { language, locale, analysis } = request;
  const text = ownText(finding, language);
  if (text !== null) {
    const quote = (name: string): string => language.quote(name);
    const reader = new FactReader({ facts: finding.facts, locale, asOf: analysis.as_of, quote });
    const write = (sentence: (f: FactReader, v: Voice) => string | null): string | null =>
      ifKnown(() => sentence(reader, voice));
    const [opening, ...story] = text.story.map(write);
    const conclusion = (text.conclusion[finding.classification] ?? []).map(write);
    const concludes = conclusion.length === 0 || conclusion[0] !== null || isExplanation(finding);
    if (opening != null && concludes) {
      return [opening, ...story, ...conclusion].filter((sentence) => sentence !== null);
    }
  }
  const amount = finding.amount === null ? null : formatMoney(finding.amount, locale);
  const { category, classification } = finding;
  return [...language.generic({ category, classification, amount }, voice)];
}

/** The text of the rule's variant, else of the rule, else null. */
function ownText({ rule, variant }: TellableFinding, { rules, families }: Language): RuleText | null {
  const key = ruleTextKey(rule, variant);
  if (key !== null) return rules[key];
  const known = [`${rule}/${variant ?? ''}`, rule].find((name) => Object.hasOwn(families, name));
  return known === undefined ? null : (families[known] ?? null);
}

function isExplanation({ classification }: TellableFinding): boolean {
  return classification === 'valid_but_confusing' || classification === 'payment_issue';
}

/** Categories where a customer wonders whether something has to be done. */
const REASSURE = new Set(['authorization_hold', 'refund', 'payment_failure']);

function nextSteps(groups: readonly ToldGroup[]): readonly NextStep[] {
  const steps = new Set(groups.map(({ main }) => stepOf(main)));
  const announced = (['correction_drafted', 'error_under_review'] as const).find((step) => steps.has(step));
  const idle =
    !steps.has('being_checked') &&
    !steps.has('customer_acts') &&
    (announced !== undefined || groups.every(({ main }) => REASSURE.has(main.category)));
  return [
    ...(announced === undefined ? [] : [announced]),
    ...(steps.has('being_checked') ? (['being_checked'] as const) : []),
    ...(idle ? (['nothing_to_do'] as const) : []),
  ];
}

function stepOf({ classification, correction, category }: TellableFinding): NextStep {
  switch (classification) {
    case 'billing_error':
      return correction === null ? 'error_under_review' : 'correction_drafted';
    case 'likely_error':
      return 'being_checked';
    case 'payment_issue':
      return category === 'authorization_hold' ? 'being_checked' : 'customer_acts';
    case 'valid_but_confusing':
      return 'nothing_to_do';
  }
}

type Frame = Pick<ReplyRequest, 'language' | 'policy' | 'ticket' | 'name' | 'locale'>;

function assemble(
  { language, policy, ticket, name, locale }: Frame,
  voice: Voice,
  kind: OpeningKind,
  body: readonly (readonly string[])[],
): Reply {
  const words = avoidingWords(policy.reply?.avoid ?? [], language);
  const greeting = greetingOf(policy, language, voice, name);
  let omitted = 0;
  const spelled = (sentence: string): string => spelledFor(sentence, language, locale);
  const paragraphs = [
    language.opening(kind, voice, ticket !== null),
    ...body,
    language.closing(kind, voice),
  ].map((sentences) => {
    const kept = sentences
      .map((sentence) => words.apply(spelled(sentence)))
      .filter((sentence) => sentence !== null);
    omitted += sentences.length - kept.length;
    return kept.join(' ');
  });
  const [opening = '', ...rest] = paragraphs.filter((paragraph) => paragraph !== '');
  const signature = signatureOf(policy) ?? words.apply(language.defaultSignature(voice));
  const signOff = [words.apply(spelled(language.signOff(voice))), signature].filter((line) => line !== null);
  const text = [greeting, afterGreeting(opening, greeting, language), ...rest, signOff.join('\n')];
  return { text: text.filter((part) => part !== '').join('\n\n'), omitted };
}

/** The locale's spelling of our own words; names in quotation marks stay as their owners write them. */
function spelledFor(sentence: string, language: Language, locale: string): string {
  return sentence
    .split(/(„[^“]*“|"[^"]*")/)
    .map((part, index) => (index % 2 === 0 ? language.regional(part, locale) : part))
    .join('');
}

/** German goes on in lower case after "Hallo Jane,". */
function afterGreeting(opening: string, greeting: string, language: Language): string {
  const [firstWord = ''] = opening.split(' ', 1);
  if (!greeting.endsWith(',') || !language.lowerAfterGreeting.has(firstWord)) return opening;
  return opening.charAt(0).toLowerCase() + opening.slice(1);
}

const NAME_PLACEHOLDER = /\{(?:first_)?name\}/g;
const MAX_GREETING_CHARACTERS = 80;
const MAX_SIGNATURE_LINES = 6;

/**
 * The policy's greeting, with the customer's name at `{name}` or at its end; the language's own where the policy
 * has none, or has one in another language ("Dear" before a German text).
 */
function greetingOf(policy: Policy, language: Language, voice: Voice, name: CustomerName | null): string {
  const own = shownText(policy.reply?.greeting ?? '', MAX_GREETING_CHARACTERS);
  const foreign = Object.values(LANGUAGES).some(
    (other) => other.code !== language.code && other.salutation.test(own) && !language.salutation.test(own),
  );
  if (own === '' || foreign) return language.greeting(name, voice);
  const called = name === null ? '' : voice.pick(name.full, name.first);
  if (own.search(NAME_PLACEHOLDER) >= 0) {
    return own
      .replace(NAME_PLACEHOLDER, () => called)
      .replace(/\s+(?=[,!.:]|$)/g, '')
      .replace(/\s+/g, ' ');
  }
  return /[,!.:]$/.test(own) ? own : `${[own, called].filter((part) => part !== '').join(' ')},`;
}

function signatureOf(policy: Policy): string | null {
  const lines = (policy.reply?.signature ?? '')
    .split('\n', MAX_SIGNATURE_LINES)
    .map((line) => shownText(line))
    .join('\n')
    .trim();
  return lines === '' ? null : lines;
}
