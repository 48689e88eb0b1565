import { useState } from 'react';
import type { PaneApp } from '../../zendesk/pane.ts';
import { useLook } from '../look.tsx';
import { AppFrame, type AppFrameProps } from './app-frame.tsx';

export interface AppPaneProps extends Omit<AppFrameProps, 'app' | 'scheme'> {
  readonly app: PaneApp | null;
}

/** The place for apps beside a ticket. */
export function AppPane({ app, ...props }: AppPaneProps) {
  const { scheme } = useLook();
  const [opened, setOpened] = useState(1);
  const { ticketId, agentId, locale } = props;
  return (
    <aside className="app" aria-label="Apps">
      <header>
        <h2>Apps</h2>
        <button type="button" onClick={() => setOpened(opened + 1)}>
          Reload apps
        </button>
      </header>
      {app === null ? (
        <p className="quiet">No app is installed in this Zendesk.</p>
      ) : (
        <AppFrame key={`${ticketId} ${agentId} ${locale} ${opened}`} app={app} scheme={scheme} {...props} />
      )}
    </aside>
  );
}
