import { formatMoney } from '../../../money.ts';
import { explanation } from '../../explanation.ts';
import { fact, knownFacts } from '../../facts.ts';
import { byCreation } from '../../history-index.ts';
import { homeCurrency } from '../../payments/home-currency.ts';
import { defineRule } from '../../rule.ts';
import { isoDate } from '../../wording.ts';

const DAY_SECONDS = 86_400;
/** A conversion is noticed on the statement of the month. */
const NOTICED_WITHIN_DAYS = 62;

export const bankConversion = defineRule({
  id: 'bank-conversion',
  version: 1,
  rows: ['V10', 'G7'],
  category: 'currency',
  title: 'The bank converted the amount',
  needs: ['charges'],
  proposes: [],
  check(history, { claim, asOf }) {
    // Every card from abroad is converted: it is worth a word only to whoever names an amount in the other currency.
    if (claim === null) return [];
    return byCreation(history.charges).flatMap((charge) => {
      const { currency, card, created, presentment } = charge;
      const home = homeCurrency(card?.country ?? null);
      if (charge.status !== 'succeeded' || !charge.captured || home === null || home === currency) return [];
      if (presentment !== null || asOf - created > NOTICED_WITHIN_DAYS * DAY_SECONDS) return [];
      if (!claim.amounts.some(({ currencies }) => currencies[0] === home && !currencies.includes(currency)))
        return [];
      const money = { amount: charge.amount_captured, currency };
      return [
        explanation({
          title: 'The bank converted the amount',
          message:
            `${charge.id} of ${isoDate(created)} took ${formatMoney(money)} from a card that bills in ${home.toUpperCase()}: the bank converts it at its own rate, and may add a fee. ` +
            'Nothing on our side differs from the invoice: tell the customer our amount, and that the rate is the bank’s.',
          facts: knownFacts({
            amount: fact.money(money.amount, currency),
            charged_at: fact.date(created),
            home_currency: fact.text(home.toUpperCase()),
            last4: card?.last4 ? fact.text(card.last4) : undefined,
          }),
          evidence: [{ object: 'charge', id: charge.id }],
          about: [{ object: 'charge', id: charge.id, part: 'whole' }],
          customer: charge.customer,
          occurredAt: created,
        }),
      ];
    });
  },
});
