import { useEffect, useId, useMemo, useRef } from 'react';
import type { PaneMessage } from '../../../slack/pane.ts';
import { Blocks } from '../blocks/blocks.tsx';
import { type Surface, SurfaceProvider } from '../blocks/surface.tsx';
import { Menu } from '../elements/menu.tsx';
import { useSlackWorld } from '../slack-context.tsx';
import { MrkdwnText } from '../text/mrkdwn-text.tsx';
import { clockTime } from '../text/slack-dates.ts';

export interface MessageProps {
  readonly message: PaneMessage;
  /** Of its thread; none where the thread itself is shown. */
  readonly replies: readonly PaneMessage[];
  /** Absent where the thread is shown, and for what only one person sees. */
  readonly onOpenThread?: () => void;
}

/** One message with what can be done with it. */
export function Message({ message, replies, onOpenThread }: MessageProps) {
  const { state, reader, personName, target } = useSlackWorld();
  const nameId = useId();
  const place = useRef<HTMLElement>(null);
  const { user, ts, thread_ts, broadcast, is_ephemeral, is_edited } = message;
  const isTarget = ts === target;
  useEffect(() => {
    if (isTarget) place.current?.scrollIntoView({ block: 'nearest' });
  }, [isTarget]);
  const isApp = user === state.app;
  const postedAt = Math.floor(Number(ts));
  return (
    <article
      ref={place}
      className={['slack-message', is_ephemeral && 'is-ephemeral', isTarget && 'is-target']
        .filter(Boolean)
        .join(' ')}
      aria-labelledby={nameId}
    >
      <span className={isApp ? 'slack-avatar is-app' : 'slack-avatar'} aria-hidden="true">
        {initials(personName(user))}
      </span>
      <div className="slack-message-main">
        <p className="slack-message-head" id={nameId}>
          <strong>{personName(user)}</strong>
          {isApp ? <span className="slack-badge">app</span> : null}
          <time dateTime={new Date(postedAt * 1_000).toISOString()}>{clockTime(postedAt, reader)}</time>
          {broadcast && thread_ts !== null ? <span>replied to a thread</span> : null}
        </p>
        {is_ephemeral ? <p className="slack-only-you">Only visible to you</p> : null}
        <Content message={message} />
        {is_edited ? <span className="slack-edited">(edited)</span> : null}
        {replies.length > 0 && onOpenThread !== undefined ? (
          <button type="button" className="slack-replies" onClick={onOpenThread}>
            {replies.length === 1 ? '1 reply' : `${replies.length} replies`}
          </button>
        ) : null}
      </div>
      {is_ephemeral ? null : <Tools message={message} onOpenThread={onOpenThread} nameId={nameId} />}
    </article>
  );
}

function Content({ message }: { readonly message: PaneMessage }) {
  const { channel, ts, blocks, values, text } = message;
  const surface = useMemo(
    (): Surface => ({ place: { channel, ts }, values, form: null }),
    [channel, ts, values],
  );
  if (blocks.length === 0) return <MrkdwnText text={text} />;
  return (
    <SurfaceProvider value={surface}>
      <Blocks blocks={blocks} />
    </SurfaceProvider>
  );
}

interface ToolsProps {
  readonly message: PaneMessage;
  readonly onOpenThread: (() => void) | undefined;
  readonly nameId: string;
}

/** What Slack offers on every message: its thread, and the app's shortcuts. */
function Tools({ message: { channel, ts }, onOpenThread, nameId }: ToolsProps) {
  const { state, act } = useSlackWorld();
  return (
    <div className="slack-tools">
      {onOpenThread === undefined ? null : (
        <button type="button" className="slack-icon" aria-describedby={nameId} onClick={onOpenThread}>
          Reply
        </button>
      )}
      <Menu
        label="More actions"
        className="slack-icon"
        describedBy={nameId}
        items={state.shortcuts.map(({ callback_id, name }) => ({ key: callback_id, label: name }))}
        onChoose={(callback_id) => void act({ type: 'shortcut', channel, ts, callback_id })}
      >
        <span aria-hidden="true">⋮</span>
      </Menu>
    </div>
  );
}

function initials(name: string): string {
  const [first = '', ...others] = name.split(/[\s-]+/);
  return `${first.charAt(0)}${others.at(-1)?.charAt(0) ?? ''}`.toUpperCase();
}
