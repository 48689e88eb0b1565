import type { SandboxAnswer, SandboxRequest } from '../fault-injection.ts';
import { auditJson, commentJson, errors, ok, ticketJson, userJson } from './answers.ts';
import { exportTickets } from './incremental.ts';
import type { InstalledApp } from './installed-app.ts';
import { isRecord, parseRecord } from './oauth.ts';
import { paginate } from './paging.ts';
import type { SandboxTicket, SandboxUser, ZendeskState } from './state.ts';
import { ticketFields } from './ticket-fields-api.ts';
import { applyTags, updateTicket } from './update-ticket.ts';
import { type SandboxWebhook, webhooks } from './webhooks-api.ts';

/** What an authenticated request is answered from. */
export interface Desk {
  readonly state: ZendeskState;
  /** Origin of this server, for the addresses in its answers. */
  readonly url: () => string;
  /** The account user the caller acts as. */
  readonly user: SandboxUser;
  /** The installed app; null where none is. */
  readonly app: InstalledApp | null;
  readonly webhooks: Map<string, SandboxWebhook>;
  /** Called after every change of {@link webhooks}. */
  readonly webhooksChanged: () => void;
  readonly incrementalDelaySeconds: number;
  readonly maximumComments: number;
  /** Runs between the arrival of an update and its checks: for somebody else's change in that moment. */
  readonly beforeUpdate: (ticketId: number) => void;
  /** Called after every change of a ticket. */
  readonly changed: (ticket: SandboxTicket, change: { readonly comment_id: number | null }) => void;
}

/** Answers everything under `/api/v2`. `path` is without that prefix and without `.json`. */
export function route(desk: Desk, request: SandboxRequest, path: string): SandboxAnswer {
  const [area, ...rest] = path.split('/');
  if (area === 'users' && request.method === 'GET') return users(desk, request, rest);
  if (area === 'apps' && request.method === 'GET') return apps(desk, rest);
  if (area === 'tickets') return tickets(desk, request, rest);
  if (area === 'ticket_fields') return ticketFields(desk, request, rest);
  if (area === 'webhooks') return webhooks(desk, request, rest);
  if (path === 'incremental/tickets/cursor' && request.method === 'GET') {
    // The export is for administrators only.
    if (desk.user.role !== 'admin') return errors.forbidden();
    return exportTickets(desk, request.query);
  }
  return errors.noEndpoint();
}

const MAXIMUM_USERS_SHOWN = 100;

function users(desk: Desk, request: SandboxRequest, [what, ...more]: readonly string[]): SandboxAnswer {
  const all = [...desk.state.users.values()];
  const list = (found: readonly SandboxUser[]) => found.map((user) => userJson(user, desk.url()));
  if (what === undefined || (more.length > 0 && more.join('/') !== 'group_memberships'))
    return errors.noEndpoint();
  if (what === 'me')
    return ok({ user: { ...userJson(desk.user, desk.url()), authenticity_token: 'sandbox' } });
  if (what === 'show_many') {
    const ids = new Set(
      (request.query.get('ids') ?? '').split(',').slice(0, MAXIMUM_USERS_SHOWN).map(Number),
    );
    return ok({ users: list(all.filter((user) => ids.has(user.id))), next_page: null, previous_page: null });
  }
  if (what === 'search') {
    const query = (request.query.get('query') ?? '').replace(/^email:/, '').toLowerCase();
    const found = all.filter(
      (user) => user.email?.toLowerCase() === query || user.name.toLowerCase() === query,
    );
    const page = paginate(found, request.query, `${desk.url()}/api/v2/users/search.json`);
    return ok({ users: list(page.items), ...page.links });
  }
  const user = desk.state.users.get(idOf(what));
  if (more[0] === 'group_memberships') return memberships(desk, request, user);
  return user === undefined ? errors.notFound() : ok({ user: userJson(user, desk.url()) });
}

