import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Metrics } from '../metrics.ts';

/** A request as handlers see it. The body is the raw bytes: signatures are computed over them. */
export interface HttpRequest {
  readonly id: string;
  readonly method: string;
  /** Without the query; never decoded. */
  readonly path: string;
  /** Of a `:name` in the route's path: letters, digits and underscores, at most 64. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly rawBody: Buffer;
  /** The peer of the connection; no forwarding header is believed. */
  readonly remoteAddress: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a string as plain text unless the headers say otherwise, a Buffer as it is. */
  readonly body?: string | Buffer | object;
  /** In place of a body: sent as it comes, until it ends or `signal` says that the reader left or the server stops. */
  readonly stream?: (signal: AbortSignal) => AsyncIterable<string>;
}

export type Handler = (request: HttpRequest) => Promise<HttpResponse>;

export interface Route {
  readonly method: 'GET' | 'POST';
  /** Exact, or with `:name` for a segment. */
  readonly path: string;
  readonly handler: Handler;
  /** Larger bodies are answered 413 unread. Default 1 MiB. */
  readonly maxBodyBytes?: number;
}

/** A webhook body holds one event; a ticket's description may be a megabyte. */
const MAX_WEBHOOK_BYTES = 2 * 1024 * 1024;
/** One event of Stripe's. */
const MAX_STRIPE_EVENT_BYTES = 1024 * 1024;
/** Routes without a body. */
const NO_BODY_BYTES = 1_024;
/** A signed token is a kilobyte or two; one that is far too long is refused like any other that is not genuine. */
const MAX_SIGNED_PAGE_BYTES = 128 * 1_024;
/** What the sidebar sends says what to do, never to what: a few words. */
const MAX_SIDEBAR_BYTES = 4_096;
/** Feedback may hold the reply that was sent. */
const MAX_FEEDBACK_BYTES = 96 * 1_024;

/** The agent's side in Zendesk. */
export interface SidebarHandlers {
  /** The page in the ticket's frame: takes Zendesk's signed token, gives a session. */
  readonly page: Handler;
  /** Half an hour more for the session. */
  readonly session: Handler;
  readonly ticket: Handler;
  readonly check: Handler;
  readonly identity: Handler;
  readonly propose: Handler;
  readonly events: Handler;
  readonly checkEvents: Handler;
  readonly pastCheck: Handler;
  readonly feedback: Handler;
  /** The reply of a check in other words. */
  readonly reword: Handler;
  /** The app's files, each at an address of its own. */
  readonly files: readonly { readonly path: string; readonly handler: Handler }[];
}

export interface RouteOptions {
  /** `POST /zendesk/webhook`; null while Zendesk is not configured. */
  readonly zendeskWebhook: Handler | null;
  /** `POST /stripe/webhook`; null without a signing secret. */
  readonly stripeWebhook?: Handler | null;
  /** `POST /slack/events`; null while Slack is not configured, or speaks through Socket Mode. */
  readonly slackEvents?: Handler | null;
  /** `/zendesk/sidebar` and `/api/sidebar/…`; null while no app is installed in Zendesk. */
  readonly sidebar?: SidebarHandlers | null;
  /** Why the server cannot work now, each a sentence; empty when it can. */
  readonly notReady: () => Promise<readonly string[]>;
  readonly metrics: Metrics;
  /** METRICS_TOKEN; without it only this machine may read the metrics. */
  readonly metricsToken: string | null;
}

