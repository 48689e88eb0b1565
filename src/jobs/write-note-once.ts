import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceError } from '../service-error.ts';
import type { TicketDesk } from './ports.ts';

/** Somebody else may change the ticket at the same moment this often before the job is put off. */
const MAX_CONFLICTS_PER_RUN = 5;
const CONFLICT_PAUSE_MS = 300;
/** A request that left without an answer may still take effect this long. */
const SETTLE_MS = 2_000;
/** Longer than any pause here: bounds what a clock set back could make of them. */
const MAX_PAUSE_MS = 10_000;

export interface NoteToWrite {
  readonly desk: TicketDesk;
  readonly ticket_id: string;
  /** Visible to people, and what the note is found by. */
  readonly marker: string;
  /** Complete HTML, the marker in it. */
  readonly html: string;
  readonly tags: readonly string[];
  /** Tags of earlier notes that hold no longer; default none. */
  readonly staleTags?: readonly string[];
  /** When an earlier request for this note may last have left (Unix milliseconds), or null. */
  readonly sentAt: number | null;
  /** Commits the intent; awaited before each request leaves. */
  readonly markSent: () => Promise<void>;
  readonly onConflict: () => void;
  /** Unix milliseconds. */
  readonly clock: () => number;
  readonly signal: AbortSignal;
}

export type WrittenNote =
  | { readonly kind: 'posted'; readonly comment_id: string | null }
  /** An earlier run had written it. */
  | { readonly kind: 'found'; readonly comment_id: string; readonly public: boolean }
  | { readonly kind: 'impossible'; readonly reason: string };

/**
 * Exactly one internal note per marker. The ticket's stamp is read first and the note looked for after it: a note
 * that appears in between changes the stamp, so that the write is refused as a conflict.
 * @throws {ServiceError}
 */
export async function writeNoteOnce(note: NoteToWrite): Promise<WrittenNote> {
  const { desk, ticket_id, marker, html, tags, staleTags = [], sentAt, clock, signal } = note;
  if (sentAt !== null) await pause(sentAt + SETTLE_MS - clock(), signal);
  for (let conflicts = 0; conflicts < MAX_CONFLICTS_PER_RUN; conflicts += 1) {
    const ticket = await desk.readTicket(ticket_id);
    if (ticket === null) return { kind: 'impossible', reason: 'the ticket does not exist any more' };
    const found = await desk.findNote(ticket_id, marker);
    if (found !== null) return { kind: 'found', ...found };

    signal.throwIfAborted();
    await note.markSent();
    const { updated_stamp } = ticket;
    const written = await desk.addNote({
      ticket_id,
      updated_stamp,
      marker,
      html,
      add_tags: tags,
      remove_tags: staleTags,
    });
    if (written.kind === 'posted') return written;
    if (written.kind === 'impossible') return { kind: 'impossible', reason: written.message };
    note.onConflict();
    await pause(CONFLICT_PAUSE_MS * 2 ** conflicts, signal);
  }
  throw new ServiceError(
    'zendesk',
    'limited',
    `Ticket ${ticket_id} keeps changing while its note is written.`,
  );
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await sleep(Math.min(ms, MAX_PAUSE_MS), undefined, { signal });
}
