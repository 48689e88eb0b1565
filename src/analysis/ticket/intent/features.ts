import { fold } from '../fold.ts';
import { STOP_WORDS } from './stop-words.ts';

/** Words of one sentence that are looked at: more are no sentence. */
const MAX_WORDS = 4_000;

/**
 * What the learned list knows a sentence by: its folded words and the pairs of neighbours among them, each once,
 * without what is made of stop words and numbers alone. Time is linear in the bounded text.
 */
export function featuresOf(text: string): ReadonlySet<string> {
  const words = fold(text).trim().split(' ', MAX_WORDS);
  const features = new Set<string>();
  let before = '';
  for (const word of words) {
    const tells = isTelling(word);
    if (tells) features.add(word);
    if (before !== '' && (tells || isTelling(before))) features.add(`${before} ${word}`);
    before = word;
  }
  return features;
}

function isTelling(word: string): boolean {
  return word !== '' && !STOP_WORDS.has(word) && !/^\d+$/.test(word);
}
