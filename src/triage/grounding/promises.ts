import type { GroundedLanguage } from './lexicon.ts';
import { lexiconOf } from './lexicons/index.ts';
import { found, pattern, plainText } from './plain-text.ts';

export interface PromiseCheck {
  /** True when money was in fact returned: then it may be told, and when it arrives. */
  readonly returned: boolean;
}

/**
 * Promises and claims about money that nothing has executed, each as it stands in the text; empty when there are
 * none. A correction is only drafted until a person approves it, so a reply says that it was passed on, never that
 * it was or will be made.
 */
export function forbiddenPromises(
  text: string,
  language: GroundedLanguage,
  { returned }: PromiseCheck,
): readonly string[] {
  const { promises, arrivals, done } = lexiconOf(language);
  const forbidden = [...promises, ...(returned ? [] : [...arrivals, ...done])];
  return found(
    text,
    forbidden.map(({ source }) => source),
  );
}

/** Characters before an admission in which a "not" takes it back: "nothing was charged in error". */
const DENIAL_REACH_CHARACTERS = 60;

/** Places where a text tells an error of ours, each as it stands; empty where it denies one. */
export function admissionsOfError(text: string, language: GroundedLanguage): readonly string[] {
  const { admissions, negation } = lexiconOf(language);
  const plain = plainText(text);
  return admissions.flatMap((admission) =>
    [...plain.matchAll(pattern(admission.source, 'g'))].flatMap(([found], index, all) => {
      const at = all[index]?.index ?? 0;
      const before =
        plain
          .slice(Math.max(0, at - DENIAL_REACH_CHARACTERS), at)
          .split(/[.!?。\n]/)
          .at(-1) ?? '';
      const after = language === 'ja' ? (plain.slice(at).split(/[。\n]/)[0] ?? '') : '';
      return pattern(negation).test(before) || (language === 'ja' && pattern(negation).test(after))
        ? []
        : [found];
    }),
  );
}
