/** Wide characters take two columns in a terminal, combining marks none. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u;
const ZERO_WIDTH = /[\p{Mn}\p{Me}]/u;
/** Scripts written without spaces: a line may break before any of their characters. */
const BREAKS_ANYWHERE = /(?=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])/u;

/** How many columns `text`, without colours, takes in a terminal. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += ZERO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

/**
 * Breaks plain text into lines of at most `width` columns, at spaces. A longer word keeps its line to itself, so
 * that an address stays whole and can be clicked.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((part) => pieces(part))) {
    const joined = line === '' ? word.text : `${line}${word.glued ? '' : ' '}${word.text}`;
    if (line !== '' && displayWidth(joined) > width) {
      lines.push(line);
      line = word.text;
    } else line = joined;
  }
  return [...lines, line];
}

interface Piece {
  readonly text: string;
  /** Follows the piece before without a space. */
  readonly glued: boolean;
}

function pieces(word: string): Piece[] {
  return word.split(BREAKS_ANYWHERE).map((text, index) => ({ text, glued: index > 0 }));
}

/** `text` wrapped behind `first`; further lines stand under the text. */
export function hanging(first: string, text: string, width: number): string[] {
  const indent = ' '.repeat(displayWidth(first));
  return wrap(text, Math.max(20, width - indent.length)).map(
    (line, index) => (index === 0 ? first : indent) + line,
  );
}

/** `left` and `right` on one line of `width` columns, or on two when they do not fit. */
export function justified(left: string, right: string, width: number): string[] {
  if (right === '') return [left];
  const gap = width - displayWidth(left) - displayWidth(right);
  if (gap >= 2) return [left + ' '.repeat(gap) + right];
  return [left, right.padStart(right.length + Math.max(0, width - displayWidth(right)))];
}

/** `text` filled with spaces to `columns`. */
export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
}
