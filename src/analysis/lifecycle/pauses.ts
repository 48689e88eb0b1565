import type { BillingEvent, Subscription } from '../billing-history.ts';
import { byCreation } from '../history-index.ts';
import type { CustomerRequest } from '../policy.ts';

/** A time in which nothing was to be collected. `end` is null while it lasts. */
export interface Pause {
  readonly start: number;
  readonly end: number | null;
  /** What says so: an event of Stripe's, or an entry of the policy file. */
  readonly evidence: { readonly object: 'event' | 'policy'; readonly id: string };
}

/**
 * When a subscription was paused: from Stripe's events (kept for 30 days), and from what the policy file says was asked
 * for. `resumes_at` ends a pause by itself.
 */
export function pausesOf(
  subscription: Subscription,
  events: readonly BillingEvent[],
  requests: readonly CustomerRequest[],
): readonly Pause[] {
  const carriedOut = pausesByEvents(subscription, events);
  const asked = pausesByRequests(subscription, requests).map((pause) => {
    // A request that was carried out ends when the pause itself did.
    const its = carriedOut.find(({ start }) => start >= pause.start && start < (pause.end ?? start + 1));
    return its === undefined || its.end === null ? pause : { ...pause, end: its.end };
  });
  return [...carriedOut, ...asked];
}

function pausesByEvents(subscription: Subscription, events: readonly BillingEvent[]): readonly Pause[] {
  const pauses: { start: number; end: number | null; evidence: Pause['evidence'] }[] = [];
  for (const { id, type, subject, created, data } of byCreation(events)) {
    if (type !== 'customer.subscription.updated' || subject !== subscription.id) continue;
    const before = fieldOf(data.previous_attributes, 'pause_collection');
    if (before === undefined) continue;
    const after = fieldOf(data.object, 'pause_collection');
    const open = pauses.find((pause) => pause.end === null);
    if (after !== null && after !== undefined && open === undefined) {
      const resumes = fieldOf(after, 'resumes_at');
      pauses.push({
        start: created,
        end: typeof resumes === 'number' ? resumes : null,
        evidence: { object: 'event', id },
      });
    } else if (after === null && open !== undefined) open.end = created;
    else if (after === null) {
      const last = pauses[pauses.length - 1];
      if (last !== undefined && last.end !== null && last.end > created) last.end = created;
    }
  }
  return pauses;
}

function pausesByRequests(
  { id, customer }: Subscription,
  requests: readonly CustomerRequest[],
): readonly Pause[] {
  const about = requests
    .filter(
      (entry) =>
        entry.customer === customer && (entry.subscription === undefined || entry.subscription === id),
    )
    .sort((a, b) => a.at - b.at);
  return about.flatMap((entry) => {
    if (entry.kind !== 'pause') return [];
    const resumed = about.find(
      ({ kind, at }) => (kind === 'resume' || kind === 'reactivate') && at > entry.at,
    );
    return {
      start: entry.at,
      end: resumed?.at ?? null,
      evidence: { object: 'policy' as const, id: entry.ref },
    };
  });
}

/** A field of untrusted JSON; undefined when it is not there. */
function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !(name in value)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
