import { randomInt } from 'node:crypto';
import { Revision } from '../revision.ts';
import { TicketFields } from './ticket-fields.ts';

/** What the sandbox's Zendesk account holds. Times are milliseconds here and whole seconds in every answer. */
export interface SandboxUser {
  readonly id: number;
  readonly name: string;
  readonly email: string | null;
  readonly role: 'end-user' | 'agent' | 'admin';
  /** As in Zendesk: 0 custom, 1 light agent, 2 chat agent, 3 contributor, 4 administrator, 5 billing administrator. */
  readonly role_type?: number | null;
  readonly suspended?: boolean;
  /** False once deleted. */
  readonly active?: boolean;
  readonly ticket_restriction?: 'organization' | 'groups' | 'assigned' | 'requested' | null;
  readonly group_ids?: readonly number[];
}

export interface SandboxComment {
  readonly id: number;
  readonly audit_id: number;
  readonly author_id: number;
  public: boolean;
  readonly body: string;
  readonly html_body: string;
  readonly created_at: number;
}

export type AuditEvent = Readonly<Record<string, unknown>> & { readonly id: number; readonly type: string };

export interface SandboxAudit {
  readonly id: number;
  readonly ticket_id: number;
  readonly author_id: number;
  readonly created_at: number;
  readonly events: readonly AuditEvent[];
}

export type TicketStatus = 'new' | 'open' | 'pending' | 'hold' | 'solved' | 'closed' | 'deleted';

export interface SandboxTicket {
  readonly id: number;
  readonly subject: string;
  readonly requester_id: number;
  readonly submitter_id: number;
  readonly form_id: number | null;
  readonly group_id: number | null;
  readonly created_at: number;
  status: TicketStatus;
  tags: string[];
  updated_at: number;
  /** Moves with every change, also those that leave `updated_at` alone: what the incremental export goes by. */
  generated_at: number;
  readonly comments: SandboxComment[];
  readonly audits: SandboxAudit[];
}

/** Everything one update of a ticket may change. */
export interface TicketChange {
  readonly author_id: number;
  readonly comment?: {
    readonly author_id: number;
    readonly public: boolean;
    readonly body?: string;
    readonly html_body?: string;
  };
  readonly tags?: readonly string[];
  readonly status?: TicketStatus;
}

export const ACCOUNT_ID = 22_129_848;

export class ZendeskState {
  readonly users = new Map<number, SandboxUser>();
  readonly tickets = new Map<number, SandboxTicket>();
  readonly fields: TicketFields;
  /** Of tickets, users and fields. */
  readonly changes = new Revision();
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  private nextTicketId = 5001;
  private nextUserId = 8_447_388_090_494;
  private nextEventId = 30_064_054_559_517;

  constructor(now: () => number) {
    this.now = now;
    this.fields = new TicketFields(now, this.changes.changed);
  }

  addUser(user: Omit<SandboxUser, 'id'>): SandboxUser {
    this.nextUserId += randomInt(1, 1000);
    const added = { ...user, id: this.nextUserId };
    this.users.set(added.id, added);
    this.changes.changed();
    return added;
  }

  /** The same user as Zendesk knows them from now on. */
  changeUser(id: number, change: Partial<Omit<SandboxUser, 'id'>>): SandboxUser {
    const user = this.users.get(id);
    if (user === undefined) throw new Error(`The sandbox has no user ${id}.`);
    const changed = { ...user, ...change };
    this.users.set(id, changed);
    this.changes.changed();
    return changed;
  }

  /** The user with this address, made as an end user when there is none. */
  userByEmail(email: string, name: string): SandboxUser {
    const known = [...this.users.values()].find((user) => user.email?.toLowerCase() === email.toLowerCase());
    return known ?? this.addUser({ name, email, role: 'end-user' });
  }

