import { isRecord, textAt } from '../../../../slack/json.ts';
import { NotShown } from '../not-shown.tsx';
import { withEmoji } from './emoji.ts';
import { MrkdwnText } from './mrkdwn-text.tsx';

/** A `plain_text` or `mrkdwn` object as blocks hold them. */
export function TextObject({ value }: { readonly value: unknown }) {
  if (!isRecord(value)) return <NotShown type="text" />;
  switch (value['type']) {
    case 'plain_text':
      return <p className="slack-text">{plainText(value)}</p>;
    case 'mrkdwn':
      return <MrkdwnText text={textAt(value, 'text')} />;
    default:
      return <NotShown type={textAt(value, 'type')} />;
  }
}

/** The words of a `plain_text` object, for labels; empty where there is none. */
export function plainText(value: unknown): string {
  if (!isRecord(value)) return '';
  const text = textAt(value, 'text');
  return value['emoji'] === false ? text : withEmoji(text);
}
