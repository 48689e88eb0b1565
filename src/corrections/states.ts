/**
 * The life of a correction, from a drafted change of money to its one effect. One table, enforced here and again by the
 * database's guarded updates.
 */
export const CORRECTION_STATES = [
  /** Waits for somebody who may approve. */
  'proposed',
  /** One person approved; the policy wants two. */
  'awaiting_second',
  'approved',
  'rejected',
  'withdrawn',
  'expired',
  'executing',
  'executed',
  /** Dry run: everything but the requests. */
  'simulated',
  /** Stripe, or the check right before it, said no: nothing was moved. */
  'refused',
  /** What finance saw is no longer so: nothing was moved, and a new check is due. */
  'stale',
  /** A request left and its outcome is not known yet. */
  'unknown',
  /** Some of its steps were made. */
  'partly_executed',
  /** Only a person can say what became of it. */
  'needs_person',
  /** The refund it made failed later, at the bank. */
  'reversed_by_stripe',
  /** A named person gave it up. */
  'abandoned',
] as const;
export type CorrectionState = (typeof CORRECTION_STATES)[number];

/** From each state to those it may become. */
export const TRANSITIONS: Readonly<Record<CorrectionState, readonly CorrectionState[]>> = {
  proposed: ['awaiting_second', 'approved', 'rejected', 'withdrawn', 'expired'],
  awaiting_second: ['approved', 'rejected', 'withdrawn', 'expired'],
  approved: ['executing', 'withdrawn', 'expired'],
  executing: ['executed', 'simulated', 'refused', 'stale', 'unknown', 'partly_executed', 'needs_person'],
  unknown: ['executed', 'partly_executed', 'refused', 'needs_person'],
  partly_executed: ['executed', 'needs_person'],
  needs_person: ['executed', 'abandoned'],
  executed: ['reversed_by_stripe'],
  reversed_by_stripe: [],
  rejected: [],
  withdrawn: [],
  expired: [],
  simulated: [],
  refused: [],
  stale: [],
  abandoned: [],
};

/** True when a correction in `from` may become `to`. */
export function mayBecome(from: CorrectionState, to: CorrectionState): boolean {
  return TRANSITIONS[from].includes(to);
}

/** Where somebody or something still has to act. At most one correction of a finding is in one of these. */
export const OPEN_STATES: readonly CorrectionState[] = [
  'proposed',
  'awaiting_second',
  'approved',
  'executing',
  'unknown',
  'partly_executed',
  'needs_person',
];

/** Where people decide; in all others only the executor acts, or nobody. */
export const DECIDABLE_STATES: readonly CorrectionState[] = ['proposed', 'awaiting_second'];

/** Where money may have moved: counted in the caps, and never proposed again for the same fault. */
export const SPENT_STATES: readonly CorrectionState[] = [
  'approved',
  'executing',
  'executed',
  'unknown',
  'partly_executed',
  'needs_person',
];

/** The life of one step's effect in Stripe. */
export const EFFECT_STATES = [
  'planned',
  /** The intent and its key are committed; the request may have left. */
  'sent',
  'done',
  'refused',
  /** No more requests: Stripe is asked by listing. */
  'unknown',
  'needs_person',
  /** An earlier step was refused, so this one never left. */
  'skipped',
] as const;
export type CorrectionEffectState = (typeof EFFECT_STATES)[number];

export const EFFECT_TRANSITIONS: Readonly<Record<CorrectionEffectState, readonly CorrectionEffectState[]>> = {
  // Found done before anything was sent, after an older database was put in place; or left to a person's hands.
  planned: ['sent', 'done', 'refused', 'needs_person', 'skipped'],
  sent: ['done', 'refused', 'unknown', 'needs_person'],
  unknown: ['done', 'refused', 'needs_person'],
  needs_person: ['done', 'skipped'],
  done: [],
  refused: [],
  skipped: [],
};

/** What the effects of a plan come to, once none of them is under way; null while one is. */
export function outcomeOf(effects: readonly CorrectionEffectState[]): CorrectionState | null {
  const any = (...states: readonly CorrectionEffectState[]): boolean =>
    effects.some((state) => states.includes(state));
  if (any('sent')) return null;
  if (any('needs_person')) return 'needs_person';
  if (any('unknown')) return 'unknown';
  if (!any('refused', 'skipped')) return any('planned') ? null : 'executed';
  return any('done') ? 'partly_executed' : 'refused';
}
