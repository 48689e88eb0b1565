import type { SlackMessage } from '../workspace/messages.ts';
import type { SlackChannel, SlackUser } from '../workspace/people.ts';
import type { OpenView } from '../workspace/views.ts';
import { textsIn, visibleText } from '../workspace/visible-text.ts';
import type { Workspace } from '../workspace/workspace.ts';

const DEFAULT_PATIENCE_MS = 5000;

/** What one person sees in one channel, as far as it was posted or changed since they acted. */
export class Seen {
  private readonly workspace: Workspace;
  private readonly user: SlackUser;
  private readonly channel: SlackChannel | null;
  private readonly since: number;

  constructor(workspace: Workspace, user: SlackUser, channel: SlackChannel | null) {
    this.workspace = workspace;
    this.user = user;
    this.channel = channel;
    this.since = workspace.messages.revision;
  }

  /** What only this person sees. */
  get ephemerals(): readonly SlackMessage[] {
    return this.changed().filter((message) => message.only_for === this.user.id);
  }

  /** What everyone in the channel sees, replies in threads included. */
  get messages(): readonly SlackMessage[] {
    return this.changed().filter((message) => message.only_for === null && message.by_app);
  }

  /** The modals the person has open, the uppermost last. */
  get modals(): readonly OpenView[] {
    return this.workspace.views.of(this.user.id);
  }

  /** All of it as text. */
  get text(): string {
    const messages = [...this.ephemerals, ...this.messages].map(visibleText);
    return [...messages, ...this.modals.flatMap(({ view }) => textsIn(view))].join('\n');
  }

  /** Resolves with this when the person sees what is waited for; rejects, saying what they see, when they do not. */
  async until(
    condition: (seen: Seen) => boolean,
    timeoutMs = DEFAULT_PATIENCE_MS,
    what = 'what was waited for',
  ): Promise<Seen> {
    try {
      await this.workspace.until(() => condition(this), timeoutMs, what);
    } catch (error) {
      const shown = this.text === '' ? 'nothing' : `\n${this.text}`;
      throw new Error(`${error instanceof Error ? error.message : String(error)} Shown: ${shown}`);
    }
    return this;
  }

  private changed(): readonly SlackMessage[] {
    return this.workspace.messages.all.filter(
      (message) => message.revision > this.since && !message.deleted && message.channel === this.channel?.id,
    );
  }
}
