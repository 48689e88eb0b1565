import { useEffect, useState } from 'react';
import type { ZendeskPaneState } from '../../zendesk/pane.ts';
import { readState } from './desk-server.ts';
import type { Place } from './place.ts';

const RETRY_MS = 1_500;

/** Zendesk as it is seen from a place, kept up to date; `isConnected` is false while the desk's server does not answer. */
export function useZendesk({ ticket, as }: Place): {
  readonly state: ZendeskPaneState | null;
  readonly isConnected: boolean;
} {
  const [state, setState] = useState<ZendeskPaneState | null>(null);
  const [isConnected, setConnected] = useState(true);
  useEffect(() => {
    const stopped = new AbortController();
    void follow({ ticket, as }, stopped.signal, {
      onState(next) {
        setConnected(true);
        setState(next);
      },
      onLost: () => setConnected(false),
    });
    return () => stopped.abort();
  }, [ticket, as]);
  return { state, isConnected };
}

interface Listener {
  readonly onState: (state: ZendeskPaneState) => void;
  readonly onLost: () => void;
}

/** Asks for what is newer than what was told last, again and again; the server answers when there is something. */
async function follow(place: Place, signal: AbortSignal, { onState, onLost }: Listener): Promise<void> {
  let after: number | null = null;
  while (!signal.aborted) {
    try {
      const state: ZendeskPaneState = await readState(place, after, signal);
      if (signal.aborted) return;
      if (after === null || state.revision > after) onState(state);
      after = state.revision;
    } catch {
      if (signal.aborted) return;
      onLost();
      after = null;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
