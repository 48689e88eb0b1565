import { z } from 'zod';
import type { EffectObject } from '../../corrections/ports.ts';
import { type EffectKind, READY, stale } from './kind.ts';
import { id, mustAgree, parseParams } from './params.ts';
import {
  asSubscription,
  hasEnded,
  readSubscription,
  SUBSCRIPTIONS_PERMISSION,
  type Subscription,
} from './subscriptions.ts';

/** Whether unused time is credited and a last invoice is made is never left to Stripe's defaults. */
export const PARAMS = z.strictObject({
  subscription: id('sub'),
  prorate: z.boolean(),
  invoice_now: z.boolean(),
});

/**
 * Ends a subscription at once (`DELETE /v1/subscriptions/:id`). It takes no metadata, and idempotency keys have no effect
 * on it: repeated, Stripe answers that there is no such subscription any more.
 */
export const cancelSubscription: EffectKind = (step) => {
  const { subscription, ...params } = parseParams(PARAMS, step);
  mustAgree(step, subscription === step.target, 'it names another subscription than its target');

  return {
    permission: SUBSCRIPTIONS_PERMISSION,
    refused_when_done: true,
    request: () => ({ method: 'DELETE', path: `/v1/subscriptions/${subscription}`, params }),
    made: (answer) => {
      const now = asSubscription(answer);
      return now !== null && hasEnded(now) ? toObject(now) : null;
    },
    find: async (_metadata, reading) => {
      const now = await readSubscription(subscription, reading);
      return hasEnded(now) ? { kind: 'found', made: toObject(now), by: 'state' } : { kind: 'absent' };
    },
    preflight: async (reading) =>
      hasEnded(await readSubscription(subscription, reading))
        ? stale('The subscription was cancelled meanwhile.')
        : READY,
  };
};

function toObject({ id: subscription, status }: Subscription): EffectObject {
  return { object: 'subscription', id: subscription, also: [], amount: null, currency: null, status };
}
