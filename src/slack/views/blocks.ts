import type { types } from '@slack/bolt';

/**
 * The few shapes our messages are made of. Nothing here is `mrkdwn`: text is never parsed, so foreign text cannot
 * format, link or mention.
 */
export type KnownBlock = types.KnownBlock;
export type ModalView = types.ModalView;
export type Button = types.Button;
export type Span = types.RichTextText | types.RichTextLink;
export type RichTextPart = types.RichTextBlockElement;

/** What Slack is sent: the blocks, and the text shown in notifications and read out by screen readers. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

export const span = (text: string): Span => ({ type: 'text', text });
export const bold = (text: string): Span => ({ type: 'text', text, style: { bold: true } });
export const italic = (text: string): Span => ({ type: 'text', text, style: { italic: true } });
export const code = (text: string): Span => ({ type: 'text', text, style: { code: true } });

/** A link, or plain text where there is no address to go to. */
export function link(text: string, url: string | null): Span {
  return url === null ? code(text) : { type: 'link', url, text };
}

/** A line or paragraph. Empty texts are left out: Slack refuses them. */
export function paragraph(...spans: readonly Span[]): types.RichTextSection {
  return { type: 'rich_text_section', elements: joined(spans) };
}

/** Neighbours without style become one element: every element takes room in the message. */
function joined(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const element of spans) {
    const last = result.at(-1);
    if (element.text === '') continue;
    if (isBare(element) && last !== undefined && isBare(last))
      result[result.length - 1] = span(last.text + element.text);
    else result.push(element);
  }
  return result;
}

const isBare = (element: Span): element is types.RichTextText =>
  element.type === 'text' && element.style === undefined;

/** Lines of spans under one another, as one paragraph. */
export function lines(rows: readonly (readonly Span[])[]): types.RichTextSection {
  return paragraph(...rows.flatMap((row, place) => (place === 0 ? row : [span('\n'), ...row])));
}

export function bullets(rows: readonly (readonly Span[])[]): types.RichTextList {
  return { type: 'rich_text_list', style: 'bullet', elements: rows.map((row) => paragraph(...row)) };
}

/** Text that is shown and copied exactly as it stands. */
export function preformatted(text: string): types.RichTextPreformatted {
  return { type: 'rich_text_preformatted', elements: [{ type: 'text', text }] };
}

export function richText(...elements: readonly RichTextPart[]): types.RichTextBlock {
  return { type: 'rich_text', elements: [...elements] };
}

export function header(text: string): types.HeaderBlock {
  return { type: 'header', text: { type: 'plain_text', text, emoji: true } };
}

/** Small grey lines, one element each. */
export function context(...texts: readonly string[]): types.ContextBlock {
  return { type: 'context', elements: texts.map((text) => ({ type: 'plain_text', text, emoji: false })) };
}

export const divider: types.DividerBlock = { type: 'divider' };

/** `value` is an id: what it stands for is looked up. */
export function button(label: string, action: string, value: string, style?: 'primary'): Button {
  return {
    type: 'button',
    text: { type: 'plain_text', text: label, emoji: true },
    action_id: action,
    value,
    ...(style === undefined ? {} : { style }),
  };
}

export function actions(blockId: string, buttons: readonly Button[]): types.ActionsBlock {
  return { type: 'actions', block_id: blockId, elements: [...buttons] };
}
