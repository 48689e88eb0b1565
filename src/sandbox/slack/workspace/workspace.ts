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
  /** Counts whatever changes of what people see. */
  revision = 0;
  private readonly watchers = new Set<() => void>();

  constructor(clock: SandboxClock, manifest: AppManifest, team: SlackTeam) {
    this.clock = clock;
    this.manifest = manifest;
    this.people = new People(team, manifest.botName);
    this.messages = new Messages(clock, this.changed);
    this.views = new Views(clock, this.changed);
  }

  private readonly changed = (): void => {
    this.revision += 1;
    for (const watcher of [...this.watchers]) watcher();
  };

  /** Resolves when what people see meets the condition; rejects when it has not after so many milliseconds. */
  until(condition: () => boolean, timeoutMs: number, what: string): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        this.watchers.delete(look);
        settle();
      };
      const look = (): void => {
        if (condition()) end(resolve);
      };
      const timer = setTimeout(
        () => end(() => reject(new Error(`Slack did not show ${what} within ${timeoutMs} ms.`))),
        timeoutMs,
      );
      this.watchers.add(look);
    });
  }
}
