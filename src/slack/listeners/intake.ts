import { StoreUnavailable } from '../../../db/errors.ts';
import {
  MAX_OPEN_REQUESTS_PER_USER,
  type SlackAsk,
  type SlackDelivery,
  type SlackRecorded,
} from '../../../db/slack-requests.ts';
import type { Store } from '../../../db/store.ts';
import type { Logger } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import type { Agents } from '../agents.ts';
import type { FinancePeople } from '../finance-people.ts';
import type { ResponseUrls } from '../response-url.ts';
import { remarkMessage } from '../views/index.ts';
import type { WebClient } from '../web-client.ts';

/** What listeners may reach: the store, a way to wake the queue, and Slack. Nothing here asks Stripe or Claude. */
export interface ListenerParts {
  readonly store: Store;
  readonly kick: () => void;
  /** Channels where a result may be shown to everybody. */
  readonly publicChannels: readonly string[];
  readonly responseUrls: ResponseUrls;
  /** For what is shown at once, without a job: a modal. */
  readonly agents: Agents;
  readonly people: FinancePeople;
  readonly client: WebClient;
  readonly logger: Logger;
  readonly metrics: Metrics;
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

/** Where a result is shown: to everybody only where the channel is on the list, and unless privacy is asked for. */
export function placeIn(
  { publicChannels }: ListenerParts,
  channel: string,
  wanted: 'default' | 'private' | 'here',
): SlackAsk['place'] {
  return wanted !== 'private' && publicChannels.includes(channel) ? 'here' : 'private';
}

export type TakenIn =
  /** On its way, or known already because Slack repeated itself. */
  | { readonly kind: 'taken' }
  /** `sentence` is for the person. `unavailable`: not stored, or not yet. */
  | { readonly kind: 'unavailable' | 'running' | 'too_many'; readonly sentence: string };

/** Makes a request durable, then wakes the queue. */
export async function takeIn(
  { store, kick, responseUrls, logger, metrics, clock }: ListenerParts,
  delivery: Omit<SlackDelivery, 'received_at_ms'>,
): Promise<TakenIn> {
  const url = delivery.response_url;
  // A URL that is not Slack's is never called, so it need not be kept either.
  const response_url = url !== null && responseUrls.isSlacks(url) ? url : null;
  try {
    const recorded = await withinPatience(
      store.recordSlackRequest({ ...delivery, response_url, received_at_ms: clock() }),
    );
    metrics.deliveries.inc({ outcome: recorded.kind });
    switch (recorded.kind) {
      case 'waiting':
        logger.error('a request from Slack is not stored yet; the database is slow or locked');
        return { kind: 'unavailable', sentence: WAITING };
      case 'recorded':
        kick();
        return { kind: 'taken' };
      case 'duplicate':
        return { kind: 'taken' };
      case 'running':
        return { kind: 'running', sentence: RUNNING };
      case 'too_many':
        return { kind: 'too_many', sentence: TOO_MANY };
    }
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    metrics.deliveries.inc({ outcome: 'unavailable' });
    logger.error({ err: error }, 'a request from Slack could not be stored');
    return { kind: 'unavailable', sentence: NOT_STORED };
  }
}

/** Slack waits three seconds. What is not stored by then may still be: its answer then comes unannounced. */
const MAX_STORE_WAIT_MS = 2_000;

async function withinPatience(
  recording: Promise<SlackRecorded>,
): Promise<SlackRecorded | { readonly kind: 'waiting' }> {
  let timer: NodeJS.Timeout | undefined;
  const waiting = new Promise<{ readonly kind: 'waiting' }>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'waiting' }), MAX_STORE_WAIT_MS);
  });
  try {
    return await Promise.race([recording, waiting]);
  } finally {
    clearTimeout(timer);
    // Its failure after the person was told is no news.
    recording.catch(() => undefined);
  }
}

const WAITING = 'billing-check is busy right now: if no answer appears within a minute, ask again.';
const NOT_STORED =
  'billing-check cannot take anything in right now, and nothing was started: try again in a minute.';
const RUNNING = 'You asked this here already: the answer is on its way.';
const TOO_MANY = `${MAX_OPEN_REQUESTS_PER_USER} of your questions are still open: wait until one of them is answered.`;

/**
 * Tells the person who clicked a sentence that only they see, beside the message they clicked. Best effort: the click
 * is acknowledged already, and there is nothing else to do about it.
 */
export async function remark(
  { responseUrls, logger }: ListenerParts,
  responseUrl: string | null | undefined,
  sentence: string,
): Promise<void> {
  if (responseUrl == null) return;
  try {
    const outcome = await responseUrls.post(responseUrl, { ...remarkMessage(sentence), replace: false });
    if (outcome !== 'posted') logger.warn({ outcome }, 'a sentence could not be told in Slack');
  } catch (error) {
    logger.warn({ err: error }, 'a sentence could not be told in Slack');
  }
}
