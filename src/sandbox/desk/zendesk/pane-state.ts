import type { Story } from '../../stories/story.ts';
import type { SandboxComment, SandboxTicket, SandboxUser, ZendeskSandbox } from '../../zendesk/index.ts';
import type { PaneAgent, PaneComment, PaneField, PaneStory, PaneTicket, ZendeskPaneState } from './pane.ts';

const MAX_TICKETS_SHOWN = 100;
const MAX_COMMENTS_SHOWN = 100;

export interface ZendeskParts {
  readonly zendesk: ZendeskSandbox;
  readonly stories: readonly Story[];
  /** Whom a reader may look as; not empty. */
  readonly agents: readonly SandboxUser[];
  /** Where the app's page is opened; null where no app is installed. */
  readonly appUrl: string | null;
}

/** What `agent` sees of Zendesk now, with `ticket` open. */
export function paneState(
  { zendesk, stories, agents, appUrl }: ZendeskParts,
  agent: SandboxUser,
  ticket: SandboxTicket | null,
): ZendeskPaneState {
  const { app } = zendesk;
  const tickets = zendesk.tickets().filter(({ status }) => status !== 'deleted');
  return {
    revision: zendesk.revision,
    account: app?.subdomain ?? 'sandbox',
    me: agent.id,
    agents: agents.map(toAgent),
    stories: stories.map((story) => toStory(zendesk, tickets, story)),
    tickets: tickets
      .slice(-MAX_TICKETS_SHOWN)
      .reverse()
      .map((one) => ({
        id: one.id,
        subject: one.subject,
        requester: nameOf(zendesk, one.requester_id),
        status: one.status,
        updated_at: new Date(one.updated_at).toISOString(),
        chosen: fieldsOf(zendesk, one).flatMap(({ value }) => (value === null ? [] : [value])),
      })),
    ticket: ticket === null ? null : toTicket(zendesk, ticket),
    app:
      app === null || appUrl === null
        ? null
        : { url: appUrl, app_id: app.id, installation_id: app.installationId },
  };
}

const ROLE_TYPES: Readonly<Record<number, string>> = { 1: 'Light agent', 2: 'Chat agent', 3: 'Contributor' };

function toAgent({ id, name, role, role_type, ticket_restriction }: SandboxUser): PaneAgent {
  const limited = ROLE_TYPES[role_type ?? 0];
  if (limited !== undefined) return { id, name, role: limited };
  if (role === 'admin') return { id, name, role: 'Administrator' };
  return { id, name, role: ticket_restriction === 'assigned' ? 'Agent, own tickets only' : 'Agent' };
}

/** A story's ticket is the newest one of its customer with its subject, however it was sent. */
function toStory(zendesk: ZendeskSandbox, tickets: readonly SandboxTicket[], story: Story): PaneStory {
  const { subject, requester_email, requester_name } = story.ticket;
  const sent = tickets.findLast(
    (ticket) => ticket.subject === subject && emailOf(zendesk, ticket.requester_id) === requester_email,
  );
  return { key: story.key, title: story.title, requester: requester_name, ticket_id: sent?.id ?? null };
}

function toTicket(zendesk: ZendeskSandbox, ticket: SandboxTicket): PaneTicket {
  const { id, subject, status, tags, requester_id, comments } = ticket;
  const shown = comments.slice(-MAX_COMMENTS_SHOWN);
  return {
    id,
    subject,
    status,
    requester: { name: nameOf(zendesk, requester_id), email: emailOf(zendesk, requester_id) },
    tags,
    fields: fieldsOf(zendesk, ticket),
    comments: shown.map((comment) => toComment(zendesk, comment)),
    earlier: comments.length - shown.length,
  };
}

function fieldsOf(zendesk: ZendeskSandbox, { tags }: SandboxTicket): readonly PaneField[] {
  return zendesk
    .ticketFields()
    .filter(({ type, active }) => type === 'tagger' && active)
    .map(({ title, custom_field_options }) => ({
      title,
      value: custom_field_options.find(({ value }) => tags.includes(value))?.name ?? null,
    }));
}

function toComment(zendesk: ZendeskSandbox, comment: SandboxComment): PaneComment {
  const { id, author_id, html_body, created_at } = comment;
  const isStaff = userOf(zendesk, author_id)?.role !== 'end-user';
  return {
    id,
    author: nameOf(zendesk, author_id),
    by: author_id === zendesk.accountUser.id ? 'app' : isStaff ? 'agent' : 'customer',
    public: comment.public,
    html_body,
    created_at: new Date(created_at).toISOString(),
  };
}

function userOf(zendesk: ZendeskSandbox, id: number): SandboxUser | undefined {
  return zendesk.users().find((user) => user.id === id);
}

function nameOf(zendesk: ZendeskSandbox, id: number): string {
  return userOf(zendesk, id)?.name ?? 'Somebody unknown';
}

function emailOf(zendesk: ZendeskSandbox, id: number): string | null {
  return userOf(zendesk, id)?.email ?? null;
}
