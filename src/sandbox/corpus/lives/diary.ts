import type { Subscription } from '../../ledger/wire.ts';
import type { Stage } from '../scenario.ts';

type Request = 'cancel' | 'pause' | 'resume' | 'reactivate' | 'change_plan' | 'change_quantity';

interface SeatEntry {
  readonly subscription: string;
  readonly quantity: number;
  readonly from: number;
  until: number | null;
}

/** What the company's own systems know of a customer's life, for its policy file. */
export class Diary {
  /** Entries of the policy's `requests`. */
  readonly requests: Readonly<Record<string, unknown>>[] = [];
  private readonly seatEntries: SeatEntry[] = [];

  /** The customer asked for something a moment ago. */
  asked(
    stage: Stage,
    kind: Request,
    subscription: Subscription,
    details: Readonly<Record<string, unknown>> = {},
  ): void {
    this.requests.push({
      id: `request-${this.requests.length + 1}`,
      customer: stage.customer.id,
      subscription: subscription.id,
      kind,
      at: isoTime(stage.ledger.book.now - 60),
      effective: 'now',
      ...details,
    });
  }

  /** From now (or `at`) on the customer's application has this many seats. */
  seats(stage: Stage, subscription: Subscription, quantity: number, at = stage.ledger.book.now): void {
    const before = this.seatEntries.findLast((entry) => entry.subscription === subscription.id);
    if (before !== undefined) before.until = at;
    this.seatEntries.push({ subscription: subscription.id, quantity, from: at, until: null });
  }

  /** Entries of the policy's `seats`. */
  get seatTable(): readonly Readonly<Record<string, unknown>>[] {
    return this.seatEntries.map(({ from, until, ...entry }, place) => ({
      id: `seats-${place + 1}`,
      ...entry,
      from: isoTime(from),
      ...(until === null ? {} : { until: isoTime(until) }),
    }));
  }
}

const isoTime = (at: number): string => new Date(at * 1000).toISOString();
