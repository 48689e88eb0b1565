import { assert } from '../../../assert.ts';
import type { Book } from '../book.ts';
import type { Events } from '../events.ts';
import type { Price, Subscription, SubscriptionSchedule } from '../wire.ts';
import type { Changes, ProrationBehavior } from './changes.ts';
import type { Cycle } from './cycle.ts';

export interface PhaseRequest {
  /** Unix seconds: when it is to begin. */
  readonly at: number;
  readonly price: Price;
  readonly quantity?: number;
  /** Default `none`. */
  readonly proration?: ProrationBehavior;
  /** Fault: seconds the phase begins too late (negative: too early). */
  readonly offBy?: number;
}

/** Subscription schedules: changes decided now that take effect later. */
export class Phases {
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

  /** Puts a subscription on a schedule: its present terms first, then the phases, until `end`. */
  schedule(subscription: Subscription, phases: readonly PhaseRequest[], end: number): SubscriptionSchedule {
    const [first] = phases;
    assert(first !== undefined, 'a schedule has phases', { id: subscription.id });
    const plan = this.cycle.plan(subscription);
    const { now } = this.book;
    const phaseOf = (
      start: number,
      until: number,
      price: string,
      quantity: number,
      behavior: ProrationBehavior,
    ) => ({
      currency: subscription.currency,
      end_date: until,
      items: [{ price, quantity }],
      metadata: {},
      proration_behavior: behavior,
      start_date: start,
      trial_end: null,
    });
    const [item] = subscription.items.data;
    const present = phaseOf(
      item?.current_period_start ?? now,
      first.at,
      item?.price.id ?? '',
      item?.quantity ?? 1,
      'none',
    );
    const schedule = this.book.add<SubscriptionSchedule>({
      id: this.book.id('subscription_schedule'),
      object: 'subscription_schedule',
      application: null,
      billing_mode: { flexible: null, type: subscription.billing_mode.type },
      canceled_at: null,
      completed_at: null,
      created: now,
      current_phase: { start_date: present.start_date, end_date: present.end_date },
      customer: String(subscription.customer),
      customer_account: null,
      end_behavior: 'release',
      livemode: false,
      metadata: {},
      pause_schedules: [],
      phases: [
        present,
        ...phases.map((phase, index) =>
          phaseOf(
            phase.at,
            phases[index + 1]?.at ?? end,
            phase.price.id,
            phase.quantity ?? 1,
            phase.proration ?? 'none',
          ),
        ),
      ],
      released_at: null,
      released_subscription: null,
      status: 'active',
      subscription: subscription.id,
      test_clock: null,
    });
    subscription.schedule = schedule.id;
    this.events.emit('subscription_schedule.created', schedule);
    for (const phase of phases) {
      const at = phase.at + (phase.offBy ?? 0);
      let begun = false;
      const apply = (): void => {
        if (begun || subscription.ended_at !== null) return;
        begun = true;
        const running = schedule.phases.find((one) => one.start_date === phase.at);
        if (running !== undefined) {
          schedule.current_phase = { start_date: running.start_date, end_date: running.end_date };
        }
        this.events.by('stripe', () =>
          this.changes.change(
            subscription,
            { price: phase.price, ...(phase.quantity === undefined ? {} : { quantity: phase.quantity }) },
            phase.proration ?? 'none',
          ),
        );
      };
      // At a renewal the phase begins before the new period is billed; otherwise by its own timer.
      plan.phases.push({ at, apply });
      this.book.schedule(at, apply);
    }
    return schedule;
  }
}
