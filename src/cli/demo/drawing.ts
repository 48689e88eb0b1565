import { createColors } from 'picocolors';

/** How the demo draws: with colour on a terminal, plain elsewhere. */
export type Style = Pick<
  ReturnType<typeof createColors>,
  'bold' | 'dim' | 'green' | 'red' | 'cyan' | 'yellow'
>;

export const styleFor = (color: boolean): Style => createColors(color);

const QUOTE_COLUMNS = 84;

/** A customer's words, wrapped, each line behind a bar. */
export function quote(text: string, { cyan }: Style): string {
  return text
    .split('\n')
    .flatMap((line) => wrapped(line, QUOTE_COLUMNS))
    .map((line) => `${cyan('▎')} ${line}`.trimEnd())
    .join('\n');
}

/** Text under a heading, held by a line at its left. */
export function frame(heading: string, text: string, { yellow, bold }: Style): string {
  const body = text.split('\n').map((line) => `${yellow('│')} ${line}`.trimEnd());
  return [`${yellow('╭─')} ${bold(heading)}`, ...body, yellow('╰─')].join('\n');
}

function wrapped(line: string, columns: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current !== '' && current.length + 1 + word.length > columns) {
      lines.push(current);
      current = word;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current];
}
