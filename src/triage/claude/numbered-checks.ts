import type { WriteRequest } from '../../check/ports.ts';
import { nextChecks } from '../agent/next-checks.ts';
import type { Owner } from '../triage.ts';
import { type Person, withoutPersonalData } from './privacy.ts';
import type { ReplyStyle } from './reply-style.ts';

/** A check the model words; its number and owner are the rules'. */
export interface NumberedCheck {
  readonly number: number;
  readonly owner: Owner;
  readonly what: string;
}

export interface ChecksToWord {
  readonly all: readonly NumberedCheck[];
  /** Those without personal data: the others stay as they are and never leave the machine. */
  readonly worded: readonly NumberedCheck[];
}

/** The deterministic next checks, for a reply in the language the model writes. */
export function checksToWord(request: WriteRequest, style: ReplyStyle, person: Person): ChecksToWord {
  const all = nextChecks({ request, choice: style.choice, omitted: 0 }).map((check, index) => ({
    number: index + 1,
    ...check,
  }));
  return { all, worded: all.filter(({ what }) => withoutPersonalData(what, person) === what) };
}

/** All checks in their order, in the model's words where it has worded them. */
export function withWords(
  { all }: ChecksToWord,
  words: readonly { readonly number: number; readonly what: string }[],
): readonly { readonly what: string; readonly owner: Owner }[] {
  return all.map(({ number, what, owner }) => ({
    what: words.find((worded) => worded.number === number)?.what ?? what,
    owner,
  }));
}
