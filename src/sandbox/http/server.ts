import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { SandboxAnswer, SandboxHandler, SandboxRequest } from './exchange.ts';
import { type Fault, FaultInjector, type Latency } from './faults.ts';

const MAX_LOGGED_REQUESTS = 20_000;
const MAX_REQUEST_BODY_BYTES = 4 * 1024 * 1024;

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
  /** Told of every request when it has arrived, also of those that a fault keeps from the handler. */
  readonly onRequest?: (request: SandboxRequest) => void;
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
  options.onRequest?.(request);
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
  const part = bytes.subarray(0, fault.bytes ?? Math.floor(bytes.length / 2));
  const announced = fault.transport === 'complete' ? part.length : bytes.length;
  outgoing.writeHead(answer.status, { ...headers, 'content-length': announced });
  if (fault.transport === 'complete') outgoing.end(part);
  else if (fault.transport === 'stalled') outgoing.write(part);
  else outgoing.write(part, () => outgoing.destroy());
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
