import { formatMoney } from '../../../money.ts';
import { fact } from '../../facts.ts';
import { byCreation } from '../../history-index.ts';
import { twinsInHistory } from '../../identity.ts';
import { defineRule } from '../../rule.ts';
import { isoMinute } from '../../wording.ts';

export const anothersCardCharged = defineRule({
  id: 'anothers-card-charged',
  version: 1,
  rows: ['G9'],
  category: 'payment_failure',
  title: 'Another customer’s card was charged',
  needs: ['charges', 'payment_methods', 'customers'],
  proposes: [],
  check(history, { index }) {
    const methods = new Map(history.payment_methods.map((method) => [method.id, method]));
    return byCreation(history.charges).flatMap((charge) => {
      const method = methods.get(charge.payment_method ?? '');
      const owner = method?.customer ?? null;
      if (method === undefined || owner === null || charge.customer === null || owner === charge.customer)
        return [];
      if (twinsInHistory(index, charge.customer).some(({ customer }) => customer === owner)) return [];
      const amount = index.netOfCharge(charge);
      if (amount <= 0) return [];
      const money = { amount, currency: charge.currency };
      return [
        {
          classification: 'likely_error' as const,
          confidence: 'medium' as const,
          title: 'Another customer’s card was charged',
          message:
            `${charge.id} of ${isoMinute(charge.created)} took ${formatMoney(money)} for ${charge.customer} from ${method.id}, which belongs to ${owner}. ` +
            'Whether its owner agreed to pay for this customer is not in Stripe: ask before anything is refunded and charged anew.',
          facts: {
            amount: fact.money(amount, charge.currency),
            charged_at: fact.date(charge.created),
            method: fact.id(method.id),
          },
          amount: money,
          evidence: [
            { object: 'charge', id: charge.id },
            { object: 'payment_method', id: method.id },
          ],
          recomputation: [],
          at_issue: [{ object: 'charge' as const, id: charge.id, part: 'whole' as const }],
          correction: null,
          customer: charge.customer,
          occurred_at: charge.created,
        },
      ];
    });
  },
});