/** The route table of the one server. */
export function createRoutes(options: RouteOptions): Route[] {
  const { zendeskWebhook, stripeWebhook = null, slackEvents = null, sidebar = null } = options;
  return [
    {
      method: 'GET',
      path: '/healthz',
      maxBodyBytes: NO_BODY_BYTES,
      handler: async () => ({ status: 200, body: { status: 'alive' } }),
    },
    { method: 'GET', path: '/readyz', maxBodyBytes: NO_BODY_BYTES, handler: readyz(options.notReady) },
    { method: 'GET', path: '/metrics', maxBodyBytes: NO_BODY_BYTES, handler: metricsRoute(options) },
    ...(slackEvents === null
      ? []
      : [{ method: 'POST' as const, path: '/slack/events', handler: slackEvents }]),
    ...(zendeskWebhook === null
      ? []
      : [
          {
            method: 'POST' as const,
            path: '/zendesk/webhook',
            maxBodyBytes: MAX_WEBHOOK_BYTES,
            handler: zendeskWebhook,
          },
        ]),
    ...(stripeWebhook === null
      ? []
      : [
          {
            method: 'POST' as const,
            path: '/stripe/webhook',
            maxBodyBytes: MAX_STRIPE_EVENT_BYTES,
            handler: stripeWebhook,
          },
        ]),
    ...(sidebar === null ? [] : sidebarRoutes(sidebar)),
  ];
}

function sidebarRoutes(handlers: SidebarHandlers): Route[] {
  const { page, session, ticket, check, identity, propose, events, checkEvents, pastCheck, files } = handlers;
  const { feedback, reword } = handlers;
  const get = (path: string, handler: Handler): Route => ({
    method: 'GET',
    path,
    maxBodyBytes: NO_BODY_BYTES,
    handler,
  });
  const post = (path: string, handler: Handler): Route => ({
    method: 'POST',
    path: `/api/sidebar/${path}`,
    maxBodyBytes: MAX_SIDEBAR_BYTES,
    handler,
  });
  return [
    get('/zendesk/sidebar', page),
    { method: 'POST', path: '/zendesk/sidebar', maxBodyBytes: MAX_SIGNED_PAGE_BYTES, handler: page },
    ...files.map(({ path, handler }) => get(path, handler)),
    get('/api/sidebar/tickets/:id', ticket),
    get('/api/sidebar/tickets/:id/events', events),
    get('/api/sidebar/checks/:id', pastCheck),
    get('/api/sidebar/checks/:id/events', checkEvents),
    post('session', session),
    post('tickets/:id/checks', check),
    post('checks/:id/identity', identity),
    { ...post('checks/:id/feedback', feedback), maxBodyBytes: MAX_FEEDBACK_BYTES },
    post('checks/:id/draft', reword),
    post('findings/:id/corrections', propose),
  ];
}

function readyz(notReady: RouteOptions['notReady']): Handler {
  return async () => {
    const reasons = await notReady();
    if (reasons.length === 0) return { status: 200, body: { status: 'ready' } };
    return { status: 503, headers: { 'retry-after': '5' }, body: { status: 'not ready', reasons } };
  };
}

function metricsRoute({ metrics, metricsToken }: RouteOptions): Handler {
  return async (request) => {
    if (metricsToken !== null && !hasToken(request, metricsToken))
      return {
        status: 401,
        headers: { 'www-authenticate': 'Bearer' },
        body: { error: 'Send the header "Authorization: Bearer" with the METRICS_TOKEN.' },
      };
    if (metricsToken === null && !isLocal(request))
      return {
        status: 403,
        body: {
          error: 'Only this machine may read the metrics; set METRICS_TOKEN to read them from elsewhere.',
        },
      };
    const { contentType, body } = await metrics.expose();
    return { status: 200, headers: { 'content-type': contentType }, body };
  };
}

/** Compares digests, so that neither content nor length shows in the time it takes. */
function hasToken(request: HttpRequest, token: string): boolean {
  const given = /^Bearer (.{1,1000})$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

/** From this machine, not through a proxy on it, and not by a web page whose name was pointed here. */
function isLocal(request: HttpRequest): boolean {
  const { headers, remoteAddress } = request;
  const loopback = /^(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$|^::1$/.test(remoteAddress);
  const forwarded =
    headers['x-forwarded-for'] !== undefined ||
    headers['x-real-ip'] !== undefined ||
    headers.forwarded !== undefined ||
    headers.via !== undefined;
  const host = /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(?::\d{1,5})?$/i.test(
    headers.host ?? '',
  );
  return loopback && !forwarded && host;
}
