import { useEffect, useState } from 'react';
import type { SlackPaneState } from '../../slack/pane.ts';

/** Ids of the channels where somebody else wrote what this person, while the page is open, has not had before them. */
export function useUnread(state: SlackPaneState | null, open: string | null): ReadonlySet<string> {
  const [read, setRead] = useState<ReadonlyMap<string, string>>(new Map());
  const me = state?.me ?? '';
  const latest = state?.channels.find(({ id }) => id === open)?.latest_ts ?? null;
  useEffect(() => {
    if (latest !== null) setRead((known) => new Map(known).set(`${me} ${open}`, latest));
  }, [me, open, latest]);
  const unread = (state?.channels ?? []).filter(
    ({ id, latest_ts }) => latest_ts !== null && id !== open && read.get(`${me} ${id}`) !== latest_ts,
  );
  return new Set(unread.map(({ id }) => id));
}
