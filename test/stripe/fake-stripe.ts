import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RawObject } from './raw-objects.ts';

/** One request as the far side saw it. */
export interface SeenRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly key: string;
  /** Milliseconds, of one clock. */
  readonly startedAt: number;
  /** 1 for a request that waited for no other; one more than the deepest request answered before it was sent. */
  readonly wave: number;
  endedAt: number | null;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as it is. */
  readonly body: unknown;
}

type Handler = (request: SeenRequest) => Answer | null | Promise<Answer | null>;

/** Most levels an expansion may have, counting `data`: Stripe's limit. */
const MAX_EXPAND_LEVELS = 4;

/**
 * The far side of the network: answers like Stripe for the objects it was given. Lists filter, page and refuse
 * expansions that are too deep; objects are sent as they were given. `before` puts faults in the way.
 */
export class FakeStripe {
  readonly seen: SeenRequest[] = [];
  objects: RawObject[] = [];
  latencyMs = 0;
  /** Origin, also after it was stopped. */
  base = '';
  /** Asked first; null lets the request through. */
  before: Handler = () => null;
  private server: Server | null = null;

  async start(): Promise<this> {
    const server = createServer((request, response) => void this.handle(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.server = server;
    this.base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  calls(path: string): SeenRequest[] {
    return this.seen.filter((request) => request.path === path);
  }

  waves(): number[] {
    const counts: number[] = [];
    for (const { wave } of this.seen) counts[wave - 1] = (counts[wave - 1] ?? 0) + 1;
    return counts;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://x');
    const startedAt = performance.now();
    const earlier = this.seen.filter(({ endedAt }) => endedAt !== null && endedAt < startedAt);
    const seen: SeenRequest = {
      path: url.pathname.replace(/^\/v1\//, ''),
      query: url.searchParams,
      key: request.headers.authorization?.replace('Bearer ', '') ?? '',
      startedAt,
      wave: 1 + Math.max(0, ...earlier.map(({ wave }) => wave)),
      endedAt: null,
    };
    this.seen.push(seen);
    const answer = (await this.before(seen)) ?? this.answer(seen, request.method ?? 'GET');
    if (this.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, this.latencyMs));
    seen.endedAt = performance.now();
    response.writeHead(answer.status ?? 200, {
      'content-type': 'application/json',
      'request-id': `req_${this.seen.length}`,
      ...answer.headers,
    });
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  }

  private answer(request: SeenRequest, method: string): Answer {
    if (method !== 'GET') return error(405, 'invalid_request_error', `${method} is not reading`);
    for (const [name, value] of request.query) {
      if (name.startsWith('expand') && value.split('.').length > MAX_EXPAND_LEVELS) {
        return error(400, 'invalid_request_error', `You cannot expand more than 4 levels: ${value}`);
      }
    }
    const [resource = '', id, nested] = request.path.split('/');
    if (id === undefined) return this.list(resource, request.query);
    if (id === 'search') return this.search(request.query);
    if (resource === 'customers' && nested === 'balance_transactions') {
      return this.page(
        this.ofKind('customer_balance_transaction', { customer: id }),
        request.query,
        request.path,
      );
    }
    if (nested === 'lines') return this.page(this.restOf(id, 'lines'), request.query, request.path);
    const object = this.objects.find((candidate) => candidate['id'] === id);
    return object === undefined ? missing(id) : { body: object };
  }

  private list(resource: string, query: URLSearchParams): Answer {
    const kind = KINDS[resource];
    if (kind === undefined)
      return error(404, 'invalid_request_error', `Unrecognized request URL (${resource})`);
    const filters: Record<string, string> = {};
    for (const key of ['customer', 'charge', 'invoice', 'subscription', 'email']) {
      const value = query.get(key);
      if (value !== null) filters[key] = value;
    }
    let objects = this.ofKind(kind, filters);
    if (kind === 'subscription' && query.get('status') !== 'all') {
      objects = objects.filter((object) => object['status'] !== 'canceled');
    }
    return this.page(objects, query, resource);
  }

  private search(query: URLSearchParams): Answer {
    const parts = [...(query.get('query') ?? '').matchAll(/email[~:]"([^"]*)"/g)].map(
      (match) => match[1] ?? '',
    );
    const found = this.ofKind('customer', {}).filter((customer) =>
      parts.every((part) => String(customer['email']).toLowerCase().includes(part.toLowerCase())),
    );
    return { body: { object: 'search_result', data: found, has_more: false, url: '/v1/customers/search' } };
  }

  private ofKind(kind: string, filters: Readonly<Record<string, string>>): RawObject[] {
    return this.objects.filter(
      (object) =>
        object['object'] === kind && Object.entries(filters).every(([key, value]) => object[key] === value),
    );
  }

  /** The whole of a list that an object embeds the beginning of: kept under `all_<key>`. */
  private restOf(id: string, key: string): RawObject[] {
    const owner = this.objects.find((object) => object['id'] === id);
    return (owner?.[`all_${key}`] as RawObject[] | undefined) ?? [];
  }

  private page(objects: readonly RawObject[], query: URLSearchParams, url: string): Answer {
    const limit = Number(query.get('limit') ?? 10);
    const after = query.get('starting_after');
    const from = after === null ? 0 : objects.findIndex((object) => object['id'] === after) + 1;
    const data = objects.slice(from, from + limit);
    return { body: { object: 'list', data, has_more: from + limit < objects.length, url: `/v1/${url}` } };
  }
}

const KINDS: Readonly<Record<string, string>> = {
  customers: 'customer',
  subscriptions: 'subscription',
  invoices: 'invoice',
  charges: 'charge',
  refunds: 'refund',
  disputes: 'dispute',
  credit_notes: 'credit_note',
  setup_intents: 'setup_intent',
  payment_intents: 'payment_intent',
  invoiceitems: 'invoiceitem',
  invoice_payments: 'invoice_payment',
};

/** An error as Stripe words them. */
export function error(status: number, type: string, message: string, code?: string): Answer {
  return { status, body: { error: { type, message, ...(code === undefined ? {} : { code }) } } };
}

export function missing(id: string, hint = ''): Answer {
  return error(404, 'invalid_request_error', `No such customer: '${id}'${hint}`, 'resource_missing');
}

/** What a restricted key without a permission gets. */
export function forbidden(permission: string): Answer {
  return error(
    403,
    'invalid_request_error',
    `The provided key 'rk_test_*********1234' does not have the required permissions for this endpoint on account 'acct_1'. Having the '${permission}' permission would allow this request to continue.`,
    'more_permissions_required',
  );
}

export function limited(retryAfter?: string): Answer {
  return {
    ...error(429, 'invalid_request_error', 'Too many requests', 'rate_limit'),
    headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
  };
}
