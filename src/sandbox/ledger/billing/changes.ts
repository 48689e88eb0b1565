import { assert } from '../../../assert.ts';
import type { Book } from '../book.ts';
import type { LineDraft } from '../compose/draft.ts';
import type { Events } from '../events.ts';
import { planOf } from '../objects/catalogue.ts';
import { aSubscriptionItem } from '../objects/subscription.ts';
import type { Invoice, Price, Subscription, SubscriptionItem, TaxRate } from '../wire.ts';
import type { Cycle } from './cycle.ts';
import type { InvoiceItems } from './invoice-items.ts';
import type { Invoicing } from './invoicing.ts';
import type { LineDrafts } from './line-drafts.ts';
import {
  type Debit,
  followPeriodEnd,
  isMetered,
  onlyItem,
  type Plan,
  periodEnd,
  sameRhythm,
} from './plan.ts';

export type ProrationBehavior = 'always_invoice' | 'create_prorations' | 'none';

export interface PlanChange {
  /** The item that changes. Default: the first. */
  readonly item?: SubscriptionItem;
  readonly price?: Price;
  readonly quantity?: number;
  /** Items added and removed along with it. */
  readonly add?: readonly {
    readonly price: Price;
    readonly quantity?: number;
    readonly taxRates?: readonly TaxRate[];
  }[];
  readonly remove?: readonly SubscriptionItem[];
  /** `now` starts a new period, billed at once with credit for the old one. */
  readonly anchor?: 'now' | 'unchanged';
  /** Moment the proration is reckoned from, Unix seconds. Default: now. */
  readonly prorationDate?: number;
}

/** Changes of what a subscription consists of, prorated to the second. */
export class Changes {
  private readonly book: Book;
  private readonly events: Events;
  private readonly lines: LineDrafts;
  private readonly items: InvoiceItems;
  private readonly invoicing: Invoicing;
  private readonly cycle: Cycle;

  constructor(parts: {
    readonly book: Book;
    readonly events: Events;
    readonly lines: LineDrafts;
    readonly items: InvoiceItems;
    readonly invoicing: Invoicing;
    readonly cycle: Cycle;
  }) {
    this.book = parts.book;
    this.events = parts.events;
    this.lines = parts.lines;
    this.items = parts.items;
    this.invoicing = parts.invoicing;
    this.cycle = parts.cycle;
  }

  /** See `Billing.changePlan`. */
  change(subscription: Subscription, change: PlanChange, behavior: ProrationBehavior): Invoice | null {
    const plan = this.cycle.plan(subscription);
    const at = change.prorationDate ?? this.book.now;
    const removed = change.remove ?? [];
    const changed =
      change.price !== undefined || change.quantity !== undefined || change.item !== undefined
        ? [change.item ?? onlyItem(subscription)]
        : [];
    const resets =
      change.anchor === 'now' ||
      (change.price !== undefined &&
        changed.some((item) => !sameRhythm(item.price, change.price ?? item.price)));
    const credited = resets ? subscription.items.data : [...changed, ...removed];
    const prorates = behavior !== 'none' && subscription.status !== 'trialing';
    const credits = prorates ? credited.flatMap((item) => this.creditFor(plan, item, at)) : [];
    if (!prorates) for (const item of removed) plan.debits.delete(item.id);
    const previousStart = onlyItem(subscription).current_period_start;

    let added: SubscriptionItem[] = [];
    this.events.change('customer.subscription.updated', subscription, () => {
      for (const item of changed)
        this.set(item, change.price ?? item.price, change.quantity ?? item.quantity ?? 1);
      for (const item of removed) {
        subscription.items.data.splice(subscription.items.data.indexOf(item), 1);
      }
      added = (change.add ?? []).map((more) => this.add(subscription, more, removed));
      if (resets) this.restart(subscription);
    });

    if (resets) {
      const fresh = subscription.items.data.flatMap((item) => this.cycle.linesFor(plan, item));
      this.cycle.scheduleRenewal(subscription);
      const lines = this.hooked(plan, [...credits, ...fresh]);
      return this.cycle.bill(plan, lines, 'subscription_update', {
        start: previousStart,
        end: this.book.now,
      });
    }
    const debits = prorates
      ? [...changed, ...added].flatMap((item) =>
          isMetered(item.price)
            ? []
            : [this.lines.remainingTime(subscription, item, this.discountsFor(plan), at)],
        )
      : [];
    const lines = this.hooked(plan, [...credits, ...debits]);
    if (lines.length === 0) return null;
    if (behavior === 'always_invoice') {
      return this.cycle.bill(plan, lines, 'subscription_update', {
        start: previousStart,
        end: this.book.now,
      });
    }
    this.leavePending(plan, lines);
    return null;
  }

