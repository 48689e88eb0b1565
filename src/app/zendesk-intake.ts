import type { Store } from '../../db/store.ts';
import { ConfigError, type ZendeskConfig } from '../config.ts';
import type { Handler } from '../http/routes.ts';
import type { Queue } from '../jobs/queue.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { billingFilterOf, parseBillingFilter } from '../zendesk/billing-filter.ts';
import { CATCH_UP_INTERVAL_SECONDS, createCatchUp } from '../zendesk/catch-up.ts';
import type { ZendeskClient } from '../zendesk/client.ts';
import type { createTicketDesk } from '../zendesk/ticket-desk.ts';
import { createZendeskWebhook, type RecordDelivery } from '../zendesk/webhook-route.ts';

/** A catch-up that did not get to the end goes on after this long. */
const CATCH_UP_AGAIN_SECONDS = 60;

/** Stores a delivery, counts it and wakes the queue. */
export function recordInto(store: Store, queue: Queue, metrics: Metrics): RecordDelivery {
  return async ({ received_at, ...delivery }) => {
    try {
      const outcome = await store.recordDelivery({ ...delivery, received_at_ms: received_at * 1000 });
      metrics.deliveries.inc({ outcome });
      if (outcome === 'recorded') queue.kick();
      return outcome;
    } catch (error) {
      metrics.deliveries.inc({ outcome: 'unavailable' });
      throw error;
    }
  };
}

/** The route Zendesk's webhook calls. */
export function webhook(
  { webhookSecrets }: ZendeskConfig,
  client: ZendeskClient,
  recordDelivery: RecordDelivery,
  logger: Logger,
  clock: () => number,
): Handler {
  return createZendeskWebhook({
    recordDelivery,
    clock: () => Math.floor(clock() / 1000),
    secrets: webhookSecrets,
    ownUserId: () => client.knownUserId(),
    onError: (error) => logger.error({ err: error }, 'a delivery could not be stored'),
  });
}

/** @throws {ConfigError} where `ZENDESK_BILLING_FILTER` is faulty. */
export function billingFilter(zendesk: ZendeskConfig | null) {
  const parsed = parseBillingFilter(zendesk?.billingFilter);
  if ('error' in parsed) throw new ConfigError(parsed.error);
  return billingFilterOf(parsed.filter);
}

interface CatchUpParts {
  readonly client: ZendeskClient;
  readonly desk: ReturnType<typeof createTicketDesk>;
  readonly store: Store;
  readonly record: RecordDelivery;
  readonly logger: Logger;
  readonly clock: () => number;
}

/** At start and every five minutes: what the webhook missed. Returns how to stop it. */
export function startCatchUp({ client, desk, store, record, logger, clock }: CatchUpParts): () => void {
  const onError = (error: unknown): void =>
    logger.warn({ err: error }, 'the catch-up with Zendesk stopped early');
  const catchUp = createCatchUp({
    desk,
    loadCursor: () => store.loadCursor('zendesk'),
    saveCursor: (cursor) => store.saveCursor('zendesk', cursor),
    recordDelivery: record,
    clock: () => Math.floor(clock() / 1000),
    onError,
  });
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const run = async (): Promise<void> => {
    await client.ownUser().catch(onError);
    const { tickets, recorded, complete } = await catchUp.runOnce();
    if (recorded > 0 || !complete) logger.info({ tickets, recorded, complete }, 'caught up with Zendesk');
    if (stopped) return;
    const waitSeconds = complete ? CATCH_UP_INTERVAL_SECONDS : CATCH_UP_AGAIN_SECONDS;
    timer = setTimeout(() => void run(), waitSeconds * 1000);
  };
  void run();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
