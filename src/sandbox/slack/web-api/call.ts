import type { JsonRecord } from '../json.ts';
import type { SlackChannel } from '../workspace/people.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Arguments } from './arguments.ts';
import type { RateLimits, Tier } from './rate-limits.ts';
import { Refusal } from './refusal.ts';

/** One call of a method, as the method sees it. */
export interface Call {
  readonly workspace: Workspace;
  readonly limits: RateLimits;
  readonly args: Arguments;
}

export interface Method {
  /** One of these is enough; none: the token alone. */
  readonly scopes: readonly string[];
  readonly tier: Tier;
  /** Default `bot`. */
  readonly token?: 'app';
  readonly run: (call: Call) => JsonRecord;
}

/** Throws `missing_scope` unless the app has one of the scopes. */
export function needScope({ manifest }: Workspace, anyOf: readonly string[]): void {
  if (anyOf.length === 0 || anyOf.some((scope) => manifest.scopes.has(scope))) return;
  throw new Refusal('missing_scope', {
    needed: anyOf.join(','),
    provided: [...manifest.scopes].join(','),
  });
}

/** The channel as far as the app may know of it: a private one it is not in does not exist. */
export function findChannel(call: Call, id: string): SlackChannel {
  const { people } = call.workspace;
  const channel = people.channels.get(id);
  if (channel === undefined || (channel.kind !== 'public' && !channel.members.has(people.bot.id)))
    throw new Refusal('channel_not_found');
  return channel;
}

/** The channel the app writes into: by id, `#name`, or a person's id for their direct messages. */
export function findDestination(call: Call): SlackChannel {
  const { people, manifest } = call.workspace;
  const wanted = call.args.required('channel');
  const user = people.users.get(wanted);
  if (user !== undefined) {
    if (user.deleted || user.is_bot) throw new Refusal('channel_not_found');
    return people.directMessages(user);
  }
  const byName = [...people.channels.values()].find(
    ({ name, kind }) => kind !== 'im' && name === wanted.replace(/^#/, ''),
  );
  const channel = findChannel(call, byName?.id ?? wanted);
  if (channel.archived) throw new Refusal('is_archived');
  if (!channel.members.has(people.bot.id) && !manifest.scopes.has('chat:write.public'))
    throw new Refusal('not_in_channel');
  return channel;
}

/** Checks that a thread can be answered in: its parent is there and is no reply itself. */
export function checkThread(call: Call, channel: SlackChannel, ts: string | null): string | null {
  if (ts === null || ts === '') return null;
  if (!/^\d+\.\d{6}$/.test(ts)) throw new Refusal('invalid_thread_ts');
  const parent = call.workspace.messages.find(channel.id, ts);
  if (parent === null || parent.only_for !== null) throw new Refusal('thread_not_found');
  if (parent.thread_ts !== null && parent.thread_ts !== parent.ts)
    throw new Refusal('cannot_reply_to_message');
  return ts;
}

/** The kind of a channel decides which scope reads it: `channels:history`, `groups:history`, `im:history`. */
export function scopeFor(channel: SlackChannel, what: 'read' | 'history'): string {
  return `${{ public: 'channels', private: 'groups', im: 'im' }[channel.kind]}:${what}`;
}
