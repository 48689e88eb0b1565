import type { JsonRecord } from '../json.ts';
import type { SlackMessage } from '../workspace/messages.ts';
import type { SlackChannel, SlackUser } from '../workspace/people.ts';
import type { OpenView } from '../workspace/views.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Slack's records in the words of its API. */
export function messageJson(
  { people, appId }: Workspace,
  message: SlackMessage,
  metadata = false,
): JsonRecord {
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    ...(message.by_app ? { bot_id: people.botId, app_id: appId } : {}),
    team: people.users.get(message.user)?.team_id ?? people.team.id,
    text: message.text,
    blocks: message.blocks,
    ...(message.thread_ts === null ? {} : { thread_ts: message.thread_ts }),
    ...(message.broadcast ? { subtype: 'thread_broadcast' } : {}),
    ...(metadata && message.metadata !== null ? { metadata: message.metadata } : {}),
  };
}

/** A parent says how many replies it has. */
export function parentJson(workspace: Workspace, message: SlackMessage, metadata = false): JsonRecord {
  const replies = workspace.messages
    .thread(message.channel, message.ts)
    .filter((reply) => reply.ts !== message.ts);
  const base = messageJson(workspace, message, metadata);
  if (message.thread_ts !== null || replies.length === 0) return base;
  return {
    ...base,
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users: [...new Set(replies.map((reply) => reply.user))],
    latest_reply: replies.at(-1)?.ts,
  };
}

/** A user; the e-mail address only with `users:read.email`. */
export function userJson({ people, manifest, appId }: Workspace, user: SlackUser): JsonRecord {
  const stranger = user.team_id !== people.team.id;
  const email = manifest.scopes.has('users:read.email') && user.email !== null ? { email: user.email } : {};
  return {
    id: user.id,
    team_id: user.team_id,
    name: user.name,
    deleted: user.deleted,
    real_name: user.real_name,
    tz: user.tz,
    profile: {
      real_name: user.real_name,
      real_name_normalized: user.real_name,
      display_name: user.name,
      display_name_normalized: user.name,
      team: user.team_id,
      ...(user.id === people.bot.id ? { api_app_id: appId, bot_id: people.botId } : {}),
      ...email,
    },
    is_bot: user.is_bot,
    is_app_user: false,
    updated: 1_760_000_000,
    // Of a deleted account and of a stranger Slack tells no rights.
    ...(user.deleted
      ? {}
      : {
          is_admin: user.is_admin,
          is_owner: false,
          is_primary_owner: false,
          is_restricted: user.is_restricted,
          is_ultra_restricted: user.is_ultra_restricted,
        }),
    ...(stranger ? { is_stranger: true } : {}),
  };
}

export function channelJson({ people }: Workspace, channel: SlackChannel): JsonRecord {
  const shared = {
    id: channel.id,
    created: 1_760_000_000,
    is_im: channel.kind === 'im',
    is_mpim: false,
    is_private: channel.kind !== 'public',
    is_archived: channel.archived,
    is_org_shared: false,
    is_shared: channel.shared,
    is_ext_shared: channel.shared,
    context_team_id: people.team.id,
  };
  if (channel.kind === 'im') return { ...shared, user: channel.name, is_open: true };
  return {
    ...shared,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_general: channel.name === 'general',
    is_member: channel.members.has(people.bot.id),
    num_members: channel.members.size,
  };
}

export function viewJson({ people, appId }: Workspace, open: OpenView, values: JsonRecord = {}): JsonRecord {
  const { view } = open;
  return {
    id: open.id,
    team_id: people.team.id,
    type: view['type'],
    ...(view['type'] === 'modal'
      ? { title: view['title'], close: view['close'] ?? null, submit: view['submit'] ?? null }
      : {}),
    blocks: view['blocks'],
    private_metadata: view['private_metadata'] ?? '',
    callback_id: view['callback_id'] ?? '',
    external_id: view['external_id'] ?? '',
    state: { values },
    hash: open.hash,
    clear_on_close: view['clear_on_close'] ?? false,
    notify_on_close: view['notify_on_close'] ?? false,
    root_view_id: open.root_view_id,
    previous_view_id: open.previous_view_id,
    app_id: appId,
    app_installed_team_id: people.team.id,
    bot_id: people.botId,
  };
}
