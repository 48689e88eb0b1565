/** A support ticket with its conversation, as the jobs need it. Texts are untrusted. */
export interface DeskTicket {
  readonly id: string;
  readonly subject: string;
  readonly status: string;
  readonly tags: readonly string[];
  readonly form_id: string | null;
  readonly group_id: string | null;
  /** Unix seconds. */
  readonly created_at: number;
  /** Zendesk's `updated_at` verbatim: the stamp a safe update must carry. */
  readonly updated_stamp: string;
  readonly requester: { readonly id: string; readonly email: string | null; readonly name: string | null };
  /** Oldest first. */
  readonly comments: readonly DeskComment[];
}

export interface DeskComment {
  readonly id: string;
  readonly author_id: string;
  readonly public: boolean;
  /** True when the author is an end user (the customer's side), not an agent and not this product. */
  readonly from_customer: boolean;
  readonly body: string;
  readonly created_at: number;
}

export interface NoteRequest {
  readonly ticket_id: string;
  readonly updated_stamp: string;
  /** Visible marker, e.g. `[bc:an_…]`: looked for before a note is written. */
  readonly marker: string;
  /** Complete HTML of the note, the marker in it. */
  readonly html: string;
  readonly add_tags: readonly string[];
}

export type NoteOutcome =
  | { readonly kind: 'posted'; readonly comment_id: string | null }
  /** Somebody else changed the ticket meanwhile: read it again, look for the marker, try again. */
  | { readonly kind: 'conflict' }
  /** The ticket is closed, deleted or full: no note can ever be written. `message` says which. */
  | { readonly kind: 'impossible'; readonly message: string };

export interface ChangedTickets {
  readonly ticket_ids: readonly string[];
  readonly cursor: string;
  readonly end_of_stream: boolean;
}

/** The support desk (Zendesk). Operational failures throw a ServiceError; the job is then retried. */
export interface TicketDesk {
  /** Null when the ticket does not exist (any more). */
  readTicket(id: string): Promise<DeskTicket | null>;
  /** Looks for a comment that carries `marker`; returns its id, or null. */
  findNote(
    ticketId: string,
    marker: string,
  ): Promise<{ readonly comment_id: string; readonly public: boolean } | null>;
  /** Writes one internal note. Never public: asserted in the request and in the answer. */
  addNote(request: NoteRequest): Promise<NoteOutcome>;
  /** Tickets changed since `cursor` (a cursor of an earlier call), or since `since` (Unix seconds) the first time. */
  changedTickets(from: { readonly cursor: string } | { readonly since: number }): Promise<ChangedTickets>;
}
