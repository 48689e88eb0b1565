import { createZafHost, type ZafHost } from '../../../zendesk/zaf-host/zaf-host.ts';
import type { PaneApp } from '../../zendesk/pane.ts';
import type { Draft } from './composer.tsx';

/** The one app of the page. */
const APP_GUID = 'billing-check-beside-the-ticket';
const MAX_TEXT_CHARACTERS = 20_000;

export interface Ticketing {
  readonly ticketId: number;
  readonly account: string;
  /** Of the agent, e.g. `de`. */
  readonly locale: string;
  readonly colorScheme: () => 'light' | 'dark';
  readonly draft: () => Draft;
  readonly onDraft: (draft: Draft) => void;
}

/** Speaks with the app in the frame: what it may ask of the ticket, and what it may put into the composer. */
export function hostApp(frame: HTMLIFrameElement, app: PaneApp, ticketing: Ticketing): ZafHost {
  const { ticketId, account, locale, colorScheme, draft, onDraft } = ticketing;
  const values: Readonly<Record<string, () => unknown>> = {
    'ticket.id': () => ticketId,
    'currentUser.locale': () => locale,
    colorScheme,
    'comment.text': () => draft().text,
    // Apps know of agents alone.
    'comment.type': () => (draft().type === 'internalNote' ? 'internalNote' : 'publicReply'),
  };
  return createZafHost({
    frame,
    appOrigin: new URL(app.url).origin,
    appGuid: APP_GUID,
    metadata: {
      appId: app.app_id,
      installationId: app.installation_id,
      name: 'billing-check',
      version: '1.0.0',
      settings: {},
    },
    context: { product: 'support', location: 'ticket_sidebar', account: { subdomain: account }, ticketId },
    api: {
      get: (path) => values[path]?.(),
      set(path, value) {
        if (path !== 'comment.type' || (value !== 'publicReply' && value !== 'internalNote'))
          return undefined;
        onDraft({ ...draft(), type: value });
        return value;
      },
      invoke(path, [value]) {
        if (path === 'ticket.comment.appendText') {
          const text = `${draft().text}${String(value)}`.slice(0, MAX_TEXT_CHARACTERS);
          onDraft({ ...draft(), text });
          return text;
        }
        if (path !== 'resize') return undefined;
        frame.style.height = heightOf(value);
        return null;
      },
    },
  });
}

/** A height in whole pixels, as apps ask for it. */
function heightOf(value: unknown): string {
  const asked = typeof value === 'object' && value !== null && 'height' in value ? value.height : null;
  const [, pixels = '400'] = /^(\d{1,4})(?:px)?$/.exec(String(asked)) ?? [];
  return `${pixels}px`;
}

/** Opens the app's page in the frame as Zendesk does: its token is posted with the first request. */
export function openApp(frameName: string, { url }: PaneApp, token: string): void {
  const address = new URL(url);
  address.searchParams.set('origin', window.location.origin);
  address.searchParams.set('app_guid', APP_GUID);
  const form = document.createElement('form');
  const field = document.createElement('input');
  Object.assign(form, { method: 'post', action: address.href, target: frameName, hidden: true });
  Object.assign(field, { type: 'hidden', name: 'token', value: token });
  form.append(field);
  document.body.append(form);
  form.submit();
  form.remove();
}
