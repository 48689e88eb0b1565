/**
 * The window around a ticket as an app sees it: Zendesk's app framework, version 2, spoken over `postMessage`. Runs in a
 * browser; whoever shows a ticket says what the paths of the API mean.
 */
export interface ZafHostOptions {
  /** Its `src` is set after this was made: nothing the app says may be missed. */
  readonly frame: HTMLIFrameElement;
  /** The app's origin: messages of others are not heard. */
  readonly appOrigin: string;
  readonly appGuid: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** `product`, `location`, `account`, `ticketId`. */
  readonly context: Readonly<Record<string, unknown>>;
  readonly api: ZafApi;
}

/** What an app may ask of the ticket. Undefined: there is no such path, and the app is told so. */
export interface ZafApi {
  get(path: string): unknown;
  set(path: string, value: unknown): unknown;
  invoke(path: string, values: readonly unknown[]): unknown;
}

export interface ZafHost {
  /** Tells the app of an event, if it asked to be told. */
  emit(event: string, message?: unknown): void;
  /** Asks the app's hook, e.g. `ticket.save`; resolves with what it refuses with, or null. */
  hook(event: string): Promise<string | null>;
  /** True once the app has introduced itself. */
  readonly isRegistered: boolean;
  close(): void;
}

interface AppMessage {
  readonly key?: string;
  readonly id?: number;
  readonly request?: 'get' | 'set' | 'invoke';
  readonly params?: unknown;
  readonly message?: unknown;
  readonly appGuid?: string;
  readonly error?: { readonly msg?: string };
}

const HOOK_MS = 5_000;

export function createZafHost(options: ZafHostOptions): ZafHost {
  const { frame, appOrigin, appGuid, metadata, context, api } = options;
  const subscribed = new Set<string>();
  const hooks = new Map<string, (refusal: string | null) => void>();
  let isRegistered = false;

  // Zendesk sends JSON as text.
  const post = (message: object): void =>
    frame.contentWindow?.postMessage(JSON.stringify(message), appOrigin);

  function hear(event: MessageEvent): void {
    if (event.source !== frame.contentWindow || event.origin !== appOrigin) return;
    const message = parse(event.data);
    if (message === null || message.appGuid !== appGuid) return;
    if (message.request !== undefined && message.id !== undefined) post(answer(message));
    else if (message.key !== undefined) heed(message.key, message);
  }

  function heed(key: string, message: AppMessage): void {
    const [, verb, name = ''] = /^iframe\.(\w+)(?::(.+))?$/.exec(key) ?? [];
    if (verb === 'handshake') {
      isRegistered = true;
      const instance = { ...context, instanceGuid: appGuid };
      post({ key: 'zaf.app.registered', message: { metadata, context: instance } });
    } else if (verb === 'on') subscribed.add(name);
    else if (verb === 'off') subscribed.delete(name);
    else if (verb === 'reply') {
      hooks.get(name)?.(message.error?.msg ?? (message.error === undefined ? null : ''));
      hooks.delete(name);
    }
  }

  function answer({ id, request, params }: AppMessage): object {
    const result: Record<string, unknown> = {};
    const errors: Record<string, unknown> = {};
    const put = (path: string, value: unknown): void => {
      if (value !== undefined) result[path] = value;
      else errors[path] = { name: 'APIAttributeError', message: `"${path}" is not available here.` };
    };
    if (request === 'get' && Array.isArray(params))
      for (const path of params) put(String(path), api.get(String(path)));
    else if (typeof params === 'object' && params !== null)
      for (const [path, value] of Object.entries(params)) {
        if (request === 'set') put(path, api.set(path, value));
        else put(path, api.invoke(path, Array.isArray(value) ? value : [value]));
      }
    return { id, result: { ...result, errors } };
  }

  window.addEventListener('message', hear);
  return {
    emit(event, message) {
      if (subscribed.has(event)) post({ key: `zaf.${event}`, message });
    },
    hook(event) {
      if (!subscribed.has(event)) return Promise.resolve(null);
      return new Promise((resolve) => {
        const late = window.setTimeout(() => resolve(null), HOOK_MS);
        hooks.set(event, (refusal) => {
          window.clearTimeout(late);
          resolve(refusal);
        });
        post({ key: `zaf.${event}`, needsReply: true });
      });
    },
    get isRegistered() {
      return isRegistered;
    },
    close: () => window.removeEventListener('message', hear),
  };
}

/** Apps send JSON as text, and replies to hooks as they are. */
function parse(data: unknown): AppMessage | null {
  if (typeof data === 'object' && data !== null) return data;
  if (typeof data !== 'string') return null;
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null;
  }
}
