import { useId, useState } from 'react';
import { AppSpace, type AppTab } from './channel/app-space.tsx';
import { Channel } from './channel/channel.tsx';
import { ChannelList } from './channel/channel-list.tsx';
import { TopBar } from './channel/top-bar.tsx';
import { ConfirmProvider } from './dialogs/confirm-dialog.tsx';
import { Modal } from './dialogs/modal.tsx';
import { inertWhen } from './dialogs/pane-dialog.tsx';
import { SlackWorldProvider, useSlackWorld } from './slack-context.tsx';
import { type Slack, useSlack } from './use-slack.ts';
import { useUnread } from './use-unread.ts';
import './styles/layout.css';
import './styles/messages.css';
import './styles/text.css';
import './styles/blocks.css';
import './styles/dialogs.css';

/** Slack as one person at the desk sees it. */
export function SlackPane() {
  const slack = useSlack();
  const { state, isConnected, notice } = slack;
  const unread = useUnread(state, slack.channel);
  return (
    <section className="slack" aria-label="Slack">
      {isConnected ? null : (
        <p className="slack-lost" role="alert">
          The desk’s server does not answer. It is asked again every moment.
        </p>
      )}
      {state === null ? (
        <p className="slack-empty">Opening Slack…</p>
      ) : (
        <SlackWorldProvider
          state={state}
          act={slack.act}
          openChannel={slack.openChannel}
          target={slack.target}
        >
          <TopBar onPlayAs={slack.playAs} />
          <ConfirmProvider key={state.me}>
            <Workspace slack={slack} unread={unread} />
          </ConfirmProvider>
        </SlackWorldProvider>
      )}
      <div className="slack-notice" role="status">
        {notice === null ? null : (
          <>
            <p>
              <strong>Slackbot</strong> {notice}
            </p>
            <button type="button" className="slack-icon" aria-label="Dismiss" onClick={slack.dismissNotice}>
              <span aria-hidden="true">✕</span>
            </button>
          </>
        )}
      </div>
    </section>
  );
}

interface WorkspaceProps {
  readonly slack: Slack;
  readonly unread: ReadonlySet<string>;
}

/** Channels, the open one, and the modal over them. */
function Workspace({ slack, unread }: WorkspaceProps) {
  const { state } = useSlackWorld();
  const [tab, setTab] = useState<AppTab>('home');
  const titleId = useId();
  const open = state.channels.find(({ id }) => id === slack.channel);
  const modal = state.modals.at(-1);
  return (
    <>
      <div className="slack-body" {...inertWhen(modal !== undefined)}>
        <ChannelList open={slack.channel} unread={unread} />
        <section className="slack-main" aria-labelledby={titleId}>
          <div className="slack-main-head">
            <h3 id={titleId}>{open === undefined ? 'No channel' : titleOf(open)}</h3>
          </div>
          {open === undefined ? null : open.kind === 'im' ? (
            <AppSpace channel={open} tab={tab} onTab={setTab} />
          ) : (
            <Channel key={open.id} channel={open} />
          )}
        </section>
      </div>
      {modal === undefined ? null : <Modal key={modal.id} open={modal} />}
    </>
  );
}

function titleOf({ kind, name }: { readonly kind: string; readonly name: string }): string {
  return kind === 'im' ? name : `#${name}`;
}
