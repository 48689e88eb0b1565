import type { JsonRecord } from '../json.ts';
import type { SlackMessage } from '../workspace/messages.ts';
import { type Call, checkThread, findChannel, findDestination, type Method, needScope } from './call.ts';
import { readContent, readMetadata } from './content.ts';
import { Refusal } from './refusal.ts';
import { messageJson } from './shapes.ts';

/** Posting, changing and removing messages. */
export const CHAT_METHODS: Readonly<Record<string, Method>> = {
  'chat.postMessage': { scopes: ['chat:write'], tier: null, run: postMessage },
  'chat.postEphemeral': { scopes: ['chat:write'], tier: 4, run: postEphemeral },
  'chat.update': { scopes: ['chat:write'], tier: 3, run: update },
  'chat.delete': { scopes: ['chat:write'], tier: 3, run: remove },
  'chat.getPermalink': { scopes: [], tier: null, run: permalink },
};

/** Another name or picture than the app's own needs a scope of its own. */
function checkAuthorship({ args, workspace }: Call): void {
  if (['username', 'icon_emoji', 'icon_url'].some((name) => args.text(name) !== null))
    needScope(workspace, ['chat:write.customize']);
}

function postMessage(call: Call): JsonRecord {
  const { workspace, args, limits } = call;
  const channel = findDestination(call);
  checkAuthorship(call);
  const content = readContent(args, 'post');
  const metadata = readMetadata(args);
  const thread_ts = checkThread(call, channel, args.text('thread_ts'));
  limits.post(channel.id);
  const message = workspace.messages.post({
    channel,
    user: workspace.people.bot.id,
    by_app: true,
    text: content.text,
    blocks: content.blocks,
    thread_ts,
    broadcast: thread_ts !== null && args.flag('reply_broadcast'),
    metadata,
  });
  if (thread_ts !== null) workspace.statuses.delete(`${channel.id} ${thread_ts}`);
  return { channel: channel.id, ts: message.ts, message: messageJson(workspace, message, true) };
}

function postEphemeral(call: Call): JsonRecord {
  const { workspace, args } = call;
  const channel = findDestination(call);
  checkAuthorship(call);
  const user = workspace.people.users.get(args.required('user'));
  if (user === undefined || user.deleted) throw new Refusal('user_not_found');
  if (!channel.members.has(user.id)) throw new Refusal('user_not_in_channel');
  const content = readContent(args, 'post');
  const message = workspace.messages.post({
    channel,
    user: workspace.people.bot.id,
    by_app: true,
    text: content.text,
    blocks: content.blocks,
    thread_ts: checkThread(call, channel, args.text('thread_ts')),
    only_for: user.id,
  });
  return { message_ts: message.ts };
}

/** The app's own message; an ephemeral one is no message to the Web API. */
function ownMessage(call: Call, refusal: string): SlackMessage {
  const { workspace, args } = call;
  const channel = findChannel(call, args.required('channel'));
  const message = workspace.messages.find(channel.id, args.required('ts'));
  if (message === null || message.only_for !== null) throw new Refusal('message_not_found');
  if (message.user !== workspace.people.bot.id) throw new Refusal(refusal);
  return message;
}

/** Text alone removes the blocks; nothing of both is refused; metadata stays unless given. */
function update(call: Call): JsonRecord {
  const { workspace, args } = call;
  const message = ownMessage(call, 'cant_update_message');
  if (message.stream?.state === 'open') throw new Refusal('streaming_state_conflict');
  const content = readContent(args, 'update');
  workspace.messages.change(message, 'chat.update', {
    text: content.given.text ? content.text : message.text,
    blocks: content.blocks,
    metadata: readMetadata(args),
  });
  return {
    channel: message.channel,
    ts: message.ts,
    text: message.text,
    message: messageJson(workspace, message, true),
  };
}

function remove(call: Call): JsonRecord {
  const message = ownMessage(call, 'cant_delete_message');
  if (message.stream?.state === 'open') throw new Refusal('cant_delete_message');
  call.workspace.messages.delete(message);
  return { channel: message.channel, ts: message.ts };
}

function permalink(call: Call): JsonRecord {
  const { workspace, args } = call;
  const channel = findChannel(call, args.required('channel'));
  const message = workspace.messages.find(channel.id, args.required('message_ts'));
  if (message === null || message.only_for !== null) throw new Refusal('message_not_found');
  const thread = message.thread_ts === null ? '' : `?thread_ts=${message.thread_ts}&cid=${message.channel}`;
  const origin = `https://${workspace.people.team.domain}.slack.com`;
  return {
    channel: channel.id,
    permalink: `${origin}/archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`,
  };
}
