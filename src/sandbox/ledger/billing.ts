import type { Balances } from './billing/balances.ts';
import { Changes, type PlanChange, type ProrationBehavior } from './billing/changes.ts';
import type { Collection } from './billing/collection.ts';
import { Cycle } from './billing/cycle.ts';
import type { Discounts } from './billing/discounts.ts';
import { type CancelRequest, Endings } from './billing/endings.ts';
import type { BillingHooks } from './billing/hooks.ts';
import type { InvoiceItems } from './billing/invoice-items.ts';
import type { Invoicing } from './billing/invoicing.ts';
import type { LineDrafts } from './billing/line-drafts.ts';
import { Pauses } from './billing/pauses.ts';
import { type PhaseRequest, Phases } from './billing/phases.ts';
import { type AfterDeclines, isMetered, type PlannedDecline } from './billing/plan.ts';
import { Previews } from './billing/previews.ts';
import { Starts } from './billing/start.ts';
import type { SubscribeRequest } from './billing/subscribe-request.ts';
import { Trials } from './billing/trials.ts';
import type { Usage } from './billing/usage.ts';
import type { Book } from './book.ts';
import type { Events } from './events.ts';
import { priceAmount } from './pricing.ts';
import type {
  Customer,
  Invoice,
  Meter,
  PaymentMethod,
  Subscription,
  SubscriptionItem,
  SubscriptionSchedule,
} from './wire.ts';

export type { PlanChange, ProrationBehavior } from './billing/changes.ts';
export type { CancelRequest } from './billing/endings.ts';
export type { BillingContext, BillingHooks } from './billing/hooks.ts';
export type { SubscribeRequest } from './billing/subscribe-request.ts';

/** Everything the subscriptions' side of the ledger is built of. */
export interface BillingParts {
  readonly book: Book;
  readonly events: Events;
  readonly lines: LineDrafts;
  readonly items: InvoiceItems;
  readonly invoicing: Invoicing;
  readonly collection: Collection;
  readonly discounts: Discounts;
  readonly balances: Balances;
  readonly usage: Usage;
}

/** Subscriptions as Stripe Billing runs them: cycles, trials, changes, pauses, schedules, usage, endings. */
export class Billing {
  private readonly events: Events;
  private readonly parts: BillingParts;
  private readonly cycle: Cycle;
  private readonly starts: Starts;
  private readonly changes: Changes;
  private readonly endings: Endings;
  private readonly pauses: Pauses;
  private readonly phases: Phases;
  private readonly trials: Trials;
  private readonly previews: Previews;

  constructor(parts: BillingParts) {
    const { book, events } = parts;
    this.parts = parts;
    this.events = events;
    this.cycle = new Cycle(parts);
    const withCycle = { ...parts, cycle: this.cycle };
    this.starts = new Starts(withCycle);
    this.changes = new Changes(withCycle);
    this.endings = new Endings(book, events, this.cycle, this.changes);
    this.pauses = new Pauses(book, events);
    this.phases = new Phases(book, events, this.cycle, this.changes);
    this.trials = new Trials(book, events, this.cycle, parts.lines);
    this.previews = new Previews(withCycle);
    parts.collection.onGiveUp((subscription) => {
      this.endings.cancelNow(subscription, { reason: 'payment_failed' });
    });
  }

  /** Starts a subscription; its first invoice is paid at once. */
  subscribe(request: SubscribeRequest): Subscription {
    return this.starts.subscribe(request);
  }

  /**
   * Changes price, quantity or items within the running period, prorated to the second. Flexible billing mode credits
   * what was originally billed, classic mode what the item costs now. `always_invoice` bills the difference now,
   * `create_prorations` on the next invoice. A price with another interval, or `anchor: 'now'`, starts a new period
   * that is billed at once.
   */
  changePlan(subscription: Subscription, change: PlanChange, behavior: ProrationBehavior): Invoice | null {
    return this.changes.change(subscription, change, behavior);
  }

  /** Ends the subscription at once. By Stripe's defaults nothing is credited, and pending items are left. */
  cancelNow(subscription: Subscription, request: CancelRequest | string | null = null): Invoice | null {
    return this.endings.cancelNow(subscription, cancelRequest(request));
  }

  /** Lets the running period be the last. */
  cancelAtPeriodEnd(subscription: Subscription, request: CancelRequest | string | null = null): void {
    this.endings.cancelAtPeriodEnd(subscription, cancelRequest(request));
  }

  /** Ends the subscription at a moment that may lie within a period. */
  cancelAt(subscription: Subscription, at: number, request: CancelRequest | string | null = null): void {
    this.endings.cancelAt(subscription, at, cancelRequest(request));
  }

  /** Takes a cancellation back that has not taken effect. */
  keep(subscription: Subscription): void {
    this.endings.keep(subscription);
  }

  /** Stops collecting: invoices are kept as drafts, written off or voided until `resumesAt` or `resume`. */
  pause(
    subscription: Subscription,
    behavior: 'keep_as_draft' | 'mark_uncollectible' | 'void',
    resumesAt: number | null = null,
  ): void {
    this.pauses.pause(subscription, behavior, resumesAt);
  }

  resume(subscription: Subscription): void {
    this.pauses.resume(subscription);
  }

  /** Ends a trial now: the first period begins and is billed. */
  endTrial(subscription: Subscription): Invoice {
    return this.trials.end(subscription);
  }

  /** Lets a running subscription be free until `until`; the billing date moves there, and nothing is prorated. */
  grantTrial(subscription: Subscription, until: number): Invoice {
    return this.trials.grant(subscription, until);
  }

