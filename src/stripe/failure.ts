import Stripe from 'stripe';
import { ServiceError } from '../service-error.ts';

/**
 * Why one Stripe call gave nothing:
 * `missing` no such object · `other_mode` it exists in the other of live and test mode · `forbidden` the key lacks a
 * permission · `unauthorised` the key is not accepted · `limited` too many requests · `unreachable` no answer ·
 * `late` our own deadline passed · `broken` an answer that makes no sense.
 */
export type FailureKind =
  | 'missing'
  | 'other_mode'
  | 'forbidden'
  | 'unauthorised'
  | 'limited'
  | 'unreachable'
  | 'late'
  | 'broken';

export class StripeFailure extends ServiceError {
  readonly kind: FailureKind;

  constructor(
    kind: FailureKind,
    message: string,
    options: { readonly retryAfterSeconds?: number | null; readonly cause?: unknown } = {},
  ) {
    super('stripe', TROUBLE[kind], message, options);
    this.kind = kind;
  }
}

const TROUBLE: Record<FailureKind, ServiceError['trouble']> = {
  missing: 'broken',
  other_mode: 'refused',
  forbidden: 'refused',
  unauthorised: 'refused',
  limited: 'limited',
  unreachable: 'unreachable',
  late: 'unreachable',
  broken: 'broken',
};

/** What a sentence about a failed call needs to know. */
export interface CallContext {
  /** What was asked for, e.g. `invoices`. */
  readonly what: string;
  /** The restricted key's permission it takes, as the Dashboard names it, e.g. `Invoices`. */
  readonly permission: string;
  /** The environment variable the key came from. */
  readonly keyName: string;
  /** Where the API is, e.g. `https://api.stripe.com`. */
  readonly origin: string;
}

/** One clear sentence for whatever the SDK threw. Neither keys nor Stripe's own texts get into it. */
export function toFailure(error: unknown, context: CallContext): StripeFailure {
  if (error instanceof StripeFailure) return error;
  if (!(error instanceof Stripe.errors.StripeError)) throw error;
  const { keyName, origin, what } = context;
  // The SDK's error carries headers and Stripe's texts; a short note is all a log needs.
  const cause = new Error(
    [error.type, error.code, error.statusCode, error.requestId].filter(Boolean).join(' '),
  );
  if (error instanceof Stripe.errors.StripeConnectionError) {
    const reason = connectionReason(error);
    return new StripeFailure(
      'unreachable',
      `Stripe could not be reached at ${origin} (${reason}): check the network${origin === LIVE_ORIGIN ? '' : ' and STRIPE_API_BASE'}.`,
      { cause },
    );
  }
  if (error instanceof Stripe.errors.StripeAuthenticationError) {
    return new StripeFailure(
      'unauthorised',
      `Stripe did not accept the key in ${keyName}: it is wrong, revoked or expired; put a valid restricted key there.`,
      { cause },
    );
  }
  if (error instanceof Stripe.errors.StripePermissionError) {
    return new StripeFailure(
      'forbidden',
      `The key in ${keyName} may not read ${what}: give it the permission "${permissionName(error.message) ?? context.permission}: Read" in the Stripe Dashboard.`,
      { cause },
    );
  }
  if (error instanceof Stripe.errors.StripeRateLimitError) {
    const seconds = retryAfterSeconds(error);
    return new StripeFailure(
      'limited',
      `Stripe limits how often it may be asked: try again in ${seconds === null ? 'a minute' : `${seconds} s`}.`,
      { cause, retryAfterSeconds: seconds },
    );
  }
  if (error.statusCode === 404 || error.code === 'resource_missing')
    return missing(error.message, context, cause);
  if (error.statusCode === undefined) {
    return new StripeFailure(
      'broken',
      `${origin} did not answer a request for ${what} the way Stripe does: ${origin === LIVE_ORIGIN ? 'try again later' : 'check STRIPE_API_BASE'}.`,
      { cause },
    );
  }
  const answer = [error.statusCode, error.code].filter(Boolean).join(' ');
  return new StripeFailure(
    'broken',
    `Stripe answered a request for ${what} with an error (${answer}): try again later.`,
    { cause },
  );
}

export const LIVE_ORIGIN = 'https://api.stripe.com';

function missing(message: string, context: CallContext, cause: Error): StripeFailure {
  const other = /exists in (live|test) mode/.exec(message)?.[1];
  if (other === undefined)
    return new StripeFailure('missing', `Stripe has no such ${context.what}.`, { cause });
  const used = other === 'live' ? 'test' : 'live';
  return new StripeFailure(
    'other_mode',
    `It exists in ${other} mode, but the key in ${context.keyName} is a ${used}-mode key: use a ${other}-mode key.`,
    { cause },
  );
}

function connectionReason(error: InstanceType<typeof Stripe.errors.StripeConnectionError>): string {
  const detail: unknown = error.detail;
  if (typeof detail === 'object' && detail !== null && 'code' in detail && typeof detail.code === 'string') {
    return detail.code === 'ETIMEDOUT' ? 'no answer in time' : detail.code;
  }
  return 'connection failed';
}

/** Names of permissions as the Dashboard shows them, by the name in Stripe's error (`rak_<name>_read`). */
const PERMISSIONS: Readonly<Record<string, string>> = {
  charge: 'Charges and Refunds',
  coupon: 'Coupons',
  credit_note: 'Credit notes',
  customer: 'Customers',
  dispute: 'Disputes',
  invoice: 'Invoices',
  payment_intent: 'PaymentIntents',
  setup_intent: 'SetupIntents',
  subscription: 'Subscriptions',
};

/** The permission Stripe names in a 403, as the Dashboard calls it, or null. */
export function permissionName(message: string): string | null {
  const name = /rak_([a-z_]{1,60})_(?:read|write)/.exec(message)?.[1];
  if (name === undefined) return null;
  return PERMISSIONS[name] ?? name.replaceAll('_', ' ');
}

/** Longest Retry-After believed, in seconds: a day. */
const MAX_RETRY_AFTER_SECONDS = 86_400;

/** The answer's Retry-After (seconds or an HTTP date) in whole seconds, or null. */
export function retryAfterSeconds(error: unknown): number | null {
  if (!(error instanceof Stripe.errors.StripeError)) return null;
  return secondsAsked(error.headers?.['retry-after']);
}

/** A Retry-After header in whole seconds, or null. */
export function secondsAsked(header: unknown): number | null {
  if (typeof header !== 'string' || header === '') return null;
  const seconds = /^\d{1,6}$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.min(MAX_RETRY_AFTER_SECONDS, Math.max(0, Math.ceil(seconds))) : null;
}

/** True when the same call may succeed a moment later: a busy or faltering server, a lost connection. */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof Stripe.errors.StripeError)) return false;
  if (error instanceof Stripe.errors.StripeConnectionError) return true;
  if (error instanceof Stripe.errors.StripeRateLimitError) return true;
  // No status: an answer that is not JSON, such as a proxy's error page.
  const status = error.statusCode ?? 502;
  return status === 409 || status >= 500;
}

/** The moment of a `Date` header in Unix seconds, or null. */
export function unixSeconds(header: unknown): number | null {
  const at = typeof header === 'string' ? Date.parse(header) : Number.NaN;
  return Number.isFinite(at) ? Math.floor(at / 1000) : null;
}
