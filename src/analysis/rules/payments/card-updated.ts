import { explanation } from '../../explanation.ts';
import { fact, knownFacts } from '../../facts.ts';
import { byCreation } from '../../history-index.ts';
import { defineRule } from '../../rule.ts';
import { isoDate } from '../../wording.ts';

const UPDATED = new Set(['payment_method.automatically_updated', 'customer.source.updated']);

export const cardUpdated = defineRule({
  id: 'card-updated',
  version: 1,
  rows: ['V24'],
  category: 'payment_failure',
  title: 'A replaced card was updated by its network',
  needs: ['events', 'charges'],
  proposes: [],
  check(history, context) {
    const charges = byCreation(history.charges).filter(
      ({ status, captured }) => status === 'succeeded' && captured,
    );
    return byCreation(history.events).flatMap(({ id, type, subject, created }) => {
      if (!UPDATED.has(type) || subject === null) return [];
      const first = charges.find((charge) => charge.payment_method === subject && charge.created >= created);
      if (first === undefined || !context.isWorthExplaining(first.created, 'payment_failure')) return [];
      return [
        explanation({
          title: 'A replaced card was updated by its network',
          message:
            `The details of ${subject} were updated by the card network on ${isoDate(created)}, and ${first.id} of ${isoDate(first.created)} used the new ones: ` +
            'a replaced card goes on paying what it paid before. Tell the customer, and how to take the card off.',
          facts: knownFacts({
            updated_at: fact.date(created),
            charged_at: fact.date(first.created),
            amount: fact.money(first.amount_captured, first.currency),
            last4: first.card?.last4 ? fact.text(first.card.last4) : undefined,
          }),
          evidence: [
            { object: 'event', id },
            { object: 'charge', id: first.id },
          ],
          about: [{ object: 'charge', id: first.id, part: 'whole' }],
          customer: first.customer,
          occurredAt: first.created,
        }),
      ];
    });
  },
});
