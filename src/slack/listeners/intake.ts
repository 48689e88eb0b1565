import { StoreUnavailable } from '../../../db/errors.ts';
import type { SlackAsk, SlackDelivery, SlackRecorded } from '../../../db/slack-requests.ts';
import type { Store } from '../../../db/store.ts';
import type { Logger } from '../../log.ts';

/** What every listener may reach: the store, and a way to wake the queue. Nothing here asks Stripe or Claude. */
export interface ListenerParts {
  readonly store: Store;
  readonly kick: () => void;
  readonly publicChannels: readonly string[];
  readonly logger: Logger;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

export const NOTHING_ASKED: SlackAsk = {
  references: [],
  sentence: null,
  words: null,
  place: 'private',
  chosen_from: null,
};

const NOT_STORED = 'Your request could not be stored just now: please try again in a minute.';
const RUNNING = 'That is being checked already: the answer will appear where you asked first.';
const TOO_MANY = 'Several of your requests are still waiting: please try again when they are answered.';

/**
 * Makes a request durable, then wakes the queue.
 * @returns null when it is on its way, or known already; else the sentence the person gets.
 */
export async function takeIn(
  { store, kick, logger, clock }: ListenerParts,
  delivery: Omit<SlackDelivery, 'received_at_ms'>,
): Promise<string | null> {
  let recorded: SlackRecorded;
  try {
    recorded = await store.recordSlackRequest({ ...delivery, received_at_ms: clock() });
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    logger.error({ err: error }, 'a request from Slack could not be stored');
    return NOT_STORED;
  }
  switch (recorded.kind) {
    case 'recorded':
      kick();
      return null;
    case 'duplicate':
      return null;
    case 'running':
      return RUNNING;
    case 'too_many':
      return TOO_MANY;
  }
}
