import sdk, { type ZafClient } from 'zendesk_app_framework_sdk';

/** The ticket around the page, as Zendesk's app framework lets us at it. */
export interface Zendesk {
  readonly ticketId: string | null;
  /** The agent's, e.g. `de` or `fr-CA`; null where Zendesk does not say. */
  readonly locale: string | null;
  /** Null where Zendesk does not say: then the browser's own preference holds. */
  readonly colorScheme: 'light' | 'dark' | null;
  /** Puts text into the composer as what it is to become. @throws where Zendesk does not take it. */
  insert(text: string, as: 'publicReply' | 'internalNote'): Promise<void>;
  /** Tells what the composer holds whenever it is sent to the customer, until it is called again; null: nobody. */
  onReplySent(tell: ((text: string) => void) | null): void;
  /** `false` while the agent looks at another ticket. */
  onActive(tell: (active: boolean) => void): void;
  onColorScheme(tell: (scheme: 'light' | 'dark') => void): void;
  setHeight(pixels: number): void;
}

const ANSWER_MS = 3_000;

/**
 * Speaks with the window around us, if that is our own Zendesk: the framework takes the origin from our address, which
 * anybody may write, so it is held against the one the server wrote into the page. Null where it is another.
 */
export async function connect(host: string): Promise<Zendesk | null> {
  const asked = new URLSearchParams(window.location.search).get('origin');
  if (asked !== host || window.parent === window) return null;
  const client = sdk.init();
  if (client === false) return null;
  const [context, locale, scheme, ticket] = await Promise.all([
    within(client.context(), null),
    ask(client, 'currentUser.locale'),
    ask(client, 'colorScheme'),
    ask(client, 'ticket.id'),
  ]);
  let tellSent: ((text: string) => void) | null = null;
  // Sending is not kept waiting for us: it is an event, not the hook that could stop it.
  client.on(
    'ticket.submit.start',
    () => void readReply(client).then((text) => text !== null && tellSent?.(text)),
  );
  const ticketId = String(context?.ticketId ?? ticket ?? '');
  return {
    ticketId: /^[1-9]\d{0,15}$/.test(ticketId) ? ticketId : null,
    locale: typeof locale === 'string' ? locale : null,
    colorScheme: schemeOf(scheme),
    async insert(text, as) {
      await client.set('comment.type', as);
      await client.invoke('ticket.comment.appendText', text);
    },
    onReplySent(tell) {
      tellSent = tell;
    },
    onActive(tell) {
      client.on('app.activated', () => tell(true));
      client.on('app.deactivated', () => tell(false));
    },
    onColorScheme: (tell) =>
      client.on('colorScheme.changed', (value) => {
        const found = schemeOf(value);
        if (found !== null) tell(found);
      }),
    setHeight(pixels) {
      // A host that does not resize shows a scroll bar: nothing is lost.
      client.invoke('resize', { width: '100%', height: `${pixels}px` }).catch(() => {});
    },
  };
}

/** What is in the composer, if it goes to the customer; null for an internal note, and where Zendesk does not say. */
async function readReply(client: ZafClient): Promise<string | null> {
  const [type, text] = await Promise.all([ask(client, 'comment.type'), ask(client, 'comment.text')]);
  return type === 'publicReply' && typeof text === 'string' && text.trim() !== ''
    ? text.slice(0, MAX_REPLY_CHARACTERS)
    : null;
}

/** A reply is far shorter; the server takes no more. */
const MAX_REPLY_CHARACTERS = 20_000;

async function ask(client: ZafClient, path: string): Promise<unknown> {
  const answer = await within(client.get(path), null);
  return answer?.[path];
}

/** What Zendesk does not know or does not answer in time is left out. */
async function within<T>(promise: Promise<T>, otherwise: null): Promise<T | null> {
  const late = new Promise<null>((resolve) => window.setTimeout(() => resolve(otherwise), ANSWER_MS));
  return Promise.race([promise.catch(() => otherwise), late]);
}

function schemeOf(value: unknown): 'light' | 'dark' | null {
  return value === 'light' || value === 'dark' ? value : null;
}
