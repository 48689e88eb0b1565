import type { Category } from '../../analysis/finding.ts';
import type { WriteRequest } from '../../check/ports.ts';
import { avoidedWordsIn } from '../avoid-words.ts';
import { checkGrounding } from '../grounding/check-grounding.ts';
import { type Evidence, gatherEvidence } from '../grounding/evidence.ts';
import type { GroundedLanguage } from '../grounding/lexicon.ts';
import { admissionsOfError, forbiddenPromises } from '../grounding/promises.ts';
import { scanFigures } from '../grounding/scan-figures.ts';
import { detectLanguage, languageName } from '../language.ts';
import type { Triage } from '../triage.ts';
import type { Aliases } from './aliases.ts';
import type { Answer } from './answer.ts';
import type { NumberedCheck } from './numbered-checks.ts';
import { MASKS, NAME_TOKEN } from './privacy.ts';
import type { ReplyStyle } from './reply-style.ts';
import { suspicions } from './suspicions.ts';

/** Why a text of Claude's is not used, as readers of the result see it: "Worded without AI (…)". */
export const FAULTS = {
  figure: "an unsupported figure in Claude's text",
  promise: "a promise nobody has made in Claude's text",
  admission: "an unproved error in Claude's text",
  checks: 'Claude changed what is to be checked',
  language: "another language in Claude's text",
  wording: "a word that does not belong there in Claude's text",
  leak: "something of its instructions in Claude's text",
  denial: "a proved error denied in Claude's text",
  secret: "a request for secrets in Claude's text",
} as const;

export interface Fault {
  readonly kind: keyof typeof FAULTS;
  /** For the model: where, what, and what to do. */
  readonly message: string;
}

/** One text of an answer, where it stands and in which language it has to be. */
export interface Field {
  readonly place: string;
  readonly text: string;
  readonly language: GroundedLanguage;
}

/** What an answer is held against. */
export interface Review {
  readonly request: WriteRequest;
  readonly plain: Triage;
  readonly style: ReplyStyle;
  readonly checks: readonly NumberedCheck[];
  readonly aliases: Aliases;
  readonly evidence: Evidence;
  /** What the model was told to do: it is not repeated to anybody. */
  readonly instructions: string;
}

export function prepareReview(parts: Omit<Review, 'evidence'>): Review {
  return { ...parts, evidence: gatherEvidence(parts.request, parts.plain) };
}

const MAX_FAULTS = 20;
/** Where money has in fact moved back, and a reply may say so. */
const RETURNED: ReadonlySet<Category> = new Set(['refund', 'proration', 'credit', 'balance']);

/** Everything that keeps an answer from being used; empty when it may be shown. Ids stand in it, not aliases. */
export function faultsOf(answer: Answer, review: Review): readonly Fault[] {
  const { style } = review;
  const reply = answer.draft_reply.replaceAll(NAME_TOKEN, ' ');
  const forAgents = (place: string, text: string): Field => ({ place, text, language: 'en' });
  const fields: readonly Field[] = [
    forAgents('summary', answer.summary),
    forAgents('likely_cause', answer.likely_cause),
    ...answer.next_checks.map(({ number, what }) => forAgents(`next check ${number}`, what)),
    { place: 'draft_reply', text: reply, language: style.language },
  ];
  return [
    ...fields.flatMap((field) => figures(field, review)),
    ...promises(reply, review),
    ...nextChecks(answer, review),
    ...otherLanguage('draft_reply', reply, style.language),
    // A short summary is names and amounts: which language it is in is a guess.
    ...(answer.summary.length < MIN_TOLD_LANGUAGE_CHARACTERS
      ? []
      : otherLanguage('summary', answer.summary, 'en')),
    ...fields.flatMap((field) => wording(field, review)),
    ...suspicions(answer, fields, review),
  ].slice(0, MAX_FAULTS);
}

function figures({ place, text, language }: Field, { evidence }: Review): readonly Fault[] {
  return checkGrounding(text, language, evidence).map(({ value }) => ({
    kind: 'figure',
    message: `${place}: "${value}" is not in the facts. Leave it out.`,
  }));
}

function promises(reply: string, { request: { analysis }, style }: Review): readonly Fault[] {
  const returned = analysis.findings.some(({ category }) => RETURNED.has(category));
  const proved = analysis.findings.some(({ classification }) => classification === 'billing_error');
  const unknown = analysis.verdict === 'cannot_tell';
  return [
    ...forbiddenPromises(reply, style.language, { returned: returned && !unknown }).map(
      (found): Fault => ({
        kind: 'promise',
        message: `draft_reply: "${found}" promises or claims what nobody has done.`,
      }),
    ),
    ...(proved && !unknown ? [] : admissionsOfError(reply, style.language)).map(
      (found): Fault => ({
        kind: 'admission',
        message: `draft_reply: "${found}" tells an error that is not proved.`,
      }),
    ),
    ...(unknown
      ? scanFigures(reply, style.language).filter(({ readings }) => readings[0]?.kind !== 'link')
      : []
    ).map(
      ({ text }): Fault => ({
        kind: 'figure',
        message: `draft_reply: "${text}": nothing is known yet, so no figure is told.`,
      }),
    ),
  ];
}

function nextChecks({ next_checks: told }: Answer, { checks }: Review): readonly Fault[] {
  const isSame =
    told.length === checks.length &&
    checks.every(
      ({ number, owner }) => told.filter((one) => one.number === number && one.owner === owner).length === 1,
    );
  return isSame
    ? []
    : [
        {
          kind: 'checks',
          message: 'next_checks: keep every number once, with the owner it has in reference.next_checks.',
        },
      ];
}

/** Shorter texts may be in no language that can be told. */
const MIN_TOLD_LANGUAGE_CHARACTERS = 80;

function otherLanguage(place: string, text: string, language: string): readonly Fault[] {
  const told = detectLanguage(text);
  if (told === language || (told === null && text.length < MIN_TOLD_LANGUAGE_CHARACTERS)) return [];
  const not = told === null ? '' : `, not in ${languageName(told)}`;
  return [{ kind: 'language', message: `${place}: write it in ${languageName(language)}${not}.` }];
}

function wording({ place, text }: Field, { aliases, style }: Review): readonly Fault[] {
  const mask = MASKS.exec(text)?.[0];
  const internal = place === 'draft_reply' ? (text.match(/\b[a-z]{2,10}_[A-Za-z0-9]{6,}\b/g) ?? []) : [];
  const strange = [
    ...(mask === undefined ? [] : [mask]),
    // Aliases were turned into ids; one that is left was made up.
    ...aliases.found(text),
    ...internal,
    ...(place === 'draft_reply' ? avoidedWordsIn(text, style.avoid) : []),
    ...(text.includes(NAME_TOKEN) ? [NAME_TOKEN] : []),
  ];
  return strange.map((word) => ({ kind: 'wording', message: `${place}: "${word}" does not belong there.` }));
}
