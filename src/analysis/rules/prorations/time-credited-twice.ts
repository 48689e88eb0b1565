import { formatMoney, mulDiv, toDecimal } from '../../../money.ts';
import { draftEscalation } from '../../correction.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { lineTotal } from '../../history-index.ts';
import { type MatchedCredit, timeLedger } from '../../prorations/standing-time.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, shownText } from '../../wording.ts';

/** Each of the two credits is rounded by itself. */
const TOLERANCE_MINOR_UNITS = 2;

/** C3: two credits give the same unused time back. */
export const timeCreditedTwice = defineRule({
  id: 'time-credited-twice',
  version: 1,
  rows: ['C3'],
  category: 'proration',
  title: 'The same unused time credited twice',
  needs: ['invoices', 'subscriptions', 'prices'],
  proposes: ['escalate'],
  check(history, { index }) {
    return timeLedger(history, index).credits.flatMap((credit) => findingOf(credit) ?? []);
  },
});

function findingOf(second: MatchedCredit): RuleFinding | null {
  const [first] = second.earlier;
  if (first === undefined) return null;
  const { invoice, line, debits, earlier } = second;
  const { currency } = invoice;
  const debited = debits.reduce((sum, { line: debit }) => sum + worthFrom(debit, first.line.period.start), 0);
  const given = [...earlier, second].reduce((sum, { line: credit }) => sum - credit.amount, 0);
  const beyond = Math.min(-line.amount, given - debited);
  // Credits of parts (some of the seats) may share a debit rightly, up to what it took.
  if (beyond <= TOLERANCE_MINOR_UNITS) return null;
  const amount = mulDiv(beyond, -lineTotal(line), -line.amount);
  const subscription = line.subscription ?? invoice.subscription ?? '';
  const show = (value: number): string => formatMoney({ amount: value, currency });
  const decimal = (value: number): string => toDecimal({ amount: value, currency });
  return {
    classification: 'leakage',
    confidence: line.credited_items === null ? 'high' : 'certain',
    title: 'The same unused time credited twice',
    message:
      `${first.invoice.id} and ${invoice.id} both credit unused time of ${shownText(subscription)} until ${isoDate(line.period.end)}, which was billed once: ` +
      `${show(amount)} was credited beyond that. Take it off the next invoice only with finance's approval, and claim no refund back.`,
    facts: {
      amount: fact.money(amount, currency),
      first_at: fact.date(first.invoice.created),
      second_at: fact.date(invoice.created),
    },
    amount: { amount, currency },
    evidence: [
      { object: 'subscription', id: subscription },
      { object: 'invoice', id: first.invoice.id },
      { object: 'line_item', id: first.line.id },
      ...(invoice.id === first.invoice.id ? [] : [{ object: 'invoice', id: invoice.id }]),
      { object: 'line_item', id: line.id },
      ...debits.map(({ line: debit }) => ({ object: 'line_item', id: debit.id })),
    ],
    recomputation: [
      {
        label: 'credited beyond what was billed for the time, before tax',
        expression: `${decimal(given)} − ${decimal(given - beyond)}`,
        result: decimal(beyond),
      },
    ],
    at_issue: [{ object: 'line_item', id: line.id, part: 'proration' }],
    correction: draftEscalation(line.id, {
      justification: `${show(amount)} of unused time was credited twice; finance decides whether the next invoice takes it back.`,
      alternatives: [
        { kind: 'credit_note', why_not: 'A credit note can only give more, not take a credit back.' },
      ],
    }),
    customer: invoice.customer,
    occurred_at: invoice.created,
  };
}

/** What a line took for the time from `at` on, before tax; its discounts are left in, in favour of the credits. */
function worthFrom(line: MatchedCredit['line'], at: number): number {
  const { start, end } = line.period;
  const left = Math.min(Math.max(0, end - at), end - start);
  return end > start ? mulDiv(line.amount, left, end - start) : line.amount;
}
