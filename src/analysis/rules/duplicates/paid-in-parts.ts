import { formatMoney, toDecimal } from '../../../money.ts';
import type { Charge, Invoice } from '../../billing-history.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation } from '../../history-index.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, listedInPart, plural } from '../../wording.ts';

export const paidInParts = defineRule({
  id: 'paid-in-parts',
  version: 1,
  rows: ['V30'],
  category: 'other',
  title: 'One invoice paid in parts',
  needs: ['invoices', 'charges', 'payment_intents'],
  proposes: [],
  check(history, context) {
    const { index } = context;
    return byCreation(history.invoices).flatMap((invoice) => {
      const parts = index
        .chargesOfInvoice(invoice.id)
        .filter(
          (charge) =>
            charge.status === 'succeeded' && charge.captured && charge.currency === invoice.currency,
        );
      const sum = parts.reduce((total, charge) => total + charge.amount_captured, 0);
      if (parts.length < 2 || sum > invoice.amount_due) return [];
      const last = parts[parts.length - 1];
      if (last === undefined || !context.isWorthExplaining(last.created, 'other')) return [];
      return [explain(invoice, parts, sum)];
    });
  },
});

function explain(invoice: Invoice, parts: readonly Charge[], sum: number): RuleFinding {
  const { id, currency, amount_due: due } = invoice;
  const show = (amount: number): string => formatMoney({ amount, currency });
  const decimal = (amount: number): string => toDecimal({ amount, currency });
  const left = due - sum;
  const [first] = parts;
  const last = parts[parts.length - 1];
  return {
    classification: 'valid_but_confusing',
    confidence: 'certain',
    variant: left > 0 ? 'running' : 'complete',
    title: 'One invoice paid in parts',
    message:
      `${id} over ${show(due)} was paid in ${plural(parts.length, 'part')}: ${listedInPart(parts.map((charge) => `${show(charge.amount_captured)} on ${isoDate(charge.created)}`))}. ` +
      (left > 0 ? `${show(left)} is still to come. ` : 'Together that is the invoice, no more. ') +
      'Tell the customer how the parts add up.',
    facts: {
      amount: fact.money(due, currency),
      paid: fact.money(sum, currency),
      left: fact.money(left, currency),
      count: fact.count(parts.length),
      first_at: fact.date(first?.created ?? invoice.created),
      last_at: fact.date(last?.created ?? invoice.created),
    },
    amount: null,
    evidence: [{ object: 'invoice', id }, ...parts.map((charge) => ({ object: 'charge', id: charge.id }))],
    recomputation: [
      {
        label: `paid of ${decimal(due)}`,
        expression: parts.map((charge) => decimal(charge.amount_captured)).join(' + '),
        result: decimal(sum),
      },
    ],
    at_issue: parts.map((charge) => ({ object: 'charge', id: charge.id, part: 'whole' })),
    explains: parts.map((charge) => ({ object: 'charge', id: charge.id, part: 'whole' })),
    yields: true,
    correction: null,
    customer: invoice.customer,
    occurred_at: last?.created ?? invoice.created,
  };
}
