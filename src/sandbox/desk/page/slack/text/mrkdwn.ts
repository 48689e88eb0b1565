/** Slack's `mrkdwn` as a tree. Whatever is no mark-up stays text; nothing here is ever HTML. */
export type MrkdwnBlock =
  | { readonly kind: 'paragraph' | 'quote'; readonly children: readonly MrkdwnSpan[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly MrkdwnSpan[])[] }
  | { readonly kind: 'preformatted'; readonly text: string };

export type MrkdwnSpan =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'bold' | 'italic' | 'strike'; readonly children: readonly MrkdwnSpan[] }
  | { readonly kind: 'link'; readonly url: string; readonly text: string }
  | { readonly kind: 'user' | 'channel' | 'group'; readonly id: string; readonly text: string }
  | { readonly kind: 'broadcast'; readonly range: string }
  | {
      readonly kind: 'date';
      readonly timestamp: number;
      readonly format: string;
      readonly url: string;
      readonly fallback: string;
    }
  | { readonly kind: 'emoji'; readonly name: string };

const MAX_DEPTH = 6;

export function parseMrkdwn(text: string): readonly MrkdwnBlock[] {
  return text
    .split(/```([\s\S]+?)```/)
    .flatMap((part, place): readonly MrkdwnBlock[] =>
      place % 2 === 1
        ? [{ kind: 'preformatted', text: unescapeEntities(part.replace(/^\n|\n$/g, '')) }]
        : paragraphs(part),
    );
}

type LineKind = 'paragraph' | 'quote' | 'bullet' | 'number';

const LINES: readonly (readonly [LineKind, RegExp])[] = [
  ['quote', /^(?:&gt;|>) ?/],
  ['bullet', /^ {0,3}[•*-] +(?=\S)/],
  ['number', /^ {0,3}\d{1,3}\. +(?=\S)/],
];

/** Neighbouring lines of one kind belong together. */
function paragraphs(text: string): readonly MrkdwnBlock[] {
  const groups: { kind: LineKind; lines: string[] }[] = [];
  for (const line of text.replace(/^\n|\n$/g, '').split('\n')) {
    const [kind, mark] = LINES.find(([, pattern]) => pattern.test(line)) ?? (['paragraph', null] as const);
    const rest = mark === null ? line : line.replace(mark, '');
    const last = groups.at(-1);
    if (last?.kind === kind) last.lines.push(rest);
    else groups.push({ kind, lines: [rest] });
  }
  return groups
    .filter(({ lines }) => lines.some((line) => line.trim() !== ''))
    .map(({ kind, lines }) =>
      kind === 'bullet' || kind === 'number'
        ? { kind: 'list', ordered: kind === 'number', items: lines.map((line) => spans(line, 0)) }
        : { kind, children: spans(lines.join('\n'), 0) },
    );
}

const TOKEN = /(`[^`\n]+`|<[^<>\n]{1,4000}>|(?<![a-z\d]):[a-z\d_+-]{1,60}:(?![a-z\d]))/;

function spans(text: string, depth: number): readonly MrkdwnSpan[] {
  return styled(
    text.split(TOKEN).flatMap((part, place): readonly MrkdwnSpan[] => {
      if (part === '') return [];
      return [place % 2 === 1 ? token(part) : { kind: 'text', text: part }];
    }),
    depth,
  );
}

function token(part: string): MrkdwnSpan {
  if (part.startsWith('`')) return { kind: 'code', text: unescapeEntities(part.slice(1, -1)) };
  if (part.startsWith(':')) return { kind: 'emoji', name: part.slice(1, -1) };
  const [target = '', ...labels] = part.slice(1, -1).split('|');
  const label = unescapeEntities(labels.join('|'));
  const id = target.slice(1);
  if (target.startsWith('@')) return { kind: 'user', id, text: label };
  if (target.startsWith('#')) return { kind: 'channel', id, text: label };
  if (target.startsWith('!')) return special(id, label);
  const url = unescapeEntities(target);
  return { kind: 'link', url, text: label === '' ? url.replace(/^mailto:/, '') : label };
}

