import { createZafHost, type ZafHost } from '../../../src/sandbox/zendesk/zaf-host/zaf-host.ts';

/** What the page says of itself, for its script. */
interface DeskSetup {
  readonly ticketId: number;
  readonly appUrl: string;
  readonly token: string;
  readonly locale: string;
  readonly colorScheme: string | null;
}

/** What a test looks at. */
export interface Desk {
  readonly host: ZafHost;
  readonly composer: { type: string; text: string };
  readonly heights: string[];
  /** Paths that are to fail from now on. */
  readonly broken: string[];
}

declare global {
  interface Window {
    desk: Desk;
  }
}

const setup = JSON.parse(document.getElementById('setup')?.textContent ?? '{}') as DeskSetup;
const frame = document.querySelector('iframe');
const form = document.querySelector('form');
if (frame === null || form === null) throw new Error('The page has a frame and a form.');

const composer = { type: 'publicReply', text: '' };
const heights: string[] = [];
const broken: string[] = [];
const GUID = 'app-guid-1';

const values: Readonly<Record<string, () => unknown>> = {
  'ticket.id': () => setup.ticketId,
  'currentUser.locale': () => setup.locale,
  colorScheme: () => setup.colorScheme ?? undefined,
  'comment.text': () => composer.text,
  'comment.type': () => composer.type,
};

const host = createZafHost({
  frame,
  appOrigin: new URL(setup.appUrl).origin,
  appGuid: GUID,
  metadata: { appId: 4_711, installationId: 90_210, name: 'Billing check', version: '1.0.0', settings: {} },
  context: {
    product: 'support',
    location: 'ticket_sidebar',
    account: { subdomain: 'acme' },
    ticketId: setup.ticketId,
  },
  api: {
    get: (path) => (broken.includes(path) ? undefined : values[path]?.()),
    set(path, value) {
      if (broken.includes(path) || path !== 'comment.type') return undefined;
      composer.type = String(value);
      return value;
    },
    invoke(path, [value]) {
      if (broken.includes(path)) return undefined;
      if (path === 'ticket.comment.appendText') {
        composer.text += String(value);
        return composer.text;
      }
      if (path !== 'resize') return undefined;
      const { height } = value as { height: string };
      heights.push(height);
      frame.style.height = height;
      return null;
    },
  },
});
window.desk = { host, composer, heights, broken };

// Zendesk posts the token with the first request for the page.
const address = new URL(setup.appUrl);
address.searchParams.set('origin', window.location.origin);
address.searchParams.set('app_guid', GUID);
form.action = address.href;
form.querySelector('input')?.setAttribute('value', setup.token);
form.submit();
