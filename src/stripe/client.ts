import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import Stripe from 'stripe';
import { ServiceError } from '../service-error.ts';
import { LIVE_ORIGIN } from './failure.ts';
import { withJsonObject } from './json-object.ts';

/** The version every request is sent with and every answer comes in. */
export const API_VERSION: Stripe.LatestApiVersion = '2026-10-28.endive';
/** Longest one request may take without a byte arriving, in milliseconds. */
export const MAX_CALL_MS = 15_000;
/** Connections open to Stripe at once: below its 25 requests per second and endpoint. */
export const MAX_CONNECTIONS = 20;

export interface StripeClientOptions {
  /** A restricted key that may read (`rk_…`). One key only: whoever reads never holds the key that writes. */
  readonly apiKey: string;
  /** Origin of another server in Stripe's place, e.g. `http://127.0.0.1:12111`. */
  readonly apiBase?: string | null;
  /** Environment variable the key came from, for messages. */
  readonly keyName?: string;
  /** Carries the requests in place of the network, e.g. to a Stripe in this process. */
  readonly httpClient?: Stripe.HttpClient;
}

export interface StripeClient {
  readonly sdk: Stripe;
  readonly keyName: string;
  readonly origin: string;
  /** The key's mode, or null where its shape does not tell. */
  readonly mode: 'live' | 'test' | null;
  /** Sentences for whoever runs the product. */
  readonly warnings: readonly string[];
}

/**
 * A Stripe client that can only read: anything but GET and the preview of an invoice is refused before it is sent. Retries, waiting and deadlines
 * are the caller's (`calls.ts`), because the SDK neither reads Retry-After nor has an overall deadline.
 * @throws {ServiceError} `refused` when the key or the address is not one.
 */
export function createStripeClient(options: StripeClientOptions): StripeClient {
  const keyName = options.keyName ?? 'STRIPE_READ_KEY';
  const mode = checkKey(options.apiKey, keyName);
  const base = parseBase(options.apiBase ?? LIVE_ORIGIN, mode);
  // Stripe's notices go to stderr unless this is set; the SDK has no option for it.
  process.env['STRIPE_SUPPRESS_NOTICES'] ??= 'true';
  const sdk = new Stripe(options.apiKey, {
    apiVersion: API_VERSION,
    host: base.host,
    port: base.port,
    protocol: base.protocol,
    httpClient: readOnly(options.httpClient ?? overNetwork(base.protocol)),
    maxNetworkRetries: 0,
    timeout: MAX_CALL_MS,
    // It would write an id into the home directory and send it along.
    telemetry: false,
    typescript: true,
  });
  const warnings = options.apiKey.startsWith('sk_')
    ? [
        `${keyName} holds a secret key (sk_…), which may do anything: make a restricted key (rk_…) that may only read.`,
      ]
    : [];
  return { sdk, keyName, origin: base.origin, mode, warnings };
}

function overNetwork(protocol: 'http' | 'https'): Stripe.HttpClient {
  const pool = { keepAlive: true, maxSockets: MAX_CONNECTIONS };
  return Stripe.createNodeHttpClient(protocol === 'https' ? new HttpsAgent(pool) : new HttpAgent(pool));
}

/** The mode of a key, or null where its shape does not tell. @throws {ServiceError} `refused` when it is no key. */
export function checkKey(key: string, keyName: string): StripeClient['mode'] {
  if (!/^(rk|sk)_[A-Za-z0-9_]{4,250}$/.test(key)) {
    const what = key.startsWith('pk_')
      ? 'holds a publishable key (pk_…), which may read nothing'
      : 'does not hold a Stripe key';
    throw new ServiceError(
      'stripe',
      'refused',
      `${keyName} ${what}: put a restricted key there (it starts with rk_).`,
    );
  }
  if (/^.k_live_/.test(key)) return 'live';
  return /^.k_test_/.test(key) ? 'test' : null;
}

/** Where requests go. @throws {ServiceError} `refused` for anything but an origin, or plain http to another machine. */
export function parseBase(
  text: string,
  mode: StripeClient['mode'],
): { origin: string; host: string; port: string; protocol: 'http' | 'https' } {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isOrigin =
    url !== null &&
    (url.protocol === 'http:' || url.protocol === 'https:') &&
    url.pathname === '/' &&
    url.search === '' &&
    url.hash === '' &&
    url.username === '';
  if (!isOrigin) {
    throw new ServiceError(
      'stripe',
      'refused',
      'STRIPE_API_BASE is not an origin: write it like http://127.0.0.1:12111, without a path.',
    );
  }
  const protocol = url.protocol === 'http:' ? 'http' : 'https';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (protocol === 'http' && mode === 'live' && !/^(localhost|127\..*|::1)$/.test(host)) {
    throw new ServiceError(
      'stripe',
      'refused',
      'A live-mode key is not sent over http to another machine: use https in STRIPE_API_BASE.',
    );
  }
  return { origin: url.origin, host, port: url.port || (protocol === 'http' ? '80' : '443'), protocol };
}

/** The one POST that writes nothing: Stripe computes the next invoice and forgets it. */
const PREVIEW_PATH = '/v1/invoices/create_preview';

/** Lets nothing pass that could change anything in Stripe. */
function readOnly(inner: Stripe.HttpClient): Stripe.HttpClient {
  return {
    getClientName: () => inner.getClientName(),
    makeRequest: (host, port, path, method, ...rest) => {
      if (method !== 'GET' && !(method === 'POST' && path === PREVIEW_PATH)) {
        return Promise.reject(new Error(`the reading Stripe client does not send ${method} ${path}`));
      }
      return inner.makeRequest(host, port, path, method, ...rest).then(withJsonObject);
    },
  };
}
