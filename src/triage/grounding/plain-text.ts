/** A boundary between a letter or digit of any script and anything else: what `\b` is for ASCII. */
const BOUNDARY = '(?:(?<![\\p{L}\\p{N}])(?=[\\p{L}\\p{N}])|(?<=[\\p{L}\\p{N}])(?![\\p{L}\\p{N}]))';

const compiled = new Map<string, RegExp>();

/**
 * A pattern whose `\b` knows accented letters, without regard to case. Compiled once: the sources are those of the
 * lexicons, never a text's. With the flag `g` it is for `matchAll` only, which keeps no place in it.
 */
export function pattern(source: string, flags: '' | 'g' = ''): RegExp {
  const key = `${flags}/${source}`;
  let regex = compiled.get(key);
  if (regex === undefined) {
    regex = new RegExp(source.replaceAll('\\b', BOUNDARY), `iu${flags}`);
    compiled.set(key, regex);
  }
  return regex;
}

/**
 * Text as the checks read it: compatibility forms unified (full-width digits and signs, no-break spaces), invisible
 * characters gone, one kind of apostrophe and of dash. Places in a violation are places in this text.
 */
export function plainText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}|\p{Variation_Selector}|\u20e3/gu, '')
    .replace(/[’‘ʼ＇`´]/g, "'")
    .replace(/[‐‑‒–—―−]/g, '-')
    .replace(/[^\S\n]/g, ' ')
    .normalize('NFC');
}

/** Where the patterns stand in a text, the first place of each, as it reads in the plain text. */
export function found(text: string, sources: readonly string[]): readonly string[] {
  const plain = plainText(text);
  return sources.flatMap((source) => pattern(source).exec(plain)?.[0] ?? []);
}

/** `text` with the span replaced by spaces, so that later readings neither see it nor lose their place. */
export function blanked(text: string, at: number, end: number): string {
  return `${text.slice(0, at)}${' '.repeat(end - at)}${text.slice(end)}`;
}
