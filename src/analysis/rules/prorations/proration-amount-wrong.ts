import { formatMoney } from '../../../money.ts';
import { type Recomputed, recomputeProration, TOLERANCE_MINOR_UNITS } from '../../arithmetic/proration.ts';
import { type BilledLines, billedLines, debitedLines } from '../../arithmetic/proration-bases.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { lineErrorFinding } from '../../line-error.ts';
import { type BilledLine, type ProrationChange, prorationChanges } from '../../prorations/changes.ts';
import { spreadOver } from '../../prorations/spread.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, plural, shownText } from '../../wording.ts';

/** C1: the credit for unused time or the charge for remaining time is not what price and seconds make it. */
export const prorationAmountWrong = defineRule({
  id: 'proration-amount-wrong',
  version: 1,
  rows: ['C1'],
  category: 'proration',
  title: 'A proration that does not recompute',
  needs: ['invoices', 'subscriptions', 'prices', 'coupons'],
  proposes: ['credit_note', 'void_invoice'],
  check(history, context) {
    const billed = billedLines(history);
    return prorationChanges(history).flatMap((change) => findingOf(change, context, billed) ?? []);
  },
});

interface WrongLine extends BilledLine {
  readonly result: Exclude<Recomputed, { kind: 'unknown' }>;
}

function findingOf(change: ProrationChange, context: RuleContext, billed: BilledLines): RuleFinding | null {
  const { index } = context;
  const wrong = wrongLines(change, context, billed);
  const over = wrong.reduce((sum, { line, result }) => sum + line.amount - result.amount, 0);
  if (over <= TOLERANCE_MINOR_UNITS * wrong.length) return null;
  const [first] = wrong;
  if (first === undefined) return null;
  const { subscription, at } = change;
  const { currency, customer } = first.invoice;
  const show = (amount: number): string => formatMoney({ amount, currency });
  const charged = wrong.reduce((sum, { line }) => sum + line.amount, 0);
  const right = charged - over;
  const told = wrong
    .map(({ line, result }) =>
      line.amount < 0
        ? `credit of ${show(-line.amount)} for unused time that recomputes to ${show(-result.amount)}`
        : `charge of ${show(line.amount)} for remaining time that recomputes to ${show(result.amount)}`,
    )
    .join(' and a ');
  const variant = wrong.every(({ line }) => line.amount < 0) ? 'credit' : 'charge';
  return lineErrorFinding(index, spreadOver(over, placesFor(change, wrong, context, billed)), {
    classification: 'billing_error',
    confidence: 'certain',
    variant,
    title: 'A proration that does not recompute',
    message: () =>
      `The change of ${shownText(subscription)} on ${isoDate(at)} was billed with a ${told}: ` +
      `${show(over)} too much before tax, on ${plural(wrong.length, 'line')} recomputed by the second.`,
    facts: (amount, code) => ({
      amount: fact.money(amount, code),
      changed_at: fact.date(at),
      billed: fact.money(Math.abs(charged), currency),
      right: fact.money(Math.abs(right), currency),
    }),
    words: {
      reason: 'order_change',
      justification: `The proration of ${isoDate(at)} is ${show(over)} above what price and seconds make it.`,
      alternatives: [
        { kind: 'refund', why_not: 'A bare refund leaves invoice, tax and revenue at the wrong amount.' },
      ],
    },
    part: 'proration',
    about: wrong.map(({ line }) => ({ object: 'line_item', id: line.id, part: 'proration' })),
    evidence: [
      { object: 'subscription', id: subscription },
      ...wrong.flatMap(({ invoice, line }) => [
        { object: 'invoice', id: invoice.id },
        { object: 'line_item', id: line.id },
      ]),
    ],
    steps: wrong.map(({ result }) => result.step),
    customer,
    occurredAt: first.invoice.created,
  });
}

function wrongLines(
  { credits, charges }: ProrationChange,
  { index }: RuleContext,
  billed: BilledLines,
): readonly WrongLine[] {
  const paired = credits.map(({ line }) => line);
  const recomputed = [
    ...credits.map((entry) => ({
      ...entry,
      result: recomputeProration(entry.line, [], index, billed, 'credit for unused time'),
    })),
    ...charges.map((entry) => ({
      ...entry,
      result: recomputeProration(entry.line, paired, index, billed, 'charge for remaining time'),
    })),
  ];
  return recomputed.flatMap(({ result, ...entry }) =>
    result.kind === 'differs' ? [{ ...entry, result }] : [],
  );
}

/** What can give the money back: the charge that is wrong, the other charges of the change, what the credits are for. */
function placesFor(
  { charges, credits }: ProrationChange,
  wrong: readonly WrongLine[],
  { index }: RuleContext,
  billed: BilledLines,
): readonly BilledLine[] {
  const debits = credits.flatMap(({ line }) =>
    debitedLines(line, index, billed).flatMap((debit) => index.line(debit.id) ?? []),
  );
  const others = credits.flatMap(({ invoice }) => invoice.lines.map((line) => ({ invoice, line })));
  return [...wrong, ...charges, ...debits, ...others];
}
