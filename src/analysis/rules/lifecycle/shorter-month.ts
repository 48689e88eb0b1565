import { explanation } from '../../explanation.ts';
import { fact } from '../../facts.ts';
import { byCreation } from '../../history-index.ts';
import { periodFees } from '../../lifecycle/period-fees.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, productName } from '../../wording.ts';

const DAY_SECONDS = 86_400;

export const shorterMonth = defineRule({
  id: 'shorter-month',
  version: 1,
  rows: ['V29'],
  category: 'renewal',
  title: 'Renewed earlier because a month is shorter',
  needs: ['subscriptions', 'invoices', 'prices'],
  proposes: [],
  check(history, context) {
    const { index } = context;
    return byCreation(history.subscriptions).flatMap((subscription) => {
      const anchor = subscription.billing_cycle_anchor;
      if (anchor === null || dayOf(anchor) <= 28) return [];
      return periodFees(index, subscription).flatMap(({ invoice, line }) => {
        const { start, end } = line.period;
        const isClamped = dayOf(start) < dayOf(anchor) && dayOf(start) === lastDayOfMonth(start);
        if (!isClamped || !context.isWorthExplaining(invoice.created, 'renewal')) return [];
        const product = productName(index, line.product);
        return [
          explanation({
            title: 'Renewed earlier because a month is shorter',
            message:
              `${subscription.id} renews on day ${dayOf(anchor)} of a month. ${invoice.id} renewed ${product} on ${isoDate(start)}, the last day of that month, for the time until ${isoDate(end)}; ` +
              'the next one comes on the usual day again. Tell the customer that months differ in length.',
            facts: {
              product: fact.text(product),
              renewed_at: fact.date(start),
              usual_day: fact.count(dayOf(anchor)),
              period_end: fact.date(end),
            },
            evidence: [
              { object: 'subscription', id: subscription.id },
              { object: 'invoice', id: invoice.id },
            ],
            recomputation: [
              {
                label: 'days of the period',
                expression: `${isoDate(end)} − ${isoDate(start)}`,
                result: String(Math.round((end - start) / DAY_SECONDS)),
              },
            ],
            about: [{ object: 'line_item', id: line.id, part: 'whole' }],
            customer: subscription.customer,
            occurredAt: invoice.paid_at ?? invoice.created,
          }),
        ];
      });
    });
  },
});

/** Day of the month, UTC. */
function dayOf(seconds: number): number {
  return new Date(seconds * 1000).getUTCDate();
}

function lastDayOfMonth(seconds: number): number {
  const date = new Date(seconds * 1000);
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}
