import type { GroundedLanguage } from './lexicon.ts';
import { lexiconOf } from './lexicons/index.ts';
import { pattern, plainText } from './plain-text.ts';

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
  const plain = plainText(text);
  return [...promises, ...(returned ? [] : [...arrivals, ...done])].flatMap((promise) => {
    const match = pattern(promise.source).exec(plain);
    return match === null ? [] : [match[0]];
  });
}
