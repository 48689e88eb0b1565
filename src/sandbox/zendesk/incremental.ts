import type { SandboxAnswer } from '../fault-injection.ts';
import { errors, ok, ticketJson } from './answers.ts';
import type { Desk } from './routes.ts';
import type { SandboxTicket } from './state.ts';

const MAXIMUM_PER_PAGE = 1000;
const MINIMUM_START_AGE_SECONDS = 60;

/**
 * `GET /incremental/tickets/cursor`: tickets by the time of their last change, oldest first. The last minute is not
 * served yet, and a start within it is refused.
 */
export function exportTickets(desk: Desk, query: URLSearchParams): SandboxAnswer {
  const now = desk.state.now();
  const after = startOf(query, now);
  if (typeof after === 'object' && 'status' in after) return after;
  const served = now - desk.incrementalDelaySeconds * 1000;
  const changed = [...desk.state.tickets.values()]
    .filter((ticket) => ticket.generated_at <= served && isAfter(ticket, after))
    .sort((a, b) => a.generated_at - b.generated_at || a.id - b.id);
  const size = Math.min(Math.max(1, Number(query.get('per_page')) || MAXIMUM_PER_PAGE), MAXIMUM_PER_PAGE);
  const page = changed.slice(0, size);
  const last = page.at(-1);
  // Nothing new: the cursor stays where it is; without one there is none to give.
  const after_cursor = last === undefined ? query.get('cursor') : encode(last);
  return ok({
    tickets: page.map((ticket) => ticketJson(ticket, desk.state.fields, desk.url())),
    after_url:
      after_cursor === null
        ? null
        : `${desk.url()}/api/v2/incremental/tickets/cursor.json?cursor=${encodeURIComponent(after_cursor)}`,
    after_cursor,
    before_url: null,
    before_cursor: null,
    end_of_stream: changed.length <= size,
  });
}

interface Position {
  readonly at: number;
  readonly id: number;
}

function startOf(query: URLSearchParams, now: number): Position | SandboxAnswer {
  const cursor = query.get('cursor');
  if (cursor !== null) return decode(cursor) ?? errors.badValue('The cursor is invalid');
  const start = query.get('start_time');
  if (start === null || !/^\d{1,11}$/.test(start)) return errors.badValue('start_time is required');
  if (Number(start) * 1000 > now - MINIMUM_START_AGE_SECONDS * 1000) return errors.tooRecent();
  return { at: Number(start) * 1000, id: 0 };
}

function isAfter(ticket: SandboxTicket, position: Position): boolean {
  return ticket.generated_at === position.at ? ticket.id > position.id : ticket.generated_at > position.at;
}

function encode(ticket: SandboxTicket): string {
  return Buffer.from(`${ticket.generated_at}||${ticket.id}|`).toString('base64');
}

function decode(cursor: string): Position | null {
  const match = /^(\d+)\|\|(\d+)\|$/.exec(Buffer.from(cursor, 'base64').toString());
  return match === null ? null : { at: Number(match[1]), id: Number(match[2]) };
}
