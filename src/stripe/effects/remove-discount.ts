import { z } from 'zod';
import type { EffectObject } from '../../corrections/ports.ts';
import { REFERENCE } from './charges.ts';
import { type EffectKind, READY, stale } from './kind.ts';
import { id, mustAgree, parseParams } from './params.ts';
import type { Reading } from './reading.ts';
import { hasEnded, isSubscription, readSubscription, SUBSCRIPTIONS_PERMISSION } from './subscriptions.ts';

const MAX_DISCOUNTS = 20;

export const PARAMS = z.strictObject({
  /** Those that stay; the empty text is how Stripe's API is told that none does. */
  discounts: z.union([
    z.literal(''),
    z
      .array(z.strictObject({ discount: id('di') }))
      .min(1)
      .max(MAX_DISCOUNTS),
  ]),
  /** What was billed already stays as it is. */
  proration_behavior: z.literal('none'),
});

/** A subscription or one of its items, and what hangs on it. */
const PLACE = z.object({
  id: z.string(),
  object: z.enum(['subscription', 'subscription_item']),
  discounts: z.array(REFERENCE),
});
type Place = z.infer<typeof PLACE>;

const ITEM = z.object({ ...PLACE.shape, subscription: REFERENCE });

/**
 * Takes discounts off a subscription or one of its items by naming those that stay
 * (`POST /v1/subscriptions/:id`, `POST /v1/subscription_items/:id`). The marks of the correction are not written there:
 * what the company keeps in the metadata of its subscriptions shows on invoices.
 */
export const removeDiscount: EffectKind = (step) => {
  const params = parseParams(PARAMS, step);
  const { target } = step;
  const isWhole = isSubscription(target);
  mustAgree(
    step,
    isWhole || id('si').safeParse(target).success,
    'its target is neither a subscription nor an item of one',
  );
  const stay = new Set(params.discounts === '' ? [] : params.discounts.map(({ discount }) => discount));
  const isDone = ({ discounts }: Place): boolean => discounts.every((discount) => stay.has(discount));

  return {
    permission: SUBSCRIPTIONS_PERMISSION,
    refused_when_done: true,
    request: () => ({
      method: 'POST',
      path: `/v1/${isWhole ? 'subscriptions' : 'subscription_items'}/${target}`,
      params,
    }),
    made: (answer) => {
      const { data } = PLACE.safeParse(answer);
      return data === undefined ? null : toObject(data);
    },
    find: async (_metadata, reading) => {
      const place = isWhole ? await readSubscription(target, reading) : await readItem(target, reading);
      return isDone(place) ? { kind: 'found', made: toObject(place), by: 'state' } : { kind: 'absent' };
    },
    preflight: async (reading) => {
      const item = isWhole ? null : await readItem(target, reading);
      const subscription = await readSubscription(item?.subscription ?? target, reading);
      if (hasEnded(subscription)) return stale('The subscription was cancelled meanwhile.');
      const place = item ?? subscription;
      if (isDone(place)) return stale('The discount was removed meanwhile.');
      if ([...stay].some((discount) => !place.discounts.includes(discount))) {
        return stale('A discount that was to stay is gone: the discounts were changed meanwhile.');
      }
      return READY;
    },
  };
};

/** An item of a subscription with its discounts. */
export function readItem(item: string, reading: Reading): Promise<z.infer<typeof ITEM>> {
  return reading.one({ what: 'subscription item', permission: SUBSCRIPTIONS_PERMISSION }, ITEM, (options) =>
    reading.sdk.subscriptionItems.retrieve(item, {}, options),
  );
}

function toObject({ id: place, object }: Place): EffectObject {
  return { object, id: place, also: [], amount: null, currency: null, status: null };
}
