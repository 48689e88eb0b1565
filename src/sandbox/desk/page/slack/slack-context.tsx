import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { SlackPaneState } from '../../slack/pane.ts';
import type { Reader } from './text/slack-dates.ts';
import type { Slack } from './use-slack.ts';

/** What everything in the pane may ask: names, the reader, and how to act. */
export interface SlackWorld {
  readonly state: SlackPaneState;
  readonly reader: Reader;
  readonly act: Slack['act'];
  readonly openChannel: Slack['openChannel'];
  /** `ts` of the message that is to be seen. */
  readonly target: string | null;
  /** The real name, or the id of somebody unknown. */
  readonly personName: (id: string) => string;
  readonly groupHandle: (id: string) => string;
  /** Null for a channel this person is not in. */
  readonly channelName: (id: string) => string | null;
}

const Context = createContext<SlackWorld | null>(null);

export interface SlackWorldProps extends Pick<Slack, 'act' | 'openChannel' | 'target'> {
  readonly state: SlackPaneState;
  readonly children: ReactNode;
}

export function SlackWorldProvider({ state, act, openChannel, target, children }: SlackWorldProps) {
  const world = useMemo((): SlackWorld => {
    const people = new Map(state.people.map((person) => [person.id, person]));
    const me = people.get(state.me);
    return {
      state,
      act,
      openChannel,
      target,
      reader: { tz: me?.tz ?? 'UTC', locale: me?.locale ?? 'en-US' },
      personName: (id) => people.get(id)?.name ?? id,
      groupHandle: (id) => state.groups.find((group) => group.id === id)?.handle ?? id,
      channelName: (id) => state.channels.find((channel) => channel.id === id)?.name ?? null,
    };
  }, [state, act, openChannel, target]);
  return <Context.Provider value={world}>{children}</Context.Provider>;
}

export function useSlackWorld(): SlackWorld {
  const world = useContext(Context);
  if (world === null) throw new Error('This is shown inside the Slack pane only.');
  return world;
}
