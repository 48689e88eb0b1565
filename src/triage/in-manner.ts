import type { Ticket } from '../analysis/ticket/ticket.ts';
import type { Variant } from '../check/wording-wish.ts';
import { isGroundedLanguage } from './grounding/lexicon.ts';
import { MANNERS } from './manners/index.ts';
import type { Manner } from './manners/manner.ts';
import type { CustomerClassification, Language, OpeningKind, Voice } from './templates/language.ts';

interface Wanted {
  readonly variant?: Variant | null;
  readonly language: Language;
  readonly voice: Voice;
  readonly kind: OpeningKind;
  readonly ticket: Ticket | null;
}

/** A finding in sentences; null where a fact for one is missing. */
export interface Told {
  readonly opening: string;
  readonly story: readonly (string | null)[];
  readonly conclusion: readonly (string | null)[];
}

/** Kinds whose opening says something of the answer: that we erred, that a point is open. */
const OPENINGS_THAT_ANSWER: ReadonlySet<OpeningKind> = new Set(['billing_error', 'likely_error']);
/** Kinds whose closing repeats what the paragraph before said. */
const CLOSINGS_TO_SPARE: ReadonlySet<OpeningKind> = new Set(['billing_error', 'payment_issue']);

/** How a reply begins: a shorter and a firmer one go without thanks, a warmer one says that it is understood. */
export function openingFor({ variant, language, voice, kind, ticket }: Wanted): readonly string[] {
  const wrote = ticket !== null;
  switch (variant) {
    case 'shorter':
      return OPENINGS_THAT_ANSWER.has(kind) ? language.opening(kind, voice, false) : [];
    case 'firmer':
      return language.opening(kind, voice, false);
    case 'warmer': {
      const [thanks, ...rest] = language.opening(kind, voice, wrote);
      if (!wrote || thanks === undefined) return language.opening(kind, voice, wrote);
      return [thanks, ...said(mannerOf(language)?.warmOpening[kind], voice), ...rest];
    }
    default:
      return language.opening(kind, voice, wrote);
  }
}

/** How a reply ends, before the sign-off. */
export function closingFor({ variant, language, voice, kind }: Wanted): readonly string[] {
  const closing = language.closing(kind, voice);
  switch (variant) {
    case 'shorter':
      return CLOSINGS_TO_SPARE.has(kind) ? [] : closing;
    case 'firmer':
      return [
        ...said(mannerOf(language)?.firm[kind], voice),
        ...(CLOSINGS_TO_SPARE.has(kind) ? [] : closing),
      ];
    case 'warmer':
      return [...closing, ...said(mannerOf(language)?.warmClosing, voice)];
    default:
      return closing;
  }
}

/**
 * The sentences of one finding: of an error a shorter reply keeps what happened and what follows from it. What is right
 * needs all of its explanation, and a failed payment all that the customer can do.
 */
export function inManner(
  variant: Variant | null | undefined,
  { classification }: { readonly classification: CustomerClassification },
  { opening, story, conclusion }: Told,
): string[] {
  const kept = variant === 'shorter' && isError(classification) && conclusion.length > 0 ? [] : story;
  return [opening, ...kept, ...conclusion].filter((sentence) => sentence !== null);
}

const isError = (classification: CustomerClassification): boolean =>
  classification === 'billing_error' || classification === 'likely_error';

const mannerOf = ({ code }: Language): Manner | null => (isGroundedLanguage(code) ? MANNERS[code] : null);

const said = (sentences: ((v: Voice) => readonly string[]) | undefined, voice: Voice): readonly string[] =>
  sentences?.(voice) ?? [];
