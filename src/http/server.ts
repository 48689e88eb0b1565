import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { StoreUnavailable } from '../../db/errors.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { AbortedRequest, announcedBytes, discardRest, readBody } from './read-body.ts';
import { type FoundRoute, RouteTable } from './route-table.ts';
import type { HttpRequest, HttpResponse, Route } from './routes.ts';

const MAX_BODY_BYTES = 1024 * 1024;
const MAX_HEADER_BYTES = 16 * 1024;
const MAX_CONNECTIONS = 10_000;
const MAX_REQUESTS_PER_SOCKET = 10_000;
/** A sender that is slower than this is not one of ours. */
const HEADERS_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_TIMEOUT_MS = 5_000;
/** How often Node looks for slow senders; its default of 30 s would make the limits above meaningless. */
const TIMEOUT_CHECK_MS = 500;
/** Zendesk waits ten to twelve seconds for an answer. */
const HANDLER_TIMEOUT_MS = 9_000;

/** The port cannot be listened on. The message is one sentence that says what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

export interface HttpServerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  readonly routes: readonly Route[];
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface HttpServer {
  /** @throws {ListenError} */
  listen(): Promise<void>;
  /** The port listened on. */
  readonly port: number;
  /** Takes no further connection, lets running requests end, and cuts what is left after `deadlineMs`. */
  drain(deadlineMs: number): Promise<void>;
}

/** The one HTTP server. Every answer it gives by itself is a JSON sentence without internals. */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { logger } = options;
  const answering = new Answering(options);
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    (request, response) => void answering.answer(request, response),
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.maxRequestsPerSocket = MAX_REQUESTS_PER_SOCKET;
  server.on('checkContinue', (request, response) => void answering.answer(request, response));
  server.on('clientError', refuseMalformed);
  server.on('upgrade', (_request, socket) => socket.destroy());

  return {
    listen: () => listen(server, options),
    get port() {
      return (server.address() as AddressInfo | null)?.port ?? options.port;
    },
    async drain(deadlineMs) {
      answering.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const timer = setTimeout(() => {
        logger.warn({ in_flight: answering.inFlight }, 'requests were cut off at the end of draining');
        server.closeAllConnections();
      }, deadlineMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

function listen(server: Server, { port, host }: HttpServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      const message =
        error.code === 'EADDRINUSE'
          ? `Port ${port} is already in use; stop the other program or set PORT to another number.`
          : error.code === 'EACCES'
            ? `Port ${port} may not be used by this user; set PORT to a number above 1023.`
            : `Listening on ${host}:${port} failed (${error.code ?? error.message}); check PORT and the network.`;
      reject(new ListenError(message, { cause: error }));
    };
    server.once('error', onError);
    server.listen(port, host, () => {
      server.off('error', onError);
      resolve();
    });
  });
}

interface Asked {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly search: string;
  readonly found: FoundRoute | null;
}

/** Turns requests into answers: route, limits, handler, log line. */
class Answering {
  inFlight = 0;
  readonly #stopping = new AbortController();
  readonly #routes: RouteTable;
  readonly #logger: Logger;
  readonly #metrics: Metrics;

  constructor({ routes, logger, metrics }: HttpServerOptions) {
    this.#logger = logger;
    this.#metrics = metrics;
    this.#routes = new RouteTable(routes);
  }