function memberships(desk: Desk, request: SandboxRequest, user: SandboxUser | undefined): SandboxAnswer {
  if (user === undefined) return errors.notFound();
  const rows = (user.group_ids ?? []).map((group_id, place) => ({
    id: user.id * 100 + place,
    user_id: user.id,
    group_id,
    default: place === 0,
  }));
  const address = `${desk.url()}/api/v2/users/${user.id}/group_memberships.json`;
  const page = paginate(rows, request.query, address);
  return ok({ group_memberships: page.items, ...page.links });
}

function apps(desk: Desk, [id, document, ...more]: readonly string[]): SandboxAnswer {
  if (id === 'installations' && document === undefined)
    return ok({ installations: desk.app === null ? [] : [desk.app.installation()] });
  if (document !== 'public_key.pem' || more.length > 0) return errors.noEndpoint();
  if (desk.app === null || id !== String(desk.app.id)) return errors.notFound();
  return {
    status: 200,
    headers: { 'content-type': 'application/x-pem-file' },
    body: desk.app.publicKeyPem(),
  };
}

function tickets(desk: Desk, request: SandboxRequest, [id, part, ...rest]: readonly string[]): SandboxAnswer {
  const ticket = desk.state.tickets.get(idOf(id));
  if (ticket === undefined || ticket.status === 'deleted') return errors.notFound();
  const { method } = request;
  if (part === undefined) {
    if (method === 'GET') return ok({ ticket: ticketJson(ticket, desk.state.fields, desk.url()) });
    return method === 'PUT' ? updateTicket(desk, ticket, request.body) : errors.noEndpoint();
  }
  if (part === 'comments') return comments(desk, request, ticket, rest);
  if (rest.length > 0) return errors.noEndpoint();
  if (part === 'audits' && method === 'GET') {
    const page = paginate(
      ticket.audits,
      request.query,
      `${desk.url()}/api/v2/tickets/${ticket.id}/audits.json`,
    );
    return ok({ audits: page.items.map(auditJson), ...page.links });
  }
  if (part === 'tags') return tags(desk, request, ticket);
  return errors.noEndpoint();
}

function comments(
  desk: Desk,
  request: SandboxRequest,
  ticket: SandboxTicket,
  [id, action]: readonly string[],
): SandboxAnswer {
  if (id !== undefined) {
    const comment = ticket.comments.find((entry) => entry.id === idOf(id));
    if (comment === undefined) return errors.notFound();
    if (action !== 'make_private' || request.method !== 'PUT') return errors.noEndpoint();
    comment.public = false;
    desk.state.update(ticket, { author_id: desk.user.id });
    return ok({});
  }
  if (request.method !== 'GET') return errors.noEndpoint();
  const newestFirst =
    request.query.get('sort')?.startsWith('-') || request.query.get('sort_order') === 'desc';
  const ordered = newestFirst ? [...ticket.comments].reverse() : ticket.comments;
  const page = paginate(ordered, request.query, `${desk.url()}/api/v2/tickets/${ticket.id}/comments.json`);
  const authors = new Set(page.items.map((comment) => comment.author_id));
  const sideLoaded = [...desk.state.users.values()].filter((user) => authors.has(user.id));
  return ok({
    comments: page.items.map(commentJson),
    ...(request.query.get('include') === 'users'
      ? { users: sideLoaded.map((user) => userJson(user, desk.url())) }
      : {}),
    ...page.links,
  });
}

function tags(desk: Desk, request: SandboxRequest, ticket: SandboxTicket): SandboxAnswer {
  if (request.method === 'GET') return ok({ tags: ticket.tags });
  const body = parseRecord(request.body);
  if (body === null) return errors.badJson();
  const given = Array.isArray(body['tags']) ? body['tags'].map(String) : [];
  if (request.method === 'PUT')
    return applyTags(desk, ticket, body, [...new Set([...ticket.tags, ...given])], 200);
  if (request.method === 'POST') return applyTags(desk, ticket, body, given, 201);
  if (request.method !== 'DELETE' || !isRecord(body)) return errors.noEndpoint();
  return applyTags(
    desk,
    ticket,
    body,
    ticket.tags.filter((tag) => !given.includes(tag)),
    200,
  );
}

function idOf(text: string | undefined): number {
  return text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : -1;
}
