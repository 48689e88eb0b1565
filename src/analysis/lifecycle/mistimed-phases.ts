import { mulDiv, toDecimal } from '../../money.ts';
import { type LineAmount, lineAmount } from '../arithmetic/line-amount.ts';
import type { InvoiceLine } from '../billing-history.ts';
import type { RecomputationStep } from '../finding.ts';
import type { HistoryIndex } from '../history-index.ts';
import { isoMinute, shownText } from '../wording.ts';
import type { ItemPeriod } from './item-periods.ts';
import type { PlannedItem, PlannedPhase } from './schedule-phases.ts';

const HOUR_SECONDS = 3600;

/** A change that came at the wrong time. */
export interface Mistimed {
  readonly kind: 'early' | 'late';
  /** The change, and what was to hold until then. */
  readonly phase: PlannedPhase;
  readonly before: PlannedPhase;
  /** Unix seconds: when it came; the end of the period where it did not. */
  readonly at: number;
  /** The prorations that billed it; none where the fee itself did. */
  readonly lines: readonly Pick<InvoiceLine, 'id'>[];
}

/** Which change came at the wrong time in a period; null where none did, or the fee is none of the schedule's. */
export function mistimed(
  { fee, period, prorations }: ItemPeriod,
  item: PlannedItem,
  slack: number,
): Mistimed | null {
  const due = item.findLastIndex(({ start }) => start <= period.start);
  const billed = item.flatMap(({ price, quantity }, place) =>
    fee.lines[0]?.price === price && fee.quantity === quantity ? place : [],
  );
  const latest = billed.at(-1);
  if (latest === undefined) return null;
  const change = (place: number, came: Pick<Mistimed, 'kind' | 'at' | 'lines'>): Mistimed | null => {
    const [phase, before] = [item[place], item[place - 1]];
    return phase === undefined || before === undefined ? null : { ...came, phase, before };
  };
  const next = item[due + 1];
  if (!billed.includes(due)) {
    if (latest < due) return change(latest + 1, { kind: 'late', at: period.end, lines: [] });
    const isSoon = latest === due + 1 && next !== undefined && next.start <= period.start + slack;
    return isSoon ? null : change(latest, { kind: 'early', at: period.start, lines: [] });
  }
  if (next === undefined) return null;
  const lines = prorations
    .filter(({ amount, price, quantity }) => amount > 0 && price === next.price && quantity === next.quantity)
    .sort((a, b) => a.period.start - b.period.start);
  const came = lines[0]?.period.start;
  if (came !== undefined && came < next.start - slack) {
    return change(due + 1, { kind: 'early', at: came, lines });
  }
  const isDue = next.prorates && next.start < period.end - slack;
  const isLate = came === undefined || came > next.start + slack;
  return isDue && isLate ? change(due + 1, { kind: 'late', at: came ?? period.end, lines: [] }) : null;
}

/** What the schedule makes of a period: the phase at its start, and what prorated changes within it add or give back. */
export function owedBy(
  planned: PlannedPhase,
  { fee, period }: ItemPeriod,
  item: PlannedItem,
  slack: number,
  index: HistoryIndex,
): { readonly amount: number; readonly steps: readonly RecomputationStep[] } | string {
  const { invoice } = fee;
  const costOf = ({ price: id, quantity }: PlannedPhase): LineAmount | string => {
    const price = index.price(id);
    if (price === undefined) return `price ${shownText(id)} is not in the history`;
    const own = index.price(fee.lines[0]?.price ?? null)?.recurring;
    const isSameInterval =
      own?.interval === price.recurring?.interval && own?.interval_count === price.recurring?.interval_count;
    if (!isSameInterval) return `${shownText(id)} is billed in another interval`;
    const answer = lineAmount(
      price,
      quantity,
      invoice.currency,
      `${invoice.id} by the schedule, ${quantity} of ${id}`,
    );
    return 'unknown' in answer ? answer.unknown : answer;
  };
  const decimal = (amount: number): string => toDecimal({ amount, currency: invoice.currency });
  const first = costOf(planned);
  if (typeof first === 'string') return first;
  const steps = [first.step];
  let amount = first.amount;
  let full = first.amount;
  const length = period.end - period.start;
  for (const phase of item) {
    if (phase.start <= period.start || phase.start >= period.end - slack || !phase.prorates) continue;
    const cost = costOf(phase);
    if (typeof cost === 'string') return cost;
    const rest = period.end - phase.start;
    const share = mulDiv(cost.amount, rest, length) - mulDiv(full, rest, length);
    steps.push({
      label: `change on ${isoMinute(phase.start)}`,
      expression: `(${decimal(cost.amount)} − ${decimal(full)}) × ${Math.round(rest / HOUR_SECONDS)} of ${Math.round(length / HOUR_SECONDS)} hours`,
      result: decimal(share),
    });
    amount += share;
    full = cost.amount;
  }
  return { amount, steps };
}
