import type { JsonRecord } from '../json.ts';
import type { SlackUser } from '../workspace/people.ts';
import { type Call, findChannel, type Method, needScope, scopeFor } from './call.ts';
import { pageOf } from './paging.ts';
import { Refusal } from './refusal.ts';
import { channelJson, userJson } from './shapes.ts';

/** Who and what there is: users, user groups, channels, the workspace, the app itself. */
export const DIRECTORY_METHODS: Readonly<Record<string, Method>> = {
  'auth.test': { scopes: [], tier: null, run: authTest },
  'users.info': { scopes: ['users:read'], tier: 4, run: userInfo },
  'users.list': { scopes: ['users:read'], tier: 2, run: userList },
  'users.lookupByEmail': { scopes: ['users:read.email'], tier: 3, run: userByEmail },
  'usergroups.list': { scopes: ['usergroups:read'], tier: 2, run: groupList },
  'usergroups.users.list': { scopes: ['usergroups:read'], tier: 2, run: groupUsers },
  'conversations.info': { scopes: [], tier: 3, run: channelInfo },
  'conversations.members': { scopes: [], tier: 4, run: channelMembers },
  'conversations.open': { scopes: ['im:write'], tier: 3, run: openDirectMessages },
  'team.info': { scopes: ['team:read'], tier: 3, run: teamInfo },
  'bots.info': { scopes: ['users:read'], tier: 3, run: botInfo },
};

function authTest({ workspace: { people } }: Call): JsonRecord {
  return {
    url: `https://${people.team.domain}.slack.com/`,
    team: people.team.name,
    user: people.bot.name,
    team_id: people.team.id,
    user_id: people.bot.id,
    bot_id: people.botId,
    is_enterprise_install: false,
  };
}

/** A stranger is known only by a channel the app shares with them. */
function findUser({ workspace }: Call, id: string): SlackUser {
  const { people } = workspace;
  const user = people.users.get(id);
  if (user === undefined) throw new Refusal('user_not_found');
  const meets = [...people.channels.values()].some(
    ({ members }) => members.has(user.id) && members.has(people.bot.id),
  );
  if (user.team_id !== people.team.id && !meets) throw new Refusal('user_not_visible');
  return user;
}

function userInfo(call: Call): JsonRecord {
  return { user: userJson(call.workspace, findUser(call, call.args.required('user'))) };
}

function userList(call: Call): JsonRecord {
  const { workspace } = call;
  const own = [...workspace.people.users.values()].filter(
    (user) => user.team_id === workspace.people.team.id,
  );
  const { items, metadata } = pageOf(call.args, own, { fallback: 1000, max: 1000 });
  return {
    members: items.map((user) => userJson(workspace, user)),
    cache_ts: Math.floor(workspace.clock.now() / 1000),
    response_metadata: metadata,
  };
}

function userByEmail({ workspace, args }: Call): JsonRecord {
  const email = args.required('email').toLowerCase();
  const found = [...workspace.people.users.values()].find(
    (user) => user.email?.toLowerCase() === email && !user.deleted,
  );
  if (found === undefined) throw new Refusal('users_not_found');
  return { user: userJson(workspace, found) };
}

function groupList({ workspace: { people }, args }: Call): JsonRecord {
  const groups = [...people.groups.values()].filter(
    (group) => !group.disabled || args.flag('include_disabled'),
  );
  return {
    usergroups: groups.map((group) => ({
      id: group.id,
      team_id: people.team.id,
      is_usergroup: true,
      is_subteam: true,
      name: group.name,
      description: '',
      handle: group.handle,
      is_external: false,
      date_create: 1_760_000_000,
      date_update: 1_760_000_000,
      date_delete: group.disabled ? 1_760_000_000 : 0,
      auto_type: null,
      prefs: { channels: [], groups: [] },
      ...(args.flag('include_users') ? { users: [...group.members] } : {}),
      ...(args.flag('include_count') ? { user_count: String(group.members.size) } : {}),
    })),
  };
}

function groupUsers({ workspace: { people }, args }: Call): JsonRecord {
  const group = people.groups.get(args.required('usergroup'));
  if (group === undefined) throw new Refusal('no_such_subteam');
  if (group.disabled && !args.flag('include_disabled')) throw new Refusal('subteam_is_disabled');
  // Slack takes people who have left out of every group.
  return { users: [...group.members].filter((id) => people.users.get(id)?.deleted === false) };
}

function channelInfo(call: Call): JsonRecord {
  const channel = findChannel(call, call.args.required('channel'));
  needScope(call.workspace, [scopeFor(channel, 'read')]);
  return { channel: channelJson(call.workspace, channel) };
}

function channelMembers(call: Call): JsonRecord {
  const channel = findChannel(call, call.args.required('channel'));
  needScope(call.workspace, [scopeFor(channel, 'read')]);
  const { items, metadata } = pageOf(call.args, [...channel.members], { fallback: 100, max: 1000 });
  return { members: items, response_metadata: metadata };
}

function openDirectMessages(call: Call): JsonRecord {
  const { workspace, args } = call;
  const user = workspace.people.users.get(args.required('users'));
  if (user === undefined) throw new Refusal('user_not_found');
  if (user.deleted) throw new Refusal('user_disabled');
  if (user.is_bot) throw new Refusal('cannot_dm_bot');
  const channel = workspace.people.directMessages(user);
  return { channel: args.flag('return_im') ? channelJson(workspace, channel) : { id: channel.id } };
}

function teamInfo({ workspace: { people } }: Call): JsonRecord {
  const { id, name, domain } = people.team;
  return { team: { id, name, domain, url: `https://${domain}.slack.com/`, email_domain: '', icon: {} } };
}

function botInfo({ workspace, args }: Call): JsonRecord {
  const { people, appId, manifest } = workspace;
  if (args.required('bot') !== people.botId) throw new Refusal('bot_not_found');
  return {
    bot: {
      id: people.botId,
      deleted: false,
      name: manifest.name,
      updated: 1_760_000_000,
      app_id: appId,
      user_id: people.bot.id,
      icons: {},
    },
  };
}
