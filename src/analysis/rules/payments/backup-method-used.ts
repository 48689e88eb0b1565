import { formatMoney } from '../../../money.ts';
import { explanation } from '../../explanation.ts';
import { fact, knownFacts } from '../../facts.ts';
import { byCreation } from '../../history-index.ts';
import { defineRule } from '../../rule.ts';
import { isoDate } from '../../wording.ts';

export const backupMethodUsed = defineRule({
  id: 'backup-method-used',
  version: 1,
  rows: ['V25'],
  category: 'payment_failure',
  title: 'Another payment method was used',
  needs: ['invoices', 'charges', 'payment_intents'],
  proposes: [],
  check(history, context) {
    const { index } = context;
    return byCreation(history.invoices).flatMap((invoice) => {
      const charges = index.chargesOfInvoice(invoice.id);
      const paid = charges.find(({ status, captured }) => status === 'succeeded' && captured);
      if (paid === undefined || paid.payment_method === null) return [];
      // The other method may have been declined too before it went through.
      const failed = charges.findLast(
        ({ status, created, payment_method: method }) =>
          status === 'failed' && created <= paid.created && method !== null && method !== paid.payment_method,
      );
      if (failed === undefined) return [];
      if (!context.isWorthExplaining(paid.created, 'payment_failure')) return [];
      const money = { amount: paid.amount_captured, currency: paid.currency };
      return [
        explanation({
          title: 'Another payment method was used',
          message:
            `${failed.id} failed on ${isoDate(failed.created)} with ${failed.payment_method}, so ${paid.id} took the ${formatMoney(money)} of ${invoice.id} from ${paid.payment_method}, another one on file. ` +
            'It was taken once. Tell the customer which method paid, and why.',
          facts: knownFacts({
            amount: fact.money(money.amount, money.currency),
            failed_at: fact.date(failed.created),
            charged_at: fact.date(paid.created),
            failed_last4: failed.card?.last4 ? fact.text(failed.card.last4) : undefined,
            last4: paid.card?.last4 ? fact.text(paid.card.last4) : undefined,
          }),
          evidence: [
            { object: 'invoice', id: invoice.id },
            { object: 'charge', id: failed.id },
            { object: 'charge', id: paid.id },
          ],
          about: [{ object: 'charge', id: paid.id, part: 'whole' }],
          customer: invoice.customer,
          occurredAt: paid.created,
        }),
      ];
    });
  },
});
