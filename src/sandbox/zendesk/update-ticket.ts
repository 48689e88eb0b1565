import type { SandboxAnswer } from '../fault-injection.ts';
import { auditJson, errors, ok, ticketJson } from './answers.ts';
import { isRecord, parseRecord } from './oauth.ts';
import type { Desk } from './routes.ts';
import { isoTime, type SandboxTicket, type TicketChange, type TicketStatus } from './state.ts';

/** Zendesk's own maximum for one comment. */
const MAXIMUM_COMMENT_BYTES = 65_536;
const STATUSES: readonly TicketStatus[] = ['new', 'open', 'pending', 'hold', 'solved', 'closed'];

/** `PUT /tickets/{id}`: all of it or none of it, in one audit. Unknown properties are ignored, as Zendesk does. */
export function updateTicket(desk: Desk, ticket: SandboxTicket, rawBody: Buffer): SandboxAnswer {
  const update = parseRecord(rawBody)?.['ticket'];
  if (!isRecord(update)) return errors.badJson();
  desk.beforeUpdate(ticket.id);
  const refusal = refused(ticket, update);
  if (refusal !== null) return refusal;
  const comment = commentOf(desk, update['comment']);
  if (comment === 'empty') return errors.invalid('comment', 'Comment: cannot be blank');
  if (comment === 'too_long')
    return errors.invalid('comment', 'Comment: is too long (maximum is 65536 bytes)');
  if (comment !== null && ticket.comments.length >= desk.maximumComments)
    return errors.invalid('base', `Ticket has reached the limit of ${desk.maximumComments} comments`);
  const status = STATUSES.find((known) => known === update['status']);
  const change: TicketChange = {
    author_id: desk.user.id,
    ...(comment === null ? {} : { comment }),
    ...(Array.isArray(update['tags']) ? { tags: cleanTags(update['tags']) } : {}),
    ...(status === undefined ? {} : { status }),
  };
  const done = desk.state.update(ticket, change);
  desk.changed(ticket, { comment_id: done.comment?.id ?? null });
  return ok({ ticket: ticketJson(ticket, desk.state.fields, desk.url()), audit: auditJson(done.audit) });
}

/** The tags endpoints: a change of tags alone. */
export function applyTags(
  desk: Desk,
  ticket: SandboxTicket,
  body: Readonly<Record<string, unknown>>,
  tags: readonly unknown[],
  status: 200 | 201,
): SandboxAnswer {
  desk.beforeUpdate(ticket.id);
  const refusal = refused(ticket, body);
  if (refusal !== null) return refusal;
  desk.state.update(ticket, { author_id: desk.user.id, tags: cleanTags(tags) });
  desk.changed(ticket, { comment_id: null });
  return { status, body: { tags: ticket.tags } };
}

/** Closed tickets take no update; a safe update is refused when the ticket is not as the caller saw it. */
function refused(ticket: SandboxTicket, update: Readonly<Record<string, unknown>>): SandboxAnswer | null {
  if (ticket.status === 'closed') return errors.invalid('status', 'Status: closed prevents ticket update');
  const safe = update['safe_update'] === true || update['safe_update'] === 'true';
  if (!safe) return null;
  const stamp = update['updated_stamp'];
  if (typeof stamp !== 'string') return errors.invalid('updated_stamp', 'Updated stamp: is required');
  // One second is all the resolution there is: a change within the same second is not noticed, as in Zendesk.
  return Date.parse(stamp) === Date.parse(isoTime(ticket.updated_at)) ? null : errors.conflict();
}

function commentOf(
  desk: Desk,
  comment: unknown,
): NonNullable<TicketChange['comment']> | null | 'empty' | 'too_long' {
  if (!isRecord(comment)) return null;
  const { body, html_body, author_id } = comment;
  const text = typeof html_body === 'string' ? html_body : typeof body === 'string' ? body : '';
  if (text.trim() === '') return 'empty';
  if (Buffer.byteLength(text) > MAXIMUM_COMMENT_BYTES) return 'too_long';
  return {
    author_id: typeof author_id === 'number' ? author_id : desk.user.id,
    // Left out, a comment is public: the trap every internal note has to avoid.
    public: comment['public'] !== false,
    ...(typeof html_body === 'string' ? { html_body } : { body: text }),
  };
}

/** Lower case, no spaces, no doubles. */
function cleanTags(tags: readonly unknown[]): string[] {
  return [...new Set(tags.map((tag) => String(tag).trim().toLowerCase().replace(/\s+/g, '_')))].filter(
    (tag) => tag !== '',
  );
}
