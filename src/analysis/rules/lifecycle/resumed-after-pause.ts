import { explanation } from '../../explanation.ts';
import { fact, knownFacts } from '../../facts.ts';
import { byCreation } from '../../history-index.ts';
import { pausesOf } from '../../lifecycle/pauses.ts';
import { periodFees } from '../../lifecycle/period-fees.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, productName } from '../../wording.ts';

export const resumedAfterPause = defineRule({
  id: 'resumed-after-pause',
  version: 1,
  rows: ['V27'],
  category: 'pause',
  title: 'Collected again after a pause',
  needs: ['subscriptions', 'invoices', 'events', 'prices'],
  proposes: [],
  check(history, context) {
    const { index, policy, asOf } = context;
    return byCreation(history.subscriptions).flatMap((subscription) =>
      pausesOf({
        subscription,
        events: history.events,
        requests: policy.requests ?? [],
        invoices: index.invoicesOfSubscription(subscription.id),
        asOf,
      }).flatMap(({ start, end, known, evidence }) => {
        if (end === null || end > asOf || known !== 'end') return [];
        const first = periodFees(index, subscription).find(({ invoice }) => invoice.created >= end);
        if (first === undefined || !context.isWorthExplaining(first.invoice.created, 'pause')) return [];
        const product = productName(index, first.line.product);
        return [
          explanation({
            title: 'Collected again after a pause',
            message:
              `${subscription.id} was paused ${start === null ? 'until' : `from ${isoDate(start)} to`} ${isoDate(end)}; ${first.invoice.id} of ${isoDate(first.invoice.created)} is the first for ${product} after that. ` +
              'Tell the customer when the pause ended.',
            facts: knownFacts({
              product: fact.text(product),
              paused_at: start === null ? undefined : fact.date(start),
              resumed_at: fact.date(end),
              charged_at: fact.date(first.invoice.paid_at ?? first.invoice.created),
            }),
            evidence: [
              { object: 'subscription', id: subscription.id },
              { object: 'invoice', id: first.invoice.id },
              evidence,
            ],
            about: [{ object: 'line_item', id: first.line.id, part: 'whole' }],
            customer: subscription.customer,
            occurredAt: first.invoice.paid_at ?? first.invoice.created,
          }),
        ];
      }),
    );
  },
});
