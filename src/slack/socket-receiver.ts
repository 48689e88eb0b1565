import { type App, type ReceiverEvent, SocketModeReceiver } from '@slack/bolt';
import type { Logger } from '../log.ts';
import { isOurs, type TeamRule } from './body.ts';
import { processDurably } from './receiver.ts';
import { toSlackLogger } from './web-client.ts';

export interface SocketReceiverOptions {
  readonly appToken: string;
  /** Another server in Slack's place; ends in `/api/`. */
  readonly apiUrl: string | null;
  readonly team: TeamRule;
  readonly logger: Logger;
}

/**
 * Bolt's Socket Mode receiver, except that an event is acknowledged after its listener has stored it, and that
 * requests of other workspaces are dropped. What could not be stored is not acknowledged: Slack sends it again.
 */
export class DurableSocketModeReceiver extends SocketModeReceiver {
  readonly #team: TeamRule;
  readonly #log: Logger;

  constructor({ appToken, apiUrl, team, logger }: SocketReceiverOptions) {
    super({
      appToken,
      logger: toSlackLogger(logger),
      installerOptions: { clientOptions: apiUrl === null ? {} : { slackApiUrl: apiUrl } },
      processEventErrorHandler: async ({ error }) => {
        logger.error({ err: error }, 'a Slack listener failed');
        return false;
      },
    });
    this.#team = team;
    this.#log = logger;
  }

  override init(app: App): void {
    const durable: App = Object.create(app, {
      processEvent: { value: (event: ReceiverEvent) => this.#process(app, event) },
    });
    super.init(durable);
  }

  async #process(app: App, event: ReceiverEvent): Promise<void> {
    if (isOurs(event.body, this.#team)) return processDurably(app, event);
    this.#log.warn('a request of another Slack workspace was dropped');
    await event.ack();
  }
}
