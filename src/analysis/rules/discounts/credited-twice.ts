import { formatMoney, toDecimal } from '../../../money.ts';
import { type DoubleCredit, doubleCredits, type Gift } from '../../balance/double-credits.ts';
import { draftEscalation } from '../../correction.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { defineRule } from '../../rule.ts';
import { isoDate } from '../../wording.ts';

const DAY_SECONDS = 86_400;

/** D13: one fault was made good twice: a refund and a credit, or the same credit again. */
export const creditedTwice = defineRule({
  id: 'credited-twice',
  version: 1,
  rows: ['D13'],
  category: 'refund',
  title: 'One fault made good twice',
  needs: ['invoices', 'credit_notes', 'refunds', 'charges', 'customer_balance_transactions'],
  proposes: ['escalate'],
  thresholds: { within_days: 7 },
  check(history, { index, thresholds }) {
    const within = (thresholds['within_days'] ?? 7) * DAY_SECONDS;
    return doubleCredits(history, index, within).map(findingOf);
  },
});

const WHAT: Readonly<Record<Gift['object'], string>> = {
  refund: 'refund',
  credit_note: 'credit note',
  customer_balance_transaction: 'balance credit',
};

function findingOf({ variant, first, second, invoice, excess, certain }: DoubleCredit): RuleFinding {
  const { currency } = second;
  const show = (amount: number): string => formatMoney({ amount, currency });
  const decimal = (amount: number): string => toDecimal({ amount, currency });
  const told = ({ object, id, at, amount }: Gift): string =>
    `${WHAT[object]} ${id} of ${show(amount)} on ${isoDate(at)}`;
  const credit = second.object === 'refund' ? first : second;
  return {
    classification: 'leakage',
    confidence: certain ? 'certain' : 'medium',
    variant,
    title: 'One fault made good twice',
    message: [
      `A ${told(first)} and a ${told(second)}${invoice === null ? '' : `, both for ${invoice.id},`} look like one fault made good twice: ${show(excess)} more than the fault.`,
      certain
        ? 'Together more was given back than the invoice came to.'
        : 'Make sure first that they were not for two different faults.',
      `While the credit is unused, ${credit.object === 'credit_note' ? `void ${credit.id}` : `book ${credit.id} back`}; otherwise leave it, and claim nothing back without approval.`,
    ].join(' '),
    facts: {
      amount: fact.money(excess, currency),
      first_at: fact.date(first.at),
      second_at: fact.date(second.at),
    },
    amount: { amount: excess, currency },
    evidence: [first, second]
      .map(({ object, id }) => ({ object: object as string, id }))
      .concat(invoice === null ? [] : [{ object: 'invoice', id: invoice.id }]),
    recomputation: [
      {
        label: 'given beyond one fault',
        expression: `${decimal(first.amount)} + ${decimal(second.amount)} − ${decimal(first.amount + second.amount - excess)}`,
        result: decimal(excess),
      },
    ],
    at_issue: [first, second].map(({ object, id }) => ({ object, id, part: 'whole' })),
    correction: draftEscalation(credit.id, {
      justification: `${show(excess)} was given twice; void or book back ${credit.id} while it is unused.`,
      alternatives: [
        {
          kind: 'customer_balance_credit',
          why_not: 'A debt on the balance would claim money back from the customer.',
        },
      ],
    }),
    customer: second.customer,
    occurred_at: second.at,
  };
}
