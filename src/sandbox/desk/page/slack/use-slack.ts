import { useCallback, useEffect, useState } from 'react';
import type { SlackAct } from '../../slack/act-schema.ts';
import type { ActOutcome, SlackPaneState } from '../../slack/pane.ts';

const RETRY_MS = 1_500;

export interface Slack {
  /** What the chosen person sees; null until it is known. */
  readonly state: SlackPaneState | null;
  readonly channel: string | null;
  /** `ts` of the message that is to be seen; null: the newest. */
  readonly target: string | null;
  /** False while the desk's server does not answer. */
  readonly isConnected: boolean;
  /** What Slack told the person last: why something did not work. */
  readonly notice: string | null;
  readonly playAs: (person: string) => void;
  /** `ts`: of the message in it that is to be seen. */
  readonly openChannel: (channel: string, ts?: string) => void;
  readonly dismissNotice: () => void;
  /** Resolves when the app has acknowledged it; true when it was done. */
  readonly act: (act: SlackAct) => Promise<boolean>;
}

interface Viewpoint {
  /** Null: whoever comes first. */
  readonly as: string | null;
  /** Null: the first channel. */
  readonly channel: string | null;
}

/** Slack as one person at the desk sees it, kept up to date. */
export function useSlack(): Slack {
  const [view, setView] = useState<Viewpoint>({ as: null, channel: null });
  const [state, setState] = useState<SlackPaneState | null>(null);
  const [isConnected, setConnected] = useState(true);
  const [target, setTarget] = useState<string | null>(null);
  const [notice, setNotice] = useState<string | null>(null);

  useEffect(() => {
    const stopped = new AbortController();
    void follow(view, stopped.signal, {
      onState(next) {
        setConnected(true);
        setState(next);
        // Whose channel it was not, starts in their first one.
        const channel = next.channels.some(({ id }) => id === view.channel) ? view.channel : null;
        const first = channel ?? next.channels[0]?.id ?? null;
        if (view.as !== next.me || view.channel !== first) setView({ as: next.me, channel: first });
      },
      onLost: () => setConnected(false),
    });
    return () => stopped.abort();
  }, [view]);

  const playAs = useCallback((as: string) => {
    setNotice(null);
    setTarget(null);
    setView(({ channel }) => ({ as, channel }));
  }, []);
  const openChannel = useCallback((channel: string, ts?: string) => {
    setTarget(ts ?? null);
    setView((before) => (before.channel === channel ? before : { ...before, channel }));
  }, []);
  const dismissNotice = useCallback(() => setNotice(null), []);
  const act = useCallback(
    async (what: SlackAct) => {
      const told = await send(view.as, what);
      setNotice(told);
      return told === null;
    },
    [view.as],
  );
  const isOf = state !== null && (view.as === null || state.me === view.as);
  return {
    state: isOf ? state : null,
    channel: view.channel,
    target,
    isConnected,
    notice,
    playAs,
    openChannel,
    dismissNotice,
    act,
  };
}

interface Listener {
  readonly onState: (state: SlackPaneState) => void;
  readonly onLost: () => void;
}

/** Asks for what is newer than what was told last, again and again; the server answers when there is something. */
async function follow({ as, channel }: Viewpoint, signal: AbortSignal, listener: Listener): Promise<void> {
  let after: number | null = null;
  while (!signal.aborted) {
    const query = new URLSearchParams({
      ...(as === null ? {} : { as }),
      ...(channel === null ? {} : { channel }),
      ...(after === null ? {} : { after: String(after) }),
    });
    try {
      const response = await fetch(`/desk/slack/state?${query}`, { signal });
      if (!response.ok) throw new Error(`The desk answers ${response.status}.`);
      const state = (await response.json()) as SlackPaneState;
      if (signal.aborted) return;
      // What is no newer says nothing new: the wait was over.
      if (after === null || state.revision > after) listener.onState(state);
      after = state.revision;
    } catch {
      if (signal.aborted) return;
      listener.onLost();
      after = null;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** What Slack tells the person, or null when all went well. */
async function send(as: string | null, act: SlackAct): Promise<string | null> {
  try {
    const query = as === null ? '' : `?${new URLSearchParams({ as })}`;
    const response = await fetch(`/desk/slack/acts${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(act),
    });
    if (response.ok) return ((await response.json()) as ActOutcome).notice;
    const { error } = (await response.json()) as { readonly error?: string };
    return error ?? 'That could not be done: try again.';
  } catch {
    return 'The desk cannot be reached: see whether the demo still runs.';
  }
}
