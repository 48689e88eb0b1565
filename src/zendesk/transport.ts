import type { Authorizer } from './credentials.ts';
import { limited, type RateGate, retryAfterSeconds } from './rate-gate.ts';
import { readErrorBody, ZendeskError } from './zendesk-error.ts';

/**
 * What node-zendesk 6 sends its requests through. It replaces the library's own fetch because that one has no
 * timeout, takes an answer with Retry-After for a success, and follows redirects with the credentials. Here every
 * answer that is not 2xx throws a {@link ZendeskError} with its real status, so nothing the library does with
 * statuses is relied on.
 */
export interface TransportSettings {
  readonly origin: string;
  readonly authorizer: Authorizer;
  readonly gate: RateGate;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly timeoutMilliseconds: number;
}

export const REQUEST_TIMEOUT_MILLISECONDS = 20_000;
/** A page of 100 comments of 64 KB, each in three renderings, fits. */
const MAXIMUM_ANSWER_BYTES = 32 * 1024 * 1024;
/** A read whose connection broke is repeated at once: an idle connection closed by the other side looks like this. */
const MAXIMUM_READ_ATTEMPTS = 2;

/** The part of node-zendesk's request options that is used. */
export interface TransportRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export interface TransportAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly json: unknown;
}

export interface Transport {
  readonly transportFn: (uri: string, request: TransportRequest) => Promise<TransportAnswer>;
  readonly responseAdapter: (answer: TransportAnswer) => unknown;
  /** A document that is no JSON, as it is. */
  readonly readText: (uri: string) => Promise<string>;
}

export function createTransport(settings: TransportSettings): Transport {
  const ask = (uri: string, request: TransportRequest): Promise<RawAnswer> => {
    const url = new URL(uri);
    if (url.origin !== settings.origin || !url.pathname.startsWith('/api/v2/'))
      throw new ZendeskError(
        'broken',
        `A request to ${url.origin} was stopped: only ${settings.origin} is allowed.`,
      );
    return exchange(settings, url, request);
  };
  return {
    transportFn: async (uri, request) => {
      const { text, ...answer } = await ask(uri, request);
      const json = parseJson(text);
      if (json !== undefined) return { ...answer, json };
      const { pathname } = new URL(uri);
      throw new ZendeskError('broken', `Zendesk's answer to ${request.method} ${pathname} is not JSON.`, {
        status: answer.status,
      });
    },
    readText: async (uri) => (await ask(uri, { method: 'GET', headers: {} })).text,
    // The library takes any answer with Retry-After for a rate limit: a 2xx answer must not show it one.
    responseAdapter: (answer) => ({
      status: answer.status,
      statusText: answer.statusText,
      headers: {
        get: (name: string) => (name.toLowerCase() === 'retry-after' ? null : answer.headers.get(name)),
      },
      json: async () => answer.json,
    }),
  };
}

/** One request and its answer; the token is renewed once when Zendesk refuses it (a refused request did nothing). */
async function exchange(
  settings: TransportSettings,
  url: URL,
  request: TransportRequest,
): Promise<RawAnswer> {
  const endpoint = `${request.method} ${url.pathname}`;
  settings.gate.check(endpoint);
  const first = await settings.authorizer.authorization();
  let raw = await send(settings, url, request, first);
  if (raw.status === 401 && settings.authorizer.refused(first))
    raw = await send(settings, url, request, await settings.authorizer.authorization());
  return judge(settings, endpoint, raw);
}

interface RawAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly text: string;
}

async function send(
  settings: TransportSettings,
  url: URL,
  request: TransportRequest,
  authorization: string,
): Promise<RawAnswer> {
  const attempts = request.method === 'GET' ? MAXIMUM_READ_ATTEMPTS : 1;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await sendOnce(settings, url, request, authorization);
    } catch (cause) {
      if (cause instanceof ZendeskError) throw cause;
      const timedOut = cause instanceof DOMException && cause.name === 'TimeoutError';
      if (!timedOut && attempt < attempts) continue;
      throw unreachable(settings, `${request.method} ${url.pathname}`, timedOut, cause);
    }
  }
}

async function sendOnce(
  settings: TransportSettings,
  url: URL,
  request: TransportRequest,
  authorization: string,
): Promise<RawAnswer> {
  const response = await fetch(url, {
    method: request.method,
    headers: { ...request.headers, Authorization: authorization },
    body: request.body ?? null,
    redirect: 'manual',
    // Covers the body too: reading it fails with the same TimeoutError.
    signal: AbortSignal.timeout(settings.timeoutMilliseconds),
  });
  const { status, statusText, headers } = response;
  return { status, statusText, headers, text: await readBounded(response) };
}

async function readBounded(response: Response): Promise<string> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAXIMUM_ANSWER_BYTES)
      throw new ZendeskError(
        'broken',
        `Zendesk's answer is over ${MAXIMUM_ANSWER_BYTES} bytes and was not read.`,
        {
          status: response.status,
        },
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Turns an answer that is not a success into the error that says what it was. */
function judge(settings: TransportSettings, endpoint: string, raw: RawAnswer): RawAnswer {
  const { status, headers } = raw;
  if (status >= 200 && status < 300) return raw;
  const { code, detail } = readErrorBody(parseJson(raw.text));
  if (status === 429 || status === 503) {
    const seconds = retryAfterSeconds(headers.get('retry-after'), settings.now());
    const wholeAccount = status === 503 || headers.get('x-rate-limit-remaining') === '0';
    if (seconds !== null) settings.gate.close(endpoint, seconds, wholeAccount);
    throw limited(endpoint, seconds, status);
  }
  const said = [code, detail].filter((part) => part !== null).join(': ');
  const because = said === '' ? '' : ` (${said})`;
  if (status === 401)
    throw new ZendeskError(
      'refused',
      `Zendesk refused our credentials for ${endpoint}${because}: renew them.`,
      {
        status,
        code,
        detail,
      },
    );
  if (status === 403)
    throw new ZendeskError(
      'refused',
      `Zendesk does not allow us ${endpoint}${because}: give the account user and the OAuth client the right to.`,
      { status, code, detail },
    );
  throw new ZendeskError('broken', `Zendesk answered ${endpoint} with status ${status}${because}.`, {
    status,
    code,
    detail,
  });
}

/** Undefined when the text is no JSON; an empty body is an empty object. */
function parseJson(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function unreachable(
  settings: TransportSettings,
  endpoint: string,
  timedOut: boolean,
  cause: unknown,
): ZendeskError {
  const why = timedOut
    ? `gave no answer within ${settings.timeoutMilliseconds / 1000} s`
    : 'cannot be reached';
  return new ZendeskError('unreachable', `Zendesk (${settings.origin}) ${why} for ${endpoint}.`, { cause });
}
