import { pattern, plainText } from '../../../src/triage/grounding/plain-text.ts';

/** Every place where a text says what the words look for, as it stands in the text, each once. */
export function foundWords(text: string, words: string): readonly string[] {
  const found = [...plainText(text).matchAll(pattern(words, 'g'))].map(([word]) => word.trim());
  return [...new Set(found)].filter((word) => word !== '');
}

export const says = (text: string, words: string): boolean => pattern(words).test(plainText(text));

/** A text for the reader of a fault, shortened. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return `"${line.length > 80 ? `${line.slice(0, 79)}…` : line}"`;
}
