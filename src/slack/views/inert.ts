/**
 * Foreign text made fit for Slack. Views put it into `plain_text` and `rich_text` elements only, which Slack shows
 * as they stand; what is done here keeps it inert even where a client, a notification or an export parses it.
 */

/** Control, direction-changing and invisible characters; joiners stay, because scripts and emoji need them. */
const INVISIBLE =
  /[\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;

/** Several lines of foreign text: readable, without control over direction, cursor or Slack. */
export function inertText(text: string): string {
  return text
    .replace(/\p{Cs}/gu, '')
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/\t/g, ' ')
    .replace(/[^\P{Cc}\n]/gu, '')
    .replace(INVISIBLE, '')
    .replace(/<([@!#])([^<>\n]*)>/g, '‹$1$2›')
    .replace(/<(?=[@!#])/g, '‹')
    .trim();
}

/** As {@link inertText}, on one line, at most `maximum` of {@link cost}. */
export function inertLine(text: string, maximum: number): string {
  return cut(inertText(text).replace(/\s+/g, ' '), maximum);
}

/**
 * Foreign text inside a message's top-level `text`, which Slack parses: escaped as Slack asks for, and without what
 * would notify people, link, format or unfurl.
 */
export function inertFallback(text: string, maximum: number): string {
  return inertLine(text, maximum)
    .replace(/(?<![\p{L}\p{N}_+-])@/gu, '＠')
    .replace(/:\/\//g, ':∕∕')
    .replace(/\*/g, '∗')
    .replace(/~/g, '∼')
    .replace(/`/g, 'ˋ')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '＿')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

/**
 * How much room `text` takes of a message, in bytes of JSON. Never less than its length in UTF-16, so what is within
 * a limit by this measure is within Slack's, whichever way Slack counts.
 */
export function cost(text: string): number {
  return jsonBytes(text) - 2;
}

/** The size of a block, or of several, as it travels. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** At most `maximum` of {@link cost}, cut after a whole word where one ends near, with an ellipsis. */
export function cut(text: string, maximum: number): string {
  if (cost(text) <= maximum) return text;
  const head = fitting(text, maximum - cost('…'));
  const space = head.lastIndexOf(' ');
  return `${(space > head.length * 0.7 ? head.slice(0, space) : head).trimEnd()}…`;
}

/** As many whole paragraphs as cost at most `maximum`; of a single one, whole lines; of a single line, whole words. */
export function wholeParagraphs(text: string, maximum: number): string {
  if (cost(text) <= maximum) return text;
  const head = fitting(text, maximum);
  for (const end of ['\n\n', '\n', ' ']) {
    const at = head.lastIndexOf(end);
    if (at > 0 && head.slice(0, at).trim() !== '') return head.slice(0, at).trimEnd();
  }
  return head;
}

/** The longest beginning of `text` that costs at most `maximum`, in whole characters. */
function fitting(text: string, maximum: number): string {
  let used = 0;
  let end = 0;
  for (const character of text) {
    used += cost(character);
    if (used > maximum) break;
    end += character.length;
  }
  return text.slice(0, end);
}
