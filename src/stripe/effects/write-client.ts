import Stripe from 'stripe';
import { assert } from '../../assert.ts';
import type { EffectRequest } from '../../corrections/ports.ts';
import { API_VERSION, checkKey, MAX_CALL_MS, parseBase, type StripeClient } from '../client.ts';
import { LIVE_ORIGIN } from '../failure.ts';
import { type Exchange, OneRequest } from './one-request.ts';

/** Longest one write is waited for as a whole, in milliseconds. */
export const MAX_WRITE_MS = 30_000;
const MAX_KEY_CHARACTERS = 255;

export interface WriteClientOptions {
  /** The restricted key that may write what corrections need, and that nothing else is done with. */
  readonly apiKey: string;
  /** Origin of another server in Stripe's place, e.g. `http://127.0.0.1:12111`. */
  readonly apiBase?: string | null;
  /** Environment variable the key came from, for messages. */
  readonly keyName?: string;
  /** Longest one write is waited for, in milliseconds. */
  readonly deadlineMs?: number;
  /** Carries the requests in place of the network, e.g. to a Stripe in this process. */
  readonly httpClient?: Stripe.HttpClient;
}

/** The only way to change anything in Stripe. */
export interface WriteClient {
  readonly keyName: string;
  readonly origin: string;
  /** The key's mode, or null where its shape does not tell. */
  readonly mode: StripeClient['mode'];
  /** Sends one request once. Never throws for what Stripe or the network does. */
  exchange(request: EffectRequest, idempotencyKey: string): Promise<Exchange>;
}

const ID = '[A-Za-z0-9_]{1,250}';
const of = (method: EffectRequest['method'], path: string): RegExp =>
  new RegExp(`^${method} /v1/${path.replaceAll(':id', ID)}$`);

/** Everything that may ever be sent with the writing key. */
const ALLOWED: readonly RegExp[] = [
  of('POST', 'refunds'),
  of('POST', 'credit_notes'),
  of('POST', 'invoices/in_:id/void'),
  of('POST', 'customers/cus_:id/balance_transactions'),
  of('DELETE', 'subscriptions/sub_:id'),
  of('POST', 'subscriptions/sub_:id'),
  of('POST', 'subscription_items/si_:id'),
  of('POST', 'payment_intents/pi_:id/cancel'),
];

/** True for the requests that corrections consist of; a query after the path is not looked at. */
export function isAllowed(method: string, path: string): boolean {
  const [bare = ''] = path.split('?', 1);
  return ALLOWED.some((pattern) => pattern.test(`${method} ${bare}`));
}

/**
 * A Stripe client that sends the requests of {@link isAllowed} and no others, each once: when to send again is for the
 * executor to decide. It cannot read; whoever looks up what became of a request does so with the key that only reads.
 * @throws {ServiceError} `refused` when the key or the address is not one.
 */
export function createWriteClient(options: WriteClientOptions): WriteClient {
  const keyName = options.keyName ?? 'STRIPE_WRITE_KEY';
  const mode = checkKey(options.apiKey, keyName);
  const base = parseBase(options.apiBase ?? LIVE_ORIGIN, mode);
  const deadlineMs = options.deadlineMs ?? MAX_WRITE_MS;
  // Stripe's notices go to stderr unless this is set; the SDK has no option for it.
  process.env['STRIPE_SUPPRESS_NOTICES'] ??= 'true';

  return {
    keyName,
    origin: base.origin,
    mode,
    exchange: async (request, idempotencyKey) => {
      assert(
        idempotencyKey.length > 0 && idempotencyKey.length <= MAX_KEY_CHARACTERS,
        'an idempotency key has 1 to 255 characters',
        { idempotencyKey },
      );
      const carrier = new OneRequest({
        protocol: base.protocol,
        mayPass: isAllowed,
        ...(options.httpClient === undefined ? {} : { inner: options.httpClient }),
      });
      const sdk = new Stripe(options.apiKey, {
        apiVersion: API_VERSION,
        host: base.host,
        port: base.port,
        protocol: base.protocol,
        httpClient: carrier,
        maxNetworkRetries: 0,
        timeout: Math.min(MAX_CALL_MS, deadlineMs),
        // It would write an id into the home directory and send it along.
        telemetry: false,
        typescript: true,
      });
      return withinDeadline(sendOnce(sdk, request, idempotencyKey, carrier), deadlineMs, () =>
        carrier.close(),
      );
    },
  };
}

/** @throws when the request was never handed to the network, which is a fault of ours. */
async function sendOnce(
  sdk: Stripe,
  { method, path, params }: EffectRequest,
  idempotencyKey: string,
  carrier: OneRequest,
): Promise<Exchange> {
  const query = method === 'DELETE' ? queryOf(params) : '';
  const body = method === 'POST' ? { ...params } : undefined;
  try {
    await sdk.rawRequest(method, path + query, body, { idempotencyKey });
  } catch (error) {
    // What Stripe answered is in the exchange; what the SDK makes of it is not needed.
    if (!carrier.hasLeft) throw error;
  }
  assert(carrier.result !== null, 'a request that left has a result');
  return carrier.result;
}

/** Parameters of a DELETE: flat, and of no more than texts and switches. */
function queryOf(params: EffectRequest['params']): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) query.set(name, String(value));
  return `?${query}`;
}

async function withinDeadline(
  sending: Promise<Exchange>,
  deadlineMs: number,
  close: () => void,
): Promise<Exchange> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Exchange>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'late' }), deadlineMs);
  });
  try {
    return await Promise.race([sending, late]);
  } finally {
    clearTimeout(timer);
    // What was given up may still fail; nobody listens any more.
    sending.catch(() => {});
    close();
  }
}
