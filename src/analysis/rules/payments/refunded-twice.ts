import { formatMoney, toDecimal } from '../../../money.ts';
import type { Charge, Refund } from '../../billing-history.ts';
import { draftEscalation } from '../../correction.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, isLiveRefund } from '../../history-index.ts';
import { leak } from '../../leakage/leak.ts';
import type { Policy, Promised } from '../../policy.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, isoMinute } from '../../wording.ts';

const HOUR_SECONDS = 3600;

type PromisedRefund = Extract<Promised, { kind: 'refund' }>;

export const refundedTwice = defineRule({
  id: 'refunded-twice',
  version: 1,
  rows: ['G4'],
  category: 'refund',
  title: 'Refunded twice for one thing',
  needs: ['charges', 'refunds', 'credit_notes'],
  proposes: ['escalate'],
  thresholds: { window_hours: 24 },
  check(history, { index, policy, thresholds }) {
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
        if (first === undefined || first.amount !== again.amount) return [];
        const promise = promiseKeptBy(first, charge.id, policy);
        if (promise === undefined && !isRepeat(first, again, window)) return [];
        return [findingOf(first, again, charge, promise)];
      });
    });
  },
});

/** The one promise of just this refund: whatever came after it, however late, kept the promise a second time. */
function promiseKeptBy(refund: Refund, charge: string, { promises }: Policy): PromisedRefund | undefined {
  const alike = (promises ?? []).filter(
    (promise): promise is PromisedRefund =>
      promise.kind === 'refund' &&
      promise.charge === charge &&
      promise.amount === refund.amount &&
      promise.currency === refund.currency,
  );
  const [only] = alike;
  return alike.length === 1 && only !== undefined && only.made_at <= refund.created ? only : undefined;
}

/** Shortly after, and nothing that tells them apart. */
function isRepeat(first: Refund, again: Refund, window: number): boolean {
  if (again.created - first.created > window || first.reason !== again.reason) return false;
  const keys = new Set([...Object.keys(first.metadata), ...Object.keys(again.metadata)]);
  return [...keys].every((key) => first.metadata[key] === again.metadata[key]);
}

function findingOf(
  first: Refund,
  again: Refund,
  { id: charge, customer }: Charge,
  promise: PromisedRefund | undefined,
): RuleFinding {
  const { amount, currency } = again;
  const lost = { amount, currency };
  const why =
    promise === undefined
      ? 'and nothing tells them apart. Two faults look the same: '
      : `while it was promised once (${promise.ref}, ${isoDate(promise.made_at)}): `;
  const finding = leak({
    title: 'Refunded twice for one thing',
    message:
      `${first.id} (${isoMinute(first.created)}) and ${again.id} (${isoMinute(again.created)}) both returned ${formatMoney(lost)} on ${charge}, ${why}` +
      'ask whoever refunded. Nothing is taken back by a draft.',
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
      ...(promise === undefined ? [] : [{ object: 'policy', id: promise.ref }]),
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
  const correction = draftEscalation(again.id, {
    justification: `${formatMoney(lost)} of ${charge} seems to have gone back twice; whether to ask for it is for people to decide.`,
    alternatives: [
      {
        kind: 'customer_balance_credit',
        why_not: 'A debt on the balance would claim money back from the customer.',
      },
    ],
  });
  return { ...finding, correction };
}
