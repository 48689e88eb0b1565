/** Control, direction-changing and invisible characters; joiners stay, because scripts and emoji need them. */
const INVISIBLE =
  /[\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;

/** Foreign text made fit to be shown and inserted as text: it controls neither direction nor cursor. */
export function inertText(text: string): string {
  return text
    .replace(/\p{Cs}/gu, '')
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/\t/g, ' ')
    .replace(/[^\P{Cc}\n]/gu, '')
    .replace(INVISIBLE, '')
    .trim();
}

/** As {@link inertText}, on one line of at most `maximum` characters. */
export function inertLine(text: string, maximum = 300): string {
  const line = inertText(text).replace(/\s+/g, ' ');
  return line.length > maximum ? `${line.slice(0, maximum - 1).trimEnd()}…` : line;
}
