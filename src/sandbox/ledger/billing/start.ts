import { addIntervals, type Interval, prorate } from '../arithmetic.ts';
import type { Book } from '../book.ts';
import type { LineDraft } from '../compose/draft.ts';
import type { Events } from '../events.ts';
import { aSubscription, aSubscriptionItem } from '../objects/subscription.ts';
import { priceAmount } from '../pricing.ts';
import type { Price, Subscription, SubscriptionItem } from '../wire.ts';
import type { Cycle } from './cycle.ts';
import type { Discounts } from './discounts.ts';
import type { LineDrafts } from './line-drafts.ts';
import { aPlan, isMetered, type Plan, periodEnd } from './plan.ts';
import { type ItemRequest, itemsOf, type SubscribeRequest } from './subscribe-request.ts';

/** Starts subscriptions. */
export class Starts {
  private readonly book: Book;
  private readonly events: Events;
  private readonly lines: LineDrafts;
  private readonly discounts: Discounts;
  private readonly cycle: Cycle;

  constructor(parts: {
    readonly book: Book;
    readonly events: Events;
    readonly lines: LineDrafts;
    readonly discounts: Discounts;
    readonly cycle: Cycle;
  }) {
    this.book = parts.book;
    this.events = parts.events;
    this.lines = parts.lines;
    this.discounts = parts.discounts;
    this.cycle = parts.cycle;
  }

  subscribe(request: SubscribeRequest): Subscription {
    const { now } = this.book;
    const requested = itemsOf(request);
    const [first, ...more] = requested;
    const anchor = request.trialEnd ?? request.anchor ?? now;
    const subscription = this.book.add(
      aSubscription({
        id: this.book.id('subscription'),
        itemId: this.book.id('subscription_item'),
        customer: request.customer.id,
        paymentMethod: request.method?.id ?? null,
        price: first.price,
        quantity: first.quantity ?? 1,
        taxRates: request.taxRates ?? [],
        metadata: request.metadata ?? {},
        description: request.description ?? null,
        start: now,
        periodEnd: anchor > now ? anchor : periodEnd(first.price, now, now),
      }),
    );
    for (const item of more) subscription.items.data.push(this.item(subscription, item, anchor));
    requested.forEach((item, at) => {
      const made = subscription.items.data[at];
      if (made === undefined) return;
      if (item.taxRates !== undefined) made.tax_rates = [...item.taxRates];
      if (item.metadata !== undefined) made.metadata = { ...item.metadata };
      if (isMetered(item.price)) delete made.quantity;
    });
    this.agree(subscription, request, anchor);
    const plan = aPlan(request.customer, request.method, subscription);
    plan.declines.push(...(request.declines ?? []));
    plan.afterDeclines = request.afterDeclines ?? 'pay';
    plan.presentment = request.presentment ?? null;
    if (request.hooks !== undefined) plan.hooks.push(request.hooks);
    this.cycle.open(plan);
    for (const choice of [
      ...(request.coupon === undefined ? [] : [request.coupon]),
      ...(request.coupons ?? []),
    ]) {
      this.discounts.attach(subscription, choice.coupon, choice.promotionCode);
    }
    requested.forEach((item, at) => {
      const made = subscription.items.data[at];
      if (item.coupon !== undefined && made !== undefined) {
        this.discounts.attach(made, item.coupon.coupon, item.coupon.promotionCode);
      }
    });
    this.cycle.bill(plan, this.firstLines(plan, request, anchor), 'subscription_create', {
      start: now,
      end: now,
    });
    this.cycle.scheduleRenewal(subscription);
    this.events.emit('customer.subscription.created', subscription);
    return subscription;
  }

  private item(subscription: Subscription, request: ItemRequest, anchor: number): SubscriptionItem {
    const { now } = this.book;
    return aSubscriptionItem({
      id: subscription.id,
      itemId: this.book.id('subscription_item'),
      price: request.price,
      quantity: request.quantity ?? 1,
      start: now,
      periodEnd: anchor > now ? anchor : periodEnd(request.price, now, now),
      taxRates: [],
    });
  }

