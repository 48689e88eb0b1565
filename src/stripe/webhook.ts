import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { markedBy } from './effects/marks.ts';
import { isSignedByStripe } from './webhook-signature.ts';

/** That something happened in Stripe; what, is read from Stripe. */
export interface StripeNews {
  readonly id: string;
  readonly type: string;
  /** What it is about: the object, or the charge of a dispute. */
  readonly object_id: string;
  /** From the object's metadata, or null. */
  readonly correction_id: string | null;
}

export interface StripeWebhookPorts {
  /** Resolves once the event is durable, or known already; rejects when it cannot be stored now. */
  readonly record: (news: StripeNews) => Promise<'recorded' | 'duplicate'>;
  /** Signing secrets of the endpoint (`whsec_…`), two while one replaces the other. */
  readonly secrets: readonly string[];
  /** The mode whose events are ours; null takes both. */
  readonly mode: 'live' | 'test' | null;
  /** Unix milliseconds. */
  readonly clock: () => number;
  /** Told why an event could not be stored. */
  readonly onError: (error: unknown) => void;
}

export interface StripeWebhookRequest {
  readonly headers: IncomingHttpHeaders;
  /** The bytes as received: the signature is over them. */
  readonly rawBody: Uint8Array;
}

export interface StripeWebhookResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const MAX_STRIPE_EVENT_BYTES = 1024 * 1024;
const RETRY_AFTER_SECONDS = 10;

/** What an endpoint should be subscribed to: news about what corrections make, or about what they are for. */
export const STRIPE_EVENT_TYPES: readonly string[] = [
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.refunded',
  'charge.refund.updated',
  'credit_note.created',
  'credit_note.updated',
  'credit_note.voided',
  'charge.dispute.created',
  'invoice.voided',
  'customer.subscription.deleted',
];

const HEAD = z.object({
  id: z.string().regex(/^evt_[A-Za-z0-9_]{1,250}$/),
  object: z.literal('event'),
  type: z.string().max(200),
  livemode: z.boolean(),
  /** Set where it happened in an account connected to ours. */
  account: z.string().nullish(),
});
const OBJECT_ID = z.string().regex(/^[a-z]{2,20}_[A-Za-z0-9_]{1,230}$/);
const ABOUT = z.object({
  data: z.object({
    object: z.object({
      id: OBJECT_ID,
      object: z.string(),
      charge: z.unknown().optional(),
      metadata: z.record(z.string(), z.unknown()).nullish(),
    }),
  }),
});

/**
 * Handles `POST /stripe/webhook`. Stripe repeats an event for days until it is answered 2xx, which is said only of what is
 * durable or none of our business. Nothing in an event is believed: it names an object to look at, and is not stored.
 */
export function createStripeWebhook(
  ports: StripeWebhookPorts,
): (request: StripeWebhookRequest) => Promise<StripeWebhookResponse> {
  return async ({ headers, rawBody }) => {
    if (rawBody.byteLength > MAX_STRIPE_EVENT_BYTES)
      return answer(413, `The body is over ${MAX_STRIPE_EVENT_BYTES} bytes.`);
    const payload = textOf(rawBody);
    if (payload === null || !isSignedByStripe({ payload, header: headers['stripe-signature'], ...ports }))
      return answer(401, 'The signature is missing, wrong or too old.');
    const event = parseEvent(payload, ports.mode);
    if ('invalid' in event) return answer(400, event.invalid);
    if ('ignored' in event) return answer(200, `Ignored: ${event.ignored}.`);
    try {
      const outcome = await ports.record(event);
      return answer(200, outcome === 'recorded' ? 'Recorded.' : 'Known already.');
    } catch (error) {
      ports.onError(error);
      return answer(503, 'The event cannot be stored now: try again.', {
        'retry-after': String(RETRY_AFTER_SECONDS),
      });
    }
  };
}

type Parsed = StripeNews | { readonly ignored: string } | { readonly invalid: string };

function parseEvent(payload: string, mode: StripeWebhookPorts['mode']): Parsed {
  const body = jsonOf(payload);
  if (isThin(body)) return { invalid: 'This is a thin event: subscribe the endpoint to snapshot events.' };
  const head = HEAD.safeParse(body).data;
  if (head === undefined) return { invalid: 'The body is not an event of Stripe.' };
  const { id, type, livemode, account } = head;
  if (!STRIPE_EVENT_TYPES.includes(type)) return { ignored: 'nothing depends on events of this type' };
  if (mode !== null && livemode !== (mode === 'live')) return { ignored: 'an event of the other mode' };
  if (account != null) return { ignored: 'an event of another account' };
  const about = ABOUT.safeParse(body).data?.data.object;
  if (about === undefined) return { invalid: `The ${type} event names no object.` };
  const charge = OBJECT_ID.safeParse(about.charge).data;
  const object_id = about.object === 'dispute' ? charge : about.id;
  if (object_id === undefined) return { invalid: `The ${type} event names no charge.` };
  return { id, type, object_id, correction_id: markedBy(about.metadata) };
}

function isThin(body: unknown): boolean {
  return z.object({ object: z.literal('v2.core.event') }).safeParse(body).success;
}

/** Null when the bytes are not UTF-8: what cannot be decoded without loss cannot be verified either. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function jsonOf(payload: string): unknown {
  try {
    return JSON.parse(payload) as unknown;
  } catch {
    return undefined;
  }
}

function answer(
  status: number,
  sentence: string,
  headers: Readonly<Record<string, string>> = {},
): StripeWebhookResponse {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: sentence };
}
