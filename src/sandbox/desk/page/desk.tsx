import { SlackPane } from './slack/slack-pane.tsx';
import { ZendeskPane } from './zendesk/zendesk-pane.tsx';

/** The agent's Zendesk beside everybody's Slack. */
export function Desk() {
  return (
    <div className="desk">
      <ZendeskPane />
      <SlackPane />
    </div>
  );
}
