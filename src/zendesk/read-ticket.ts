import type { DeskComment, DeskTicket } from '../jobs/ports.ts';
import type { ZendeskClient } from './client.ts';
import {
  commentsAnswer,
  ticketAnswer,
  usersAnswer,
  type ZendeskComment,
  type ZendeskTicket,
  type ZendeskUser,
} from './shapes.ts';
import { ZendeskError } from './zendesk-error.ts';

/** Zendesk's own maximum for one page. */
const COMMENTS_PER_PAGE = 100;
/** The newest 500 comments of a conversation are read, and its first. */
const MAXIMUM_CONVERSATION_PAGES = 5;
/** Zendesk keeps at most 5,000 comments on a ticket: 50 pages are all of them. */
export const MAXIMUM_COMMENT_PAGES = 50;
const MAXIMUM_USERS_PER_REQUEST = 100;
const MAXIMUM_COMMENT_CHARACTERS = 65_536;
const MAXIMUM_SUBJECT_CHARACTERS = 1_000;

/** A ticket id as Zendesk gives them; anything else never reaches a URL. */
export function isTicketId(id: string): boolean {
  return /^[1-9]\d{0,15}$/.test(id);
}

/** The ticket as Zendesk has it now, or null when there is none with this id. */
export async function showTicket(client: ZendeskClient, id: string): Promise<ZendeskTicket | null> {
  if (!isTicketId(id)) return null;
  try {
    const { ticket } = await client.get(ticketAnswer, ['tickets', id]);
    return ticket.status === 'deleted' ? null : ticket;
  } catch (error) {
    if (error instanceof ZendeskError && error.status === 404) return null;
    throw error;
  }
}

/** The ticket with its conversation and who in it is the customer; null when there is no such ticket. */
export async function readTicket(client: ZendeskClient, id: string): Promise<DeskTicket | null> {
  if (!isTicketId(id)) return null;
  const [ticket, conversation, own] = await Promise.all([
    showTicket(client, id),
    readConversation(client, id),
    client.ownUser(),
  ]);
  if (ticket === null || conversation === null) return null;
  const users = await completeUsers(client, ticket, conversation);
  const requester = users.get(ticket.requester_id);
  return {
    id: ticket.id,
    subject: (ticket.subject ?? '').slice(0, MAXIMUM_SUBJECT_CHARACTERS),
    status: ticket.status,
    tags: ticket.tags ?? [],
    form_id: ticket.ticket_form_id ?? null,
    group_id: ticket.group_id ?? null,
    created_at: ticket.created_at,
    updated_stamp: ticket.updated_at,
    requester: {
      id: ticket.requester_id,
      email: requester?.email ?? null,
      name: requester?.name ?? null,
    },
    comments: conversation.comments.map((comment) => deskComment(comment, users, own.id)),
  };
}

function deskComment(
  comment: ZendeskComment,
  users: ReadonlyMap<string, ZendeskUser>,
  ownId: string,
): DeskComment {
  return {
    id: comment.id,
    author_id: comment.author_id,
    public: comment.public,
    // An author Zendesk no longer knows is not taken for the customer.
    from_customer: comment.author_id !== ownId && users.get(comment.author_id)?.role === 'end-user',
    body: (comment.body ?? '').slice(0, MAXIMUM_COMMENT_CHARACTERS),
    created_at: comment.created_at,
  };
}

interface Conversation {
  /** Oldest first. */
  readonly comments: readonly ZendeskComment[];
  readonly users: readonly ZendeskUser[];
}

/** The newest comments and, in a longer conversation, the very first; null when the ticket does not exist. */
async function readConversation(client: ZendeskClient, id: string): Promise<Conversation | null> {
  const comments = new Map<string, ZendeskComment>();
  const users: ZendeskUser[] = [];
  try {
    let complete = true;
    for await (const page of newestComments(client, id, MAXIMUM_CONVERSATION_PAGES)) {
      for (const comment of page.comments) comments.set(comment.id, comment);
      users.push(...page.users);
      complete = !page.has_more;
    }
    if (!complete) {
      const first = await commentsPage(client, id, { sort: 'created_at', 'page[size]': '1' });
      for (const comment of first.comments) comments.set(comment.id, comment);
      users.push(...(first.users ?? []));
    }
  } catch (error) {
    if (error instanceof ZendeskError && error.status === 404) return null;
    throw error;
  }
  return { comments: [...comments.values()].sort(byAge), users };
}

/** Pages of comments, newest first; at most `maximumPages` of 100. */
export async function* newestComments(
  client: ZendeskClient,
  ticketId: string,
  maximumPages: number,
): AsyncGenerator<Conversation & { readonly has_more: boolean }> {
  let cursor: string | null = null;
  for (let page = 0; page < maximumPages; page += 1) {
    const answer: Awaited<ReturnType<typeof commentsPage>> = await commentsPage(client, ticketId, {
      sort: '-created_at',
      'page[size]': String(COMMENTS_PER_PAGE),
      ...(cursor === null ? {} : { 'page[after]': cursor }),
    });
    const has_more = answer.meta?.has_more ?? false;
    yield { comments: answer.comments, users: answer.users ?? [], has_more };
    cursor = answer.meta?.after_cursor ?? null;
    if (!has_more || cursor === null) return;
  }
}

function commentsPage(client: ZendeskClient, ticketId: string, query: Readonly<Record<string, string>>) {
  return client.get(commentsAnswer, ['tickets', ticketId, 'comments'], { include: 'users', ...query });
}

/** By creation, and within one second by id: Zendesk's times have no fraction. */
function byAge(a: ZendeskComment, b: ZendeskComment): number {
  return a.created_at - b.created_at || Number(a.id) - Number(b.id);
}

/** The side-loaded users, and those that were not: a requester who never commented, for one. */
async function completeUsers(
  client: ZendeskClient,
  ticket: ZendeskTicket,
  conversation: Conversation,
): Promise<Map<string, ZendeskUser>> {
  const users = new Map(conversation.users.map((user) => [user.id, user]));
  const wanted = new Set([ticket.requester_id, ...conversation.comments.map((comment) => comment.author_id)]);
  const missing = [...wanted].filter((id) => Number(id) > 0 && users.get(id)?.role == null);
  if (missing.length === 0) return users;
  const ids = missing.slice(0, MAXIMUM_USERS_PER_REQUEST).join(',');
  const answer = await client.get(usersAnswer, ['users', 'show_many'], { ids });
  for (const user of answer.users) users.set(user.id, user);
  return users;
}
