import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';

/**
 * What every sandbox server shares: a loopback HTTP server whose handler is a plain function from request to answer,
 * with latency and faults that can be switched on and off per route while it runs, and a bounded log of what was asked.
 */
const MAX_LOGGED_REQUESTS = 20_000;
const MAX_REQUEST_BODY_BYTES = 4 * 1024 * 1024;

/** One request, read completely. */
export interface SandboxRequest {
  readonly method: string;
  /** Path without the query, as sent (not percent-decoded). */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What is sent back. `body` is sent as is when a string or bytes, else as JSON; absent means an empty body. */
export interface SandboxAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export type SandboxHandler = (request: SandboxRequest) => SandboxAnswer | Promise<SandboxAnswer>;

/**
 * Which requests: `'GET /v1/invoices/:id'` (`:name` is one segment, a trailing `*` is anything; without a method any
 * method), a regular expression tested against `'GET /v1/invoices/in_1'`, or a function.
 */
export type RoutePattern = string | RegExp | ((request: SandboxRequest) => boolean);

/** Milliseconds a round trip takes, constant or by request. */
export type Latency = number | ((request: SandboxRequest) => number);

/** What goes wrong. "After" means the handler ran, so its effect took place, and only the answer is lost or spoilt. */
export type Fault =
  /** Answered so, without asking the handler. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    }
  | { readonly kind: 'reset'; readonly when: 'before' | 'after' }
  /** No answer until the caller gives up or the server closes. */
  | { readonly kind: 'hang'; readonly when: 'before' | 'after' }
  /** The first half of the body: `complete` as if that were all of it, `broken` with the connection cut inside it. */
  | { readonly kind: 'truncate'; readonly transport: 'complete' | 'broken' }
  /** The handler's JSON body changed by `change` (wrong schema), the status kept. */
  | { readonly kind: 'rewrite'; readonly change: (body: unknown) => unknown };

export interface FaultSpec {
  readonly route: RoutePattern;
  readonly fault: Fault;
  /** `all` (default) until switched off; `first`; or the call numbers that fail, counted from 1 per fault. */
  readonly calls?: 'all' | 'first' | readonly number[];
}

/** A fault that was switched on. */
export interface ActiveFault {
  /** Matching requests seen, failed or not. */
  readonly seen: number;
  /** Requests it struck. */
  readonly struck: number;
  off(): void;
}

export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** Milliseconds of `performance.now()`. */
  readonly started_ms: number;
  /** Null while running, or when the connection was cut. */
  readonly ended_ms: number | null;
  readonly status: number | null;
  /** First 12 hex digits of the SHA-256 of the Authorization header; null without one. */
  readonly auth: string | null;
  /** Kind of the fault that struck it. */
  readonly fault: Fault['kind'] | null;
}

/** Ready-made faults in the shapes services really send. */
export const faults = {
  /** 429; without `retryAfterSeconds` no Retry-After header. */
  rateLimited: (retryAfterSeconds?: number, body: unknown = RATE_LIMIT_BODY): Fault => ({
    kind: 'answer',
    status: 429,
    headers: retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
    body,
  }),
  serverError: (status: 500 | 503 | 529 = 500, retryAfterSeconds?: number): Fault => ({
    kind: 'answer',
    status,
    headers: retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
    body: { error: { type: 'api_error', message: 'An unknown error occurred.' } },
  }),
  /** A proxy's HTML page instead of JSON. */
  badGateway: (): Fault => ({
    kind: 'answer',
    status: 502,
    headers: { 'content-type': 'text/html' },
    body: '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>',
  }),
  reset: (when: 'before' | 'after' = 'before'): Fault => ({ kind: 'reset', when }),
  hang: (when: 'before' | 'after' = 'before'): Fault => ({ kind: 'hang', when }),
  truncated: (transport: 'complete' | 'broken' = 'complete'): Fault => ({ kind: 'truncate', transport }),
  /** A JSON document of another shape than the caller expects. */
  wrongSchema: (body: unknown = { unexpected: ['shape'] }): Fault => ({
    kind: 'rewrite',
    change: () => body,
  }),
} as const;

