import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { isRecord, type JsonRecord, textAt } from '../json.ts';
import { Connection } from './connection.ts';

export type EnvelopeType = 'slash_commands' | 'interactive' | 'events_api';

export interface Acknowledgement {
  /** Null: none in time. */
  readonly payload: JsonRecord | null;
  readonly ms: number;
}

const ACCEPT_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const PING_INTERVAL_MS = 5000;
const TICKET_LIFETIME_MS = 30_000;
const MAXIMUM_CONNECTIONS = 10;

/** Slack's end of Socket Mode: hands out addresses, takes connections, sends envelopes and waits for their receipts. */
export class SocketMode {
  private readonly appId: string;
  private readonly server: Server;
  private readonly tickets = new Map<string, number>();
  private readonly connections: Connection[] = [];
  private readonly waiting = new Map<string, (payload: JsonRecord) => void>();
  private readonly pinging: NodeJS.Timeout;
  private turn = 0;

  private constructor(appId: string, server: Server) {
    this.appId = appId;
    this.server = server;
    server.on('upgrade', (request: IncomingMessage, socket: Duplex) => this.accept(request, socket));
    this.pinging = setInterval(() => {
      for (const connection of this.connections) connection.ping();
    }, PING_INTERVAL_MS).unref();
  }

  /** Listens on a free loopback port. */
  static async start(appId: string): Promise<SocketMode> {
    const server = createServer((_request, response) => response.writeHead(426).end());
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => resolve());
    });
    return new SocketMode(appId, server);
  }

  get connected(): number {
    return this.connections.length;
  }

  /** What `apps.connections.open` answers: good for one connection, soon. */
  newAddress(): string {
    const ticket = randomBytes(12).toString('hex');
    this.tickets.set(ticket, Date.now() + TICKET_LIFETIME_MS);
    const { port } = this.server.address() as AddressInfo;
    return `ws://127.0.0.1:${port}/link/?ticket=${ticket}&app_id=${this.appId}`;
  }

  /** Sends to one of the connections, in turn; resolves with the receipt or without one. */
  send(
    type: EnvelopeType,
    payload: JsonRecord,
    options: {
      readonly timeoutMs: number;
      readonly retry?: { readonly attempt: number; readonly reason: string };
    },
  ): Promise<Acknowledgement> {
    const connection = this.connections[this.turn++ % Math.max(1, this.connections.length)];
    const started = performance.now();
    if (connection === undefined) return Promise.resolve({ payload: null, ms: 0 });
    const envelope_id = randomUUID();
    return new Promise((resolve) => {
      const end = (received: JsonRecord | null): void => {
        clearTimeout(timer);
        this.waiting.delete(envelope_id);
        resolve({ payload: received, ms: performance.now() - started });
      };
      const timer = setTimeout(() => end(null), options.timeoutMs);
      this.waiting.set(envelope_id, end);
      connection.send({
        envelope_id,
        type,
        payload,
        accepts_response_payload: type !== 'events_api',
        ...(type === 'events_api'
          ? { retry_attempt: options.retry?.attempt ?? 0, retry_reason: options.retry?.reason ?? '' }
          : {}),
      });
    });
  }

  /** Tells every connection to come back through a new one, as Slack does when it moves them. */
  askToReconnect(reason: 'warning' | 'refresh_requested' = 'refresh_requested'): void {
    for (const connection of [...this.connections])
      connection.send({ type: 'disconnect', reason, debug_info: { host: 'applink-sandbox' } });
  }

  /** Cuts every connection without a word. */
  cut(): void {
    for (const connection of [...this.connections]) connection.cut();
  }

  async close(): Promise<void> {
    clearInterval(this.pinging);
    this.cut();
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private accept(request: IncomingMessage, socket: Duplex): void {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    const key = request.headers['sec-websocket-key'];
    const ticket = url.searchParams.get('ticket') ?? '';
    const valid = (this.tickets.get(ticket) ?? 0) > Date.now();
    this.tickets.delete(ticket);
    if (key === undefined || !valid || this.connections.length >= MAXIMUM_CONNECTIONS) {
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    const accept = createHash('sha1').update(`${key}${ACCEPT_GUID}`).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
    );
    this.greet(socket);
  }

  private greet(socket: Duplex): void {
    const connection = new Connection(socket, {
      message: (message) => {
        const { payload } = message;
        this.waiting.get(textAt(message, 'envelope_id'))?.(isRecord(payload) ? payload : {});
      },
      closed: () => {
        const at = this.connections.indexOf(connection);
        if (at >= 0) this.connections.splice(at, 1);
      },
    });
    this.connections.push(connection);
    connection.send({
      type: 'hello',
      num_connections: this.connections.length,
      connection_info: { app_id: this.appId },
      debug_info: { host: 'applink-sandbox', build_number: 1, approximate_connection_time: 18_060 },
    });
  }
}
