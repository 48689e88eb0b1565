import { z } from 'zod';
import { assert } from '../assert.ts';
import type { NoteOutcome, NoteRequest } from '../jobs/ports.ts';
import type { ZendeskClient } from './client.ts';
import { MAXIMUM_COMMENT_PAGES, newestComments, showTicket } from './read-ticket.ts';
import { updateAnswer, type ZendeskComment } from './shapes.ts';
import { ZendeskError } from './zendesk-error.ts';

/** Zendesk refuses comments over 64 KB. */
export const MAXIMUM_NOTE_BYTES = 65_536;

interface FoundNote {
  readonly comment_id: string;
  readonly public: boolean;
}

/**
 * Looks through all comments, newest first, for one that carries `marker`. The one we wrote ourselves is preferred:
 * an agent may have quoted it. Any other comment with the marker counts too, because the marker is made for one
 * note and shown nowhere else, so a quotation proves that the note was written.
 */
export async function findNote(
  client: ZendeskClient,
  ticketId: string,
  marker: string,
): Promise<FoundNote | null> {
  assert(marker.length >= 8, 'a marker is long enough to be found by', { marker });
  const own = await client.ownUser();
  let quoted: ZendeskComment | null = null;
  for await (const page of newestComments(client, ticketId, MAXIMUM_COMMENT_PAGES)) {
    for (const comment of page.comments) {
      if (!carries(comment, marker)) continue;
      if (comment.author_id === own.id) return { comment_id: comment.id, public: comment.public };
      quoted ??= comment;
    }
  }
  return quoted === null ? null : { comment_id: quoted.id, public: quoted.public };
}

/** One PUT at most. Whether a PUT whose answer was lost took effect is found out by `findNote`, never by a second. */
export async function addNote(client: ZendeskClient, request: NoteRequest): Promise<NoteOutcome> {
  assert(request.html.includes(request.marker), 'a note carries its marker', { marker: request.marker });
  assert(Buffer.byteLength(request.html) <= MAXIMUM_NOTE_BYTES, 'a note fits into a Zendesk comment', {
    ticket: request.ticket_id,
    bytes: Buffer.byteLength(request.html),
  });
  const ticket = await showTicket(client, request.ticket_id);
  if (ticket === null) return { kind: 'impossible', message: 'The ticket does not exist any more.' };
  if (ticket.status === 'closed') return { kind: 'impossible', message: 'The ticket is closed.' };
  if (ticket.updated_at !== request.updated_stamp) return { kind: 'conflict' };

  // Setting `tags` replaces them all: the ticket's own are sent along, and the safe update guards them.
  const before = ticket.tags ?? [];
  const kept = before.filter((tag) => !request.remove_tags.includes(tag));
  const tags = [...new Set([...kept, ...request.add_tags])];
  const changed = tags.length !== before.length || kept.length !== before.length;
  const body = {
    ticket: {
      comment: { html_body: request.html, public: false },
      ...(changed ? { tags } : {}),
      safe_update: true,
      updated_stamp: request.updated_stamp,
    },
  };
  assert(body.ticket.comment.public === false, 'a note is sent as internal', { ticket: ticket.id });
  let answer: z.infer<typeof updateAnswer>;
  try {
    answer = await client.put(updateAnswer, ['tickets', ticket.id], body);
  } catch (error) {
    const outcome = refusalOutcome(error);
    if (outcome !== null) return outcome;
    throw error;
  }
  return confirmInternal(client, request, answer);
}

/** Refusals after which nothing was written and the caller knows what to do; null for everything else. */
function refusalOutcome(error: unknown): NoteOutcome | null {
  if (!(error instanceof ZendeskError)) return null;
  if (error.status === 409) return { kind: 'conflict' };
  if (error.status === 404) return { kind: 'impossible', message: 'The ticket does not exist any more.' };
  if (error.status === 422)
    return { kind: 'impossible', message: `Zendesk refuses the note: ${error.detail ?? 'no reason given'}.` };
  return null;
}

/** Believes that the note is internal only when Zendesk says so: in the update's audit, else in the comment itself. */
async function confirmInternal(
  client: ZendeskClient,
  request: NoteRequest,
  answer: z.infer<typeof updateAnswer>,
): Promise<NoteOutcome> {
  const written = answer.audit?.events.find(
    (event) => event.type === 'Comment' && carries(event, request.marker),
  );
  const note =
    written?.id != null && written.public != null
      ? { comment_id: written.id, public: written.public }
      : await findNote(client, request.ticket_id, request.marker);
  if (note === null)
    throw new ZendeskError(
      'broken',
      `Zendesk accepted the note on ticket ${request.ticket_id} but the ticket does not show it.`,
    );
  if (note.public) throw await publicNote(client, request.ticket_id, note.comment_id);
  return { kind: 'posted', comment_id: note.comment_id };
}

/** The worst case: the customer may have read it. It is hidden if Zendesk lets us, and said loudly either way. */
async function publicNote(client: ZendeskClient, ticketId: string, commentId: string): Promise<ZendeskError> {
  let hidden = true;
  try {
    await client.put(z.unknown(), ['tickets', ticketId, 'comments', commentId, 'make_private'], {});
  } catch {
    hidden = false;
  }
  const now = hidden ? 'it was made internal afterwards' : 'make it internal by hand at once';
  return new ZendeskError(
    'broken',
    `ALARM: Zendesk stored our internal note as a PUBLIC comment (ticket ${ticketId}, comment ${commentId}): ${now}, and the customer may have been e-mailed.`,
    { code: 'note_was_public' },
  );
}

function carries(
  comment: { readonly body?: string | null | undefined; readonly html_body?: string | null | undefined },
  marker: string,
): boolean {
  return (comment.body ?? '').includes(marker) || (comment.html_body ?? '').includes(marker);
}
