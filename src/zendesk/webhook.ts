import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** How far a signature's time may lie from ours, either way. Zendesk signs the time but sets no window itself. */
export const SIGNATURE_WINDOW_SECONDS = 300;
/** Secrets tried at once: the current one and those of a rotation in progress. */
const MAXIMUM_SECRETS = 5;
const MAXIMUM_TIMESTAMP_CHARACTERS = 64;

export interface SignatureCheck {
  readonly secrets: readonly string[];
  /** `X-Zendesk-Webhook-Signature-Timestamp`, as the HTTP server gives it: one string, or who knows what. */
  readonly timestamp: unknown;
  /** `X-Zendesk-Webhook-Signature`. */
  readonly signature: unknown;
  readonly rawBody: Uint8Array;
  /** Unix seconds. */
  readonly now: number;
}

/**
 * True when `rawBody` was signed by Zendesk with one of our secrets not long ago:
 * base64(HMAC-SHA256(secret, timestamp + body)), over the timestamp verbatim and the bytes as received.
 * Never throws on what a stranger sends; all secrets are tried, each compared in constant time.
 */
export function verifyZendeskSignature(check: SignatureCheck): boolean {
  const { timestamp } = check;
  if (typeof timestamp !== 'string' || typeof check.signature !== 'string') return false;
  const signedAt = signatureTime(timestamp);
  if (signedAt === null || Math.abs(check.now - signedAt) > SIGNATURE_WINDOW_SECONDS) return false;
  const given = decodeSignature(check.signature);
  if (given === null) return false;
  let matches = false;
  for (const secret of check.secrets.slice(0, MAXIMUM_SECRETS)) {
    if (secret === '') continue;
    const expected = createHmac('sha256', secret).update(timestamp).update(check.rawBody).digest();
    if (timingSafeEqual(expected, given)) matches = true;
  }
  return matches;
}

/** Unix seconds of an ISO time, or of a plain number of seconds or milliseconds; null for anything else. */
function signatureTime(timestamp: string): number | null {
  if (timestamp.length > MAXIMUM_TIMESTAMP_CHARACTERS) return null;
  if (/^\d{9,10}$/.test(timestamp)) return Number(timestamp);
  if (/^\d{12,13}$/.test(timestamp)) return Number(timestamp) / 1000;
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/.test(timestamp)) return null;
  const milliseconds = Date.parse(timestamp);
  return Number.isNaN(milliseconds) ? null : milliseconds / 1000;
}

/** The 32 bytes of a SHA-256 digest in canonical base64, or null. */
function decodeSignature(signature: string): Buffer | null {
  if (!/^[A-Za-z0-9+/]{43}=$/.test(signature)) return null;
  const bytes = Buffer.from(signature, 'base64');
  return bytes.length === 32 && bytes.toString('base64') === signature ? bytes : null;
}

export type TicketEventKind = 'ticket.created' | 'ticket.comment_added';

export interface TicketEvent {
  /** The event's own id: signed, and the same in every delivery of it. */
  readonly delivery_id: string;
  readonly account_id: string;
  readonly type: TicketEventKind;
  readonly ticket_id: string;
  /** Null for `ticket.created`: the payload does not name the first comment. */
  readonly comment_id: string | null;
  readonly actor_id: string;
  /** Of the comment, or of the new ticket. */
  readonly is_public: boolean;
  /** Of the comment's author; false where the payload does not say. */
  readonly by_staff: boolean;
  /** Unix seconds. */
  readonly occurred_at: number;
}

export type ParsedTicketEvent = TicketEvent | { readonly ignored: string } | { readonly invalid: string };

const EVENT_TYPE_PREFIX = 'zen:event-type:';

/** Webhook payloads give ids as strings; the account's is a number. */
const id = z.union([z.string().regex(/^[1-9]\d{0,15}$/), z.int().positive().transform(String)]);
/** Zendesk itself acts as user -1. */
const actorId = z.union([z.string().regex(/^-?\d{1,16}$/), z.int().transform(String)]);

const envelope = z.object({ type: z.string().max(200) });

const ticketEvent = z.object({
  id: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/),
  account_id: id,
  time: z.iso.datetime({ offset: true }),
  detail: z.object({
    id,
    actor_id: actorId,
    is_public: z.boolean().nullish(),
    created_at: z.iso.datetime({ offset: true }).nullish(),
    description: z.string().nullish(),
  }),
});
const commentEvent = ticketEvent.extend({
  event: z.object({
    comment: z.object({
      id,
      is_public: z.boolean(),
      body: z.string().nullish(),
      author: z.object({ id: actorId, is_staff: z.boolean().nullish() }).nullish(),
    }),
  }),
});

/**
 * Reads a webhook's JSON. `ignored` says why an event is none of our business, `invalid` (one sentence) what is
 * wrong with it. `body` is what `JSON.parse` gave: only the named properties are looked at, so a `__proto__` key
 * stays inert.
 */
export function parseTicketEvent(body: unknown): ParsedTicketEvent {
  const head = envelope.safeParse(body);
  if (!head.success) return { invalid: 'The body is not a Zendesk event: it has no type.' };
  const type = head.data.type.startsWith(EVENT_TYPE_PREFIX)
    ? head.data.type.slice(EVENT_TYPE_PREFIX.length)
    : '';
  if (type === 'ticket.created') return ticketCreated(body);
  if (type === 'ticket.comment_added') return commentAdded(body);
  return { ignored: 'only ticket.created and ticket.comment_added are handled' };
}

function ticketCreated(body: unknown): ParsedTicketEvent {
  const parsed = ticketEvent.safeParse(body);
  if (!parsed.success) return invalid('ticket.created', parsed.error);
  const { detail } = parsed.data;
  return {
    ...common(parsed.data),
    type: 'ticket.created',
    comment_id: null,
    is_public: detail.is_public ?? true,
    by_staff: false,
  };
}

function commentAdded(body: unknown): ParsedTicketEvent {
  const parsed = commentEvent.safeParse(body);
  if (!parsed.success) return invalid('ticket.comment_added', parsed.error);
  const { comment } = parsed.data.event;
  if (isFirstMessage(parsed.data))
    return { ignored: "the ticket's first message: ticket.created announces it" };
  return {
    ...common(parsed.data),
    type: 'ticket.comment_added',
    comment_id: comment.id,
    // The author counts, not who entered it: an agent may add a message in the customer's name.
    actor_id: comment.author?.id ?? parsed.data.detail.actor_id,
    is_public: comment.is_public,
    by_staff: comment.author?.is_staff ?? false,
  };
}

/** The description of a ticket is its first comment, whose own event comes within moments of the ticket's. */
function isFirstMessage(event: z.infer<typeof commentEvent>): boolean {
  const { created_at, description } = event.detail;
  if (created_at == null || description == null || event.event.comment.body !== description) return false;
  return Math.abs(Date.parse(event.time) - Date.parse(created_at)) <= FIRST_MESSAGE_WINDOW_MILLISECONDS;
}
const FIRST_MESSAGE_WINDOW_MILLISECONDS = 5_000;

function common(event: z.infer<typeof ticketEvent>) {
  return {
    delivery_id: event.id,
    account_id: event.account_id,
    ticket_id: event.detail.id,
    actor_id: event.detail.actor_id,
    occurred_at: Math.floor(Date.parse(event.time) / 1000),
  };
}

function invalid(type: TicketEventKind, error: z.ZodError): { readonly invalid: string } {
  const at = error.issues[0]?.path.join('.') ?? '';
  return { invalid: `The ${type} event is malformed at "${at}".` };
}
