import type { StoredCorrection } from '../../../db/corrections/index.ts';
import { bold, moment, type Span, span, who } from './blocks.ts';
import { inertLine } from './inert.ts';

const REASON_MAX = 300;
const OUTCOME_MAX = 500;

const VERDICTS = { approve: 'Approved by ', reject: 'Rejected by ', withdraw: 'Withdrawn by ' } as const;

/** Who decided what and when, what came of it, and what is waited for. */
export function outcomeRows(correction: StoredCorrection, most: number): Span[][] {
  const { decisions, state, settled_at_ms, closed_at_ms } = correction;
  const outcome = inertLine(correction.outcome ?? '', OUTCOME_MAX);
  const rows: Span[][] = decisions.slice(-most).map(({ verdict, actor, decided_at_ms, reason }) => {
    const why = inertLine(reason ?? '', REASON_MAX);
    return [
      bold(VERDICTS[verdict]),
      who(actor),
      span(', '),
      moment(decided_at_ms),
      span(why === '' ? '.' : `: “${why}”`),
    ];
  });
  if (state === 'awaiting_second') {
    rows.push([
      bold('A second person is needed'),
      span(outcome === '' ? ': the policy wants two people.' : `: ${outcome}`),
    ]);
  } else if (outcome !== '') {
    rows.push([
      bold('Outcome: '),
      span(outcome),
      ...(settled_at_ms === null ? [] : [span(' ('), moment(settled_at_ms), span(')')]),
    ]);
  }
  if (closed_at_ms !== null)
    rows.push([bold('Checked again: '), span('the fault is gone ('), moment(closed_at_ms), span(').')]);
  return rows;
}
