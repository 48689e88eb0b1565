import type { Finding } from '../../../src/analysis/finding.ts';
import type { WriteRequest } from '../../../src/check/ports.ts';
import { findingsToTell, type ToldGroup } from '../../../src/triage/findings-to-tell.ts';
import { type Evidence, gatherEvidence } from '../../../src/triage/grounding/evidence.ts';
import { type GroundedLanguage, isGroundedLanguage } from '../../../src/triage/grounding/lexicon.ts';
import { chooseLanguage } from '../../../src/triage/language.ts';
import { writeFromTemplates } from '../../../src/triage/template-writer.ts';
import type { CustomerClassification, OpeningKind, Tone } from '../../../src/triage/templates/language.ts';
import type { Triage } from '../../../src/triage/triage.ts';
import type { Topic } from './words/check-words.ts';

/** What a draft is held against: one check as the writer gets it, and what a good answer to it has to do. */
export interface DraftCase {
  readonly request: WriteRequest;
  /** What the reply has to answer: the kind of the first thing told, or why there is none. */
  readonly kind: OpeningKind;
  /** The language the customer is to be answered in: English where theirs cannot be checked. */
  readonly language: GroundedLanguage;
  /** Null where the policy leaves it to the language. */
  readonly tone: Tone | null;
  /** What the customer is told, in its order; empty where nothing was found, or nothing is known. */
  readonly told: readonly ToldGroup[];
  readonly evidence: Evidence;
  /** What the customer asks, each of which the reply has to speak of. */
  readonly asks: readonly Topic[];
}

/** One thing a draft must do or must not do. */
export interface DraftCheck {
  readonly name: string;
  /** What is held, in a sentence. */
  readonly about: string;
  /** Each fault in a short phrase that quotes what is wrong; empty when the draft is good in this respect. Pure. */
  faultsOfDraft(draft: string, given: DraftCase): readonly string[];
}

export interface CaseParts {
  readonly asks?: readonly Topic[];
  /** True where no customer was found, or several were: then nobody's history was read. */
  readonly unresolved?: boolean;
  /** The deterministic text, where it is not the template writer's for this request. */
  readonly plain?: Triage;
}

/** The case of one check. Without `asks` nothing is held about what was asked. */
export function draftCaseOf(request: WriteRequest, parts: CaseParts = {}): DraftCase {
  const { analysis, ticket, policy, locales } = request;
  const { asks = [], unresolved = false, plain = writeFromTemplates(request) } = parts;
  const { wanted } = chooseLanguage({
    asked: request.wish?.language,
    policyLanguage: policy.reply?.language,
    ticket,
    locales,
  });
  const told = unresolved || analysis.verdict === 'cannot_tell' ? [] : findingsToTell(analysis, ticket);
  return {
    request,
    kind: unresolved ? 'unresolved' : kindOf(told, analysis.verdict === 'cannot_tell'),
    language: isGroundedLanguage(wanted) ? wanted : 'en',
    tone: policy.reply?.tone ?? null,
    told,
    evidence: gatherEvidence(request, plain),
    asks,
  };
}

function kindOf([first]: readonly ToldGroup[], unknown: boolean): OpeningKind {
  if (first !== undefined) return first.main.classification;
  return unknown ? 'cannot_tell' : 'no_anomaly';
}

/** Every finding a draft may speak of to the customer. */
export const tellable = ({ request, told }: DraftCase): readonly Finding[] =>
  told.length === 0 ? [] : request.analysis.findings;

/** True where one of the things told is of the kind. */
export const tells = ({ told }: DraftCase, kind: CustomerClassification): boolean =>
  told.some(({ main }) => main.classification === kind);
