import {
  type FaultInjector,
  type Latency,
  type LoggedRequest,
  type SandboxAnswer,
  type SandboxRequest,
  startSandboxServer,
} from '../fault-injection.ts';
import { SandboxClock } from './clock.ts';
import type { JsonRecord } from './json.ts';
import { type AppManifest, readManifest } from './manifest.ts';
import { ResponseUrls } from './response-urls.ts';
import { SocketMode } from './socket-mode/socket-mode.ts';
import { AppLink } from './traffic/app-link.ts';
import { type Clicked, Clicks, type Selected } from './traffic/clicks.ts';
import { Commands, type CommandTyped, type ShortcutUsed } from './traffic/commands.ts';
import { type Delivery, delivery } from './traffic/delivery.ts';
import { DEFAULT_RETRY_DELAYS_MS, type EventDelivery, Events, type Written } from './traffic/events.ts';
import { Forms, type ViewSubmitted } from './traffic/forms.ts';
import type { Forgery } from './traffic/signed-request.ts';
import { WebApi, type WebApiCall } from './web-api/dispatch.ts';
import { RateLimits, type RateRules } from './web-api/rate-limits.ts';
import { addDefaultPeople, type DefaultPeople } from './workspace/default-people.ts';
import type { SlackMessage } from './workspace/messages.ts';
import {
  type People,
  type SlackChannel,
  type SlackTeam,
  type SlackUser,
  slackId,
} from './workspace/people.ts';
import type { OpenView } from './workspace/views.ts';
import { Workspace } from './workspace/workspace.ts';

/** A local server in Slack's place: its Web API, its signed requests to the app, and what people see of it all. */
export interface SlackSandboxOptions {
  readonly botToken: string;
  readonly signingSecret: string;
  /** With it there is Socket Mode. */
  readonly appToken?: string;
  readonly team?: Partial<SlackTeam>;
  /** The parsed `manifest.json`: its scopes, commands, shortcuts and events are all the app gets. */
  readonly manifest: JsonRecord;
  readonly port?: number;
  readonly latencyMs?: Latency;
  readonly rateLimits?: Partial<RateRules>;
  /** How long the app may take to acknowledge; Slack: 3,000. */
  readonly acknowledgeMs?: number;
  /** Waits before an event is repeated; Slack: at once, one minute, five minutes. */
  readonly eventRetryDelaysMs?: readonly number[];
  /** Milliseconds since the epoch; default the system clock. */
  readonly now?: () => number;
}

export interface SlackSandbox {
  /** The value of `SLACK_API_URL`; ends in `/api/`. */
  readonly url: string;
  readonly faults: FaultInjector;
  /** Every HTTP request, Web API and response URLs. */
  readonly requests: readonly LoggedRequest[];
  /** Every Web API call with its arguments and its error. */
  readonly calls: readonly WebApiCall[];
  readonly team: SlackTeam;
  readonly appId: string;
  /** What the app may do, as read from its manifest. */
  readonly manifest: AppManifest;
  /** Counts whatever changes of what people see. */
  readonly revision: number;
  /** Users, groups and channels; they may be added to and changed at any time. */
  readonly people: People;
  /** The ones that are always there. */
  readonly known: DefaultPeople;
  /** Null without an app token. */
  readonly socketMode: SocketMode | null;

  /** Where commands, clicks and events go, e.g. `http://127.0.0.1:3000/slack/events`; null: Socket Mode. */
  setRequestUrl(url: string | null): void;
  setRateLimits(rules: Partial<RateRules>): void;
  /** Moves the sandbox's own clock, by which triggers, response URLs, streams and limits run out. */
  advance(seconds: number): void;
  /** Every token is refused from now on. */
  revokeTokens(): void;
  /** A response URL answers 404 from now on. */
  killResponseUrl(url: string): void;

  command(typed: CommandTyped): Promise<Delivery>;
  shortcut(used: ShortcutUsed): Promise<Delivery>;
  /** The message, and the event of it: null when the app does not hear of it. */
  mention(
    written: Written,
  ): Promise<{ readonly message: SlackMessage; readonly delivery: EventDelivery | null }>;
  /** A message of a person, and the events the app is subscribed to. */
  write(written: Written): Promise<{
    readonly message: SlackMessage;
    readonly deliveries: readonly EventDelivery[];
  }>;
  /** Opens the app at its Home tab or its messages; null when the app does not hear of it. */
  openApp(opened: {
    readonly user: SlackUser;
    readonly tab: 'home' | 'messages';
    readonly forge?: Forgery;
  }): Promise<EventDelivery | null>;
  click(clicked: Clicked): Promise<Delivery>;
  select(selected: Selected): Promise<Delivery>;
  submitView(submitted: ViewSubmitted): Promise<Delivery>;
  /** Null when the app did not ask to hear of it. */
  closeView(closed: { readonly user: SlackUser; readonly forge?: Forgery }): Promise<Delivery | null>;
  /** Sends the same bytes with the same signature once more. */
  replay(sent: Delivery): Promise<Delivery>;
  verifyRequestUrl(): Promise<boolean>;

