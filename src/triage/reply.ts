import type { Analysis } from '../analysis/finding.ts';
import type { Ticket } from '../analysis/ticket/ticket.ts';
import type { Variant } from '../check/wording-wish.ts';
import { formatMoney } from '../money.ts';
import { findingsToTell, statedAmount, type TellableFinding, type ToldGroup } from './findings-to-tell.ts';
import { closingFor, inManner, openingFor } from './in-manner.ts';
import { type Frame, type Letter, voiceOf, writeLetter } from './letter.ts';
import { FactReader, ifKnown } from './templates/facts.ts';
import type { Language, NextStep, OpeningKind, RuleText, Voice } from './templates/language.ts';
import { ruleTextKey } from './templates/rule-keys.ts';

export interface ReplyRequest extends Frame {
  readonly analysis: Analysis;
  readonly ticket: Ticket | null;
  /** What an agent asked for; absent and null leave the reply as it is by itself. */
  readonly variant?: Variant | null;
}

export type Reply = Letter;

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
      return inManner(request.variant, finding, { opening, story, conclusion });
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

function assemble(
  request: UnresolvedReplyRequest & Pick<ReplyRequest, 'name'>,
  voice: Voice,
  kind: OpeningKind,
  body: readonly (readonly string[])[],
): Reply {
  const wanted = { ...request, voice, kind };
  return writeLetter(request, voice, [openingFor(wanted), ...body, closingFor(wanted)]);
}
