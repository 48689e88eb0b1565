import { explanation } from '../../explanation.ts';
import { fact } from '../../facts.ts';
import { byCreation } from '../../history-index.ts';
import { backdatedLines, isBackdated } from '../../lifecycle/backdated-lines.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, productName } from '../../wording.ts';

export const agreedBackdating = defineRule({
  id: 'agreed-backdating',
  version: 1,
  rows: ['V13'],
  category: 'renewal',
  title: 'A start before the sign-up, as agreed',
  needs: ['subscriptions', 'invoices', 'prices'],
  proposes: [],
  check(history, context) {
    const { index, policy } = context;
    return byCreation(history.subscriptions).flatMap((subscription) => {
      const { id, customer, created, start_date } = subscription;
      if (!isBackdated(subscription) || !context.isWorthExplaining(created, 'renewal')) return [];
      const request = (policy.requests ?? []).find(
        (entry) =>
          entry.kind === 'backdate' &&
          entry.customer === customer &&
          (entry.subscription === undefined || entry.subscription === id),
      );
      const lines = backdatedLines(index, subscription);
      const [first] = lines;
      if (request === undefined || first === undefined) return [];
      const product = productName(index, first.line.product);
      return [
        explanation({
          title: 'A start before the sign-up, as agreed',
          message:
            `${id} was created on ${isoDate(created)} and starts on ${isoDate(start_date)}, as the customer agreed on ${isoDate(request.at)}: ${first.invoice.id} bills ${product} from then on. ` +
            'Remind the customer of the agreement.',
          facts: {
            product: fact.text(product),
            created_at: fact.date(created),
            start_at: fact.date(start_date),
            agreed_at: fact.date(request.at),
          },
          evidence: [
            { object: 'subscription', id },
            { object: 'invoice', id: first.invoice.id },
            { object: 'policy', id: request.ref },
          ],
          about: lines.map(({ line }) => ({ object: 'line_item', id: line.id, part: 'whole' })),
          customer,
          occurredAt: created,
        }),
      ];
    });
  },
});
