import { formatMoney } from '../../../money.ts';
import type { Charge } from '../../billing-history.ts';
import { explanation } from '../../explanation.ts';
import { fact, knownFacts } from '../../facts.ts';
import { byCreation } from '../../history-index.ts';
import { defineRule } from '../../rule.ts';
import { minorUnitsOf } from '../../ticket/claimed-amounts.ts';
import type { TicketClaim } from '../../ticket/ticket-claim.ts';
import { isoDate, shownText } from '../../wording.ts';

const DAY_SECONDS = 86_400;

export const descriptorNotRecognised = defineRule({
  id: 'descriptor-not-recognised',
  version: 1,
  rows: ['G13'],
  category: 'other',
  title: 'A charge of ours was not recognised',
  needs: ['charges', 'invoices'],
  proposes: [],
  check(history, { claim, index }) {
    if (claim === null || !claim.unknown_charge) return [];
    return byCreation(history.charges).flatMap((charge) => {
      const isOurs = charge.status === 'succeeded' && charge.captured && isNamed(charge, claim);
      if (!isOurs || charge.statement_descriptor === null) return [];
      const money = { amount: charge.amount_captured, currency: charge.currency };
      const descriptor = shownText(charge.statement_descriptor);
      const invoice = index.invoiceOfCharge(charge.id);
      return [
        explanation({
          title: 'A charge of ours was not recognised',
          message:
            `${charge.id} of ${isoDate(charge.created)} over ${formatMoney(money)} is ours: statements show it as “${descriptor}”. ` +
            'Tell the customer what it paid for, and consider a descriptor people recognise.',
          facts: knownFacts({
            amount: fact.money(money.amount, money.currency),
            charged_at: fact.date(charge.created),
            descriptor: fact.text(descriptor),
            last4: charge.card?.last4 ? fact.text(charge.card.last4) : undefined,
          }),
          evidence: [
            { object: 'charge', id: charge.id },
            ...(invoice === undefined ? [] : [{ object: 'invoice', id: invoice.id }]),
          ],
          about: [{ object: 'charge', id: charge.id, part: 'whole' }],
          customer: charge.customer,
          occurredAt: charge.created,
        }),
      ];
    });
  },
});

/** The amount the customer names, on the card and about the day they name, as far as they name them. */
function isNamed({ amount_captured, currency, card, created }: Charge, claim: TicketClaim): boolean {
  const named = claim.amounts.some((claimed) => minorUnitsOf(claimed, currency) === amount_captured);
  const onCard = claim.last4.length === 0 || claim.last4.includes(card?.last4 ?? '');
  const onDay =
    claim.dates.length === 0 || claim.dates.some((day) => Math.abs(created - day) <= 3 * DAY_SECONDS);
  return named && onCard && onDay;
}
