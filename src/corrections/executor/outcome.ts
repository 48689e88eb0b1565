import type { EffectChange } from '../../../db/corrections/index.ts';
import type { CorrectionEffectState, CorrectionState } from '../states.ts';
import type { Run } from './parts.ts';

type Audit = NonNullable<Parameters<Run['commit']>[0]['audit']>;

type Change = EffectChange & Required<Pick<EffectChange, 'set'>>;

/** What became of one effect, and what the correction comes to by it. */
export interface EffectOutcome {
  readonly change: Change;
  /** For the correction: what people read. */
  readonly outcome: string | null;
  readonly audit: Audit | null;
  /** When this round ends without an outcome: when to go on (Unix milliseconds). */
  readonly againAtMs?: number;
  /** What a correction ends as when this effect was refused and nothing was done before. Default `refused`. */
  readonly endsAs?: 'refused' | 'stale';
}

/**
 * Commits an effect's outcome with what the correction comes to: on to the next step, done, waiting, or ended. A step that
 * was refused after others were made is for a person: half a plan is neither executed nor nothing.
 */
export async function commitOutcome(run: Run, outcome: EffectOutcome): Promise<void> {
  const { effects, state: from } = run.correction;
  const { change, endsAs = 'refused' } = outcome;
  const others = effects.filter(({ id }) => id !== change.id);
  const anyDone = others.some(({ state }) => state === 'done') || change.to === 'done';
  const ends = change.to === 'refused' || change.to === 'needs_person';
  const left: readonly EffectChange[] = ends
    ? others
        .filter(({ state }) => state === 'planned')
        .map(({ id }) => ({ id, from: 'planned', to: 'skipped' }))
    : [];
  const states = [...others.map(({ state }) => state), change.to];
  const to = comesTo(from, states, { anyDone, endsAs, isUnclear: isUnclear(change) });
  const isOver = to === 'executed' || ends;
  await run.commit({
    to,
    outcome: outcome.outcome,
    effects: [change, ...left],
    audit: outcome.audit,
    job_then: isOver ? { end: to } : outcome.againAtMs === undefined ? 'stay' : { at_ms: outcome.againAtMs },
  });
}

const isUnclear = ({ to, set }: Change): boolean => to === 'unknown' || (to === 'sent' && set.unclear !== 0);

/** The state of a correction whose effects are in these states. */
function comesTo(
  from: CorrectionState,
  states: readonly CorrectionEffectState[],
  facts: { readonly anyDone: boolean; readonly endsAs: 'refused' | 'stale'; readonly isUnclear: boolean },
): CorrectionState {
  const { anyDone, endsAs, isUnclear: unclear } = facts;
  if (states.every((state) => state === 'done')) return 'executed';
  if (states.includes('needs_person')) return 'needs_person';
  if (states.includes('refused')) {
    if (anyDone) return 'needs_person';
    // What may have left and was refused in the end was not stale before.
    return from === 'executing' ? endsAs : 'refused';
  }
  if (!unclear && from === 'executing') return from;
  return anyDone || from === 'partly_executed' ? 'partly_executed' : 'unknown';
}