function special(target: string, label: string): MrkdwnSpan {
  const [, timestamp, format = '', url = ''] = /^date\^(\d{1,11})\^([^^]+)(?:\^(.+))?$/.exec(target) ?? [];
  if (timestamp !== undefined)
    return {
      kind: 'date',
      timestamp: Number(timestamp),
      format,
      url: unescapeEntities(url),
      fallback: label,
    };
  const [, group] = /^subteam\^([A-Z0-9]{1,30})$/.exec(target) ?? [];
  if (group !== undefined) return { kind: 'group', id: group, text: label };
  if (/^(?:here|channel|everyone)$/.test(target)) return { kind: 'broadcast', range: target };
  return { kind: 'text', text: label === '' ? `<!${target}>` : label };
}

const STYLES = { '*': 'bold', _: 'italic', '~': 'strike' } as const;
const isStyle = (mark: string | undefined): mark is keyof typeof STYLES =>
  mark !== undefined && Object.hasOwn(STYLES, mark);

/** Finds the first pair of marks around something, styles what is between them, and goes on behind. */
function styled(parts: readonly MrkdwnSpan[], depth: number): readonly MrkdwnSpan[] {
  if (depth >= MAX_DEPTH) return parts.map(plain);
  const done: MrkdwnSpan[] = [];
  const rest = [...parts];
  for (let part = rest.shift(); part !== undefined; part = rest.shift()) {
    const opened = part.kind === 'text' ? opening(part.text) : null;
    const closed = opened === null ? null : closing(opened.after, opened.mark, rest);
    if (part.kind !== 'text' || opened === null) done.push(plain(part));
    else if (closed === null) {
      done.push(plain({ kind: 'text', text: opened.before + opened.mark }));
      rest.unshift({ kind: 'text', text: opened.after });
    } else {
      if (opened.before !== '') done.push(plain({ kind: 'text', text: opened.before }));
      done.push({ kind: STYLES[opened.mark], children: styled(closed.within, depth + 1) });
      rest.splice(0, closed.taken);
      if (closed.after !== '') rest.unshift({ kind: 'text', text: closed.after });
    }
  }
  return done;
}

/** A mark opens after nothing, a space or punctuation, and before something. */
function opening(text: string) {
  const found =
    /(?<![\p{L}\p{N}*_~])([*_~])(?=[^\s])/u.exec(text) ?? /(?<![\p{L}\p{N}*_~])([*_~])$/u.exec(text);
  const mark = found?.[1];
  if (found === null || !isStyle(mark)) return null;
  return { mark, before: text.slice(0, found.index), after: text.slice(found.index + 1) };
}

/** A mark closes after something on the same line, and before nothing, a space or punctuation. */
function closing(first: string, mark: keyof typeof STYLES, rest: readonly MrkdwnSpan[]) {
  const within: MrkdwnSpan[] = [];
  for (const [place, part] of [{ kind: 'text' as const, text: first }, ...rest].entries()) {
    const end = part.kind === 'text' ? endIn(part.text, mark, within.length > 0) : -1;
    if (part.kind === 'text' && end >= 0) {
      const text = part.text.slice(0, end);
      if (text !== '') within.push({ kind: 'text', text });
      return within.length === 0 ? null : { within, after: part.text.slice(end + 1), taken: place };
    }
    if (part.kind === 'text' && part.text.includes('\n')) return null;
    if (part.kind !== 'text' || part.text !== '') within.push(part);
  }
  return null;
}

function endIn(text: string, mark: keyof typeof STYLES, hasBefore: boolean): number {
  const line = text.split('\n', 1)[0] ?? '';
  for (let at = line.indexOf(mark); at >= 0; at = line.indexOf(mark, at + 1)) {
    const before = line[at - 1];
    const isAfterSomething = before === undefined ? hasBefore : /\S/.test(before);
    if (isAfterSomething && !/[\p{L}\p{N}]/u.test(line[at + 1] ?? ' ')) return at;
  }
  return -1;
}

function plain(part: MrkdwnSpan): MrkdwnSpan {
  return part.kind === 'text' ? { kind: 'text', text: unescapeEntities(part.text) } : part;
}

/** The three that Slack escapes, and no others. */
export function unescapeEntities(text: string): string {
  return text.replace(/&(amp|lt|gt);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>' })[name] ?? '');
}