  /** What everyone in a channel sees, oldest first; replies are in their threads. */
  messages(channel: SlackChannel): readonly SlackMessage[];
  /** The parent and its replies. */
  thread(channel: SlackChannel, ts: string): readonly SlackMessage[];
  /** What only this person sees in a channel. */
  ephemerals(user: SlackUser, channel: SlackChannel): readonly SlackMessage[];
  /** All a person sees in a channel, oldest first: messages, replies in threads, and what only they see. */
  seenBy(user: SlackUser, channel: SlackChannel): readonly SlackMessage[];
  /** The direct messages between the app and a person. */
  directMessages(user: SlackUser): readonly SlackMessage[];
  /** The modals a person has open, the uppermost last. */
  modals(user: SlackUser): readonly OpenView[];
  home(user: SlackUser): OpenView | null;
  /** What the app shows while it works in a thread. */
  status(channel: SlackChannel, threadTs: string): string | null;
  /** Everything the app ever posted, deleted and ephemeral messages included. */
  posts(): readonly SlackMessage[];
  /** Resolves when what people see meets the condition. */
  until(condition: () => boolean, timeoutMs?: number): Promise<void>;
  close(): Promise<void>;
}

const DEFAULT_TEAM = { name: 'Northwind', domain: 'northwind' };
const DEFAULT_ACKNOWLEDGE_MS = 3000;
const DEFAULT_PATIENCE_MS = 5000;

export async function startSlackSandbox(options: SlackSandboxOptions): Promise<SlackSandbox> {
  const clock = new SandboxClock(options.now ?? Date.now);
  const workspace = new Workspace(clock, readManifest(options.manifest), {
    id: slackId('T'),
    ...DEFAULT_TEAM,
    ...options.team,
  });
  const { people, messages, views } = workspace;
  const known = addDefaultPeople(people);
  const limits = new RateLimits(clock);
  limits.rules = { ...limits.rules, ...options.rateLimits };
  const tokens = { bot: options.botToken, app: options.appToken ?? null, revoked: false };
  const socketMode = options.appToken === undefined ? null : await SocketMode.start(workspace.appId);
  const api = new WebApi({ workspace, limits, tokens, connectionUrl: () => socketMode?.newAddress() ?? '' });
  const urls = new ResponseUrls(workspace, limits, () => server.url);
  const server = await startSandboxServer({
    handler: (request) => route(api, urls, request),
    onFailure: (status, message) => ({ status, body: { ok: false, error: 'internal_error', message } }),
    port: options.port ?? 0,
    latencyMs: options.latencyMs ?? 0,
  });
  const link = new AppLink({
    signingSecret: options.signingSecret,
    clock,
    socketMode,
    acknowledgeMs: options.acknowledgeMs ?? DEFAULT_ACKNOWLEDGE_MS,
  });
  const forms = new Forms(workspace, link);
  const commands = new Commands(workspace, link, urls);
  const clicks = new Clicks(workspace, link, urls, forms);
  const events = new Events(workspace, link, options.eventRetryDelaysMs ?? DEFAULT_RETRY_DELAYS_MS);

  return {
    url: `${server.url}/api/`,
    faults: server.faults,
    requests: server.requests,
    calls: api.calls,
    team: people.team,
    appId: workspace.appId,
    manifest: workspace.manifest,
    get revision() {
      return workspace.changes.value;
    },
    people,
    known,
    socketMode,
    setRequestUrl(url) {
      link.requestUrl = url;
    },
    setRateLimits(rules) {
      limits.rules = { ...limits.rules, ...rules };
    },
    advance: (seconds) => clock.advance(seconds),
    revokeTokens() {
      tokens.revoked = true;
    },
    killResponseUrl: (url) => urls.kill(url),
    command: (typed) => commands.command(typed),
    shortcut: (used) => commands.shortcut(used),
    mention: (written) => events.mention(written),
    write: (written) => events.write(written),
    openApp: (opened) => events.openApp(opened),
    click: (clicked) => clicks.click(clicked),
    select: (selected) => clicks.select(selected),
    submitView: (submitted) => forms.submit(submitted),
    closeView: (closed) => forms.close(closed),
    async replay(sent) {
      if (sent.request === null)
        throw new Error('What came over Socket Mode was not signed: nothing to replay.');
      return delivery(await link.repeat(sent.request), sent.seen, 'The replay');
    },
    verifyRequestUrl: () => events.verifyRequestUrl(),
    messages: (channel) => messages.inChannel(channel.id),
    thread: (channel, ts) => messages.thread(channel.id, ts),
    ephemerals: (user, channel) => messages.ephemerals(channel.id, user.id),
    seenBy: (user, channel) => messages.seenBy(user.id, channel.id),
    directMessages: (user) => messages.inChannel(people.directMessages(user).id),
    modals: (user) => views.of(user.id),
    home: (user) => views.home(user.id),
    status: (channel, threadTs) => workspace.statuses.get(`${channel.id} ${threadTs}`) ?? null,
    posts: () => messages.all.filter((message) => message.by_app),
    until: (condition, timeoutMs = DEFAULT_PATIENCE_MS) =>
      workspace.until(condition, timeoutMs, 'what was waited for'),
    async close() {
      events.close();
      await socketMode?.close();
      await server.close();
    },
  };
}

function route(api: WebApi, urls: ResponseUrls, request: SandboxRequest): SandboxAnswer {
  const method = /^\/api\/([A-Za-z.]+)$/.exec(request.path)?.[1];
  if (method !== undefined) return api.answer(method, request);
  if (/^\/(?:commands|actions)\//.test(request.path)) return urls.answer(request);
  return { status: 404, body: 'There is no such page.' };
}
