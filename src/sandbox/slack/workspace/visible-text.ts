import { isRecord } from '../json.ts';
import type { SlackMessage } from './messages.ts';

/** All a person can read in a message, one piece a line: its blocks, or its text when it has none. */
export function visibleText(message: Pick<SlackMessage, 'text' | 'blocks'>): string {
  return message.blocks.length === 0 ? message.text : textsIn(message.blocks).join('\n');
}

const SPOKEN = new Set(['text', 'title', 'subtitle', 'body', 'caption', 'alt_text', 'fallback']);

/** Every piece of text in blocks or a view, in the order it stands there. */
export function textsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, entry]) =>
    typeof entry === 'string' ? (SPOKEN.has(key) ? [entry] : []) : textsIn(entry),
  );
}
