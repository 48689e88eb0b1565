import type { BillingEvent, Invoice, Subscription } from '../billing-history.ts';
import { byCreation } from '../history-index.ts';
import type { CustomerRequest } from '../policy.ts';
import { fieldOf } from '../untrusted-json.ts';

/** A time in which nothing was to be collected. */
export interface Pause {
  /** Unix seconds; null where Stripe's events tell only of its end. */
  readonly start: number | null;
  /** Unix seconds; null while it lasts. */
  readonly end: number | null;
  /**
   * `end`: when it ended is known, or it lasts. `nearly`: at `end` it was still on, and it ended some time later.
   * `nothing`: only an old request tells of it, and nothing whether it was made, or until when.
   */
  readonly known: 'end' | 'nearly' | 'nothing';
  /** What says so: an event of Stripe's, or an entry of the policy file. */
  readonly evidence: { readonly object: 'event' | 'policy'; readonly id: string };
}

/** What tells of a subscription's pauses. */
export interface PauseSources {
  readonly subscription: Subscription;
  /** Stripe's events of it, which go back {@link EVENTS_KEPT_SECONDS}. */
  readonly events: readonly BillingEvent[];
  readonly requests: readonly CustomerRequest[];
  readonly invoices: readonly Invoice[];
  /** Unix seconds: when the history was read. */
  readonly asOf: number;
}

const DAY_SECONDS = 86_400;
/** Stripe gives events of the last 30 days. */
const EVENTS_KEPT_SECONDS = 30 * DAY_SECONDS;
/** A pause that begins later than this after a request is another one. */
const CARRIED_OUT_WITHIN_SECONDS = 30 * DAY_SECONDS;

/**
 * When a subscription was paused: from Stripe's events, and from what the policy file says was asked for. `resumes_at`
 * ends a pause by itself. A request that was carried out and the pause itself are one.
 */
export function pausesOf(sources: PauseSources): readonly Pause[] {
  const carriedOut = pausesByEvents(sources);
  const asked = pausesByRequests(sources).map((pause) => ({
    pause,
    its: carriedOut.find((one) => carriesOut(one, pause)),
  }));
  const told = new Set(asked.flatMap(({ its }) => (its?.start === null ? [its] : [])));
  return [
    ...carriedOut.filter((one) => !told.has(one)),
    ...asked.map(({ pause, its }) => {
      if (its === undefined) return toPause(pause, knownEnd(pause, carriedOut, sources));
      return toPause(pause, { end: its.end ?? pause.end, known: 'end' });
    }),
  ];
}

/** A request to pause. */
interface AskedPause {
  readonly start: number;
  /** When the customer asked to go on; null when they did not. */
  readonly end: number | null;
  /** When they asked for the next pause, by which this one was over. */
  readonly next: number | null;
  readonly ref: string;
}

function toPause({ start, ref }: AskedPause, end: Pick<Pause, 'end' | 'known'>): Pause {
  return { start, ...end, evidence: { object: 'policy', id: ref } };
}

function carriesOut({ start, end }: Pause, asked: AskedPause): boolean {
  if (start !== null) {
    return (
      start >= asked.start &&
      start - asked.start <= CARRIED_OUT_WITHIN_SECONDS &&
      start < (asked.end ?? asked.next ?? start + 1)
    );
  }
  // Only its end is told: that of the last pause asked for before.
  if (end === null || end <= asked.start || (asked.next !== null && asked.next < end)) return false;
  return asked.end === null || Math.abs(asked.end - end) <= DAY_SECONDS;
}

/** What can be known of the end of a pause that no event tells of. */
function knownEnd(
  { start, end, next }: AskedPause,
  carriedOut: readonly Pause[],
  { subscription, invoices, asOf }: PauseSources,
): Pick<Pause, 'end' | 'known'> {
  if (end !== null) return { end, known: 'end' };
  const later = carriedOut.flatMap((one) => (one.start !== null && one.start > start ? [one.start] : []));
  const overBy = Math.min(next ?? Number.POSITIVE_INFINITY, ...later);
  const isLast = overBy === Number.POSITIVE_INFINITY;
  // Recent enough for its event, had it been made.
  if (start >= asOf - EVENTS_KEPT_SECONDS) return { end: isLast ? null : overBy, known: 'end' };
  if (isLast && subscription.pause_collection !== null) return { end: null, known: 'end' };
  const notCollected = invoices.filter(
    ({ created, status }) =>
      created > start &&
      created < overBy &&
      (status === 'void' || status === 'uncollectible' || status === 'draft'),
  );
  const last = notCollected[notCollected.length - 1];
  if (last !== undefined) return { end: last.created, known: 'nearly' };
  return { end: isLast ? null : overBy, known: 'nothing' };
}

function pausesByEvents({ subscription, events }: PauseSources): readonly Pause[] {
  const pauses: { start: number | null; end: number | null; known: 'end'; evidence: Pause['evidence'] }[] =
    [];
  for (const { id, type, subject, created, data } of byCreation(events)) {
    if (type !== 'customer.subscription.updated' || subject !== subscription.id) continue;
    const before = fieldOf(data.previous_attributes, 'pause_collection');
    if (before === undefined) continue;
    const after = fieldOf(data.object, 'pause_collection');
    const evidence = { object: 'event' as const, id };
    const last = pauses[pauses.length - 1];
    if (after !== null && after !== undefined) {
      if (last !== undefined && last.end === null) continue;
      const resumes = fieldOf(after, 'resumes_at');
      pauses.push({
        start: created,
        end: typeof resumes === 'number' ? resumes : null,
        known: 'end',
        evidence,
      });
    } else if (after === null) {
      if (last === undefined) pauses.push({ start: null, end: created, known: 'end', evidence });
      else if (last.end === null || last.end > created) last.end = created;
    }
  }
  return pauses;
}

function pausesByRequests({ subscription: { id, customer }, requests }: PauseSources): readonly AskedPause[] {
  const about = requests
    .filter(
      (entry) =>
        entry.customer === customer && (entry.subscription === undefined || entry.subscription === id),
    )
    .sort((a, b) => a.at - b.at);
  return about.flatMap((entry) => {
    if (entry.kind !== 'pause') return [];
    const next = about.find(({ kind, at }) => kind === 'pause' && at > entry.at)?.at ?? null;
    const resumed = about.find(
      ({ kind, at }) =>
        (kind === 'resume' || kind === 'reactivate') && at > entry.at && (next === null || at <= next),
    );
    return { start: entry.at, end: resumed?.at ?? null, next, ref: entry.ref };
  });
}
