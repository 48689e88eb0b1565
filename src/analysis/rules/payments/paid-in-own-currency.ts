import { formatMoney } from '../../../money.ts';
import { explanation } from '../../explanation.ts';
import { fact } from '../../facts.ts';
import { byCreation } from '../../history-index.ts';
import { defineRule } from '../../rule.ts';
import { isoDate } from '../../wording.ts';

export const paidInOwnCurrency = defineRule({
  id: 'paid-in-own-currency',
  version: 1,
  rows: ['V33'],
  category: 'currency',
  title: 'Paid in the customer’s own currency',
  needs: ['charges'],
  proposes: [],
  check(history, context) {
    return byCreation(history.charges).flatMap((charge) => {
      const { presentment, currency, amount_captured: amount } = charge;
      if (charge.status !== 'succeeded' || !charge.captured || presentment === null) return [];
      if (presentment.currency === currency || !context.isWorthExplaining(charge.created, 'currency'))
        return [];
      return [
        explanation({
          title: 'Paid in the customer’s own currency',
          message:
            `${charge.id} of ${isoDate(charge.created)} is ${formatMoney({ amount, currency })}, and was shown to and taken from the customer as ${formatMoney(presentment)}: ` +
            'one payment in two currencies. Tell the customer both amounts.',
          facts: {
            amount: fact.money(amount, currency),
            presented: fact.money(presentment.amount, presentment.currency),
            charged_at: fact.date(charge.created),
          },
          evidence: [{ object: 'charge', id: charge.id }],
          about: [{ object: 'charge', id: charge.id, part: 'whole' }],
          customer: charge.customer,
          occurredAt: charge.created,
        }),
      ];
    });
  },
});
