import type { ResultTriage } from '../check/result.ts';
import { escapeHtml } from './escape-html.ts';
import { cleanLine, cleanText } from './note-view.ts';

const DRAFT_MAX_CHARACTERS = 20_000;

/** An internal note that holds nothing but the drafted reply, ready to be copied into the answer. */
export function renderDraftNote({ draft_reply, language }: ResultTriage, marker: string): string {
  const text = cleanText(draft_reply).slice(0, DRAFT_MAX_CHARACTERS);
  return [
    `<p><b>Draft reply (${escapeHtml(cleanLine(language))})</b></p>`,
    `<blockquote>${escapeHtml(text).replaceAll('\n', '<br>')}</blockquote>`,
    `<p>billing-check · put here from Slack · <code>${escapeHtml(marker)}</code></p>`,
  ].join('\n');
}
