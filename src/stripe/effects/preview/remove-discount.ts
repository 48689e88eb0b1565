import { parseParams } from '../params.ts';
import { PARAMS, readItem } from '../remove-discount.ts';
import { isSubscription, readSubscription } from '../subscriptions.ts';
import type { PreviewKind, PreviewLine } from './step.ts';

/** How many discounts there are, and the next invoice without those that go. */
export const previewRemoveDiscount: PreviewKind = async (step, reading) => {
  const { target } = step;
  const { discounts } = parseParams(PARAMS, step);
  const stay = new Set(discounts === '' ? [] : discounts.map(({ discount }) => discount));
  const line = (present: readonly string[]): PreviewLine => ({
    label: 'Discounts',
    before: String(present.length),
    after: String(present.filter((id) => stay.has(id)).length),
  });
  if (isSubscription(target)) {
    const now = await readSubscription(target, reading);
    const next = { kind: 'discounts', subscription: target, without: { discounts } } as const;
    return { lines: [line(now.discounts)], notes: [], next: [next] };
  }
  const item = await readItem(target, reading);
  const without = { subscription_details: { items: [{ id: target, discounts }] } };
  const next = { kind: 'discounts', subscription: item.subscription, without } as const;
  return { lines: [line(item.discounts)], notes: [], next: [next] };
};