  createTicket(
    ticket: Pick<SandboxTicket, 'subject' | 'requester_id' | 'submitter_id' | 'form_id' | 'group_id'> & {
      readonly body: string;
      readonly tags: readonly string[];
      readonly created_at?: number;
    },
  ): SandboxTicket {
    const { body, tags, ...rest } = ticket;
    const at = wholeSecond(ticket.created_at ?? this.now());
    const made: SandboxTicket = {
      ...rest,
      id: this.nextTicketId++,
      tags: [...tags],
      status: 'new',
      created_at: at,
      updated_at: at,
      // The export goes by when Zendesk learned of the ticket, whatever time the ticket says.
      generated_at: this.now(),
      comments: [],
      audits: [],
    };
    this.tickets.set(made.id, made);
    const comment = { author_id: ticket.submitter_id, public: true, body };
    this.append(made, { author_id: ticket.submitter_id, comment }, at);
    this.changes.changed();
    return made;
  }

  /** Applies one update and writes its audit. */
  update(
    ticket: SandboxTicket,
    change: TicketChange,
  ): { audit: SandboxAudit; comment: SandboxComment | null } {
    const at = wholeSecond(this.now());
    const result = this.append(ticket, change, at);
    ticket.updated_at = Math.max(ticket.updated_at, at);
    ticket.generated_at = this.now();
    this.changes.changed();
    return result;
  }

  private append(ticket: SandboxTicket, change: TicketChange, at: number) {
    const auditId = this.eventId();
    const events: AuditEvent[] = [];
    let comment: SandboxComment | null = null;
    if (change.comment !== undefined) {
      comment = this.comment(auditId, change.comment, at);
      ticket.comments.push(comment);
      events.push({ type: 'Comment', ...commentFields(comment), attachments: [] });
    }
    const tags = change.tags === undefined ? ticket.tags : this.fields.settle(ticket.tags, change.tags);
    if (tags.join(' ') !== ticket.tags.join(' ')) {
      events.push(this.fieldChange('tags', ticket.tags, tags));
      ticket.tags = [...tags];
    }
    if (change.status !== undefined && change.status !== ticket.status) {
      events.push(this.fieldChange('status', ticket.status, change.status));
      ticket.status = change.status;
    }
    const audit = { id: auditId, ticket_id: ticket.id, author_id: change.author_id, created_at: at, events };
    ticket.audits.push(audit);
    return { audit, comment };
  }

  private comment(
    auditId: number,
    comment: NonNullable<TicketChange['comment']>,
    created_at: number,
  ): SandboxComment {
    const html = comment.html_body ?? `<p>${escapeHtml(comment.body ?? '').replace(/\n/g, '<br>')}</p>`;
    return {
      id: this.eventId(),
      audit_id: auditId,
      author_id: comment.author_id,
      public: comment.public,
      body: comment.html_body === undefined ? (comment.body ?? '') : textOf(comment.html_body),
      html_body: `<div class="zd-comment" dir="auto">${html}</div>`,
      created_at,
    };
  }

  private fieldChange(field_name: string, previous_value: unknown, value: unknown): AuditEvent {
    return { id: this.eventId(), type: 'Change', field_name, previous_value, value };
  }

  private eventId(): number {
    this.nextEventId += randomInt(1, 500);
    return this.nextEventId;
  }
}

export function wholeSecond(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) * 1000;
}

/** Zendesk's times: ISO 8601, UTC, no fraction of a second. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** The fields a comment and its audit event share. */
export function commentFields(comment: SandboxComment) {
  return {
    id: comment.id,
    audit_id: comment.audit_id,
    author_id: comment.author_id,
    body: comment.body,
    html_body: comment.html_body,
    plain_body: comment.body,
    public: comment.public,
  };
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** The plain text Zendesk keeps beside an HTML comment. */
function textOf(html: string): string {
  return html
    .replace(/<br\s*\/?>/g, '\n')
    .replace(/<\/(?:p|li|ul|blockquote)>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