  get draining(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** Ends what is streamed, and every connection after its answer. */
  stop(): void {
    this.#stopping.abort();
  }

  async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const from = performance.now();
    const id = `req_${randomBytes(9).toString('base64url')}`;
    const [path = '', search = ''] = splitOnce(incoming.url ?? '', '?');
    const method = incoming.method ?? '';
    const found = this.#routes.find(path);
    this.inFlight += 1;
    try {
      const answer = await this.#respond(incoming, response, { id, method, path, search, found });
      await this.#send(incoming, response, id, answer);
    } catch (error) {
      if (!(error instanceof AbortedRequest))
        this.#logger.error({ err: error, request: id }, 'an answer failed');
      incoming.socket.destroy();
    } finally {
      this.inFlight -= 1;
      const seconds = (performance.now() - from) / 1_000;
      const route = found?.path ?? 'other';
      const status = response.headersSent ? response.statusCode : 499;
      const known = /^(?:GET|POST|HEAD|PUT|PATCH|DELETE|OPTIONS)$/.test(method) ? method : 'other';
      this.#metrics.httpRequests.inc({ route, method: known, status });
      this.#metrics.httpDuration.observe({ route }, seconds);
      this.#logger.debug(
        { request: id, method: known, route, status, ms: Math.round(seconds * 1_000) },
        'http',
      );
    }
  }

  async #respond(
    incoming: IncomingMessage,
    response: ServerResponse,
    { id, method, path, search, found }: Asked,
  ): Promise<HttpResponse> {
    if (found === null) return { status: 404, body: { error: 'There is nothing at this address.' } };
    const route = found.byMethod.get(method === 'HEAD' ? 'GET' : method);
    if (route === undefined) {
      const allow = [...found.byMethod.keys()].join(', ');
      return { status: 405, headers: { allow }, body: { error: `This address takes ${allow} only.` } };
    }
    const encoding = incoming.headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity')
      return { status: 415, body: { error: 'Send the body without content encoding.' } };
    const maxBytes = route.maxBodyBytes ?? MAX_BODY_BYTES;
    // Only now is a sender that asked first told to send its body.
    if (incoming.headers.expect !== undefined && announcedBytes(incoming) <= maxBytes)
      response.writeContinue();
    const rawBody = await readBody(incoming, maxBytes);
    if (rawBody === null)
      return {
        status: 413,
        body: { error: `The body is larger than the ${maxBytes} bytes this address takes.` },
      };
    const request: HttpRequest = {
      id,
      method,
      path,
      params: found.params,
      query: new URLSearchParams(search),
      headers: incoming.headers,
      rawBody,
      remoteAddress: incoming.socket.remoteAddress ?? '',
    };
    try {
      return await withinTime(route.handler(request));
    } catch (error) {
      return this.#troubled(error, id);
    }
  }

  #troubled(error: unknown, id: string): HttpResponse {
    if (error instanceof StoreUnavailable) {
      this.#logger.error({ err: error, request: id }, 'the store is unavailable');
      return {
        status: 503,
        headers: { 'retry-after': String(error.retry_after) },
        body: { error: 'This cannot be stored right now; send it again shortly.', request_id: id },
      };
    }
    if (error instanceof HandlerTooSlow) {
      this.#logger.error({ request: id }, 'a handler took too long');
      return {
        status: 503,
        headers: { 'retry-after': '5' },
        body: { error: 'This took too long; send it again shortly.', request_id: id },
      };
    }
    this.#logger.error({ err: error, request: id }, 'a handler failed');
    return {
      status: 500,
      body: { error: `Something went wrong here; the log has it under ${id}.`, request_id: id },
    };
  }

  async #send(
    incoming: IncomingMessage,
    response: ServerResponse,
    id: string,
    { status, headers = {}, body, stream }: HttpResponse,
  ): Promise<void> {
    if (response.destroyed || response.headersSent) return;
    const payload =
      body === undefined || typeof body === 'string' || Buffer.isBuffer(body)
        ? (body ?? '')
        : JSON.stringify(body);
    response.writeHead(status, {
      'content-type':
        typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-request-id': id,
      ...headers,
      ...(stream === undefined && status !== 304 ? { 'content-length': Buffer.byteLength(payload) } : {}),
      // What is streamed may outlast the draining, which waits for every connection that could be used again.
      ...(this.draining || stream !== undefined ? { connection: 'close' } : {}),
    });
    if (stream !== undefined && incoming.method !== 'HEAD') await this.#stream(response, stream);
    response.end(incoming.method === 'HEAD' || stream !== undefined ? undefined : payload);
    discardRest(incoming);
  }

  async #stream(response: ServerResponse, stream: NonNullable<HttpResponse['stream']>): Promise<void> {
    const left = new AbortController();
    response.once('close', () => left.abort());
    for await (const part of stream(AbortSignal.any([left.signal, this.#stopping.signal]))) {
      if (response.destroyed) return;
      // What a reader does not take is not piled up for it: these streams say little, and are begun anew.
      if (!response.write(part)) return;
    }
  }
}

class HandlerTooSlow extends Error {
  override readonly name = 'HandlerTooSlow';
}

function withinTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new HandlerTooSlow()), HANDLER_TIMEOUT_MS);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

const MALFORMED: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The headers are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request took too long to arrive.'],
};

/** Requests that are no HTTP, too slow or too large in their headers: a sentence, then the end of the connection. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, sentence] = MALFORMED[error.code ?? ''] ?? [400, 'This is not a valid HTTP request.'];
  const body = JSON.stringify({ error: sentence });
  socket.end(
    `HTTP/1.1 ${status} Refused\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}

function splitOnce(text: string, at: string): string[] {
  const index = text.indexOf(at);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}
