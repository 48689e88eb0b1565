import { useCallback, useState } from 'react';
import type { ZendeskAct } from '../../zendesk/act-schema.ts';
import type { ZendeskPaneState } from '../../zendesk/pane.ts';
import { AgentBar, type Locale } from './agent-bar.tsx';
import { AppPane } from './app-pane.tsx';
import { type Draft, EMPTY_DRAFT } from './composer.tsx';
import { act } from './desk-server.ts';
import { StoryList } from './story-list.tsx';
import { Ticket } from './ticket.tsx';
import { usePlace } from './use-place.ts';
import { useZendesk } from './use-zendesk.ts';
import { Welcome } from './welcome.tsx';
import './styles/pane.css';
import './styles/tickets.css';
import './styles/ticket.css';

/** Zendesk as one agent sees it: the tickets, the one that is open, and the app beside it. */
export function ZendeskPane() {
  const [place, go] = usePlace();
  const { state, isConnected } = useZendesk(place);
  return (
    <main className="zendesk" aria-label="Zendesk">
      {isConnected ? null : (
        <p className="lost" role="alert">
          The desk’s server does not answer. It is asked again every moment.
        </p>
      )}
      {state === null ? (
        <p className="quiet opening">Opening Zendesk…</p>
      ) : (
        <Opened state={state} place={place} go={go} />
      )}
    </main>
  );
}

const APPS_LOOK_MS = 250;

interface OpenedProps {
  readonly state: ZendeskPaneState;
  readonly place: ReturnType<typeof usePlace>[0];
  readonly go: ReturnType<typeof usePlace>[1];
}

function Opened({ state, place, go }: OpenedProps) {
  const { account, agents, me, app } = state;
  // The state of the ticket before is still there for a moment.
  const ticket = state.ticket?.id === place.ticket ? state.ticket : null;
  const [locale, setLocale] = useState<Locale>('en');
  const [drafts, setDrafts] = useState<ReadonlyMap<number, Draft>>(new Map());
  const [submits, setSubmits] = useState(0);
  const [failure, setFailure] = useState<string | null>(null);

  const keep = useCallback(
    (id: number) => (draft: Draft) => setDrafts((before) => new Map(before).set(id, draft)),
    [],
  );
  async function does(what: ZendeskAct): Promise<number | null> {
    const answer = await act(me, what);
    setFailure('error' in answer ? answer.error : null);
    return 'ok' in answer ? answer.ok.ticket_id : null;
  }
  async function send(story: string): Promise<void> {
    const made = await does({ type: 'send_story', key: story });
    if (made !== null) go({ ticket: made });
  }
  async function reply(id: number, { type, text: body }: Draft): Promise<void> {
    setSubmits((before) => before + 1);
    // As in Zendesk, the composer is emptied a moment later: apps may look at it until then.
    const looked = new Promise((resolve) => window.setTimeout(resolve, APPS_LOOK_MS));
    const done = await does(
      type === 'customer'
        ? { type: 'customer_comment', ticket: id, body }
        : { type: 'comment', ticket: id, body, public: type === 'publicReply' },
    );
    await looked;
    if (done !== null) keep(id)(EMPTY_DRAFT);
  }

  const draft = drafts.get(ticket?.id ?? -1) ?? EMPTY_DRAFT;
  return (
    <>
      <AgentBar
        agents={agents}
        me={me}
        locale={locale}
        onAgent={(as) => go({ as })}
        onLocale={setLocale}
        onHelp={() => go({ ticket: null })}
      />
      <p className="failure" role="alert">
        {failure}
      </p>
      <div className="zendesk-columns">
        <StoryList
          state={state}
          open={place.ticket}
          onOpen={(id) => go({ ticket: id })}
          onSend={(key) => void send(key)}
        />
        {ticket === null ? (
          place.ticket === null ? (
            <Welcome />
          ) : (
            <p className="quiet opening">There is no ticket #{place.ticket}.</p>
          )
        ) : (
          <>
            <Ticket
              key={ticket.id}
              ticket={ticket}
              draft={draft}
              onDraft={keep(ticket.id)}
              onSend={() => void reply(ticket.id, draft)}
            />
            <AppPane
              app={app}
              account={account}
              ticketId={ticket.id}
              agentId={me}
              locale={locale}
              draft={draft}
              submits={submits}
              onDraft={keep(ticket.id)}
            />
          </>
        )}
      </div>
    </>
  );
}
