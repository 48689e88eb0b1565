import {
  type FaultInjector,
  type Latency,
  type LoggedRequest,
  type SandboxHandler,
  startSandboxServer,
} from '../fault-injection.ts';
import { answerApi } from './api.ts';
import { InstalledApp } from './installed-app.ts';
import { OAuthTokens } from './oauth.ts';
import { DEFAULT_LIMITS, RateLimits, type ZendeskLimits } from './rate-limits.ts';
import type { Desk } from './routes.ts';
import {
  type SandboxComment,
  type SandboxTicket,
  type SandboxUser,
  type TicketStatus,
  ZendeskState,
} from './state.ts';
import type { SandboxField } from './ticket-fields.ts';
import {
  commentAdded,
  DEFAULT_RULES,
  type WebhookDelivery,
  type WebhookRules,
  WebhookSender,
  type WebhookTarget,
} from './webhook-sender.ts';
import type { SandboxWebhook } from './webhooks-api.ts';

/** A local server in Zendesk's place: its API over HTTP, its limits, its errors, its webhooks. */
export interface ZendeskSandboxOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Scopes the OAuth client may ask for; absent: anything. */
  readonly allowedScopes?: readonly string[];
  /** The older way in: an e-mail address with an API token. */
  readonly legacy?: { readonly email: string; readonly api_token: string };
  readonly port?: number;
  readonly latencyMs?: Latency;
  readonly webhook?: WebhookTarget;
  readonly webhookRules?: Partial<WebhookRules>;
  /** More agents than the two there always are. */
  readonly agents?: readonly { readonly name: string; readonly email: string }[];
  /** An app with signed URLs that is installed in the account of this subdomain. */
  readonly app?: { readonly id: number; readonly installationId: number; readonly subdomain: string };
  /** Of the user the OAuth client belongs to; default `admin`. */
  readonly accountRole?: 'admin' | 'agent';
  readonly limits?: Partial<ZendeskLimits>;
  /** The incremental export lags this far behind; Zendesk: 60. */
  readonly incrementalDelaySeconds?: number;
  /** Zendesk: 5,000. */
  readonly maximumComments?: number;
  /** Milliseconds since the epoch; default the system clock. */
  readonly now?: () => number;
}

export interface NewTicket {
  readonly subject: string;
  readonly body: string;
  readonly requester: { readonly email: string; readonly name: string };
  readonly tags?: readonly string[];
  readonly form_id?: number | null;
  readonly group_id?: number | null;
  /** Milliseconds since the epoch; default now. */
  readonly created_at?: number;
}

export interface NewComment {
  /** Plain text; of an agent it may be HTML. */
  readonly body: string;
  readonly is_html?: boolean;
  /** Default: the ticket's requester. */
  readonly by?: 'requester' | 'agent' | SandboxUser;
  /** Default true. */
  readonly public?: boolean;
}

export interface ZendeskSandbox {
  /** Origin: the value of `ZENDESK_API_BASE`. */
  readonly url: string;
  readonly faults: FaultInjector;
  readonly requests: readonly LoggedRequest[];
  /** The user the OAuth client acts as, and an agent who is somebody else. */
  readonly accountUser: SandboxUser;
  readonly agent: SandboxUser;
  /** Mints the tokens Zendesk posts to the app's server; null where no app is installed. */
  readonly app: InstalledApp | null;
  addUser(user: Omit<SandboxUser, 'id'>): SandboxUser;
  users(): readonly SandboxUser[];
  /** Roles, groups, a suspension: as an administrator changes them. */
  changeUser(user: SandboxUser, change: Partial<Omit<SandboxUser, 'id'>>): SandboxUser;
  /** Those made over the API. The latest that is active gets the events. */
  webhooks(): readonly SandboxWebhook[];
  ticketFields(): readonly SandboxField[];
  readonly deliveries: readonly WebhookDelivery[];
  /** Where events go; null sends none. */
  setWebhook(target: WebhookTarget | null): void;
  /** Sends every event this often, and in reverse order in groups of this size. */
  disturbDeliveries(how: { readonly copies?: number; readonly reverse?: number }): void;
  /** Resolves when every event so far was delivered or lost. */
  deliveriesSettled(): Promise<void>;
  createTicket(ticket: NewTicket): SandboxTicket;
  addComment(ticketId: number | string, comment: NewComment): SandboxComment;
  setStatus(ticketId: number | string, status: TicketStatus): void;
  ticket(ticketId: number | string): SandboxTicket;
  /** The internal notes the account user wrote on a ticket. */
  notes(ticketId: number | string): readonly SandboxComment[];
  tickets(): readonly SandboxTicket[];
  revokeTokens(): void;
  /** What answers at `/agent/` and `/desk/`, where agents work; null, as at first: nothing is there. */
  setPages(pages: SandboxHandler | null): void;
  /** Higher whenever a ticket, a user or a field is not what it was. */
  readonly revision: number;
  /** Resolves when what the account holds meets the condition. */
  until(condition: () => boolean, timeoutMs?: number): Promise<void>;
  /** Runs when an update has arrived, before it is checked: room for somebody else's change. */
  onUpdate(act: (ticketId: number) => void): void;
  close(): Promise<void>;
}

const DEFAULT_PATIENCE_MS = 5_000;
const isPage = (path: string): boolean => path.startsWith('/agent/') || path.startsWith('/desk/');

