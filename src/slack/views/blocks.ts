import type { types } from '@slack/bolt';
import type { PersonNames } from '../../jobs/outcome-ports.ts';
import { USUAL } from '../ids.ts';
import { inertLine } from './inert.ts';

/**
 * The few shapes our messages are made of. Nothing here is `mrkdwn`: text is never parsed, so foreign text cannot
 * format, link or mention.
 */
export type KnownBlock = types.KnownBlock;
export type ModalView = types.ModalView;
export type HomeView = types.HomeView;
export type Button = types.Button;
export type Span =
  | types.RichTextText
  | types.RichTextLink
  | types.RichTextUserMention
  | (types.RichTextDate & { readonly fallback: string });
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

/** A moment (Unix milliseconds) in the reader's own time zone. */
export const moment = (atMs: number): Span => ({
  type: 'date',
  timestamp: Math.floor(atMs / 1_000),
  format: '{date_short_pretty} {time}',
  fallback: utc(atMs),
});

/** E.g. `2026-11-21 09:00 UTC`. */
export function utc(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

const SLACK_ACCOUNT = /^slack:([UW][A-Z0-9]{2,30})$/;

/** Whoever acted: people in Slack by their name there, others by their name where they acted, else by their account. */
export function who(account: string, names: PersonNames = new Map()): Span {
  const [, user_id] = SLACK_ACCOUNT.exec(account) ?? [];
  if (user_id !== undefined) return { type: 'user', user_id };
  return span(inertLine(names.get(account) ?? account, 80) || 'somebody');
}

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
    if ('text' in element && element.text === '') continue;
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
export function button(
  label: string,
  action: string,
  value: string,
  style?: 'primary' | 'danger',
  confirm?: types.ConfirmationDialog,
): Button {
  return {
    type: 'button',
    text: { type: 'plain_text', text: label, emoji: true },
    action_id: action,
    value,
    ...(style === undefined ? {} : { style }),
    ...(confirm === undefined ? {} : { confirm }),
  };
}

/** Asked before a click counts. */
export function confirmation(title: string, text: string, yes: string): types.ConfirmationDialog {
  const plain = (words: string): types.PlainTextElement => ({ type: 'plain_text', text: words });
  return { title: plain(title), text: plain(text), confirm: plain(yes), deny: plain('Not now') };
}

export interface TextInput {
  readonly block_id: string;
  readonly action_id: string;
  readonly label: string;
  readonly hint: string;
  readonly multiline: boolean;
  readonly max_length: number;
  readonly initial_value?: string;
  /** May stay empty. */
  readonly optional?: boolean;
}

/** A field somebody types into; Slack lets nobody send the modal while one that is not optional is empty. */
export function textInput({
  block_id,
  action_id,
  label,
  hint,
  optional = false,
  ...rest
}: TextInput): types.InputBlock {
  return {
    type: 'input',
    block_id,
    ...(optional ? { optional } : {}),
    label: { type: 'plain_text', text: label },
    hint: { type: 'plain_text', text: hint },
    element: { type: 'plain_text_input', action_id, ...rest },
  };
}

export interface Choice {
  readonly block_id: string;
  readonly action_id: string;
  readonly label: string;
  /** Label by value. */
  readonly options: Readonly<Record<string, string>>;
  /** The value that is chosen already, or null. */
  readonly chosen: string | null;
}

/** A menu in a modal that may be left alone. */
export function choiceInput({ block_id, action_id, label, options, chosen }: Choice): types.InputBlock {
  const plain = (text: string) => ({ type: 'plain_text' as const, text });
  const all = Object.entries(options).map(([value, text]) => ({ text: plain(text), value }));
  const initial_option = all.find(({ value }) => value === chosen);
  return {
    type: 'input',
    block_id,
    optional: true,
    label: plain(label),
    element: {
      type: 'static_select',
      action_id,
      placeholder: plain('Say nothing'),
      options: all,
      ...(initial_option === undefined ? {} : { initial_option }),
    },
  };
}

/** A menu beside buttons; `usual` stands first and is chosen where nothing is. */
export function menu(
  action_id: string,
  usual: string,
  choices: readonly (readonly [value: string, text: string])[],
  chosen: string | null,
): types.StaticSelect {
  const options = [[USUAL, usual] as const, ...choices].map(([value, text]) => ({
    text: { type: 'plain_text' as const, text },
    value,
  }));
  const initial_option = options.find(({ value }) => value === (chosen ?? USUAL));
  return {
    type: 'static_select',
    action_id,
    options,
    ...(initial_option === undefined ? {} : { initial_option }),
  };
}

export function actions(blockId: string, buttons: readonly Button[]): types.ActionsBlock {
  return { type: 'actions', block_id: blockId, elements: [...buttons] };
}
