import type { MouseEvent, ReactNode } from 'react';
import { useSlackWorld } from '../slack-context.tsx';
import { deskLink } from './desk-links.ts';
import { formatSlackDate } from './slack-dates.ts';

/** Where a click may lead: addresses of the web and of mail, and nothing that runs. */
const FOLLOWED = /^(?:https?|mailto):/i;

export interface LinkProps {
  readonly url: string;
  readonly children: ReactNode;
}

/** What is on the desk opens on the desk, everything else in a window of its own. */
export function Link({ url, children }: LinkProps) {
  const { state, openChannel } = useSlackWorld();
  const inside = deskLink(url, state.domain, window.location.origin);
  if (!FOLLOWED.test(url) || !URL.canParse(url)) return <>{children}</>;
  if (inside === null)
    return (
      <a href={url} target="_blank" rel="noopener noreferrer">
        {children}
      </a>
    );
  const follow = (event: MouseEvent): void => {
    event.preventDefault();
    if (inside.kind === 'message') openChannel(inside.channel, inside.ts);
    else openTicket(inside.id);
  };
  return (
    <a href={url} onClick={follow}>
      {children}
    </a>
  );
}

/** The address of the page says which ticket is open beside Slack. */
function openTicket(id: string): void {
  window.history.pushState(null, '', `/agent/tickets/${id}${window.location.search}`);
  window.dispatchEvent(new PopStateEvent('popstate'));
}

export function UserMention({ id }: { readonly id: string }) {
  const { personName, state } = useSlackWorld();
  const own = id === state.me ? ' is-me' : '';
  return <span className={`slack-mention${own}`}>@{personName(id)}</span>;
}

export function GroupMention({ id }: { readonly id: string }) {
  const { groupHandle } = useSlackWorld();
  return <span className="slack-mention">@{groupHandle(id)}</span>;
}

export function ChannelMention({ id }: { readonly id: string }) {
  const { channelName, openChannel } = useSlackWorld();
  const name = channelName(id);
  if (name === null) return <span className="slack-mention">#private-channel</span>;
  return (
    <button type="button" className="slack-mention" onClick={() => openChannel(id)}>
      #{name}
    </button>
  );
}

export interface DateSpanProps {
  /** Unix seconds. */
  readonly timestamp: number;
  readonly format: string;
  readonly fallback: string;
  readonly url: string;
}

/** A moment in the reader's own time zone. */
export function DateSpan({ timestamp, format, fallback, url }: DateSpanProps) {
  const { reader } = useSlackWorld();
  const shown = formatSlackDate(timestamp, format, reader, Math.floor(Date.now() / 1_000));
  const time = (
    <time dateTime={new Date(timestamp * 1_000).toISOString()} title={fallback}>
      {shown ?? fallback}
    </time>
  );
  return url === '' ? time : <Link url={url}>{time}</Link>;
}
