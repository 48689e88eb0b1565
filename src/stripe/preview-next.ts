import type { BillingHistory } from '../analysis/billing-history.ts';
import { Calls, Deadline, type Gate } from './calls.ts';
import type { StripeClient } from './client.ts';
import { StripeFailure } from './failure.ts';
import { isRaw, type Raw } from './mapping/raw.ts';
import { toBillingHistory } from './to-billing-history.ts';

/** Longest the previews of one customer are waited for, in milliseconds: they are slow, and nothing rests on them. */
export const PREVIEW_DEADLINE_MS = 2_500;
/** Subscriptions of one customer whose next invoice is asked for. */
export const MAX_PREVIEWS = 5;

/**
 * The history with Stripe's previews of these subscriptions' next invoices, one call for each (`createPreview` takes a
 * customer alone no more since 2025-03-31.basil). What cannot be had in time, or at all, is left out: a subscription with
 * nothing upcoming, a key that may not preview, a preview whose lines are cut short.
 */
export async function previewNext(
  client: StripeClient,
  gate: Gate,
  history: BillingHistory,
  subscriptions: readonly string[],
): Promise<BillingHistory> {
  const deadline = new Deadline(PREVIEW_DEADLINE_MS);
  try {
    const calls = new Calls(client, gate, deadline);
    const asked = subscriptions.slice(0, MAX_PREVIEWS);
    const previews = await Promise.all(asked.map((subscription) => previewOf(subscription, calls)));
    const objects = previews.filter((preview) => preview !== null);
    if (objects.length === 0) return history;
    const { invoice_previews } = toBillingHistory(objects, {
      exportedAt: history.exported_at,
      livemode: history.livemode,
    });
    const ids = new Set(invoice_previews.map(({ id }) => id));
    const others = history.invoice_previews.filter(({ id }) => !ids.has(id));
    return { ...history, invoice_previews: [...others, ...invoice_previews] };
  } finally {
    deadline.close();
  }
}

async function previewOf(subscription: string, calls: Calls): Promise<Raw | null> {
  try {
    const preview: unknown = await calls.run('invoice previews', 'Invoices', (options) =>
      calls.sdk.invoices.createPreview({ subscription }, options),
    );
    if (!isRaw(preview) || !isRaw(preview['lines']) || preview['lines']['has_more'] === true) return null;
    return { ...preview, preview: true };
  } catch (error) {
    if (error instanceof StripeFailure) return null;
    throw error;
  }
}
