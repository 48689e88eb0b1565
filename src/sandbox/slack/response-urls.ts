import { randomBytes } from 'node:crypto';
import type { SandboxAnswer, SandboxRequest } from '../fault-injection.ts';
import { forgetOldest } from './forget-oldest.ts';
import { isRecord, type JsonRecord, parseJson } from './json.ts';
import { Arguments } from './web-api/arguments.ts';
import { readContent } from './web-api/content.ts';
import type { RateLimits } from './web-api/rate-limits.ts';
import { Refusal } from './web-api/refusal.ts';
import type { SlackMessage } from './workspace/messages.ts';
import type { SlackChannel, SlackUser } from './workspace/people.ts';
import type { Workspace } from './workspace/workspace.ts';

export const MAXIMUM_USES = 5;
const LIFETIME_SECONDS = 30 * 60;
const MAXIMUM_URLS_REMEMBERED = 20_000;

export interface NewResponseUrl {
  readonly kind: 'commands' | 'actions';
  readonly user: SlackUser;
  readonly channel: SlackChannel;
  /** The message whose element was used; null for commands and shortcuts. */
  readonly origin: SlackMessage | null;
}

interface ResponseUrl extends NewResponseUrl {
  readonly path: string;
  readonly issued: number;
  uses: number;
  dead: boolean;
  /** What was last said through it: the original of a command's replies. */
  latest: SlackMessage | null;
}

/** The addresses Slack gives out with commands and interactions, to answer through for half an hour. */
export class ResponseUrls {
  private readonly byPath = new Map<string, ResponseUrl>();
  private readonly workspace: Workspace;
  private readonly limits: RateLimits;
  private readonly origin: () => string;

  constructor(workspace: Workspace, limits: RateLimits, origin: () => string) {
    this.workspace = workspace;
    this.limits = limits;
    this.origin = origin;
  }

  issue(what: NewResponseUrl): string {
    const id = String(randomBytes(5).readUIntBE(0, 5));
    const path = `/${what.kind}/${this.workspace.people.team.id}/${id}/${randomBytes(12).toString('base64url')}`;
    this.byPath.set(path, {
      ...what,
      path,
      issued: this.workspace.clock.now(),
      uses: 0,
      dead: false,
      latest: null,
    });
    forgetOldest(this.byPath, MAXIMUM_URLS_REMEMBERED);
    return `${this.origin()}${path}`;
  }

  /** From now on the address answers 404, as if it had never been. */
  kill(url: string): void {
    const known = this.byPath.get(new URL(url).pathname);
    if (known === undefined) throw new Error(`The Slack sandbox never gave out ${url}.`);
    known.dead = true;
  }

  /** Shows what the app answered the command's request with; that costs no use. */
  acknowledged(url: string, payload: JsonRecord): void {
    const known = this.byPath.get(new URL(url).pathname);
    if (known !== undefined) this.show(known, payload);
  }

  answer(request: SandboxRequest): SandboxAnswer {
    try {
      this.use(request);
      return { status: 200, body: 'ok' };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return failure(error);
    }
  }

  private use(request: SandboxRequest): void {
    const known = this.byPath.get(request.path);
    if (known === undefined || known.dead) throw new Refusal('no_such_url');
    if (this.workspace.clock.now() - known.issued > LIFETIME_SECONDS * 1000) throw new Refusal('expired_url');
    if (known.uses >= MAXIMUM_USES) throw new Refusal('used_url');
    const body = parseJson(request.body.toString('utf8'))?.value;
    if (request.method !== 'POST' || !isRecord(body)) throw new Refusal('invalid_payload');
    this.limits.hook(request.path);
    this.show(known, body);
    known.uses += 1;
  }

  private show(known: ResponseUrl, payload: JsonRecord): void {
    const { messages, people } = this.workspace;
    const original = this.original(known);
    if (payload['delete_original'] === true) {
      if (original !== null) messages.delete(original);
      return;
    }
    const content = readContent(new Arguments(payload), 'respond');
    if (payload['replace_original'] === true && original !== null) {
      messages.change(original, 'response_url', content);
      return;
    }
    known.latest = messages.post({
      channel: known.channel,
      user: people.bot.id,
      by_app: true,
      text: content.text,
      blocks: content.blocks,
      thread_ts: this.thread(known, payload),
      only_for: payload['response_type'] === 'in_channel' ? null : known.user.id,
    });
  }

  /** The message a reply replaces: the one the element was on, or the last reply to the command. */
  private original(known: ResponseUrl): SlackMessage | null {
    const original = known.origin ?? known.latest;
    return original === null || original.deleted ? null : original;
  }

  /** A reply goes into the channel unless it names a thread of it. */
  private thread(known: ResponseUrl, payload: JsonRecord): string | null {
    const ts = payload['thread_ts'];
    if (typeof ts !== 'string' || ts === '') return null;
    if (this.workspace.messages.find(known.channel.id, ts) === null) throw new Refusal('invalid_thread_ts');
    return ts;
  }
}

const NOT_FOUND = new Set(['no_such_url', 'expired_url', 'used_url']);

function failure(refusal: Refusal): SandboxAnswer {
  const body = { ok: false, error: refusal.error, ...refusal.details };
  if (refusal.retryAfterSeconds !== null)
    return { status: 429, headers: { 'retry-after': String(refusal.retryAfterSeconds) }, body };
  return { status: NOT_FOUND.has(refusal.error) ? 404 : 400, body };
}
