import { randomBytes } from 'node:crypto';
import type { JsonRecord } from '../json.ts';
import { viewJson } from '../web-api/shapes.ts';
import type { SlackMessage } from '../workspace/messages.ts';
import type { SlackChannel, SlackUser } from '../workspace/people.ts';
import { encodeTyped } from '../workspace/typed-text.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Answer, AppLink, Retry } from './app-link.ts';
import { type Delivery, delivery } from './delivery.ts';
import { eventEnvelope, messageEvent, VERIFICATION_TOKEN } from './payloads.ts';
import { Seen } from './seen.ts';
import type { Forgery } from './signed-request.ts';

/** Slack repeats an event the app did not take: at once, after a minute, after five more. */
export const DEFAULT_RETRY_DELAYS_MS: readonly number[] = [0, 60_000, 300_000];

export interface Written {
  readonly user: SlackUser;
  readonly channel: SlackChannel;
  /** As typed: `@name`, `#channel`, links and e-mail addresses become what Slack makes of them. */
  readonly text: string;
  /** The parent's `ts` for a reply. */
  readonly threadTs?: string;
  readonly forge?: Forgery;
}

export interface Attempt {
  readonly answer: Answer;
  /** What the repeat said: null for the first time. */
  readonly retry: Retry | null;
}

/** An event on its way; further attempts are added as they are made. */
export interface EventDelivery extends Delivery {
  readonly type: string;
  readonly attempts: readonly Attempt[];
  /** Resolves when Slack got its answer or gave up. */
  readonly settled: Promise<void>;
}

/** Messages of people, and the events the app hears of them. */
export class Events {
  private readonly workspace: Workspace;
  private readonly link: AppLink;
  private readonly retryDelaysMs: readonly number[];
  private closed = false;

  constructor(workspace: Workspace, link: AppLink, retryDelaysMs: readonly number[]) {
    this.workspace = workspace;
    this.link = link;
    this.retryDelaysMs = retryDelaysMs;
  }

  /** No event is repeated from now on. */
  close(): void {
    this.closed = true;
  }

  /** A person writes a message; the app hears of it as far as its manifest subscribes to it. */
  async write(written: Written): Promise<{
    readonly message: SlackMessage;
    readonly deliveries: readonly EventDelivery[];
  }> {
    const { user, channel, text, threadTs, forge } = written;
    const { people, messages } = this.workspace;
    if (!channel.members.has(user.id)) throw new Error(`${user.name} is not in #${channel.name}.`);
    if (threadTs !== undefined && messages.find(channel.id, threadTs) === null)
      throw new Error(`There is no thread ${threadTs} in #${channel.name}.`);
    const message = messages.post({
      channel,
      user: user.id,
      by_app: false,
      text: encodeTyped(text, people),
      thread_ts: threadTs ?? null,
    });
    const seen = new Seen(this.workspace, user, channel);
    const deliveries = this.heard(message, channel).map((event) =>
      this.deliver(
        eventEnvelope(this.workspace, event, channel, forge?.team),
        String(event['type']),
        seen,
        forge,
      ),
    );
    return { message, deliveries: await Promise.all(deliveries) };
  }

  /** A person mentions the app; null when the app does not hear of it: not subscribed, or not in the channel. */
  async mention(written: Written): Promise<{
    readonly message: SlackMessage;
    readonly delivery: EventDelivery | null;
  }> {
    const { bot } = this.workspace.people;
    const addressed = new RegExp(`<@${bot.id}>|@${bot.name}\\b`).test(written.text);
    const text = addressed ? written.text : `<@${bot.id}> ${written.text}`;
    const { message, deliveries } = await this.write({ ...written, text });
    return { message, delivery: deliveries.find(({ type }) => type === 'app_mention') ?? null };
  }

