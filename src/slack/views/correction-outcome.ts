import type { StoredAct, StoredCorrection } from '../../../db/corrections/index.ts';
import type { CorrectionState } from '../../corrections/states.ts';
import type { PersonNames } from '../../jobs/outcome-ports.ts';
import { formatMoney } from '../../money.ts';
import { bold, moment, type Span, span, who } from './blocks.ts';
import { inertLine } from './inert.ts';

const REASON_MAX = 300;
const OUTCOME_MAX = 500;

const ACTS = { done: 'Said to be done by ', abandon: 'Given up by ' } as const;
const CARRIED_OUT: Readonly<Partial<Record<CorrectionState, string>>> = {
  executed: 'Carried out ',
  simulated: 'Gone through as a dry run ',
};
const VERDICTS = { approve: 'Approved by ', reject: 'Rejected by ', withdraw: 'Withdrawn by ' } as const;

/** Who decided what and when, what came of it, and what is waited for. */
export function outcomeRows(correction: StoredCorrection, names: PersonNames, most: number): Span[][] {
  const { decisions, acts, drafted, state, settled_at_ms, closed_at_ms } = correction;
  const outcome = inertLine(correction.outcome ?? '', OUTCOME_MAX);
  const done = [
    ...decisions.map(({ verdict, actor, reason, decided_at_ms: atMs }) => ({
      what: VERDICTS[verdict],
      actor,
      reason,
      atMs,
    })),
    ...acts.map(({ act, actor, reason, acted_at_ms: atMs, ...amounts }) => ({
      what: act === 'change' ? changeWords(amounts, drafted.currency) : ACTS[act],
      actor,
      reason,
      atMs,
    })),
  ].sort((a, b) => a.atMs - b.atMs);
  const rows: Span[][] = done.slice(-most).map(({ what, actor, reason, atMs }) => {
    const why = inertLine(reason ?? '', REASON_MAX);
    return [bold(what), who(actor, names), span(', '), moment(atMs), span(why === '' ? '.' : `: “${why}”`)];
  });
  if (state === 'awaiting_second') {
    rows.push([
      bold('A second person is needed'),
      span(outcome === '' ? ': the policy wants two people.' : `: ${outcome}`),
    ]);
  } else if (outcome === '' && settled_at_ms !== null && CARRIED_OUT[state] !== undefined) {
    rows.push([bold(CARRIED_OUT[state]), moment(settled_at_ms), span('.')]);
  } else if (
    outcome !== '' &&
    !acts.some(({ act, reason }) => act === 'abandon' && reason === correction.outcome)
  ) {
    rows.push([
      bold('Outcome'),
      ...(settled_at_ms === null ? [] : [span(', '), moment(settled_at_ms)]),
      span(`: ${outcome}`),
    ]);
  }
  if (closed_at_ms !== null)
    rows.push([bold('Checked again: '), span('the fault is gone ('), moment(closed_at_ms), span(').')]);
  return rows;
}

/** E.g. `Changed from $99.00 to $59.50 by `. */
function changeWords(
  { amount_before, amount_after }: Pick<StoredAct, 'amount_before' | 'amount_after'>,
  currency: string | null,
): string {
  if (amount_before === null || amount_after === null || currency === null) return 'Amount changed by ';
  const [before, after] = [amount_before, amount_after].map((amount) =>
    inertLine(formatMoney({ amount, currency }), 40),
  );
  return `Changed from ${before} to ${after} by `;
}
