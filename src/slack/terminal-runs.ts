/** Styled text for a terminal: measured in columns, broken into lines, painted last. */

export interface Run {
  readonly text: string;
  readonly style?: 'bold' | 'italic' | 'code' | 'link' | 'dim' | 'button' | 'primary';
}

export type Paint = (run: Run) => string;

/** Characters a terminal shows in two columns: East Asian scripts, full-width forms, emoji. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303F\uFF01-\uFF60\uFFE0-\uFFE6]/u;
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;
/** A symbol of one column that asks to be shown as an emoji takes two. */
const AS_EMOJI = '\uFE0F';

/** How many columns `text` takes. */
export function columns(text: string): number {
  let count = 0;
  for (const character of text)
    count += character === AS_EMOJI ? 1 : NO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return count;
}

/**
 * Breaks runs into painted lines of at most `width` columns: at spaces, at their own line breaks, and inside a word
 * only when it is wider than a line. Further lines stand behind `indent` spaces.
 */
export function wrapRuns(runs: readonly Run[], width: number, paint: Paint, indent = 0): string[] {
  const lines: string[] = [];
  let line: Run[] = [];
  let used = 0;
  let words = 0;
  /** The line goes on from the one before. */
  let broken = false;
  const flush = (soft: boolean): void => {
    while (line.at(-1)?.text.trim() === '') line.pop();
    lines.push(joined(line).map(paint).join(''));
    line = indent > 0 ? [{ text: ' '.repeat(indent) }] : [];
    used = indent;
    words = 0;
    broken = soft;
  };
  for (const { text, style } of runs) {
    for (const token of text.split(/(\n| )/)) {
      if (token === '') continue;
      if (token === '\n') {
        flush(false);
        continue;
      }
      const run = (part: string): Run => (style === undefined ? { text: part } : { text: part, style });
      if (token === ' ') {
        // No line begins with the space that it was broken at.
        if (words === 0 && broken) continue;
        line.push(run(' '));
        used += 1;
        continue;
      }
      if (words > 0 && used + columns(token) > width) flush(true);
      for (const part of slices(token, width - used, width - indent)) {
        if (words > 0 && used + columns(part) > width) flush(true);
        line.push(run(part));
        used += columns(part);
        words += 1;
      }
    }
  }
  flush(false);
  return lines;
}

/** Neighbours of one style painted in one stroke. */
function joined(runs: readonly Run[]): Run[] {
  const result: Run[] = [];
  for (const run of runs) {
    const last = result.at(-1);
    if (last !== undefined && last.style === run.style)
      result[result.length - 1] = { ...last, text: last.text + run.text };
    else result.push(run);
  }
  return result;
}

/** `word` whole where it fits, else in parts that fill the room of the first and of further lines. */
function slices(word: string, first: number, further: number): string[] {
  if (columns(word) <= first) return [word];
  const parts: string[] = [];
  let part = '';
  let room = Math.max(1, first);
  for (const character of word) {
    if (part !== '' && columns(part) + columns(character) > room) {
      parts.push(part);
      part = '';
      room = Math.max(1, further);
    }
    part += character;
  }
  return [...parts, part];
}

/** Text as a terminal may get it: no control characters but line breaks, nothing that changes direction. */
export function terminalSafe(text: string): string {
  return text.replace(/[^\P{Cc}\n]/gu, ' ').replace(/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, '');
}
