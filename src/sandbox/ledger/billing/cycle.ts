import { assert } from '../../../assert.ts';
import type { Book } from '../book.ts';
import type { AppliedDiscount, LineDraft } from '../compose/draft.ts';
import type { Events } from '../events.ts';
import type { Invoice, Subscription, SubscriptionItem } from '../wire.ts';
import { rememberDebits } from './debits.ts';
import type { Discounts } from './discounts.ts';
import type { InvoiceItems } from './invoice-items.ts';
import type { Invoicing } from './invoicing.ts';
import type { LineDrafts } from './line-drafts.ts';
import { isMetered, type Plan, periodEnd } from './plan.ts';
import type { Usage } from './usage.ts';

type Reason = NonNullable<Invoice['billing_reason']>;

/** Bills subscriptions: at renewal, when a trial ends, and whenever another part asks for an invoice. */
export class Cycle {
  private readonly book: Book;
  private readonly events: Events;
  private readonly lines: LineDrafts;
  private readonly items: InvoiceItems;
  private readonly invoicing: Invoicing;
  private readonly discounts: Discounts;
  private readonly usage: Usage;
  private readonly plans = new Map<string, Plan>();

  constructor(parts: {
    readonly book: Book;
    readonly events: Events;
    readonly lines: LineDrafts;
    readonly items: InvoiceItems;
    readonly invoicing: Invoicing;
    readonly discounts: Discounts;
    readonly usage: Usage;
  }) {
    this.book = parts.book;
    this.events = parts.events;
    this.lines = parts.lines;
    this.items = parts.items;
    this.invoicing = parts.invoicing;
    this.discounts = parts.discounts;
    this.usage = parts.usage;
  }

  open(plan: Plan): void {
    this.plans.set(plan.subscription.id, plan);
  }

  plan(subscription: Subscription): Plan {
    const plan = this.plans.get(subscription.id);
    assert(plan !== undefined, 'the ledger started this subscription', { id: subscription.id });
    return plan;
  }

  /** Sets the timer for the next end of an item's period. Timers set before do nothing any more. */
  scheduleRenewal(subscription: Subscription): void {
    const plan = this.plan(subscription);
    plan.timer += 1;
    const timer = plan.timer;
    const ends = subscription.items.data.map((item) => item.current_period_end);
    const { cancel_at: cancelAt } = subscription;
    if (cancelAt !== null && cancelAt > this.book.now) ends.push(cancelAt);
    if (ends.length === 0) return;
    this.book.schedule(Math.max(Math.min(...ends), this.book.now), () => {
      if (plan.timer === timer) this.events.by('stripe', () => this.renew(plan));
    });
  }

  /** Makes an invoice of a subscription's lines, with the discounts and taxes it has now. */
  bill(
    plan: Plan,
    lines: readonly LineDraft[],
    reason: Reason,
    period: { readonly start: number; readonly end: number },
  ): Invoice {
    const { subscription, customer } = plan;
    const discountable = lines.some((line) => line.discountable);
    const sheet = this.invoicing.draft(
      {
        payer: plan,
        lines,
        reason,
        period,
        currency: subscription.currency,
        discounts: discountable ? this.discountsOf(plan, true) : [],
        taxRates: subscription.default_tax_rates ?? [],
        automaticTax: subscription.automatic_tax.enabled,
      },
      (hooked, invoice) =>
        hooked.map((draft) => {
          if (draft.invoiceItem !== null) {
            this.book.get('invoiceitem', draft.invoiceItem).invoice = invoice.id;
            return draft;
          }
          return draft.proration === null
            ? draft
            : this.items.behind(draft, customer, subscription.currency, invoice);
        }),
    );
    const { invoice } = sheet;
    rememberDebits(plan, sheet.lines, invoice);
    this.collectAsAgreed(plan, invoice);
    const paused = subscription.pause_collection;
    if (paused?.behavior === 'keep_as_draft' && !this.collectsAnyway(plan, invoice)) {
      invoice.auto_advance = false;
      return invoice;
    }
    this.invoicing.finalize(sheet, reason === 'subscription_cycle' ? 'in_an_hour' : 'now');
    return invoice;
  }

  invoicesOf(subscription: Subscription): readonly Invoice[] {
    return this.invoicing.of(subscription.id);
  }

  /** Discounts of the subscription, or where it has none of the customer. */
  discountsOf(plan: Plan, take: boolean): AppliedDiscount[] {
    const of = (owner: Plan['subscription'] | Plan['customer']): AppliedDiscount[] =>
      take ? this.discounts.take(owner) : this.discounts.live(owner);
    const own = of(plan.subscription);
    return own.length > 0 ? own : of(plan.customer);
  }

