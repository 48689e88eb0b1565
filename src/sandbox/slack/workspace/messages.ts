import type { SandboxClock } from '../clock.ts';
import type { JsonRecord } from '../json.ts';
import { completeBlocks } from './complete-blocks.ts';
import type { SlackChannel } from './people.ts';

/** What a message showed from a moment on. */
export interface MessageVersion {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly by: 'post' | 'chat.update' | 'response_url' | 'stream';
  readonly text: string;
  readonly blocks: readonly JsonRecord[];
}

export interface SlackMessage {
  readonly channel: string;
  /** The message's id in its channel, and the time it was posted. */
  readonly ts: string;
  /** The parent's `ts` for a reply. */
  readonly thread_ts: string | null;
  /** Also shown in the channel. */
  readonly broadcast: boolean;
  /** User id of the author. */
  readonly user: string;
  readonly by_app: boolean;
  /** The only person who sees it (an ephemeral message); null: everyone in the channel. */
  readonly only_for: string | null;
  readonly text: string;
  readonly blocks: readonly JsonRecord[];
  readonly metadata: JsonRecord | null;
  readonly stream: MessageStream | null;
  /** First to last; the last one is what it shows. */
  readonly history: readonly MessageVersion[];
  readonly deleted: boolean;
  /** Counts with every change of any message: what is newer than a moment has a higher one. */
  readonly revision: number;
  /** What people chose in its menus: block id, action id, state as Slack sends it. */
  readonly values: Readonly<Record<string, Readonly<Record<string, JsonRecord>>>>;
}

/** A message written while people watch. */
export interface MessageStream {
  readonly state: 'open' | 'stopped';
  readonly started: number;
  readonly recipient: string | null;
  readonly task_display_mode: string;
  /** All markdown appended so far. */
  readonly markdown: string;
  readonly plan_title: string | null;
  /** Tasks by id, in the order they came. */
  readonly tasks: ReadonlyMap<string, JsonRecord>;
  readonly blocks: readonly JsonRecord[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface NewMessage {
  readonly channel: SlackChannel;
  readonly user: string;
  readonly by_app: boolean;
  readonly text: string;
  readonly blocks?: readonly JsonRecord[];
  readonly thread_ts?: string | null;
  readonly broadcast?: boolean;
  readonly only_for?: string | null;
  readonly metadata?: JsonRecord | null;
  readonly stream?: MessageStream | null;
}

export interface MessageContent {
  readonly text: string;
  readonly blocks: readonly JsonRecord[];
  readonly metadata?: JsonRecord | null;
  readonly stream?: MessageStream;
}

const MAXIMUM_MESSAGES_REMEMBERED = 50_000;

/** The messages that were posted, with all they ever showed. */
export class Messages {
  /** Oldest first, deleted ones included; the last 50,000. */
  readonly all: SlackMessage[] = [];
  private readonly byTs = new Map<string, Mutable<SlackMessage>>();
  private readonly clock: SandboxClock;
  private readonly changed: () => void;
  /** Of the latest change. */
  revision = 0;
  private lastMicroseconds = 0;

  constructor(clock: SandboxClock, changed: () => void) {
    this.clock = clock;
    this.changed = changed;
  }

  find(channel: string, ts: string): SlackMessage | null {
    const found = this.byTs.get(`${channel} ${ts}`);
    return found === undefined || found.deleted ? null : found;
  }

  /** The messages of a channel people see now; replies are in their threads. */
  inChannel(channel: string): readonly SlackMessage[] {
    return this.visible().filter(
      (message) =>
        message.channel === channel &&
        message.only_for === null &&
        (message.thread_ts === null || message.broadcast),
    );
  }

  /** A thread: the parent and its replies. */
  thread(channel: string, ts: string): readonly SlackMessage[] {
    return this.visible().filter(
      (message) =>
        message.channel === channel &&
        message.only_for === null &&
        (message.ts === ts || message.thread_ts === ts),
    );
  }

  ephemerals(channel: string, user: string): readonly SlackMessage[] {
    return this.visible().filter((message) => message.channel === channel && message.only_for === user);
  }

  /** All a person sees in a channel, replies included. */
  seenBy(user: string, channel: string): readonly SlackMessage[] {
    return this.visible().filter(
      (message) => message.channel === channel && (message.only_for === null || message.only_for === user),
    );
  }

  post(message: NewMessage): SlackMessage {
    const blocks = completeBlocks(message.blocks ?? []);
    const added: Mutable<SlackMessage> = {
      channel: message.channel.id,
      ts: this.nextTs(),
      thread_ts: message.thread_ts ?? null,
      broadcast: message.broadcast ?? false,
      user: message.user,
      by_app: message.by_app,
      only_for: message.only_for ?? null,
      text: message.text,
      blocks,
      metadata: message.metadata ?? null,
      stream: message.stream ?? null,
      history: [{ at: this.clock.now(), by: 'post', text: message.text, blocks }],
      deleted: false,
      revision: this.nextRevision(),
      values: {},
    };
    this.all.push(added);
    this.byTs.set(`${added.channel} ${added.ts}`, added);
    if (this.all.length > MAXIMUM_MESSAGES_REMEMBERED) this.forgetOldest();
    this.changed();
    return added;
  }

  change(message: SlackMessage, by: MessageVersion['by'], content: MessageContent): void {
    const blocks = completeBlocks(content.blocks);
    const own = this.own(message);
    own.text = content.text;
    own.blocks = blocks;
    own.metadata = content.metadata ?? own.metadata;
    own.stream = content.stream ?? own.stream;
    own.revision = this.nextRevision();
    own.history = [...own.history, { at: this.clock.now(), by, text: content.text, blocks }];
    this.changed();
  }

  delete(message: SlackMessage): void {
    const own = this.own(message);
    own.deleted = true;
    own.revision = this.nextRevision();
    this.changed();
  }

  choose(message: SlackMessage, blockId: string, actionId: string, state: JsonRecord): void {
    const own = this.own(message);
    own.values = { ...own.values, [blockId]: { ...own.values[blockId], [actionId]: state } };
    this.changed();
  }

  private forgetOldest(): void {
    const oldest = this.all.shift();
    if (oldest !== undefined) this.byTs.delete(`${oldest.channel} ${oldest.ts}`);
  }

  private nextRevision(): number {
    this.revision += 1;
    return this.revision;
  }

  private visible(): readonly SlackMessage[] {
    return this.all.filter((message) => !message.deleted);
  }

  private own(message: SlackMessage): Mutable<SlackMessage> {
    const own = this.byTs.get(`${message.channel} ${message.ts}`);
    if (own === undefined) throw new Error(`The Slack sandbox has no message ${message.ts}.`);
    return own;
  }

  /** Seconds and microseconds, never the same twice. */
  private nextTs(): string {
    this.lastMicroseconds = Math.max(this.lastMicroseconds + 1, Math.floor(this.clock.now() * 1000));
    const seconds = Math.floor(this.lastMicroseconds / 1_000_000);
    return `${seconds}.${String(this.lastMicroseconds % 1_000_000).padStart(6, '0')}`;
  }
}