const RATE_LIMIT_BODY = {
  error: {
    message: 'Request rate limit exceeded.',
    type: 'invalid_request_error',
    code: 'rate_limit',
  },
};

/** Switches latency and faults of one server, and remembers its requests. */
export class FaultInjector {
  private readonly active: {
    spec: FaultSpec;
    matches: RouteMatcher;
    state: { seen: number; struck: number };
  }[] = [];
  private readonly latencies: { matches: RouteMatcher; latency: Latency }[] = [];
  private base: Latency;

  constructor(latencyMs: Latency = 0) {
    this.base = latencyMs;
  }

  /** Round-trip time of every route that has none of its own. */
  setLatency(latencyMs: Latency): void {
    this.base = latencyMs;
  }

  /** Round-trip time of one route; the latest setting that matches wins. */
  setRouteLatency(route: RoutePattern, latencyMs: Latency): void {
    this.latencies.unshift({ matches: routeMatcher(route), latency: latencyMs });
  }

  /** Switches a fault on; of several that match, the one added last strikes. */
  add(spec: FaultSpec): ActiveFault {
    const state = { seen: 0, struck: 0 };
    const entry = { spec, matches: routeMatcher(spec.route), state };
    this.active.unshift(entry);
    return {
      get seen() {
        return state.seen;
      },
      get struck() {
        return state.struck;
      },
      off: () => {
        const at = this.active.indexOf(entry);
        if (at >= 0) this.active.splice(at, 1);
      },
    };
  }

  /** Switches every fault and every route's own latency off. */
  clear(): void {
    this.active.length = 0;
    this.latencies.length = 0;
  }

  latencyOf(request: SandboxRequest): number {
    const own = this.latencies.find((entry) => entry.matches(request));
    const latency = own === undefined ? this.base : own.latency;
    return Math.max(0, typeof latency === 'function' ? latency(request) : latency);
  }

  /** The fault that strikes this request, or null. Counts the request for every fault it matches. */
  strike(request: SandboxRequest): Fault | null {
    let struck: Fault | null = null;
    for (const { spec, matches, state } of this.active) {
      if (!matches(request)) continue;
      state.seen += 1;
      if (struck !== null || !isStruck(spec.calls ?? 'all', state.seen)) continue;
      state.struck += 1;
      struck = spec.fault;
    }
    return struck;
  }
}

export interface SandboxServer {
  /** Origin, e.g. `http://127.0.0.1:12111`. */
  readonly url: string;
  readonly port: number;
  readonly faults: FaultInjector;
  /** Oldest first, at most 20,000; the oldest are forgotten. */
  readonly requests: readonly LoggedRequest[];
  clearRequests(): void;
  /** Stops listening and cuts what is open; hanging requests end. */
  close(): Promise<void>;
}

export interface SandboxServerOptions {
  readonly handler: SandboxHandler;
  /** Answer to a request body over 4 MiB or to a handler that throws. */
  readonly onFailure: (status: 413 | 500, message: string) => SandboxAnswer;
  /** 0 (default) takes any free port. */
  readonly port?: number;
  readonly latencyMs?: Latency;
}