  /**
   * A person opens the app's own space at one of its tabs; null when the app does not hear of it. The Home tab that was
   * published before comes along.
   */
  async openApp(opened: {
    readonly user: SlackUser;
    readonly tab: 'home' | 'messages';
    readonly forge?: Forgery;
  }): Promise<EventDelivery | null> {
    const { user, tab, forge } = opened;
    const { people, manifest, views, clock } = this.workspace;
    if (user.deleted) throw new Error(`${user.name} is deactivated and opens nothing.`);
    if (tab === 'home' && !manifest.homeTab) throw new Error('The manifest turns the Home tab off.');
    if (!manifest.botEvents.has('app_home_opened') || !this.link.isSet) return null;
    const channel = people.directMessages(user);
    const view = tab === 'home' ? views.home(user.id) : null;
    const event = {
      type: 'app_home_opened',
      user: user.id,
      channel: channel.id,
      event_ts: (clock.now() / 1000).toFixed(6),
      tab,
      ...(view === null ? {} : { view: viewJson(this.workspace, view) }),
    };
    const payload = eventEnvelope(this.workspace, event, channel, forge?.team);
    const seen = new Seen(this.workspace, user, channel);
    return this.deliver(payload, event.type, seen, forge);
  }

  /** What Slack does when a request URL is saved: the app must answer with the challenge. */
  async verifyRequestUrl(): Promise<boolean> {
    const challenge = randomBytes(24).toString('base64url');
    const payload = { token: VERIFICATION_TOKEN, challenge, type: 'url_verification' };
    const answer = await this.link.event(payload, null);
    const said = answer.json === null ? answer.body.trim() : answer.json['challenge'];
    return answer.outcome === 'acknowledged' && said === challenge;
  }

  private heard(message: SlackMessage, channel: SlackChannel): readonly JsonRecord[] {
    const { manifest, people } = this.workspace;
    if (!channel.members.has(people.bot.id) || !this.link.isSet) return [];
    const wants = (event: string, scope: string): boolean =>
      manifest.botEvents.has(event) && manifest.scopes.has(scope);
    const [event, scope] = {
      public: ['message.channels', 'channels:history'] as const,
      private: ['message.groups', 'groups:history'] as const,
      im: ['message.im', 'im:history'] as const,
    }[channel.kind];
    const mentioned = channel.kind !== 'im' && message.text.includes(`<@${people.bot.id}>`);
    return [
      ...(mentioned && wants('app_mention', 'app_mentions:read') ? (['app_mention'] as const) : []),
      ...(wants(event, scope) ? (['message'] as const) : []),
    ].map((type) => messageEvent(this.workspace, type, message, channel));
  }

  private async deliver(
    payload: JsonRecord,
    type: string,
    seen: Seen,
    forge: Forgery | undefined,
  ): Promise<EventDelivery> {
    const first = await this.link.event(payload, null, forge);
    const attempts: Attempt[] = [{ answer: first, retry: null }];
    const settled = this.repeat(payload, attempts, forge);
    return { ...delivery(first, seen, 'The event'), type, attempts, settled };
  }

  private async repeat(payload: JsonRecord, attempts: Attempt[], forge: Forgery | undefined): Promise<void> {
    for (const [index, delayMs] of this.retryDelaysMs.entries()) {
      const last = attempts.at(-1)?.answer;
      if (last === undefined || last.outcome === 'acknowledged') return;
      // The app may say that it will never want this event.
      if (last.headers['x-slack-no-retry'] === '1') return;
      await sleep(delayMs);
      if (this.closed) return;
      const retry = { attempt: index + 1, reason: reasonOf(last) };
      attempts.push({ answer: await this.link.event(payload, retry, forge), retry });
    }
  }
}

function reasonOf({ outcome, request }: Answer): string {
  if (outcome === 'operation_timeout') return request === null ? 'timeout' : 'http_timeout';
  return outcome === 'dispatch_failed' ? 'connection_failed' : 'http_error';
}

/** Does not keep a process alive that has nothing else to do. */
function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