  /** Everything agreed beside the items. */
  private agree(subscription: Subscription, request: SubscribeRequest, anchor: number): void {
    subscription.billing_cycle_anchor = anchor;
    if (request.currency !== undefined) subscription.currency = request.currency;
    if (request.automaticTax === true) {
      subscription.automatic_tax = { disabled_reason: null, enabled: true, liability: { type: 'self' } };
    }
    if (request.trialEnd !== undefined) {
      subscription.status = 'trialing';
      subscription.trial_start = this.book.now;
      subscription.trial_end = request.trialEnd;
    }
    if (request.billingMode === 'classic') {
      subscription.billing_mode = { flexible: null, type: 'classic' };
    } else if (request.prorationDiscounts === 'itemized') {
      subscription.billing_mode = {
        flexible: { proration_discounts: 'itemized' },
        type: 'flexible',
        updated_at: this.book.now,
      };
    }
    if (request.collectionMethod === 'send_invoice') {
      subscription.collection_method = 'send_invoice';
      subscription.days_until_due = request.daysUntilDue ?? 30;
    }
    if (request.backdateTo !== undefined) subscription.start_date = request.backdateTo;
    if (request.threshold !== undefined) {
      subscription.billing_thresholds = { amount_gte: request.threshold, reset_billing_cycle_anchor: false };
    }
  }

  private firstLines(plan: Plan, request: SubscribeRequest, anchor: number): LineDraft[] {
    const { subscription } = plan;
    const { now } = this.book;
    const once = (request.once ?? []).map(({ price, quantity }) => ({
      ...this.lines.purchase(price, quantity ?? 1, subscription.currency, { start: now, end: now }),
    }));
    const licensed = subscription.items.data.filter((item) => !isMetered(item.price));
    if (request.trialEnd !== undefined) {
      return [...once, ...licensed.map((item) => this.lines.trial(subscription, item))];
    }
    if (anchor > now) {
      if (request.firstPeriod === 'none') return once;
      return [...once, ...licensed.map((item) => this.stub(plan, item))];
    }
    const { backdateTo } = request;
    const earlier =
      backdateTo === undefined ? [] : licensed.flatMap((item) => this.timeBefore(plan, item, backdateTo));
    return [
      ...once,
      ...earlier,
      ...subscription.items.data.flatMap((item) => this.cycle.linesFor(plan, item)),
    ];
  }

  /** The time until the first full period, as part of the period that would end there. */
  private stub(plan: Plan, item: SubscriptionItem): LineDraft {
    const { subscription } = plan;
    const { now } = this.book;
    const end = item.current_period_end;
    const whole = end - previousBoundary(item.price, end);
    const full = priceAmount(item.price, item.quantity ?? 1, subscription.currency);
    return this.lines.partialTime(subscription, item, { start: now, end }, prorate(full, end - now, whole));
  }

  /**
   * Time already used, period by period back from now, the part of a period that comes first prorated. Flexible mode
   * has a line for each period, classic mode one for all (docs.stripe.com/billing/subscriptions/backdating).
   */
  private timeBefore(plan: Plan, item: SubscriptionItem, from: number): LineDraft[] {
    const { subscription } = plan;
    const { now } = this.book;
    const full = priceAmount(item.price, item.quantity ?? 1, subscription.currency);
    const lines: LineDraft[] = [];
    let amount = 0;
    let end = now;
    while (end > from) {
      const start = previousBoundary(item.price, end);
      const part = start >= from ? full : prorate(full, end - from, end - start);
      amount += part;
      lines.unshift(
        ...(start >= from
          ? this.lines.cycle(subscription, item, { start, end })
          : [this.lines.partialTime(subscription, item, { start: from, end }, part)]),
      );
      end = start;
    }
    return subscription.billing_mode.type === 'classic'
      ? [this.lines.partialTime(subscription, item, { start: from, end: now }, amount)]
      : lines;
  }
}

/** One interval before `end`. */
function previousBoundary(price: Price, end: number): number {
  const { recurring } = price;
  if (recurring === null) return end;
  return addIntervals(end, recurring.interval as Interval, -recurring.interval_count);
}