/** Starts a loopback server; resolves when it listens. Rejects when the port is taken. */
export async function startSandboxServer(options: SandboxServerOptions): Promise<SandboxServer> {
  const injector = new FaultInjector(options.latencyMs);
  const log: Mutable<LoggedRequest>[] = [];
  const server = createServer((incoming, outgoing) => {
    serve(options, injector, log, incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    faults: injector,
    requests: log,
    clearRequests: () => {
      log.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type RouteMatcher = (request: SandboxRequest) => boolean;

async function serve(
  options: SandboxServerOptions,
  injector: FaultInjector,
  log: Mutable<LoggedRequest>[],
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const started = performance.now();
  const body = await readBody(incoming);
  const url = new URL(incoming.url ?? '/', 'http://sandbox');
  const request: SandboxRequest = {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body: body ?? Buffer.alloc(0),
  };
  const fault = injector.strike(request);
  const entry: Mutable<LoggedRequest> = {
    method: request.method,
    path: request.path,
    query: url.search.slice(1),
    started_ms: started,
    ended_ms: null,
    status: null,
    auth: fingerprint(request.headers.authorization),
    fault: fault?.kind ?? null,
  };
  log.push(entry);
  if (log.length > MAX_LOGGED_REQUESTS) log.shift();

  const latency = injector.latencyOf(request);
  await until(started + latency / 2);
  if (fault?.kind === 'hang' && fault.when === 'before') return;
  if (fault?.kind === 'reset' && fault.when === 'before') return cut(incoming);

  const answer =
    fault?.kind === 'answer'
      ? fault
      : body === null
        ? options.onFailure(413, `Request body is over ${MAX_REQUEST_BODY_BYTES} bytes.`)
        : await answerOf(options, request);
  await until(started + latency);
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'reset') return cut(incoming);
  entry.status = answer.status;
  send(outgoing, answer, fault);
  entry.ended_ms = performance.now();
}

async function answerOf(options: SandboxServerOptions, request: SandboxRequest): Promise<SandboxAnswer> {
  try {
    return await options.handler(request);
  } catch (error) {
    return options.onFailure(500, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

function send(outgoing: ServerResponse, answer: SandboxAnswer, fault: Fault | null): void {
  const changed = fault?.kind === 'rewrite' ? fault.change(answer.body) : answer.body;
  const { bytes, type } = encode(changed);
  const headers = { ...(type === null ? {} : { 'content-type': type }), ...answer.headers };
  if (fault?.kind !== 'truncate') {
    outgoing.writeHead(answer.status, { ...headers, 'content-length': bytes.length }).end(bytes);
    return;
  }
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  const announced = fault.transport === 'complete' ? half.length : bytes.length;
  outgoing.writeHead(answer.status, { ...headers, 'content-length': announced });
  if (fault.transport === 'complete') outgoing.end(half);
  else outgoing.write(half, () => outgoing.destroy());
}

function encode(body: unknown): { bytes: Buffer; type: string | null } {
  if (body === undefined) return { bytes: Buffer.alloc(0), type: null };
  if (Buffer.isBuffer(body)) return { bytes: body, type: 'application/octet-stream' };
  if (typeof body === 'string') return { bytes: Buffer.from(body), type: 'text/plain; charset=utf-8' };
  return { bytes: Buffer.from(JSON.stringify(body)), type: 'application/json' };
}

/** Ends the connection with a TCP reset, as a crashed server or a proxy does. */
function cut(incoming: IncomingMessage): void {
  incoming.socket.resetAndDestroy();
}

/** Reads the body; null when it is over the limit (the rest is read and dropped). */
async function readBody(incoming: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_REQUEST_BODY_BYTES) chunks.push(chunk);
  }
  return size > MAX_REQUEST_BODY_BYTES ? null : Buffer.concat(chunks);
}

function until(momentMs: number): Promise<void> {
  const wait = momentMs - performance.now();
  return wait <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, wait));
}

function fingerprint(authorization: string | undefined): string | null {
  if (authorization === undefined) return null;
  return createHash('sha256').update(authorization).digest('hex').slice(0, 12);
}

function isStruck(calls: 'all' | 'first' | readonly number[], call: number): boolean {
  if (calls === 'all') return true;
  return calls === 'first' ? call === 1 : calls.includes(call);
}

/** Turns a route pattern into a test; see {@link RoutePattern}. */
function routeMatcher(route: RoutePattern): RouteMatcher {
  if (typeof route === 'function') return route;
  if (route instanceof RegExp) {
    const pattern = new RegExp(route.source, route.flags.replace(/[gy]/g, ''));
    return (request) => pattern.test(`${request.method} ${request.path}`);
  }
  const [first = '', second] = route.split(' ', 2);
  const method = second === undefined ? '[A-Z]+' : first;
  const path = (second ?? first)
    .split('/')
    .map((segment) => (segment.startsWith(':') ? '[^/]+' : escapeRegExp(segment)))
    .join('/')
    .replace(/\\\*$/, '.*');
  const pattern = new RegExp(`^${method} ${path}$`);
  return (request) => pattern.test(`${request.method} ${request.path}`);
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
