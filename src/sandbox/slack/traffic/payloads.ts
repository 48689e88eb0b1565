import { randomBytes } from 'node:crypto';
import type { JsonRecord } from '../json.ts';
import { messageJson, parentJson } from '../web-api/shapes.ts';
import type { SlackMessage } from '../workspace/messages.ts';
import type { SlackChannel, SlackUser } from '../workspace/people.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What requests to the app have in common. The deprecated verification token is there and means nothing. */
export const VERIFICATION_TOKEN = randomBytes(12).toString('base64url');

/** Slack's names for the places a command can be typed in. */
export function channelName(channel: SlackChannel): string {
  return { public: channel.name, private: 'privategroup', im: 'directmessage' }[channel.kind];
}

/** The workspace a person acts from: their own, also where they are strangers in a shared channel. */
function teamOf(user: SlackUser, team: string | undefined): string {
  return team ?? user.team_id;
}

export function commandFields(
  workspace: Workspace,
  what: {
    readonly user: SlackUser;
    readonly channel: SlackChannel;
    readonly command: string;
    readonly text: string;
    readonly responseUrl: string;
    readonly team: string | undefined;
  },
): Readonly<Record<string, string>> {
  const { people, appId, views } = workspace;
  return {
    token: VERIFICATION_TOKEN,
    team_id: teamOf(what.user, what.team),
    team_domain: people.team.domain,
    channel_id: what.channel.id,
    channel_name: channelName(what.channel),
    user_id: what.user.id,
    user_name: what.user.name,
    command: what.command,
    text: what.text,
    api_app_id: appId,
    is_enterprise_install: 'false',
    response_url: what.responseUrl,
    trigger_id: views.trigger(what.user.id, null),
  };
}

/** What every interaction starts with. */
export function interactionBase(
  workspace: Workspace,
  type: string,
  user: SlackUser,
  team: string | undefined,
): JsonRecord {
  const id = teamOf(user, team);
  return {
    type,
    user: { id: user.id, username: user.name, name: user.name, team_id: user.team_id },
    api_app_id: workspace.appId,
    token: VERIFICATION_TOKEN,
    team: { id, domain: workspace.people.team.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** Where an interaction with a message took place. Of an ephemeral message Slack sends no content. */
export function messagePlace(workspace: Workspace, message: SlackMessage, channel: SlackChannel): JsonRecord {
  const ephemeral = message.only_for !== null;
  return {
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: ephemeral,
      ...(message.thread_ts === null ? {} : { thread_ts: message.thread_ts }),
    },
    channel: { id: channel.id, name: channelName(channel) },
    ...(ephemeral ? {} : { message: parentJson(workspace, message, true) }),
    state: { values: message.values },
  };
}

export function eventEnvelope(
  { people, appId, clock }: Workspace,
  event: JsonRecord,
  channel: SlackChannel,
  team: string | undefined,
): JsonRecord {
  return {
    token: VERIFICATION_TOKEN,
    team_id: team ?? people.team.id,
    context_team_id: people.team.id,
    context_enterprise_id: null,
    api_app_id: appId,
    event,
    type: 'event_callback',
    event_id: `Ev${randomBytes(5).toString('hex').toUpperCase()}`,
    event_time: Math.floor(clock.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: people.team.id,
        user_id: people.bot.id,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: channel.shared,
    event_context: `4-${randomBytes(12).toString('base64url')}`,
  };
}

/** `app_mention` and `message`: what was written, by whom and where. */
export function messageEvent(
  workspace: Workspace,
  type: 'app_mention' | 'message',
  message: SlackMessage,
  channel: SlackChannel,
): JsonRecord {
  const author = workspace.people.users.get(message.user);
  const stranger = author !== undefined && author.team_id !== workspace.people.team.id;
  return {
    ...messageJson(workspace, message),
    type: type === 'app_mention' ? 'app_mention' : 'message',
    channel: channel.id,
    event_ts: message.ts,
    ...(type === 'message'
      ? { channel_type: { public: 'channel', private: 'group', im: 'im' }[channel.kind] }
      : {}),
    ...(stranger ? { user_team: author.team_id, source_team: author.team_id } : {}),
  };
}
