import type { Store } from '../../db/store.ts';
import type { Config } from '../config.ts';
import type { Handler } from '../http/routes.ts';
import { followRefund } from '../jobs/tasks/follow-refund.ts';
import { reconcileRestored } from '../jobs/tasks/reconcile-restored.ts';
import { stripeEvent } from '../jobs/tasks/stripe-event.ts';
import type { Tasks } from '../jobs/tasks/task.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Gate } from '../stripe/calls.ts';
import { createStripeClient } from '../stripe/client.ts';
import { createMadeInStripe } from '../stripe/effects/made-in-stripe.ts';
import { createStripeWebhook } from '../stripe/webhook.ts';

export interface StripeNewsOptions {
  readonly config: Config;
  readonly readKey: string;
  readonly gate: Gate;
  readonly store: Store;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Unix milliseconds. */
  readonly clock: () => number;
  /** There is work for the queue. */
  readonly kick: () => void;
}

/** What Stripe tells us, and what it is asked about what corrections made. */
export interface StripeNewsWiring {
  /** `POST /stripe/webhook`; null without STRIPE_WEBHOOK_SECRET: then it is only asked every day. */
  readonly webhook: Handler | null;
  readonly tasks: Tasks;
}

export function wireStripeNews(options: StripeNewsOptions): StripeNewsWiring {
  const { config, readKey, gate, store, logger, clock, kick } = options;
  const { apiBase, webhookSecrets } = config.stripe;
  const reading = createStripeClient({ apiKey: readKey, apiBase });
  const stripe = createMadeInStripe({ reading, gate });
  const parts = { ...options, stripe };
  return {
    webhook:
      webhookSecrets.length === 0
        ? null
        : createStripeWebhook({
            record: async (news) => {
              const outcome = await store.recordStripeEvent(news);
              if (outcome === 'recorded') kick();
              return outcome;
            },
            secrets: webhookSecrets,
            mode: reading.mode,
            clock,
            onError: (error) => logger.error({ err: error }, 'an event of Stripe could not be stored'),
          }),
    tasks: {
      'stripe-event': stripeEvent(parts),
      'follow-refund': followRefund(parts),
      'reconcile-restored': reconcileRestored(parts),
    },
  };
}