  /** A cycle's lines for one item: its price, or what was used since it was last billed. */
  linesFor(plan: Plan, item: SubscriptionItem): LineDraft[] {
    const { subscription } = plan;
    const applied = this.discounts.take(item);
    const drafts = isMetered(item.price)
      ? this.usageLines(plan, item, item.current_period_start)
      : this.lines.cycle(subscription, item);
    return applied.length === 0 ? drafts : drafts.map((draft) => ({ ...draft, discounts: applied }));
  }

  /** Usage of a metered item until `until` that has not been billed; at a threshold its period goes on. */
  usageLines(plan: Plan, item: SubscriptionItem, until: number, at?: 'threshold'): LineDraft[] {
    const meter = item.price.recurring?.meter ?? null;
    const start = plan.usageBilledUntil.get(item.id) ?? item.created;
    if (meter === null || until <= start) return [];
    plan.usageBilledUntil.set(item.id, until);
    const quantity = this.usage.total(plan.customer, meter, start, until);
    this.usage.summarise(plan.customer, meter, start, until);
    const before = plan.usageAtThreshold.get(item.id) ?? 0;
    plan.usageAtThreshold.set(item.id, at === 'threshold' ? before + quantity : 0);
    return this.lines.usage(plan.subscription, item, quantity, { start, end: until }, before);
  }

  /** Usage that has not been billed, and pending items: what a last invoice holds. */
  closingLines(plan: Plan): LineDraft[] {
    const usage = plan.subscription.items.data.flatMap((item) =>
      isMetered(item.price) ? this.usageLines(plan, item, this.book.now) : [],
    );
    const pending = this.items.has(plan.customer, plan.subscription)
      ? this.items.take(plan.customer, plan.subscription.currency, plan.subscription)
      : [];
    return [...pending, ...usage];
  }

  /** Ends a subscription at once. */
  end(subscription: Subscription): void {
    this.events.change('customer.subscription.updated', subscription, () => {
      subscription.status = 'canceled';
      subscription.ended_at = this.book.now;
      subscription.discounts = [];
    });
    this.events.emit('customer.subscription.deleted', subscription);
  }

  private renew(plan: Plan): void {
    const { subscription } = plan;
    const { now } = this.book;
    this.beginPhases(plan, now);
    const isCancelled = subscription.cancel_at !== null && subscription.cancel_at <= now;
    const context = this.invoicing.context(plan, null, 'subscription_cycle');
    if (isCancelled && subscription.ended_at === null) {
      if (plan.hooks.every((hook) => hook.ends?.(context) !== false)) {
        const closing = this.closingLines(plan);
        this.end(subscription);
        if (closing.length > 0 && plan.renewalsAfterEnd === 0) {
          const [item] = subscription.items.data;
          const period = { start: item?.current_period_start ?? now, end: item?.current_period_end ?? now };
          this.bill(plan, closing, 'subscription_cycle', period);
        }
      }
    }
    if (subscription.ended_at !== null) {
      if (plan.renewalsAfterEnd === 0) return;
      plan.renewalsAfterEnd -= 1;
    }
    const due = subscription.items.data.filter((item) => item.current_period_end <= now);
    const [first] = due;
    if (first === undefined) return;
    plan.cycles += 1;
    const previous = { start: first.current_period_start, end: first.current_period_end };
    this.events.change('customer.subscription.updated', subscription, () => {
      if (subscription.status === 'trialing') subscription.status = 'active';
      for (const item of due) {
        item.current_period_start = item.current_period_end;
        item.current_period_end = periodEnd(
          item.price,
          subscription.billing_cycle_anchor,
          item.current_period_start,
        );
      }
    });
    const pending = this.items.take(plan.customer, subscription.currency, subscription);
    const lines = [...pending, ...due.flatMap((item) => this.linesFor(plan, item))];
    this.bill(plan, lines, 'subscription_cycle', previous);
    this.scheduleRenewal(subscription);
  }

  private beginPhases(plan: Plan, now: number): void {
    for (;;) {
      const at = plan.phases.findIndex((phase) => phase.at <= now);
      const [phase] = at < 0 ? [] : plan.phases.splice(at, 1);
      if (phase === undefined) return;
      phase.apply();
    }
  }

  /** Sets how the invoice is collected. */
  private collectAsAgreed(plan: Plan, invoice: Invoice): void {
    const { subscription } = plan;
    if (subscription.collection_method === 'send_invoice') {
      invoice.collection_method = 'send_invoice';
      invoice.default_payment_method = null;
      invoice.due_date = this.book.now + (subscription.days_until_due ?? 30) * 86_400;
    }
  }

  private collectsAnyway(plan: Plan, invoice: Invoice): boolean {
    const context = this.invoicing.context(plan, invoice, invoice.billing_reason);
    return plan.hooks.some((hook) => hook.collectsWhilePaused?.(context) === true);
  }
}