export async function startZendeskSandbox(options: ZendeskSandboxOptions): Promise<ZendeskSandbox> {
  const now = options.now ?? Date.now;
  const state = new ZendeskState(now);
  const accountUser = state.addUser({
    name: 'billing-check',
    email: options.legacy?.email ?? 'billing-check@support.example',
    role: options.accountRole ?? 'admin',
  });
  const agent = state.addUser({ name: 'Robin Berger', email: 'robin@support.example', role: 'agent' });
  for (const one of options.agents ?? []) state.addUser({ ...one, role: 'agent' });
  const app = options.app === undefined ? null : new InstalledApp(options.app, now);
  const tokens = new OAuthTokens(
    {
      client_id: options.clientId,
      client_secret: options.clientSecret,
      ...(options.allowedScopes === undefined ? {} : { allowed_scopes: options.allowedScopes }),
    },
    options.legacy ?? null,
    now,
  );
  const limits = new RateLimits({ ...DEFAULT_LIMITS, ...options.limits }, now);
  const sender = new WebhookSender(
    options.webhook ?? null,
    { ...DEFAULT_RULES, ...options.webhookRules },
    now,
  );
  let beforeUpdate: (ticketId: number) => void = () => {};
  let pages: SandboxHandler | null = null;

  const desk: Desk = {
    state,
    url: () => server.url,
    user: accountUser,
    app,
    webhooks: new Map(),
    webhooksChanged: () => {
      const subscribed = [...desk.webhooks.values()].filter(
        ({ status, subscriptions }) =>
          status === 'active' && subscriptions.includes('zen:event-type:ticket.created'),
      );
      const latest = subscribed.at(-1);
      sender.target = latest === undefined ? null : { url: latest.endpoint, secret: latest.secret };
    },
    incrementalDelaySeconds: options.incrementalDelaySeconds ?? 60,
    maximumComments: options.maximumComments ?? 5000,
    beforeUpdate: (id) => beforeUpdate(id),
    changed: (ticket, { comment_id }) => announce(ticket, comment_id, accountUser),
  };
  const server = await startSandboxServer({
    handler: (request) =>
      pages !== null && isPage(request.path) ? pages(request) : answerApi(desk, tokens, limits, request),
    onFailure: (status, message) => ({ status, body: { error: 'InternalError', description: message } }),
    port: options.port ?? 0,
    latencyMs: options.latencyMs ?? 0,
  });

  function announce(ticket: SandboxTicket, commentId: number | null, actor: SandboxUser): void {
    const comment = ticket.comments.find((entry) => entry.id === commentId);
    const author = comment === undefined ? undefined : state.users.get(comment.author_id);
    if (comment !== undefined && author !== undefined)
      sender.send('ticket.comment_added', ticket, actor, commentAdded(comment, author));
  }

  function known(ticketId: number | string): SandboxTicket {
    const ticket = state.tickets.get(Number(ticketId));
    if (ticket === undefined) throw new Error(`The sandbox has no ticket ${ticketId}.`);
    return ticket;
  }

  return {
    url: server.url,
    faults: server.faults,
    requests: server.requests,
    accountUser,
    agent,
    app,
    addUser: (user) => state.addUser(user),
    users: () => [...state.users.values()],
    changeUser: ({ id }, change) => state.changeUser(id, change),
    webhooks: () => [...desk.webhooks.values()],
    ticketFields: () => state.fields.all(),
    deliveries: sender.deliveries,
    setWebhook(target) {
      sender.target = target;
    },
    disturbDeliveries({ copies = 1, reverse = 1 }) {
      sender.copies = copies;
      sender.reverse = reverse;
    },
    deliveriesSettled: () => sender.settled(),
    createTicket({ requester, tags = [], form_id = null, group_id = null, ...ticket }) {
      const user = state.userByEmail(requester.email, requester.name);
      const made = state.createTicket({
        ...ticket,
        tags,
        form_id,
        group_id,
        requester_id: user.id,
        submitter_id: user.id,
      });
      sender.send('ticket.created', made, user, {});
      // The first message is a comment like any other, with an event of its own.
      announce(made, made.comments[0]?.id ?? null, user);
      return made;
    },
    addComment(ticketId, comment) {
      const ticket = known(ticketId);
      const author = authorOf(state, ticket, agent, comment.by ?? 'requester');
      const done = state.update(ticket, {
        author_id: author.id,
        comment: {
          author_id: author.id,
          public: comment.public ?? true,
          ...(comment.is_html === true ? { html_body: comment.body } : { body: comment.body }),
        },
        ...(author.role === 'end-user' && ticket.status !== 'new' ? { status: 'open' as const } : {}),
      });
      if (done.comment === null) throw new Error('The comment was not added.');
      announce(ticket, done.comment.id, author);
      return done.comment;
    },
    setStatus(ticketId, status) {
      state.update(known(ticketId), { author_id: agent.id, status });
    },
    ticket: known,
    notes: (ticketId) =>
      known(ticketId).comments.filter((comment) => comment.author_id === accountUser.id && !comment.public),
    tickets: () => [...state.tickets.values()],
    revokeTokens: () => tokens.revokeAll(),
    setPages(handler) {
      pages = handler;
    },
    get revision() {
      return state.changes.value;
    },
    until: (condition, timeoutMs = DEFAULT_PATIENCE_MS) =>
      state.changes.until(condition, timeoutMs, 'In Zendesk, what was waited for'),
    onUpdate(act) {
      beforeUpdate = act;
    },
    async close() {
      sender.close();
      await server.close();
    },
  };
}

function authorOf(
  state: ZendeskState,
  ticket: SandboxTicket,
  agent: SandboxUser,
  by: NonNullable<NewComment['by']>,
): SandboxUser {
  if (typeof by === 'object') return by;
  const requester = state.users.get(ticket.requester_id);
  return by === 'agent' || requester === undefined ? agent : requester;
}
