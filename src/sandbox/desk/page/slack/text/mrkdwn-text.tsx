import { Fragment } from 'react';
import { emojiNamed } from './emoji.ts';
import { type MrkdwnBlock, type MrkdwnSpan, parseMrkdwn } from './mrkdwn.ts';
import { ChannelMention, DateSpan, GroupMention, Link, UserMention } from './spans.tsx';

/** Text a person or an app wrote with marks in it. */
export function MrkdwnText({ text }: { readonly text: string }) {
  return (
    <>
      {keyed(parseMrkdwn(text)).map(([key, block]) => (
        <Block key={key} block={block} />
      ))}
    </>
  );
}

/** Parts of a text have no id but their place. */
function keyed<T>(parts: readonly T[]): readonly (readonly [string, T])[] {
  return parts.map((part, place) => [String(place), part]);
}

function Block({ block }: { readonly block: MrkdwnBlock }) {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p className="slack-text">
          <Spans spans={block.children} />
        </p>
      );
    case 'quote':
      return (
        <blockquote className="slack-text">
          <Spans spans={block.children} />
        </blockquote>
      );
    case 'preformatted':
      return <pre>{block.text}</pre>;
    case 'list': {
      const items = keyed(block.items).map(([key, item]) => (
        <li key={key}>
          <Spans spans={item} />
        </li>
      ));
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
  }
}

function Spans({ spans }: { readonly spans: readonly MrkdwnSpan[] }) {
  return keyed(spans).map(([key, span]) => (
    <Fragment key={key}>
      <Span span={span} />
    </Fragment>
  ));
}

function Span({ span }: { readonly span: MrkdwnSpan }) {
  switch (span.kind) {
    case 'text':
      return span.text;
    case 'code':
      return <code>{span.text}</code>;
    case 'bold':
      return (
        <strong>
          <Spans spans={span.children} />
        </strong>
      );
    case 'italic':
      return (
        <em>
          <Spans spans={span.children} />
        </em>
      );
    case 'strike':
      return (
        <s>
          <Spans spans={span.children} />
        </s>
      );
    case 'link':
      return <Link url={span.url}>{span.text}</Link>;
    case 'user':
      return <UserMention id={span.id} />;
    case 'group':
      return <GroupMention id={span.id} />;
    case 'channel':
      return <ChannelMention id={span.id} />;
    case 'broadcast':
      return <span className="slack-mention">@{span.range}</span>;
    case 'emoji':
      return emojiNamed(span.name);
    case 'date':
      return <DateSpan {...span} />;
  }
}
