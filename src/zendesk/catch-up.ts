import { z } from 'zod';
import type { DeskTicket, TicketDesk } from '../jobs/ports.ts';
import type { RecordDelivery, TicketDelivery } from './webhook-route.ts';
import { ZendeskError } from './zendesk-error.ts';

/**
 * Finds what the webhook missed: Zendesk does not repeat a delivery that met a dead server. Run at start and every
 * {@link CATCH_UP_INTERVAL_SECONDS}; what it finds goes into the same inbox as the webhook's deliveries, under ids
 * made of ticket and message, so a message found twice is recorded once.
 */
export const CATCH_UP_INTERVAL_SECONDS = 300;
/** Zendesk allows 10 incremental exports a minute to the whole account: two are left to others. */
export const MAXIMUM_PAGES_PER_RUN = 8;
/** How far the very first run looks back. */
const FIRST_LOOK_BACK_SECONDS = 600;
/** The export lags a minute behind and is ordered by Zendesk's clock, not ours. */
const CLOCK_ALLOWANCE_SECONDS = 120;

export interface CatchUpPorts {
  readonly desk: Pick<TicketDesk, 'readTicket' | 'changedTickets'>;
  /** What `saveCursor` got last, verbatim; null the first time. */
  readonly loadCursor: () => Promise<string | null>;
  readonly saveCursor: (cursor: string) => Promise<void>;
  readonly recordDelivery: RecordDelivery;
  /** Unix seconds. */
  readonly clock: () => number;
  /** Told what stopped a run. */
  readonly onError: (error: unknown) => void;
  /** Tickets for which nothing is to be recorded; default none. */
  readonly wanted?: (ticket: DeskTicket) => boolean;
}

export interface CatchUpResult {
  readonly pages: number;
  readonly tickets: number;
  readonly recorded: number;
  /** False when a failure or the page limit stopped the run: the next one goes on from the last saved cursor. */
  readonly complete: boolean;
}

/** What is stored between runs: Zendesk's cursor, and since when messages count as ours to answer. */
const savedState = z.object({ cursor: z.string().min(1), watching_since: z.int().nonnegative() });
type SavedState = z.infer<typeof savedState>;

export function createCatchUp(ports: CatchUpPorts): { runOnce(): Promise<CatchUpResult> } {
  let running: Promise<CatchUpResult> | null = null;
  return {
    /** Never rejects. A second call while one is running waits for that one. */
    runOnce() {
      running ??= run(ports).finally(() => {
        running = null;
      });
      return running;
    },
  };
}

async function run(ports: CatchUpPorts): Promise<CatchUpResult> {
  const result = { pages: 0, tickets: 0, recorded: 0, complete: false };
  try {
    let state = parseState(await ports.loadCursor());
    const watchingSince = state?.watching_since ?? ports.clock() - FIRST_LOOK_BACK_SECONDS;
    while (result.pages < MAXIMUM_PAGES_PER_RUN && !result.complete) {
      const from = state === null ? { since: watchingSince } : { cursor: state.cursor };
      const page = await ports.desk.changedTickets(from);
      for (const id of page.ticket_ids) {
        if (await recordNewest(ports, id, watchingSince)) result.recorded += 1;
        result.tickets += 1;
      }
      // Only now, when every message of the page is durable, may the cursor move past it.
      state = { cursor: page.cursor, watching_since: watchingSince };
      await ports.saveCursor(JSON.stringify(state));
      result.pages += 1;
      result.complete = page.end_of_stream;
    }
  } catch (error) {
    ports.onError(error);
  }
  return result;
}

/** A state we did not write (an older format, a damaged row) is treated as none: the look-back covers the gap. */
function parseState(text: string | null): SavedState | null {
  if (text === null) return null;
  try {
    return savedState.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

async function recordNewest(ports: CatchUpPorts, id: string, watchingSince: number): Promise<boolean> {
  const ticket = await readOrSkip(ports, id);
  if (ticket === null || !(ports.wanted?.(ticket) ?? true)) return false;
  const delivery = newestDelivery(ticket, watchingSince, ports.clock());
  return delivery !== null && (await ports.recordDelivery(delivery)) === 'recorded';
}

/** A ticket whose answer can never be read is reported and passed over: it must not hold up all the others. */
async function readOrSkip(ports: CatchUpPorts, id: string): Promise<DeskTicket | null> {
  try {
    return await ports.desk.readTicket(id);
  } catch (error) {
    const transient =
      !(error instanceof ZendeskError) || error.trouble !== 'broken' || (error.status ?? 0) >= 500;
    if (transient) throw error;
    ports.onError(error);
    return null;
  }
}

/**
 * The ticket's newest message by the customer, as the webhook would have announced it; null when there is nothing
 * to answer: the ticket is closed, or its newest message is older than our watch (an old ticket that an automation
 * touched is no news).
 */
function newestDelivery(ticket: DeskTicket, watchingSince: number, now: number): TicketDelivery | null {
  if (ticket.status === 'closed') return null;
  const newest = ticket.comments.findLast((comment) => comment.from_customer && comment.public);
  const isFirst = newest === undefined || newest.id === ticket.comments[0]?.id;
  const at = isFirst ? ticket.created_at : newest.created_at;
  if (at < watchingSince - CLOCK_ALLOWANCE_SECONDS) return null;
  const base = { source: 'zendesk', ticket_id: ticket.id, received_at: now } as const;
  return isFirst
    ? { ...base, kind: 'ticket.created', comment_id: null, delivery_id: `catch-up:${ticket.id}:created` }
    : {
        ...base,
        kind: 'ticket.comment_added',
        comment_id: newest.id,
        delivery_id: `catch-up:${ticket.id}:${newest.id}`,
      };
}
