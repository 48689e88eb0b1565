import { formatMoney, toDecimal } from '../../../money.ts';
import type { Invoice } from '../../billing-history.ts';
import { draftEscalation } from '../../correction.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { lineTotal } from '../../history-index.ts';
import { type MatchedCredit, timeLedger } from '../../prorations/standing-time.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, shownText } from '../../wording.ts';

/** C4: unused time is credited although its invoice was never paid. */
export const creditForUnpaidTime = defineRule({
  id: 'credit-for-unpaid-time',
  version: 1,
  rows: ['C4'],
  category: 'proration',
  title: 'Credit for time that was never paid',
  needs: ['invoices', 'subscriptions', 'prices'],
  proposes: ['escalate'],
  check(history, { index, asOf }) {
    return timeLedger(history, index).credits.flatMap((credit) => findingOf(credit, asOf) ?? []);
  },
});

type Unpaid = 'open' | 'void' | 'uncollectible';

/** How the invoice ended without money; null while it is paid, or may still be paid in time. */
function unpaid(invoice: Invoice, asOf: number): Unpaid | null {
  if (invoice.amount_paid > 0) return null;
  if (invoice.status === 'void' || invoice.status === 'uncollectible') return invoice.status;
  if (invoice.status !== 'open') return null;
  const hasFailed = invoice.collection_method === 'charge_automatically' && invoice.attempt_count > 0;
  const isLate = invoice.due_date !== null && invoice.due_date < asOf;
  return hasFailed || isLate ? 'open' : null;
}

function findingOf({ invoice, line, debits }: MatchedCredit, asOf: number): RuleFinding | null {
  const states = debits.map((debit) => ({ ...debit, state: unpaid(debit.invoice, asOf) }));
  const [first] = states;
  if (first === undefined || first.invoice.id === invoice.id) return null;
  if (states.some(({ state }) => state === null) || first.state === null) return null;
  const { currency } = invoice;
  const amount = -lineTotal(line);
  if (amount <= 0) return null;
  const subscription = line.subscription ?? invoice.subscription ?? '';
  const show = formatMoney({ amount, currency });
  const decimal = (value: number): string => toDecimal({ amount: value, currency });
  return {
    classification: 'leakage',
    confidence: line.credited_items === null ? 'medium' : 'high',
    variant: first.state,
    title: 'Credit for time that was never paid',
    message:
      `${invoice.id} credits ${show} for unused time of ${shownText(subscription)} until ${isoDate(line.period.end)}, but ${first.invoice.id}, which billed that time, ${WORDS[first.state]}. ` +
      'Review the credit with finance before the next invoice uses it; it is not the customer’s mistake.',
    facts: {
      amount: fact.money(amount, currency),
      credited_at: fact.date(invoice.created),
      billed_at: fact.date(first.invoice.created),
    },
    amount: { amount, currency },
    evidence: [
      { object: 'subscription', id: subscription },
      { object: 'invoice', id: invoice.id },
      { object: 'line_item', id: line.id },
      ...states.flatMap((debit) => [
        { object: 'invoice', id: debit.invoice.id },
        { object: 'line_item', id: debit.line.id },
      ]),
    ],
    recomputation: [
      {
        label: `credited for time of ${first.invoice.id}`,
        expression: decimal(amount),
        result: decimal(amount),
      },
    ],
    at_issue: [{ object: 'line_item', id: line.id, part: 'proration' }],
    correction: draftEscalation(line.id, {
      justification: `${first.invoice.id} ${WORDS[first.state]}; finance decides what becomes of the credit of ${show}.`,
      alternatives: [
        {
          kind: 'delete_invoice_item',
          why_not: 'The credit is on an invoice already and can no longer be deleted.',
        },
      ],
    }),
    customer: invoice.customer,
    occurred_at: invoice.created,
  };
}

const WORDS: Readonly<Record<Unpaid, string>> = {
  open: 'is still not paid',
  void: 'was voided',
  uncollectible: 'was written off as uncollectible',
};
