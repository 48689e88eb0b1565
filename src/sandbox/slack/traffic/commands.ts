import type { JsonRecord } from '../json.ts';
import type { ResponseUrls } from '../response-urls.ts';
import { Refusal } from '../web-api/refusal.ts';
import { parentJson } from '../web-api/shapes.ts';
import type { SlackChannel, SlackUser } from '../workspace/people.ts';
import { encodeCommand } from '../workspace/typed-text.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Answer, AppLink } from './app-link.ts';
import { type Delivery, delivery } from './delivery.ts';
import { channelName, commandFields, interactionBase } from './payloads.ts';
import { Seen } from './seen.ts';
import type { Forgery } from './signed-request.ts';

export interface CommandTyped {
  readonly user: SlackUser;
  readonly channel: SlackChannel;
  /** As typed after the command. */
  readonly text?: string;
  /** Default: the app's only command. */
  readonly command?: string;
  readonly forge?: Forgery;
}

export interface ShortcutUsed {
  readonly user: SlackUser;
  readonly channel: SlackChannel;
  readonly messageTs: string;
  /** Default: the app's only message shortcut. */
  readonly callbackId?: string;
  readonly forge?: Forgery;
}

/** Slash commands and message shortcuts. */
export class Commands {
  private readonly workspace: Workspace;
  private readonly link: AppLink;
  private readonly urls: ResponseUrls;

  constructor(workspace: Workspace, link: AppLink, urls: ResponseUrls) {
    this.workspace = workspace;
    this.link = link;
    this.urls = urls;
  }

  /** A person types a command into a channel (in threads Slack has none). */
  async command({ user, channel, text = '', forge, ...typed }: CommandTyped): Promise<Delivery> {
    const { manifest, people } = this.workspace;
    const command = typed.command ?? only(manifest.commands.keys(), 'slash command');
    const known = manifest.commands.get(command);
    if (known === undefined) throw new Error(`The manifest has no command ${command}.`);
    if (!manifest.scopes.has('commands')) throw new Error('The manifest lacks the scope commands.');
    this.mustBeIn(user, channel);
    const responseUrl = this.urls.issue({ kind: 'commands', user, channel, origin: null });
    const seen = new Seen(this.workspace, user, channel);
    const fields = commandFields(this.workspace, {
      user,
      channel,
      command,
      text: encodeCommand(text, people, known.escape),
      responseUrl,
      team: forge?.team,
    });
    const answer = await this.link.command(fields, forge);
    return delivery(answer, seen, command, responseUrl, this.showAnswer(responseUrl, answer));
  }

  /** A person picks the app from a message's menu. */
  async shortcut({ user, channel, messageTs, forge, ...used }: ShortcutUsed): Promise<Delivery> {
    const { manifest, messages, views, clock } = this.workspace;
    const callbackId = used.callbackId ?? only(manifest.messageShortcuts.keys(), 'message shortcut');
    if (!manifest.messageShortcuts.has(callbackId))
      throw new Error(`The manifest has no message shortcut ${callbackId}.`);
    if (!manifest.scopes.has('commands')) throw new Error('The manifest lacks the scope commands.');
    this.mustBeIn(user, channel);
    const message = messages.find(channel.id, messageTs);
    if (message === null || message.only_for !== null)
      throw new Error(`There is no message ${messageTs} in #${channel.name} to use a shortcut on.`);
    const responseUrl = this.urls.issue({ kind: 'actions', user, channel, origin: null });
    const seen = new Seen(this.workspace, user, channel);
    const answer = await this.link.interaction(
      {
        ...interactionBase(this.workspace, 'message_action', user, forge?.team),
        callback_id: callbackId,
        action_ts: String(clock.now() / 1000),
        trigger_id: views.trigger(user.id, null),
        response_url: responseUrl,
        message_ts: message.ts,
        message: parentJson(this.workspace, message),
        channel: { id: channel.id, name: channelName(channel) },
      },
      forge,
    );
    return delivery(answer, seen, 'The shortcut', responseUrl);
  }

  /** What the app answered the request with is shown as its first reply; what is wrong with it, or null. */
  private showAnswer(responseUrl: string, answer: Answer): string | null {
    if (answer.outcome !== 'acknowledged' || answer.body.trim() === '') return null;
    const payload: JsonRecord = answer.json ?? { text: answer.body };
    try {
      this.urls.acknowledged(responseUrl, payload);
      return null;
    } catch (error) {
      if (error instanceof Refusal) return error.error;
      throw error;
    }
  }

  private mustBeIn(user: SlackUser, channel: SlackChannel): void {
    if (channel.kind !== 'public' && !channel.members.has(user.id))
      throw new Error(`${user.name} is not in #${channel.name}, and it is private.`);
  }
}

function only(names: Iterable<string>, what: string): string {
  const [first, second] = [...names];
  if (first === undefined || second !== undefined)
    throw new Error(`Say which ${what}: the manifest has ${first === undefined ? 'none' : 'several'}.`);
  return first;
}
