import type { IncomingHttpHeaders } from 'node:http';
import {
  parseTicketEvent,
  type TicketEvent,
  type TicketEventKind,
  verifyZendeskSignature,
} from './webhook.ts';

/** A ticket's message that wants checking, however we learned of it. */
export interface TicketDelivery {
  readonly source: 'zendesk';
  readonly delivery_id: string;
  readonly ticket_id: string;
  /** Null: the ticket's first message. */
  readonly comment_id: string | null;
  readonly kind: TicketEventKind;
  /** Unix seconds. */
  readonly received_at: number;
}

/** Resolves once the delivery is durable, or known already; rejects when it cannot be stored now. */
export type RecordDelivery = (delivery: TicketDelivery) => Promise<'recorded' | 'duplicate'>;

export interface WebhookPorts {
  readonly recordDelivery: RecordDelivery;
  /** Unix seconds. */
  readonly clock: () => number;
  /** Signing secrets, the current one first; two while one replaces the other. */
  readonly secrets: readonly string[];
  /** Id of the account user we act as; null while it is not known yet. */
  readonly ownUserId: () => string | null;
  /** The only Zendesk account whose events are taken; null takes any that is signed. */
  readonly accountId?: string | null;
  /** Told why a delivery could not be stored. */
  readonly onError?: (error: unknown) => void;
}

export interface WebhookRequest {
  readonly headers: IncomingHttpHeaders;
  /** The bytes as received: the signature is over them. */
  readonly rawBody: Uint8Array;
}

export interface WebhookResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** As the HTTP server's own limit. Zendesk's texts end at 64 KB, but a ticket of a megabyte must not be lost. */
const MAXIMUM_WEBHOOK_BYTES = 2 * 1024 * 1024;
/** Zendesk tries again after a 503 only when it is asked to wait less than 60 s. */
const RETRY_AFTER_SECONDS = 10;

/**
 * Handles `POST /zendesk/webhook`. Zendesk repeats a delivery only after 409, 429 or 503 with Retry-After, or a
 * timeout: whatever cannot be stored now gets 503, and 2xx is said only of what is durable or none of our business.
 */
export function createZendeskWebhook(
  ports: WebhookPorts,
): (request: WebhookRequest) => Promise<WebhookResponse> {
  return async ({ headers, rawBody }) => {
    if (rawBody.byteLength > MAXIMUM_WEBHOOK_BYTES)
      return answer(413, `The body is over ${MAXIMUM_WEBHOOK_BYTES} bytes.`);
    const now = ports.clock();
    const genuine = verifyZendeskSignature({
      secrets: ports.secrets,
      timestamp: headers['x-zendesk-webhook-signature-timestamp'],
      signature: headers['x-zendesk-webhook-signature'],
      rawBody,
      now,
    });
    if (!genuine) return answer(401, 'The signature is missing, wrong or too old.');
    const event = parseTicketEvent(parseJson(rawBody));
    if ('invalid' in event) return answer(400, event.invalid);
    const reason = 'ignored' in event ? event.ignored : reasonToIgnore(event, ports);
    if (reason !== null || 'ignored' in event) return answer(200, `Ignored: ${reason}.`);
    return record(event, ports, now);
  };
}

/** Why nobody waits for an answer to this event, or null. */
function reasonToIgnore(event: TicketEvent, ports: WebhookPorts): string | null {
  if (ports.accountId != null && event.account_id !== ports.accountId) return 'another Zendesk account';
  if (event.actor_id === ports.ownUserId()) return 'our own update';
  if (event.type === 'ticket.created') return null;
  if (!event.is_public) return 'an internal note';
  return event.by_staff ? 'a reply of an agent' : null;
}

async function record(event: TicketEvent, ports: WebhookPorts, now: number): Promise<WebhookResponse> {
  try {
    const result = await ports.recordDelivery({
      source: 'zendesk',
      delivery_id: event.delivery_id,
      ticket_id: event.ticket_id,
      comment_id: event.comment_id,
      kind: event.type,
      received_at: now,
    });
    return result === 'recorded' ? answer(202, 'Recorded.') : answer(200, 'Known already.');
  } catch (error) {
    ports.onError?.(error);
    return answer(503, 'The delivery cannot be stored now: try again.', {
      'retry-after': String(RETRY_AFTER_SECONDS),
    });
  }
}

/** Undefined when the bytes are not UTF-8 or not JSON. */
function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}

function answer(
  status: number,
  sentence: string,
  headers: Readonly<Record<string, string>> = {},
): WebhookResponse {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: sentence };
}
