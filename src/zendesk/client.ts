import nodeZendesk from 'node-zendesk';
import { z } from 'zod';
import { createAuthorizer, type ZendeskCredentials } from './credentials.ts';
import { zendeskOrigin } from './origin.ts';
import { RateGate } from './rate-gate.ts';
import { type AccountUser, currentUserAnswer } from './shapes.ts';
import { createTransport, REQUEST_TIMEOUT_MILLISECONDS } from './transport.ts';
import { ZendeskError } from './zendesk-error.ts';

/** Which Zendesk, and as whom. */
export interface ZendeskConnection {
  readonly subdomain: string;
  /** Origin of another server in Zendesk's place, or null. */
  readonly apiBase: string | null;
  readonly auth: ZendeskCredentials;
}

export interface ZendeskClientOptions {
  readonly timeoutMilliseconds?: number;
  /** Milliseconds since the epoch; default the system clock. */
  readonly now?: () => number;
}

type Path = readonly string[];
type Query = Readonly<Record<string, string>>;

/** Zendesk's API, each answer checked against a shape. Failures throw a {@link ZendeskError}. */
export interface ZendeskClient {
  readonly origin: string;
  get<T>(answer: z.ZodType<T>, path: Path, query?: Query): Promise<T>;
  put<T>(answer: z.ZodType<T>, path: Path, body: object): Promise<T>;
  post<T>(answer: z.ZodType<T>, path: Path, body: object): Promise<T>;
  /** Changes only what `body` names; Zendesk answers with nothing. */
  patch(path: Path, body: object): Promise<void>;
  remove(path: Path): Promise<void>;
  /** A document that is no JSON, by its whole name, e.g. `public_key.pem`. */
  text(path: Path): Promise<string>;
  /** The account user we act as, read once and remembered: our own comments are told by its id. */
  ownUser(): Promise<AccountUser>;
  /** Id of {@link ownUser} if it has been read already, else null. */
  knownUserId(): string | null;
}

/** @throws {ZendeskError} when the subdomain or the base is malformed: no request could be safe. */
export function createZendeskClient(
  connection: ZendeskConnection,
  options: ZendeskClientOptions = {},
): ZendeskClient {
  const now = options.now ?? Date.now;
  const place = zendeskOrigin(connection);
  if ('error' in place) throw new ZendeskError('refused', place.error);
  const { origin } = place;
  const base = `${origin}/api/v2`;
  const { readText, ...transportConfig } = createTransport({
    origin,
    authorizer: createAuthorizer(origin, connection.auth, now),
    gate: new RateGate(now),
    now,
    timeoutMilliseconds: options.timeoutMilliseconds ?? REQUEST_TIMEOUT_MILLISECONDS,
  });
  const { tickets } = nodeZendesk.createClient({
    endpointUri: base,
    // The transport sets the real Authorization header, which changes as tokens end.
    oauth: true,
    token: 'set-by-the-transport',
    throwOriginalException: true,
    debug: false,
    transportConfig,
  });

  /**
   * The library's request layer with complete URLs, not its methods per resource: those drop the audit of an update
   * and the side-loaded users, page without an end, and add `page[size]` to incremental exports.
   */
  async function call<T>(
    method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE',
    shape: z.ZodType<T>,
    path: Path,
    query: Query,
    body?: object,
  ) {
    const search = new URLSearchParams(query).toString();
    // The webhooks API alone knows no `.json`.
    const kind = path[0] === 'webhooks' ? '' : '.json';
    const url = `${base}/${path.map(encodeURIComponent).join('/')}${kind}${search === '' ? '' : `?${search}`}`;
    const { result } = await tickets.transporter.request(method, url, body);
    const parsed = shape.safeParse(result);
    if (parsed.success) return parsed.data;
    const at = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new ZendeskError(
      'broken',
      `Zendesk's answer to ${method} ${path.join('/')} has an unexpected shape${at === '' ? '' : ` at ${at}`}.`,
    );
  }

  let own: Promise<AccountUser> | null = null;
  let ownId: string | null = null;

  async function readOwnUser(): Promise<AccountUser> {
    const { user } = await call('GET', currentUserAnswer, ['users', 'me'], {});
    // Without valid credentials Zendesk answers 200 with an anonymous user that has no id.
    if (user.id === null)
      throw new ZendeskError('refused', 'Zendesk does not know our credentials: renew them.', {
        status: 200,
      });
    ownId = user.id;
    return { ...user, id: user.id };
  }

  return {
    origin,
    get: (shape, path, query = {}) => call('GET', shape, path, query),
    put: (shape, path, body) => call('PUT', shape, path, {}, body),
    post: (shape, path, body) => call('POST', shape, path, {}, body),
    patch: async (path, body) => {
      await call('PATCH', z.unknown(), path, {}, body);
    },
    remove: async (path) => {
      await call('DELETE', z.unknown(), path, {});
    },
    text: (path) => readText(`${base}/${path.map(encodeURIComponent).join('/')}`),
    ownUser() {
      own ??= readOwnUser().catch((error: unknown) => {
        own = null;
        throw error;
      });
      return own;
    },
    knownUserId: () => ownId,
  };
}
