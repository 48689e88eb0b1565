import {
  type Delivery,
  NoSuchElement,
  type OpenView,
  type SlackChannel,
  type SlackMessage,
  type SlackSandbox,
  type SlackUser,
} from '../../slack/index.ts';
import { NotPossible } from '../not-possible.ts';
import type { ElementPlace, SlackAct } from './act-schema.ts';
import type { ActOutcome } from './pane.ts';

const GONE = 'That is not there any more: look again.';
/** Of an event that did not arrive Slack tells nobody: it sends it again. */
const UNSAID: ActOutcome = { notice: null };

/**
 * Does what `user` did. Resolves when the app has acknowledged it; what the app then shows comes with the state.
 * @throws {NotPossible} when what was used is not there.
 */
export async function perform(slack: SlackSandbox, user: SlackUser, act: SlackAct): Promise<ActOutcome> {
  try {
    return await done(slack, user, act);
  } catch (error) {
    // The app took it away between the moment it was drawn and the click.
    throw error instanceof NoSuchElement ? new NotPossible(GONE) : error;
  }
}

async function done(slack: SlackSandbox, user: SlackUser, act: SlackAct): Promise<ActOutcome> {
  switch (act.type) {
    case 'write':
      return write(slack, user, act);
    case 'click':
      return outcomeOf(await slack.click({ user, ...placed(slack, user, act.place), ...named(act) }));
    case 'choose':
      return outcomeOf(
        await slack.select({ user, ...placed(slack, user, act.place), ...named(act), choose: act.chosen }),
      );
    case 'submit':
      mustBeUppermost(slack, user, act.view);
      return outcomeOf(await slack.submitView({ user, values: act.values }));
    case 'close':
      mustBeUppermost(slack, user, act.view);
      return outcomeOf(await slack.closeView({ user }));
    case 'shortcut':
      return outcomeOf(
        await slack.shortcut({
          user,
          channel: channelOf(slack, user, act.channel),
          messageTs: act.ts,
          callbackId: act.callback_id,
        }),
      );
    case 'open_home':
      await slack.openApp({ user, tab: 'home' });
      return UNSAID;
  }
}

type Written = Extract<SlackAct, { readonly type: 'write' }>;

/** A message, or a command where it begins like one. Slack takes no commands in threads. */
async function write(slack: SlackSandbox, user: SlackUser, { text, ...where }: Written): Promise<ActOutcome> {
  const channel = channelOf(slack, user, where.channel);
  const [, command, rest = ''] = /^(\/[\w-]+)(?:\s+([\s\S]*))?$/.exec(text) ?? [];
  if (command === undefined) {
    const threadTs = where.thread_ts === null ? {} : { threadTs: where.thread_ts };
    await slack.write({ user, channel, text, ...threadTs });
    return UNSAID;
  }
  if (where.thread_ts !== null) return { notice: `${command} is not supported in threads. Sorry!` };
  if (!slack.manifest.commands.has(command)) return { notice: `${command} is not a valid command.` };
  return outcomeOf(await slack.command({ user, channel, command, text: rest }));
}

function named({ block_id, action_id }: { readonly block_id: string; readonly action_id: string }) {
  return { blockId: block_id, actionId: action_id };
}

function placed(
  slack: SlackSandbox,
  user: SlackUser,
  at: ElementPlace,
): { readonly message: SlackMessage } | { readonly view: OpenView } {
  if ('view' in at) {
    const home = slack.home(user);
    const view = [...slack.modals(user), ...(home === null ? [] : [home])].find((one) => one.id === at.view);
    if (view === undefined) throw new NotPossible(GONE);
    return { view };
  }
  const channel = channelOf(slack, user, at.channel);
  const message = slack.seenBy(user, channel).find(({ ts }) => ts === at.ts);
  if (message === undefined) throw new NotPossible(GONE);
  return { message };
}

function channelOf(slack: SlackSandbox, user: SlackUser, channelId: string): SlackChannel {
  const channel = slack.people.channels.get(channelId);
  if (channel === undefined || !channel.members.has(user.id))
    throw new NotPossible('You are not in this channel.');
  return channel;
}

function mustBeUppermost(slack: SlackSandbox, user: SlackUser, view: string): void {
  if (slack.modals(user).at(-1)?.id !== view) throw new NotPossible(GONE);
}

function outcomeOf(delivery: Pick<Delivery, 'notice'> | null): ActOutcome {
  return { notice: delivery?.notice ?? null };
}
