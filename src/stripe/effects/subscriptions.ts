import { z } from 'zod';
import { REFERENCE } from './charges.ts';
import { id } from './params.ts';
import type { Reading } from './reading.ts';

const SUBSCRIPTION = z.object({
  id: z.string(),
  object: z.literal('subscription'),
  status: z.string(),
  discounts: z.array(REFERENCE),
});
export type Subscription = z.infer<typeof SUBSCRIPTION>;

const SUBSCRIPTION_ID = id('sub');

const ENDED: ReadonlySet<string> = new Set(['canceled', 'incomplete_expired']);

export const SUBSCRIPTIONS_PERMISSION = 'Subscriptions';

export function readSubscription(subscription: string, reading: Reading): Promise<Subscription> {
  return reading.one(
    { what: 'subscription', permission: SUBSCRIPTIONS_PERMISSION },
    SUBSCRIPTION,
    (options) => reading.sdk.subscriptions.retrieve(subscription, {}, options),
  );
}

/** The subscription when `answer` is one, or null. */
export function asSubscription(answer: unknown): Subscription | null {
  return SUBSCRIPTION.safeParse(answer).data ?? null;
}

/** True for the id of a subscription, rather than of one of its items. */
export const isSubscription = (target: string): boolean => SUBSCRIPTION_ID.safeParse(target).success;

/** True when it will never bill again. */
export const hasEnded = ({ status }: Subscription): boolean => ENDED.has(status);
