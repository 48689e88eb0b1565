import { Fragment, type ReactNode, useEffect, useRef } from 'react';
import type { PaneMessage } from '../../../slack/pane.ts';
import { useSlackWorld } from '../slack-context.tsx';
import { dayName } from '../text/slack-dates.ts';
import { Message } from './message.tsx';

export interface MessagesProps {
  readonly label: string;
  readonly messages: readonly PaneMessage[];
  readonly repliesTo: (ts: string) => readonly PaneMessage[];
  /** Absent inside a thread. */
  readonly onOpenThread?: (ts: string) => void;
  /** In place of messages where there are none. */
  readonly empty: ReactNode;
}

/** So near the end, in pixels, a reader wants to see what comes. */
const NEAR_END_PIXELS = 120;

/** Messages under one another, with a line for each day; it stays at its end while the reader is there. */
export function Messages({ label, messages, repliesTo, onOpenThread, empty }: MessagesProps) {
  const { reader, target } = useSlackWorld();
  const place = useRef<HTMLElement>(null);
  const isAtEnd = useRef(true);
  const lastTop = useRef(0);
  const hasTarget = messages.some(({ ts }) => ts === target);
  // biome-ignore lint/correctness/useExhaustiveDependencies: any new or changed message may make it longer.
  useEffect(() => {
    if (place.current === null || !isAtEnd.current || hasTarget) return;
    place.current.scrollTop = place.current.scrollHeight;
  }, [messages]);
  const now = Math.floor(Date.now() / 1_000);
  const days = messages.map(({ ts }) => dayName(Math.floor(Number(ts)), reader, now));
  return (
    <section
      ref={place}
      className="slack-messages"
      role="log"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        // Told late: meanwhile it may have grown, so only who goes back up leaves the end.
        const isNear = scrollHeight - scrollTop - clientHeight < NEAR_END_PIXELS;
        isAtEnd.current = isNear || (isAtEnd.current && scrollTop >= lastTop.current);
        lastTop.current = scrollTop;
      }}
    >
      {messages.length === 0 ? <p className="slack-empty">{empty}</p> : null}
      {messages.map((message, at) => {
        const { ts, is_ephemeral } = message;
        const mayOpen = onOpenThread !== undefined && !is_ephemeral;
        return (
          <Fragment key={ts}>
            {days[at] === days[at - 1] ? null : <p className="slack-day">{days[at]}</p>}
            <Message
              message={message}
              replies={repliesTo(ts)}
              {...(mayOpen ? { onOpenThread: () => onOpenThread(message.thread_ts ?? ts) } : {})}
            />
          </Fragment>
        );
      })}
    </section>
  );
}
