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
    <li key={channel.id}>
      <button
        type="button"
        aria-current={channel.id === open ? 'page' : undefined}
        className={unread.has(channel.id) ? 'slack-rail-item is-unread' : 'slack-rail-item'}
        onClick={() => openChannel(channel.id)}
      >
        <span aria-hidden="true">{SYMBOLS[channel.kind]}</span> {channel.name}
        {unread.has(channel.id) ? <span className="slack-unread" role="img" aria-label="unread" /> : null}
      </button>
    </li>
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

const SYMBOLS: Readonly<Record<PaneChannel['kind'], string>> = { public: '#', private: '🔒', im: '◆' };
