import { explanation } from '../../explanation.ts';
import { fact } from '../../facts.ts';
import { byCreation } from '../../history-index.ts';
import { immediateCancellation } from '../../lifecycle/immediate-cancellation.ts';
import { dueBack } from '../../lifecycle/refund-on-cancel.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, isoMinute, productName } from '../../wording.ts';

export const noRefundOnCancel = defineRule({
  id: 'no-refund-on-cancel',
  version: 1,
  rows: ['V14'],
  category: 'cancellation',
  title: 'A cancellation gives nothing back',
  needs: ['subscriptions', 'invoices', 'invoice_items', 'prices'],
  proposes: [],
  check(history, context) {
    const { index, policy } = context;
    const onCancel = policy.refund_on_cancel;
    if (onCancel === undefined) return [];
    return byCreation(history.subscriptions).flatMap((subscription) => {
      const cancelled = immediateCancellation(subscription, index);
      const [first] = cancelled?.running ?? [];
      if (cancelled === null || first === undefined || cancelled.credited > 0) return [];
      if (cancelled.running.some((fee) => dueBack(onCancel, fee, cancelled.at) !== 'none')) return [];
      if (!context.isWorthExplaining(cancelled.at, 'cancellation')) return [];
      const product = productName(index, first.line.product);
      return [
        explanation({
          title: 'A cancellation gives nothing back',
          message:
            `${subscription.id} was cancelled on ${isoMinute(cancelled.at)}, within the period to ${isoDate(first.line.period.end)} paid on ${first.invoice.id}. ` +
            'By the policy file (refund_on_cancel) the unused time is not refunded: tell the customer what was agreed.',
          facts: {
            product: fact.text(product),
            canceled_at: fact.date(cancelled.at),
            period_end: fact.date(first.line.period.end),
          },
          evidence: [
            { object: 'subscription', id: subscription.id },
            { object: 'invoice', id: first.invoice.id },
            { object: 'policy', id: 'refund_on_cancel' },
          ],
          about: cancelled.running.map(({ line }) => ({ object: 'line_item', id: line.id, part: 'whole' })),
          customer: subscription.customer,
          occurredAt: cancelled.at,
        }),
      ];
    });
  },
});
