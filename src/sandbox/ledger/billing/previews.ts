import type { Invoice, Subscription, SubscriptionItem } from '../wire.ts';
import type { Cycle } from './cycle.ts';
import type { Discounts } from './discounts.ts';
import type { InvoiceItems } from './invoice-items.ts';
import type { Invoicing } from './invoicing.ts';
import type { LineDrafts } from './line-drafts.ts';
import { isMetered, periodEnd } from './plan.ts';

/** What renewals will bill, without billing it. */
export class Previews {
  private readonly lines: LineDrafts;
  private readonly items: InvoiceItems;
  private readonly invoicing: Invoicing;
  private readonly discounts: Discounts;
  private readonly cycle: Cycle;

  constructor(parts: {
    readonly lines: LineDrafts;
    readonly items: InvoiceItems;
    readonly invoicing: Invoicing;
    readonly discounts: Discounts;
    readonly cycle: Cycle;
  }) {
    this.lines = parts.lines;
    this.items = parts.items;
    this.invoicing = parts.invoicing;
    this.discounts = parts.discounts;
    this.cycle = parts.cycle;
  }

  /** See `Billing.preview`. */
  preview(subscription: Subscription): Invoice | null {
    const plan = this.cycle.plan(subscription);
    const { currency } = subscription;
    const at = Math.min(...subscription.items.data.map((item) => item.current_period_end));
    const ends =
      subscription.ended_at !== null || (subscription.cancel_at !== null && subscription.cancel_at <= at);
    const pending = this.items.peek(plan.customer, currency, subscription);
    const cycle = ends
      ? []
      : subscription.items.data
          .filter((item) => item.current_period_end === at && !isMetered(item.price))
          .flatMap((item) => this.lines.cycle(subscription, nextPeriod(item, subscription)));
    if (cycle.length + pending.length === 0) return null;
    const own = this.discounts.live(subscription, at);
    const [first] = subscription.items.data;
    const invoice = this.invoicing.preview(
      {
        payer: plan,
        lines: [...pending, ...cycle],
        reason: 'upcoming',
        period: { start: first?.current_period_start ?? at, end: at },
        currency,
        discounts: own.length > 0 ? own : this.discounts.live(plan.customer, at),
        taxRates: subscription.default_tax_rates ?? [],
        automaticTax: subscription.automatic_tax.enabled,
      },
      at,
    );
    return this.invoicing.withBalance(plan, invoice);
  }
}

/** The item as it will be in its next period. */
function nextPeriod(item: SubscriptionItem, subscription: Subscription): SubscriptionItem {
  const start = item.current_period_end;
  const end = periodEnd(item.price, subscription.billing_cycle_anchor, start);
  return { ...item, current_period_start: start, current_period_end: end };
}
