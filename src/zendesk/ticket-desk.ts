import type { ChangedTickets, TicketDesk } from '../jobs/ports.ts';
import { addNote, findNote } from './add-note.ts';
import { createZendeskClient, type ZendeskClient, type ZendeskConnection } from './client.ts';
import { isTicketId, readTicket } from './read-ticket.ts';
import { incrementalAnswer } from './shapes.ts';
import { ZendeskError } from './zendesk-error.ts';

/** Each is then read with two or three requests: one page must fit into a minute's allowance (Team plan: 200). */
const CHANGED_TICKETS_PER_PAGE = 25;
/** Zendesk refuses a start within the last minute. */
const MINIMUM_START_AGE_SECONDS = 61;
/** Our own cursor for "nothing yet since": Zendesk gives none with an empty first page. */
const SINCE_CURSOR = /^since:(\d{1,12})$/;

/** A client to share with others (who wants to know our own user id, for one). */
export interface SharedClient {
  readonly client: ZendeskClient;
  /** Milliseconds since the epoch; default the system clock. */
  readonly now?: () => number;
}

/** Zendesk as the jobs see it, over a client of its own or a shared one. All failures are {@link ZendeskError}s. */
export function createTicketDesk(settings: ZendeskConnection | SharedClient): TicketDesk {
  const client = 'client' in settings ? settings.client : createZendeskClient(settings);
  const now = ('now' in settings ? settings.now : undefined) ?? Date.now;
  return {
    readTicket: (id) => readTicket(client, id),
    async findNote(ticketId, marker) {
      if (!isTicketId(ticketId)) return null;
      try {
        return await findNote(client, ticketId, marker);
      } catch (error) {
        if (error instanceof ZendeskError && error.status === 404) return null;
        throw error;
      }
    },
    addNote: (request) => addNote(client, request),
    changedTickets: (from) => changedTickets(client, from, Math.floor(now() / 1000)),
  };
}

/** One page of the incremental export by cursor: tickets changed, oldest change first, deleted ones left out. */
async function changedTickets(
  client: ZendeskClient,
  from: { readonly cursor: string } | { readonly since: number },
  nowSeconds: number,
): Promise<ChangedTickets> {
  const since = 'since' in from ? from.since : sinceOf(from.cursor);
  const start = since === null ? null : Math.max(0, Math.min(since, nowSeconds - MINIMUM_START_AGE_SECONDS));
  const answer = await client.get(incrementalAnswer, ['incremental', 'tickets', 'cursor'], {
    per_page: String(CHANGED_TICKETS_PER_PAGE),
    ...(start !== null ? { start_time: String(start) } : 'cursor' in from ? { cursor: from.cursor } : {}),
  });
  const ids = answer.tickets.filter((ticket) => ticket.status !== 'deleted').map((ticket) => ticket.id);
  const unchanged = start === null && 'cursor' in from ? from.cursor : `since:${start ?? 0}`;
  return {
    ticket_ids: [...new Set(ids)],
    cursor: answer.after_cursor ?? unchanged,
    end_of_stream: answer.end_of_stream,
  };
}

function sinceOf(cursor: string): number | null {
  const seconds = SINCE_CURSOR.exec(cursor)?.[1];
  return seconds === undefined ? null : Number(seconds);
}