  /** Lines that credit what is left of everything paid for, e.g. when a subscription is cancelled. */
  creditsForEnd(plan: Plan): readonly LineDraft[] {
    const lines = plan.subscription.items.data.flatMap((item) => this.creditFor(plan, item, this.book.now));
    return this.hooked(plan, lines);
  }

  /** Puts proration lines down for the next invoice. */
  leavePending(plan: Plan, lines: readonly LineDraft[]): void {
    const { subscription, customer } = plan;
    for (const line of lines) {
      this.items.wait(line, customer, subscription.currency, subscription);
      if (line.amount <= 0 || line.subscription === null) continue;
      const debit: Debit = {
        item: line.subscription.item,
        invoice: null,
        line: line.id,
        gross: line.amount,
        net: line.amount,
        discounts: [],
        period: { ...line.period },
      };
      plan.debits.set(debit.item, [...(plan.debits.get(debit.item) ?? []), debit]);
    }
  }

  /** The credit for the rest of an item's period. What it credits cannot be credited again. */
  private creditFor(plan: Plan, item: SubscriptionItem, at: number): LineDraft[] {
    const { subscription } = plan;
    const debits = (plan.debits.get(item.id) ?? []).filter((debit) => debit.period.end > at);
    plan.debits.delete(item.id);
    if (isMetered(item.price)) return [];
    if (subscription.billing_mode.type === 'classic') {
      if (item.current_period_end <= at) return [];
      return [this.lines.unusedTimeAtPresentPrice(subscription, item, this.discountsFor(plan), at)];
    }
    const byInvoice = new Map<string | null, Debit[]>();
    for (const debit of debits) {
      byInvoice.set(debit.invoice, [...(byInvoice.get(debit.invoice) ?? []), debit]);
    }
    return [...byInvoice.values()].map((group) => this.lines.unusedTime(subscription, item, group, at));
  }

  /** Discounts that will still be there for the rest of the period. */
  private discountsFor(plan: Plan) {
    return this.cycle.discountsOf(plan, false).filter(({ coupon }) => coupon.duration !== 'once');
  }

  private hooked(plan: Plan, lines: readonly LineDraft[]): readonly LineDraft[] {
    const context = this.invoicing.context(plan, null, 'subscription_update');
    return plan.hooks.reduce((drafts, hook) => hook.prorations?.(drafts, context) ?? drafts, lines);
  }

  private set(item: SubscriptionItem, price: Price, quantity: number): void {
    item.price = structuredClone(price);
    item.plan = planOf(price);
    item.quantity = quantity;
  }

  private add(
    subscription: Subscription,
    more: NonNullable<PlanChange['add']>[number],
    removed: readonly SubscriptionItem[],
  ): SubscriptionItem {
    assert(more.price.recurring !== null, 'only recurring prices become items', { id: more.price.id });
    const { now } = this.book;
    const item = aSubscriptionItem({
      id: subscription.id,
      itemId: this.book.id('subscription_item'),
      price: more.price,
      quantity: more.quantity ?? 1,
      start: now,
      periodEnd: periodEnd(more.price, subscription.billing_cycle_anchor, now),
      taxRates: more.taxRates ?? [],
    });
    // What it replaces says as well which period is running.
    const running = [...subscription.items.data, ...removed].find((other) =>
      sameRhythm(other.price, item.price),
    );
    if (running !== undefined) {
      // It joins the running period; only the rest of it is charged.
      item.current_period_start = running.current_period_start;
      item.current_period_end = running.current_period_end;
    }
    subscription.items.data.push(item);
    return item;
  }

  private restart(subscription: Subscription): void {
    const { now } = this.book;
    subscription.billing_cycle_anchor = now;
    for (const item of subscription.items.data) {
      item.current_period_start = now;
      item.current_period_end = periodEnd(item.price, now, now);
    }
    followPeriodEnd(subscription);
  }
}