  /** Moves the end of a trial. */
  extendTrial(subscription: Subscription, until: number): void {
    this.trials.extend(subscription, until);
  }

  /** Puts a subscription on a schedule of later changes. */
  schedule(subscription: Subscription, phases: readonly PhaseRequest[], end: number): SubscriptionSchedule {
    return this.phases.schedule(subscription, phases, end);
  }

  /** Reports usage of a customer, and bills it early where a subscription's threshold is reached. */
  reportUsage(customer: Customer, meter: Meter, value: number, at?: number): void {
    this.parts.usage.report(customer, meter, value, at);
    for (const subscription of this.parts.book.all('subscription')) {
      if (subscription.customer !== customer.id || subscription.ended_at !== null) continue;
      const threshold = subscription.billing_thresholds?.amount_gte ?? null;
      if (threshold !== null) this.billAtThreshold(subscription, threshold);
    }
  }

  /** Changes what is free text or bookkeeping on a subscription. */
  update(
    subscription: Subscription,
    change: {
      readonly metadata?: Readonly<Record<string, string>>;
      readonly method?: PaymentMethod;
      readonly description?: string;
      readonly taxRates?: NonNullable<Subscription['default_tax_rates']>;
      readonly automaticTax?: boolean;
    },
  ): void {
    const plan = this.cycle.plan(subscription);
    if (change.method !== undefined) plan.method = change.method;
    this.events.change('customer.subscription.updated', subscription, () => {
      if (change.metadata !== undefined) {
        subscription.metadata = { ...subscription.metadata, ...change.metadata };
      }
      if (change.method !== undefined) subscription.default_payment_method = change.method.id;
      if (change.description !== undefined) subscription.description = change.description;
      if (change.taxRates !== undefined) subscription.default_tax_rates = [...change.taxRates];
      if (change.automaticTax !== undefined) subscription.automatic_tax.enabled = change.automaticTax;
    });
  }

  /** Lets the next payment fail with these declines; then it succeeds, or Stripe gives up as `then` says. */
  failNextPayment(
    subscription: Subscription,
    declines: readonly PlannedDecline[],
    options: { readonly then?: AfterDeclines; readonly backup?: PaymentMethod } = {},
  ): void {
    const plan = this.cycle.plan(subscription);
    plan.declines.push(...declines);
    if (options.then !== undefined) plan.afterDeclines = options.then;
    if (options.backup !== undefined) plan.backup = options.backup;
  }

  /** From now on the engine asks these hooks what to bill. Returns how to take them off again. */
  hook(subscription: Subscription, hooks: BillingHooks): () => void {
    const list = this.cycle.plan(subscription).hooks;
    list.push(hooks);
    return () => {
      const at = list.indexOf(hooks);
      if (at >= 0) list.splice(at, 1);
    };
  }

  /** Fault: from now on, tax this exempt customer. */
  ignoreExemption(subscription: Subscription): void {
    this.cycle.plan(subscription).ignoreExemption = true;
  }

  /** Fault: keep billing this many renewals after the subscription has ended. */
  renewAfterEnd(subscription: Subscription, renewals: number): void {
    this.cycle.plan(subscription).renewalsAfterEnd = renewals;
  }

  /** Fault: bills one whole period of an ended (or any) subscription again, now. */
  billPeriodAgain(
    subscription: Subscription,
    period?: { readonly start: number; readonly end: number },
  ): Invoice {
    const plan = this.cycle.plan(subscription);
    const lines = subscription.items.data
      .filter((item) => !isMetered(item.price))
      .flatMap((item) => this.parts.lines.cycle(subscription, item))
      .map((line) => (period === undefined ? line : { ...line, period }));
    const [first] = lines;
    const span = first?.period ?? { start: this.parts.book.now, end: this.parts.book.now };
    return this.cycle.bill(plan, lines, 'subscription_update', span);
  }

  /**
   * What the next renewal would bill as things stand (hooks included), as Stripe previews it: pending items, the next
   * period, the discounts still in force then. It is not written down. Null when nothing is due.
   */
  preview(subscription: Subscription): Invoice | null {
    return this.previews.preview(subscription);
  }

  /** Invoices of a subscription, oldest first. */
  invoicesOf(subscription: Subscription): readonly Invoice[] {
    return this.cycle.invoicesOf(subscription);
  }

  private billAtThreshold(subscription: Subscription, threshold: number): void {
    const plan = this.cycle.plan(subscription);
    const { book, usage } = this.parts;
    const reached = (item: SubscriptionItem): number => {
      const meter = item.price.recurring?.meter ?? null;
      if (meter === null) return 0;
      const since = plan.usageBilledUntil.get(item.id) ?? item.created;
      const quantity = usage.total(plan.customer, meter, since, book.now + 1);
      const before = plan.usageAtThreshold.get(item.id) ?? 0;
      return priceAmount(item.price, quantity, subscription.currency, before);
    };
    const sum = subscription.items.data.reduce((total, item) => total + reached(item), 0);
    if (sum < threshold) return;
    const lines = subscription.items.data.flatMap((item) =>
      this.cycle.usageLines(plan, item, book.now + 1, 'threshold'),
    );
    const start = Math.min(...lines.map((line) => line.period.start));
    const invoice = this.cycle.bill(plan, lines, 'subscription_threshold', { start, end: book.now });
    invoice.threshold_reason = { amount_gte: threshold, item_reasons: [] };
  }
}

function cancelRequest(request: CancelRequest | string | null): CancelRequest {
  return typeof request === 'string' || request === null ? { comment: request } : request;
}
