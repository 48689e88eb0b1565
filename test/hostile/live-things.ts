import { textsIn } from '../../src/sandbox/slack/index.ts';
import type { Shown } from './check-under-attack.ts';

const LINKS = /(?:https?|ftp|javascript|data|file|mailto|tel):[\w/][^\s"'<>)]*|\bwww\.[^\s"'<>)]+/gi;
const OURS = /^https:\/\/dashboard\.stripe\.com\//;

/** What a reader could follow, open or be called by, and that is not ours: links, mentions, markup, control signs. */
export function liveThingsIn({ note, slack, terminal }: Shown): readonly string[] {
  return [...inNote(note), ...inSlack(slack), ...inTerminal(terminal)];
}

/** Zendesk shows HTML and makes a link of whatever looks like one. */
function inNote(html: string): readonly string[] {
  const tags = [...html.matchAll(/<\/?([a-z0-9]+)([^>]*)>/gi)];
  const strange = tags.flatMap(([tag, name = '', attributes = '']) =>
    /^(?:p|b|ul|li|br|hr|a|i|em|strong|blockquote|small|h\d|table|tr|td|th|tbody|thead|code|pre|div|span)$/i.test(
      name,
    ) && !/\bon\w+\s*=|style|src\s*=/i.test(attributes)
      ? []
      : [tag],
  );
  const text = html
    .replace(/<a href="https:\/\/dashboard\.stripe\.com\/[^"]*">/g, '')
    .replace(/<[^>]*>/g, ' ');
  return [...strange, ...(text.match(LINKS) ?? []), ...hiddenIn(text)].map((what) => `note: ${what}`);
}

/** In blocks only link elements are live, and mentions by name; `text` is parsed as mrkdwn. */
function inSlack(message: Shown['slack']): readonly string[] {
  const urls = [...JSON.stringify(message).matchAll(/"url":"((?:[^"\\]|\\.)*)"/g)].flatMap(([, url = '']) =>
    OURS.test(url) ? [] : [url],
  );
  const parsed = [message.text ?? '', ...mrkdwnIn(message.blocks)];
  const live = parsed.flatMap(
    (text) => text.match(/<[!@#][^>]*>|<https?:[^>]*>|(?<![\p{L}\p{N}])@(?:here|channel|everyone)/giu) ?? [],
  );
  const types = JSON.stringify(message).match(/"type":"(?:user|usergroup|channel|broadcast|image)"/g) ?? [];
  const text = textsIn(message.blocks).join('\n');
  return [...urls, ...live, ...types, ...hiddenIn(text)].map((what) => `Slack: ${what}`);
}

function mrkdwnIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnIn);
  if (typeof value !== 'object' || value === null) return [];
  const record = value as Readonly<Record<string, unknown>>;
  const own = record['type'] === 'mrkdwn' && typeof record['text'] === 'string' ? [record['text']] : [];
  return [...own, ...Object.values(record).flatMap(mrkdwnIn)];
}

function inTerminal(text: string): readonly string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that may not be there.
  const control = text.match(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g) ?? [];
  return [...control.map((sign) => `control character ${sign.charCodeAt(0)}`), ...hiddenIn(text)].map(
    (what) => `terminal: ${what}`,
  );
}

function hiddenIn(text: string): readonly string[] {
  return (text.match(/[\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f\u{e0000}-\u{e007f}]/gu) ?? []).map(
    (sign) => `hidden character ${sign.codePointAt(0)?.toString(16)}`,
  );
}
