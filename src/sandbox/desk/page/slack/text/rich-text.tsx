import type { ReactNode } from 'react';
import { type JsonRecord, recordAt, records, textAt } from '../../../../slack/json.ts';
import { NotShown } from '../not-shown.tsx';
import { emojiNamed } from './emoji.ts';
import { ChannelMention, DateSpan, GroupMention, Link, UserMention } from './spans.tsx';

/** A `rich_text` block: every run of text is a text node. */
export function RichText({ block }: { readonly block: JsonRecord }) {
  return (
    <div className="slack-rich-text">
      {keyed(block['elements'], (part) => (
        <Part part={part} />
      ))}
    </div>
  );
}

/** Parts have no id but their place. */
function keyed(parts: unknown, show: (part: JsonRecord) => ReactNode): ReactNode {
  return records(parts).map((part, place) => {
    const key = String(place);
    return <Keyed key={key}>{show(part)}</Keyed>;
  });
}

function Keyed({ children }: { readonly children: ReactNode }) {
  return children;
}

function Part({ part }: { readonly part: JsonRecord }) {
  const inline = () => keyed(part['elements'], (element) => <Inline element={element} />);
  switch (part['type']) {
    case 'rich_text_section':
      return <p className="slack-text">{inline()}</p>;
    case 'rich_text_preformatted':
      return <pre>{inline()}</pre>;
    case 'rich_text_quote':
      return <blockquote className="slack-text">{inline()}</blockquote>;
    case 'rich_text_list':
      return <List list={part} />;
    default:
      return <NotShown type={textAt(part, 'type')} />;
  }
}

function List({ list }: { readonly list: JsonRecord }) {
  const { indent, offset } = list;
  const items = keyed(list['elements'], (item) => (
    <li>
      {keyed(item['elements'], (element) => (
        <Inline element={element} />
      ))}
    </li>
  ));
  const depth = typeof indent === 'number' ? `slack-indent-${Math.min(indent, 8)}` : undefined;
  if (list['style'] !== 'ordered') return <ul className={depth}>{items}</ul>;
  return (
    <ol className={depth} start={typeof offset === 'number' ? offset + 1 : 1}>
      {items}
    </ol>
  );
}

function Inline({ element }: { readonly element: JsonRecord }) {
  return <Styled style={recordAt(element, 'style')}>{inlineContent(element)}</Styled>;
}

function inlineContent(element: JsonRecord): ReactNode {
  const text = textAt(element, 'text');
  switch (element['type']) {
    case 'text':
      return text;
    case 'link': {
      const url = textAt(element, 'url');
      return <Link url={url}>{text === '' ? url : text}</Link>;
    }
    case 'user':
      return <UserMention id={textAt(element, 'user_id')} />;
    case 'usergroup':
      return <GroupMention id={textAt(element, 'usergroup_id')} />;
    case 'channel':
      return <ChannelMention id={textAt(element, 'channel_id')} />;
    case 'broadcast':
      return <span className="slack-mention">@{textAt(element, 'range')}</span>;
    case 'emoji':
      return emojiNamed(textAt(element, 'name'));
    case 'date':
      return (
        <DateSpan
          timestamp={Number(element['timestamp'])}
          format={textAt(element, 'format')}
          fallback={textAt(element, 'fallback')}
          url={textAt(element, 'url')}
        />
      );
    default:
      return <NotShown type={textAt(element, 'type')} />;
  }
}

function Styled({ style, children }: { readonly style: JsonRecord; readonly children: ReactNode }) {
  let shown = children;
  if (style['code'] === true) shown = <code>{shown}</code>;
  if (style['strike'] === true) shown = <s>{shown}</s>;
  if (style['underline'] === true) shown = <u>{shown}</u>;
  if (style['italic'] === true) shown = <em>{shown}</em>;
  if (style['bold'] === true) shown = <strong>{shown}</strong>;
  return shown;
}
