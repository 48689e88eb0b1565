import { useEffect, useRef, useState } from 'react';
import type { ZafHost } from '../../../zendesk/zaf-host/zaf-host.ts';
import type { PaneApp } from '../../zendesk/pane.ts';
import type { ColorScheme } from '../look.tsx';
import { hostApp, openApp } from './app-host.ts';
import type { Draft } from './composer.tsx';
import { appToken } from './desk-server.ts';

const FRAME_NAME = 'app-beside-the-ticket';

export interface AppFrameProps {
  readonly app: PaneApp;
  readonly account: string;
  readonly ticketId: number;
  readonly agentId: number;
  readonly locale: string;
  readonly scheme: ColorScheme;
  readonly draft: Draft;
  /** Counts what was sent from the composer: the app is told of each before it leaves. */
  readonly submits: number;
  readonly onDraft: (draft: Draft) => void;
}

/** The real app, opened for this agent beside this ticket; mounted anew for another agent, ticket or language. */
export function AppFrame(props: AppFrameProps) {
  const { app, account, ticketId, agentId, locale, scheme, draft, submits, onDraft } = props;
  const frame = useRef<HTMLIFrameElement>(null);
  const host = useRef<ZafHost | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  // What the app asks for later is what is so then.
  const now = useRef({ scheme, draft, onDraft });
  now.current = { scheme, draft, onDraft };
  const { url, app_id, installation_id } = app;

  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    let isGone = false;
    const opened = { url, app_id, installation_id };
    const made = hostApp(element, opened, {
      ticketId,
      account,
      locale,
      colorScheme: () => now.current.scheme,
      draft: () => now.current.draft,
      onDraft(next) {
        // Two requests of the app may come before the page is drawn again.
        now.current = { ...now.current, draft: next };
        now.current.onDraft(next);
      },
    });
    host.current = made;
    void appToken(agentId).then((answer) => {
      if (isGone) return;
      if ('error' in answer) setRefusal(answer.error);
      else openApp(FRAME_NAME, opened, answer.ok.token);
    });
    return () => {
      isGone = true;
      made.close();
    };
  }, [url, app_id, installation_id, account, ticketId, agentId, locale]);

  useEffect(() => host.current?.emit('colorScheme.changed', scheme), [scheme]);
  useEffect(() => {
    if (submits > 0) host.current?.emit('ticket.submit.start');
  }, [submits]);

  if (refusal !== null) return <p role="alert">{refusal}</p>;
  return <iframe ref={frame} name={FRAME_NAME} title="billing-check" allow="clipboard-write" />;
}
