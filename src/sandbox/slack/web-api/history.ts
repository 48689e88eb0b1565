import type { JsonRecord } from '../json.ts';
import type { SlackMessage } from '../workspace/messages.ts';
import type { SlackChannel } from '../workspace/people.ts';
import { type Call, findChannel, type Method, needScope, scopeFor } from './call.ts';
import { pageOf } from './paging.ts';
import { Refusal } from './refusal.ts';
import { messageJson, parentJson } from './shapes.ts';

/** Reading what was written: only where the app is a member, and never ephemeral messages. */
export const HISTORY_METHODS: Readonly<Record<string, Method>> = {
  'conversations.history': { scopes: [], tier: 3, run: history },
  'conversations.replies': { scopes: [], tier: 3, run: replies },
};

const PAGE = { fallback: 100, max: 999 };

function readable(call: Call): SlackChannel {
  const channel = findChannel(call, call.args.required('channel'));
  needScope(call.workspace, [scopeFor(channel, 'history')]);
  if (!channel.members.has(call.workspace.people.bot.id)) throw new Refusal('not_in_channel');
  return channel;
}

/** Newest first. */
function history(call: Call): JsonRecord {
  const channel = readable(call);
  const messages = within(call, call.workspace.messages.inChannel(channel.id)).reverse();
  const { items, metadata, more } = pageOf(call.args, messages, PAGE);
  const all = call.args.flag('include_all_metadata');
  return {
    messages: items.map((message) => parentJson(call.workspace, message, all)),
    has_more: more,
    pin_count: 0,
    response_metadata: metadata,
  };
}

/** The parent and its replies, oldest first; for a reply's own `ts` the reply alone. */
function replies(call: Call): JsonRecord {
  const { workspace, args } = call;
  const channel = readable(call);
  const message = workspace.messages.find(channel.id, args.required('ts'));
  if (message === null || message.only_for !== null) throw new Refusal('thread_not_found');
  const thread = workspace.messages.thread(channel.id, message.ts);
  const { items, metadata, more } = pageOf(args, within(call, thread), PAGE);
  const all = args.flag('include_all_metadata');
  return {
    messages: items.map((entry) =>
      entry.ts === message.ts ? parentJson(workspace, entry, all) : messageJson(workspace, entry, all),
    ),
    has_more: more,
    response_metadata: metadata,
  };
}

/** Between `oldest` and `latest`, both excluded unless `inclusive`. */
function within({ args }: Call, messages: readonly SlackMessage[]): SlackMessage[] {
  const oldest = Number(args.text('oldest') ?? 0);
  const latest = Number(args.text('latest') ?? Number.MAX_SAFE_INTEGER);
  const inclusive = args.flag('inclusive');
  return messages.filter(({ ts }) => {
    const at = Number(ts);
    return inclusive ? at >= oldest && at <= latest : at > oldest && at < latest;
  });
}
