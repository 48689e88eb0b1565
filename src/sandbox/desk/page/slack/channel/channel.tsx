import { useId, useState } from 'react';
import type { PaneChannel, PaneMessage } from '../../../slack/pane.ts';
import { useSlackWorld } from '../slack-context.tsx';
import { Composer } from './composer.tsx';
import { Messages } from './messages.tsx';

const NOTHING_YET =
  'Nobody has written here yet. Below you can type /billing-check and a customer’s e-mail address.';

/** A channel with its messages, or one of its threads beside them. */
export function Channel({ channel }: { readonly channel: PaneChannel }) {
  const { state } = useSlackWorld();
  const [thread, setThread] = useState<string | null>(null);
  const { id, kind } = channel;
  const name = kind === 'im' ? channel.name : `#${channel.name}`;
  const own = state.messages.filter((message) => message.channel === id);
  const repliesTo = (ts: string): readonly PaneMessage[] =>
    own.filter((message) => message.thread_ts === ts && message.ts !== ts);
  const parent = own.find(({ ts }) => ts === thread);
  const inThread = (message: PaneMessage): boolean => message.thread_ts !== null && !message.broadcast;
  return (
    <div className={parent === undefined ? 'slack-channel' : 'slack-channel has-thread'}>
      <div className="slack-column">
        <Messages
          label={`Messages in ${name}`}
          messages={own.filter((message) => !inThread(message))}
          repliesTo={repliesTo}
          onOpenThread={setThread}
          empty={kind === 'im' ? `${name} has written nothing to you yet.` : NOTHING_YET}
        />
        {kind === 'im' ? (
          <p className="slack-hint">{name} takes no messages here: ask with its command in a channel.</p>
        ) : (
          <Composer key={id} channel={id} threadTs={null} label={`Message ${name}`} />
        )}
      </div>
      {parent === undefined ? null : (
        <Thread parent={parent} replies={repliesTo(parent.ts)} onClose={() => setThread(null)} />
      )}
    </div>
  );
}

interface ThreadProps {
  readonly parent: PaneMessage;
  readonly replies: readonly PaneMessage[];
  readonly onClose: () => void;
}

function Thread({ parent, replies, onClose }: ThreadProps) {
  const titleId = useId();
  return (
    <section className="slack-column slack-thread" aria-labelledby={titleId}>
      <div className="slack-column-head">
        <h3 id={titleId}>Thread</h3>
        <button type="button" className="slack-icon" aria-label="Close the thread" onClick={onClose}>
          <span aria-hidden="true">✕</span>
        </button>
      </div>
      <Messages
        label="Messages in the thread"
        messages={[parent, ...replies]}
        repliesTo={() => []}
        empty=""
      />
      <Composer key={parent.ts} channel={parent.channel} threadTs={parent.ts} label="Reply in the thread" />
    </section>
  );
}
