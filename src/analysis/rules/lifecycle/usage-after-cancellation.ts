import { formatMoney } from '../../../money.ts';
import { explanation } from '../../explanation.ts';
import { fact } from '../../facts.ts';
import { byCreation, isEffectiveInvoice, lineTotal } from '../../history-index.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, productName } from '../../wording.ts';

export const usageAfterCancellation = defineRule({
  id: 'usage-after-cancellation',
  version: 1,
  rows: ['V7'],
  category: 'usage',
  title: 'The last usage, billed after the cancellation',
  needs: ['subscriptions', 'invoices', 'prices'],
  proposes: [],
  check(history, context) {
    const { index } = context;
    return byCreation(history.subscriptions).flatMap((subscription) => {
      const over = subscription.ended_at ?? subscription.canceled_at;
      if (over === null) return [];
      return index.invoicesOfSubscription(subscription.id).flatMap((invoice) => {
        if (!isEffectiveInvoice(invoice) || invoice.created < over) return [];
        return invoice.lines.flatMap((line) => {
          const isUsage = index.price(line.price)?.recurring?.usage_type === 'metered';
          const isBefore = line.subscription === subscription.id && line.period.start < over;
          if (
            !isUsage ||
            !isBefore ||
            lineTotal(line) <= 0 ||
            !context.isWorthExplaining(invoice.created, 'usage')
          )
            return [];
          const product = productName(index, line.product);
          const money = { amount: lineTotal(line), currency: line.currency };
          return [
            explanation({
              title: 'The last usage, billed after the cancellation',
              message:
                `${invoice.id} of ${isoDate(invoice.created)} bills ${formatMoney(money)} of usage of ${product} from ${isoDate(line.period.start)} to ${isoDate(line.period.end)}, before ${subscription.id} ended on ${isoDate(over)}: ` +
                'usage is billed when its period is over. Tell the customer that it is the last one.',
              facts: {
                amount: fact.money(money.amount, money.currency),
                product: fact.text(product),
                invoice_at: fact.date(invoice.created),
                period_start: fact.date(line.period.start),
                period_end: fact.date(line.period.end),
                ended_at: fact.date(over),
              },
              evidence: [
                { object: 'subscription', id: subscription.id },
                { object: 'invoice', id: invoice.id },
                { object: 'line_item', id: line.id },
              ],
              about: [{ object: 'line_item', id: line.id, part: 'whole' }],
              customer: subscription.customer,
              occurredAt: invoice.paid_at ?? invoice.created,
            }),
          ];
        });
      });
    });
  },
});
