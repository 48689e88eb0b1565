import { useId } from 'react';
import type { PaneChannel } from '../../../slack/pane.ts';
import { useSlackWorld } from '../slack-context.tsx';

export interface ChannelListProps {
  readonly open: string | null;
  readonly unread: ReadonlySet<string>;
}

/** The places a person sees. */
export function ChannelList({ open, unread }: ChannelListProps) {
  const { state, openChannel } = useSlackWorld();
  const entry = (channel: PaneChannel) => (
    <Entry
      key={channel.id}
      channel={channel}
      isOpen={channel.id === open}
      isUnread={unread.has(channel.id)}
      onOpen={() => openChannel(channel.id)}
    />
  );
  return (
    <nav className="slack-rail" aria-label="Channels">
      <h3>Channels</h3>
      <ul>{state.channels.filter(({ kind }) => kind !== 'im').map(entry)}</ul>
      <h3>Apps</h3>
      <ul>{state.channels.filter(({ kind }) => kind === 'im').map(entry)}</ul>
    </nav>
  );
}

interface EntryProps {
  readonly channel: PaneChannel;
  readonly isOpen: boolean;
  readonly isUnread: boolean;
  readonly onOpen: () => void;
}

/** Its name stays the same whether or not there is something new. */
function Entry({ channel: { kind, name }, isOpen, isUnread, onOpen }: EntryProps) {
  const unreadId = useId();
  return (
    <li>
      <button
        type="button"
        aria-label={name}
        aria-current={isOpen ? 'page' : undefined}
        aria-describedby={isUnread ? unreadId : undefined}
        className={isUnread ? 'slack-rail-item is-unread' : 'slack-rail-item'}
        onClick={onOpen}
      >
        <span>{SYMBOLS[kind]}</span> {name}
        {isUnread ? <span className="slack-unread" /> : null}
      </button>
      {isUnread ? (
        <span id={unreadId} hidden>
          unread
        </span>
      ) : null}
    </li>
  );
}

const SYMBOLS: Readonly<Record<PaneChannel['kind'], string>> = { public: '#', private: '🔒', im: '◆' };
