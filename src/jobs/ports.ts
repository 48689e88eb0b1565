import type { Lease } from '../../db/jobs.ts';
import type { SlackReference, SlackRequest } from '../../db/slack-requests.ts';
import type { ProgressStep } from '../check/ports.ts';
import type { AnalysisResult, ResultMatch } from '../check/result.ts';

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
  /** Tags of earlier notes that hold no longer. */
  readonly remove_tags: readonly string[];
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

/** May this person check? A refusal has one word for the audit and one sentence for the person. */
export type SlackPermission =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'refused'; readonly reason: string; readonly sentence: string };

/** A check as it is shown in Slack. */
export interface ShownCheck {
  readonly result: AnalysisResult;
  readonly livemode: boolean;
  readonly query: string;
  readonly ticket_id: string | null;
  readonly analysis_id: string;
  /** `deterministic`: the findings are final, the words may still be refined. */
  readonly stage: 'deterministic' | 'final';
  readonly expanded: boolean;
}

/** What an answer says; how it looks is Slack's business. */
export type SlackContent =
  | ({ readonly kind: 'check' } & ShownCheck)
  | { readonly kind: 'ambiguous'; readonly query: string; readonly customers: readonly ResultMatch[] }
  /** Several customers or tickets are named: which one? */
  | { readonly kind: 'which'; readonly references: readonly SlackReference[] }
  | { readonly kind: 'not_found'; readonly query: string; readonly sentence: string }
  | { readonly kind: 'failure'; readonly sentence: string }
  | { readonly kind: 'refused'; readonly sentence: string }
  /** Beside the message that was clicked, which stays. */
  | { readonly kind: 'remark'; readonly sentence: string }
  /** As a remark, with the way to withdraw what was just proposed. */
  | {
      readonly kind: 'proposed';
      readonly sentence: string;
      readonly correction_id: string;
      readonly version: number;
    };

/** The one message that answers one request: posted once, edited afterwards, also by a later run. */
export interface SlackAnswer {
  /** Shows how far the check is, as often as Slack allows; never fails and is never waited for. */
  progress(step: ProgressStep): void;
  /**
   * Shows `content` in place of what was shown before. `unreachable`: there is no way left to reach the person.
   * @throws {ServiceError} Slack is away or at its rate limit: try again later.
   * @throws {LostLease}
   */
  show(content: SlackContent): Promise<'shown' | 'unreachable'>;
}

export interface TriagePost {
  readonly analysis_id: string;
  readonly ticket_id: string;
  readonly result: AnalysisResult;
  readonly livemode: boolean;
  /** The ticket's first message in the channel, or null when this is it. */
  readonly thread_ts: string | null;
}

/** Slack, as the jobs need it. */
export interface SlackDesk {
  /** Channel where results of tickets are posted; null: none. */
  readonly triageChannel: string | null;
  /** Fails closed: when Slack cannot be asked, the answer is a refusal that says so. */
  mayCheck(person: { readonly team_id: string; readonly user_id: string }): Promise<SlackPermission>;
  answerTo(request: SlackRequest, job: Lease): SlackAnswer;
  /**
   * `unknown`: the message left and no answer came, so that it may be there.
   * @throws {ServiceError} it is certainly not posted: try again later.
   */
  postToTriage(
    post: TriagePost,
  ): Promise<
    { readonly kind: 'posted'; readonly channel: string; readonly ts: string } | { readonly kind: 'unknown' }
  >;
}
