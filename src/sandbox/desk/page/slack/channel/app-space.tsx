import { useEffect, useMemo } from 'react';
import { records } from '../../../../slack/json.ts';
import type { PaneChannel } from '../../../slack/pane.ts';
import { Blocks } from '../blocks/blocks.tsx';
import { type Surface, SurfaceProvider } from '../blocks/surface.tsx';
import { useSlackWorld } from '../slack-context.tsx';
import { Channel } from './channel.tsx';

export type AppTab = 'home' | 'messages';

export interface AppSpaceProps {
  /** The direct messages with the app. */
  readonly channel: PaneChannel;
  readonly tab: AppTab;
  readonly onTab: (tab: AppTab) => void;
}

/** The app's own space: its Home tab, and what it wrote to this person alone. */
export function AppSpace({ channel, tab, onTab }: AppSpaceProps) {
  const shown = (name: AppTab) => ({
    className: 'slack-tab',
    'aria-pressed': tab === name,
    onClick: () => onTab(name),
  });
  return (
    <div className="slack-app-space">
      <div className="slack-tabs">
        <button type="button" {...shown('home')}>
          Home
        </button>
        <button type="button" {...shown('messages')}>
          Messages
        </button>
      </div>
      {tab === 'home' ? <Home /> : <Channel channel={channel} />}
    </div>
  );
}

/** Slack tells the app that it was opened; what it publishes then takes the place of what was there. */
function Home() {
  const { state, act } = useSlackWorld();
  const { home, me } = state;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another person opens it anew.
  useEffect(() => {
    void act({ type: 'open_home' });
  }, [act, me]);
  const surface = useMemo(
    (): Surface => ({ place: { view: home?.id ?? '' }, values: {}, form: null }),
    [home?.id],
  );
  return (
    <section className="slack-home" aria-label="Home of the app">
      {home === null ? (
        <p className="slack-empty">The app has published nothing yet.</p>
      ) : (
        <SurfaceProvider value={surface}>
          <Blocks blocks={records(home.view['blocks'])} />
        </SurfaceProvider>
      )}
    </section>
  );
}
