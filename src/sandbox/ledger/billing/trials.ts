import { assert } from '../../../assert.ts';
import type { Book } from '../book.ts';
import type { Events } from '../events.ts';
import type { Invoice, Subscription } from '../wire.ts';
import type { Cycle } from './cycle.ts';
import type { LineDrafts } from './line-drafts.ts';
import { followPeriodEnd, onlyItem, periodEnd } from './plan.ts';

/** Trials that end otherwise than planned. */
export class Trials {
  private readonly book: Book;
  private readonly events: Events;
  private readonly cycle: Cycle;
  private readonly lines: LineDrafts;

  constructor(book: Book, events: Events, cycle: Cycle, lines: LineDrafts) {
    this.book = book;
    this.events = events;
    this.cycle = cycle;
    this.lines = lines;
  }

  /** Ends a trial now: the first period begins and is billed. */
  end(subscription: Subscription): Invoice {
    assert(subscription.status === 'trialing', 'the subscription is in its trial', { id: subscription.id });
    const { now } = this.book;
    const previous = onlyItem(subscription).current_period_start;
    this.events.change('customer.subscription.updated', subscription, () => {
      subscription.status = 'active';
      subscription.trial_end = now;
      subscription.billing_cycle_anchor = now;
      for (const item of subscription.items.data) {
        item.current_period_start = now;
        item.current_period_end = periodEnd(item.price, now, now);
      }
      followPeriodEnd(subscription);
    });
    const plan = this.cycle.plan(subscription);
    this.cycle.scheduleRenewal(subscription);
    const lines = subscription.items.data.flatMap((item) => this.cycle.linesFor(plan, item));
    return this.cycle.bill(plan, lines, 'subscription_update', { start: previous, end: now });
  }

  /**
   * Lets a running subscription be free until `until`, without proration: the way Stripe names to move the billing date
   * to a later day ("Change the billing period using a trial"). An invoice of nothing says so.
   */
  grant(subscription: Subscription, until: number): Invoice {
    assert(subscription.status === 'active', 'the subscription runs', { id: subscription.id });
    const { now } = this.book;
    const previous = onlyItem(subscription).current_period_start;
    this.events.change('customer.subscription.updated', subscription, () => {
      subscription.status = 'trialing';
      subscription.trial_start = now;
      subscription.trial_end = until;
      subscription.billing_cycle_anchor = until;
      for (const item of subscription.items.data) {
        item.current_period_start = now;
        item.current_period_end = until;
      }
      followPeriodEnd(subscription);
    });
    const plan = this.cycle.plan(subscription);
    this.cycle.scheduleRenewal(subscription);
    const lines = subscription.items.data.map((item) => this.lines.trial(subscription, item));
    return this.cycle.bill(plan, lines, 'subscription_update', { start: previous, end: now });
  }

  /** Moves the end of a trial. */
  extend(subscription: Subscription, until: number): void {
    assert(subscription.status === 'trialing', 'the subscription is in its trial', { id: subscription.id });
    this.events.change('customer.subscription.updated', subscription, () => {
      subscription.trial_end = until;
      subscription.billing_cycle_anchor = until;
      for (const item of subscription.items.data) item.current_period_end = until;
      followPeriodEnd(subscription);
    });
    this.cycle.scheduleRenewal(subscription);
  }
}
