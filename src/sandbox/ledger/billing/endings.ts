import type { Book } from '../book.ts';
import type { Events } from '../events.ts';
import type { Invoice, Subscription } from '../wire.ts';
import type { Changes } from './changes.ts';
import type { Cycle } from './cycle.ts';
import { onlyItem } from './plan.ts';

type Details = NonNullable<Subscription['cancellation_details']>;

export interface CancelRequest {
  readonly comment?: string | null;
  readonly reason?: Details['reason'];
  readonly feedback?: Details['feedback'];
  /** Credit the unused time. Stripe's default: no. */
  readonly prorate?: boolean;
  /** Bill pending items, credits and usage now. Stripe's default: no, they are left. */
  readonly invoiceNow?: boolean;
}

/** Cancellations, and taking them back. */
export class Endings {
  private readonly book: Book;
  private readonly events: Events;
  private readonly cycle: Cycle;
  private readonly changes: Changes;

  constructor(book: Book, events: Events, cycle: Cycle, changes: Changes) {
    this.book = book;
    this.events = events;
    this.cycle = cycle;
    this.changes = changes;
  }

  cancelNow(subscription: Subscription, request: CancelRequest): Invoice | null {
    const plan = this.cycle.plan(subscription);
    const credits = request.prorate === true ? this.changes.creditsForEnd(plan) : [];
    subscription.canceled_at = this.book.now;
    subscription.cancellation_details = details(request);
    this.stopCollecting(subscription);
    const closing = request.invoiceNow === true ? this.cycle.closingLines(plan) : [];
    this.cycle.end(subscription);
    if (request.invoiceNow !== true) {
      this.changes.leavePending(plan, credits);
      return null;
    }
    const lines = [...closing, ...credits];
    if (lines.length === 0) return null;
    const item = onlyItem(subscription);
    const period = { start: item.current_period_start, end: this.book.now };
    return this.cycle.bill(plan, lines, 'subscription_update', period);
  }

  cancelAtPeriodEnd(subscription: Subscription, request: CancelRequest): void {
    this.events.change('customer.subscription.updated', subscription, () => {
      subscription.cancel_at_period_end = true;
      subscription.cancel_at = onlyItem(subscription).current_period_end;
      subscription.canceled_at = this.book.now;
      subscription.cancellation_details = details(request);
    });
  }

  cancelAt(subscription: Subscription, at: number, request: CancelRequest): void {
    this.events.change('customer.subscription.updated', subscription, () => {
      subscription.cancel_at = at;
      subscription.canceled_at = this.book.now;
      subscription.cancellation_details = details(request);
    });
    this.cycle.scheduleRenewal(subscription);
  }

  /** Takes a cancellation back that has not taken effect. */
  keep(subscription: Subscription): void {
    this.events.change('customer.subscription.updated', subscription, () => {
      subscription.cancel_at_period_end = false;
      subscription.cancel_at = null;
      subscription.canceled_at = null;
      subscription.cancellation_details = {
        comment: null,
        feedback: null,
        feedback_option: null,
        reason: null,
      };
    });
    this.cycle.scheduleRenewal(subscription);
  }

  /** Stripe stops trying to collect the open invoices of a subscription that is cancelled. */
  private stopCollecting(subscription: Subscription): void {
    for (const invoice of this.cycle.invoicesOf(subscription)) {
      if (invoice.status !== 'open') continue;
      invoice.auto_advance = false;
      invoice.next_payment_attempt = null;
    }
  }
}

function details(request: CancelRequest): Details {
  return {
    comment: request.comment ?? null,
    feedback: request.feedback ?? null,
    feedback_option: null,
    reason: request.reason ?? 'cancellation_requested',
  };
}
