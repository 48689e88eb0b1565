import type { RefundOnCancel } from '../policy.ts';
import type { PeriodFee } from './period-fees.ts';

const DAY_SECONDS = 86_400;

/** How much of a fee is due back: all, the unused share, or nothing. */
export function dueBack(
  policy: RefundOnCancel,
  { line }: PeriodFee,
  at: number,
): 'full' | 'prorated' | 'none' {
  if (typeof policy === 'string') return policy;
  const used = at - line.period.start;
  return used <= policy.full_within_days * DAY_SECONDS ? 'full' : policy.otherwise;
}
