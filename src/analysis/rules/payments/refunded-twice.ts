import { formatMoney, toDecimal } from '../../../money.ts';
import type { Refund } from '../../billing-history.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, isLiveRefund } from '../../history-index.ts';
import { leak } from '../../leakage/leak.ts';
import { defineRule } from '../../rule.ts';
import { isoMinute } from '../../wording.ts';

const HOUR_SECONDS = 3600;

export const refundedTwice = defineRule({
  id: 'refunded-twice',
  version: 1,
  rows: ['G4'],
  category: 'refund',
  title: 'Refunded twice for one thing',
  needs: ['charges', 'refunds', 'credit_notes'],
  proposes: [],
  thresholds: { window_hours: 24 },
  check(history, { index, thresholds }) {
    const window = (thresholds['window_hours'] ?? 0) * HOUR_SECONDS;
    // A refund made by a credit note says on which lines it was: two of them are two faults.
    const byNote = new Set(
      history.credit_notes.flatMap(({ refunds }) => refunds.flatMap(({ refund }) => refund ?? [])),
    );
    return byCreation(history.charges).flatMap((charge) => {
      const bare = index
        .refundsOfCharge(charge.id)
        .filter((refund) => isLiveRefund(refund) && !byNote.has(refund.id));
      return bare.slice(1).flatMap((again, place) => {
        const first = bare[place];
        if (first === undefined || !isRepeat(first, again, window)) return [];
        return [findingOf(first, again, charge.id, charge.customer)];
      });
    });
  },
});

/** The same amount shortly after, and nothing that tells them apart. */
function isRepeat(first: Refund, again: Refund, window: number): boolean {
  if (
    first.amount !== again.amount ||
    again.created - first.created > window ||
    first.reason !== again.reason
  )
    return false;
  const keys = new Set([...Object.keys(first.metadata), ...Object.keys(again.metadata)]);
  return [...keys].every((key) => first.metadata[key] === again.metadata[key]);
}

function findingOf(first: Refund, again: Refund, charge: string, customer: string | null): RuleFinding {
  const { amount, currency } = again;
  const lost = { amount, currency };
  return leak({
    title: 'Refunded twice for one thing',
    message:
      `${first.id} (${isoMinute(first.created)}) and ${again.id} (${isoMinute(again.created)}) both returned ${formatMoney(lost)} on ${charge}, and nothing tells them apart. ` +
      'Two faults look the same: ask whoever refunded. Nothing is taken back by a draft.',
    facts: {
      amount: fact.money(amount, currency),
      first_at: fact.date(first.created),
      again_at: fact.date(again.created),
    },
    lost,
    evidence: [
      { object: 'refund', id: first.id },
      { object: 'refund', id: again.id },
      { object: 'charge', id: charge },
    ],
    recomputation: [
      {
        label: 'returned twice',
        expression: `${toDecimal({ amount: 2 * amount, currency })} − ${toDecimal(lost)}`,
        result: toDecimal(lost),
      },
    ],
    about: { object: 'refund', id: again.id, part: 'whole' },
    customer,
    occurredAt: again.created,
  });
}
