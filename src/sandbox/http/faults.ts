import type { SandboxRequest } from './exchange.ts';
import { type RouteMatcher, type RoutePattern, routeMatcher } from './routes.ts';

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
  /**
   * The beginning of the body, its first half unless `bytes` says how much: `complete` as if that were all of it,
   * `broken` with the connection cut inside it, `stalled` with the rest never coming.
   */
  | {
      readonly kind: 'truncate';
      readonly transport: 'complete' | 'broken' | 'stalled';
      readonly bytes?: number;
    }
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
  truncated: (transport: 'complete' | 'broken' | 'stalled' = 'complete', bytes?: number): Fault => ({
    kind: 'truncate',
    transport,
    ...(bytes === undefined ? {} : { bytes }),
  }),
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
  private readonly watchers = new Set<(request: SandboxRequest) => void>();
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

  /** Shows every request from now on as it arrived, until what is returned is called. */
  watch(listener: (request: SandboxRequest) => void): () => void {
    this.watchers.add(listener);
    return () => void this.watchers.delete(listener);
  }

  latencyOf(request: SandboxRequest): number {
    const own = this.latencies.find((entry) => entry.matches(request));
    const latency = own === undefined ? this.base : own.latency;
    return Math.max(0, typeof latency === 'function' ? latency(request) : latency);
  }

  /** The fault that strikes this request, or null. Counts the request for every fault it matches. */
  strike(request: SandboxRequest): Fault | null {
    for (const listener of this.watchers) listener(request);
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

function isStruck(calls: 'all' | 'first' | readonly number[], call: number): boolean {
  if (calls === 'all') return true;
  return calls === 'first' ? call === 1 : calls.includes(call);
}
