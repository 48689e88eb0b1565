import { Revision } from '../../revision.ts';
import type { SandboxClock } from '../clock.ts';
import type { AppManifest } from '../manifest.ts';
import { Messages } from './messages.ts';
import { People, type SlackTeam, slackId } from './people.ts';
import { Views } from './views.ts';

/** One workspace with the app installed in it. */
export class Workspace {
  readonly appId = slackId('A');
  readonly clock: SandboxClock;
  readonly manifest: AppManifest;
  readonly people: People;
  readonly messages: Messages;
  readonly views: Views;
  /** What the app shows beside its name in a thread while it works: `channel thread_ts` to text. */
  readonly statuses = new Map<string, string>();
  /** Of what people see. */
  readonly changes = new Revision();

  constructor(clock: SandboxClock, manifest: AppManifest, team: SlackTeam) {
    this.clock = clock;
    this.manifest = manifest;
    this.people = new People(team, manifest.botName);
    this.messages = new Messages(clock, this.changes.changed);
    this.views = new Views(clock, this.changes.changed);
  }

  /** Resolves when what people see meets the condition; rejects when it has not after so many milliseconds. */
  until(condition: () => boolean, timeoutMs: number, what: string): Promise<void> {
    return this.changes.until(condition, timeoutMs, `In Slack, ${what}`);
  }
}
