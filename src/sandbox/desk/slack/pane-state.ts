import type { OpenView, SlackChannel, SlackMessage, SlackSandbox, SlackUser } from '../../slack/index.ts';
import type { PaneChannel, PaneMessage, PanePerson, PaneView, SlackPaneState } from './pane.ts';

const MAX_MESSAGES_SHOWN = 300;

/** What `user` sees of Slack now, with the messages of `channel`; of a channel they are not in, none. */
export function paneState(
  slack: SlackSandbox,
  user: SlackUser,
  channel: SlackChannel | null,
): SlackPaneState {
  const { people, manifest } = slack;
  const isIn = channel?.members.has(user.id) === true;
  const seen = isIn ? slack.seenBy(user, channel).slice(-MAX_MESSAGES_SHOWN) : [];
  const home = slack.home(user);
  return {
    revision: slack.revision,
    team: people.team.name,
    domain: people.team.domain,
    me: user.id,
    people: [...people.users.values()].map((one) => toPerson(slack, one)),
    groups: [...people.groups.values()].map(({ id, handle }) => ({ id, handle })),
    app: people.bot.id,
    channels: channelsOf(slack, user),
    messages: seen.map(toMessage),
    modals: slack.modals(user).map(toView),
    home: home === null ? null : toView(home),
    commands: [...manifest.commands].map(([command, { usageHint }]) => ({ command, usage_hint: usageHint })),
    shortcuts: [...manifest.messageShortcuts].map(([callback_id, { name }]) => ({ callback_id, name })),
  };
}

/** Somebody at the desk may act as people, not as bots and not as who left. */
export function isPlayable({ is_bot, deleted }: SlackUser): boolean {
  return !is_bot && !deleted;
}

function toPerson({ people }: SlackSandbox, user: SlackUser): PanePerson {
  const { id, name, real_name, tz, locale } = user;
  const groups = [...people.groups.values()].filter(({ members }) => members.has(id));
  return {
    id,
    handle: name,
    name: real_name,
    groups: groups.map((group) => group.name),
    tz,
    locale,
    is_playable: isPlayable(user),
  };
}

function channelsOf(slack: SlackSandbox, user: SlackUser): readonly PaneChannel[] {
  const direct = slack.people.directMessages(user);
  const joined = [...slack.people.channels.values()].filter(
    ({ kind, archived, members }) => kind !== 'im' && !archived && members.has(user.id),
  );
  return [...joined, direct].map((channel) => {
    const newest = slack.seenBy(user, channel).findLast((message) => message.user !== user.id);
    const { id, kind } = channel;
    const name = kind === 'im' ? slack.people.bot.name : channel.name;
    return { id, name, kind, latest_ts: newest?.ts ?? null };
  });
}

function toMessage(message: SlackMessage): PaneMessage {
  const { channel, ts, thread_ts, broadcast, user, text, blocks, only_for, history, values } = message;
  return {
    channel,
    ts,
    thread_ts,
    broadcast,
    user,
    text,
    blocks,
    is_ephemeral: only_for !== null,
    is_edited: history.some(({ by }) => by === 'chat.update'),
    values,
  };
}

function toView({ id, hash, view, errors }: OpenView): PaneView {
  return { id, hash, view, errors };
}
