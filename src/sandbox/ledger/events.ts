import type { Book } from './book.ts';
import { Random } from './random.ts';
import type { Settings } from './settings.ts';
import type { LedgerEvent, LedgerObject } from './wire.ts';

/** Types of a change of mind rather than of money moving. */
const CHANGES =
  /^(customer|payment_method|price|product|coupon|promotion_code|tax_rate|subscription_schedule)\b/;

/** Keys of which an event names only the entries that changed. */
const MERGED_KEYS: ReadonlySet<string> = new Set(['metadata', 'cancellation_details', 'invoice_settings']);

type Hash = Readonly<Record<string, unknown>>;

/**
 * Stripe's events. They are drawn from a source of chance of their own, so that switching them on changes nothing
 * else in the history.
 */
export class Events {
  private readonly book: Book;
  private readonly random: Random;
  private readonly mode: Settings['events'];
  private cause: 'request' | 'stripe' = 'request';

  constructor(book: Book, seed: string, mode: Settings['events']) {
    this.book = book;
    this.random = new Random(`${seed} events`);
    this.mode = mode;
  }

  /**
   * Says who caused what happens in `action`: `request` an API call (the default for what a scenario does, so that
   * `request.id` is set), `stripe` nobody's request (renewals, retries, the customer portal's timers; `request.id`
   * null).
   */
  by<T>(cause: 'request' | 'stripe', action: () => T): T {
    const before = this.cause;
    this.cause = cause;
    try {
      return action();
    } finally {
      this.cause = before;
    }
  }

  /** Writes that `object` came to be, or what happened to it. */
  emit(type: string, object: LedgerObject): void {
    if (this.records(type)) this.write(type, snapshot(object));
  }

  /** Runs `mutate` and writes what of `object` it changed; nothing when it changed nothing. */
  change(type: string, object: LedgerObject, mutate: () => void): void {
    if (!this.records(type)) {
      mutate();
      return;
    }
    const before = snapshot(object);
    mutate();
    const after = snapshot(object);
    const previous = differences(before, after);
    if (Object.keys(previous).length > 0) this.write(type, after, previous);
  }

  private records(type: string): boolean {
    return this.mode === 'all' || (this.mode === 'changes' && CHANGES.test(type));
  }

  private write(type: string, object: Hash, previous?: Hash): void {
    const request = this.cause === 'request';
    const event: LedgerEvent = {
      id: `evt_1${this.random.token(23)}`,
      object: 'event',
      api_version: '2026-10-28.endive',
      created: this.book.now,
      data: previous === undefined ? { object } : { object, previous_attributes: previous },
      livemode: false,
      pending_webhooks: 0,
      request: {
        id: request ? `req_${this.random.token(14)}` : null,
        idempotency_key: request ? `ik_${this.random.token(20)}` : null,
      },
      type,
    };
    this.book.add(event);
  }
}

function snapshot(object: LedgerObject): Hash {
  return JSON.parse(JSON.stringify(object)) as Hash;
}

/** The earlier values of the top-level attributes that changed. */
export function differences(before: Hash, after: Hash): Hash {
  const changed: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const was = before[key] ?? null;
    const is = after[key] ?? null;
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    changed[key] =
      MERGED_KEYS.has(key) && was !== null && is !== null ? differences(was as Hash, is as Hash) : was;
  }
  return changed;
}
