import { useState } from 'react';
import { LookProvider, useLook } from './look.tsx';
import { SlackPane } from './slack/slack-pane.tsx';
import { ZendeskPane } from './zendesk/zendesk-pane.tsx';

const PANES = ['Zendesk', 'Slack'] as const;

/** The agent's Zendesk beside everybody's Slack; where there is no room for both, one of them. */
export function Desk() {
  const [shown, setShown] = useState<(typeof PANES)[number]>('Zendesk');
  return (
    <LookProvider>
      <header className="desk-bar">
        <p>
          <b>billing-check</b> desk
        </p>
        <fieldset className="pane-switch">
          <legend className="unseen">Shown</legend>
          {PANES.map((pane) => (
            <button key={pane} type="button" aria-pressed={shown === pane} onClick={() => setShown(pane)}>
              {pane}
            </button>
          ))}
        </fieldset>
        <SchemeSwitch />
      </header>
      <div className="desk" data-shown={shown}>
        <ZendeskPane />
        <SlackPane />
      </div>
    </LookProvider>
  );
}

function SchemeSwitch() {
  const { scheme, setScheme } = useLook();
  const other = scheme === 'light' ? 'dark' : 'light';
  return (
    <button type="button" className="scheme" onClick={() => setScheme(other)}>
      Show in {other}
    </button>
  );
}
