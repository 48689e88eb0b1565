/**
 * Lower case without accents, apostrophes dropped (`don't` → `dont`), every run of anything but letters and
 * digits one space, with a space at both ends. `%` becomes a word of its own.
 */
export function fold(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’`´]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('%', ' % ');
  return ` ${plain.replace(/[^\p{L}\p{N}%]+/gu, ' ').trim()} `;
}

/** Phrases of our own lists as they are searched for: few, and asked again for every ticket. */
const folded = new Map<string, string>();

/** Whether `text`, folded, has `phrase` as whole words; a trailing `*` lets the last word go on. */
export function mentions(text: string, phrase: string): boolean {
  return text.includes(needleOf(phrase));
}

/** What to look for in a folded text to find `phrase`. */
export function needleOf(phrase: string): string {
  let needle = folded.get(phrase);
  if (needle === undefined) {
    needle = fold(phrase.replace('*', ''));
    // Chinese and Japanese are written without spaces; a stem's last word is open at its end.
    if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(needle)) needle = needle.trim();
    else if (phrase.endsWith('*')) needle = needle.trimEnd();
    folded.set(phrase, needle);
  }
  return needle;
}
