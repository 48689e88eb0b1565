import type { EffectRow, StoredCorrection } from '../../../db/corrections/index.ts';
import type { CorrectionStep } from '../../analysis/finding.ts';
import type { Approvals } from '../../analysis/policy.ts';
import { judgeApproval, type Spent } from '../approval-rules.ts';
import { approvalMac, approvedHash, approvedOf, canonical, isSameMac } from '../approved-text.ts';
import { DEFAULT_APPROVALS } from '../judge.ts';
import type { Person } from '../people.ts';
import type { Run } from './parts.ts';

/**
 * True when exactly what is stored was approved: every approval is signed over it, and the effects are the steps of what
 * was signed. Rows that were written or changed by hand have no such signature.
 */
export function isAsApproved(correction: StoredCorrection, signingKey: string): boolean {
  const approvals = approvalsOf(correction);
  const hash = approvedHash(approvedOf(correction, correction.drafted.steps));
  const { drafted, effects } = correction;
  return (
    approvals.length > 0 &&
    approvals.every(
      ({ approved_hash, mac, actor, human, decided_at_ms, correction_version }) =>
        correction_version === correction.version &&
        approved_hash === hash &&
        isSameMac(mac, approvalMac(signingKey, hash, { actor, human, decidedAtMs: decided_at_ms })),
    ) &&
    drafted.amount === correction.amount &&
    drafted.currency === correction.currency &&
    effects.length === drafted.steps.length &&
    effects.every((effect, place) => isStep(effect, drafted.steps[place]))
  );
}

/**
 * Judges the approvals again, by the policy in force now: each as it was given, in their order.
 * @returns one sentence when they are not enough any more, or null.
 */
export function approvalsLack(
  correction: StoredCorrection,
  approvals: Approvals = DEFAULT_APPROVALS,
  spent: readonly Spent[],
): string | null {
  const approvers: Person[] = [];
  let enough = false;
  for (const { actor, human, decided_at_ms } of approvalsOf(correction)) {
    const approver = { account: actor, human };
    const judgement = judgeApproval(
      {
        customer: correction.customer,
        kinds: [...new Set(correction.drafted.steps.map(({ kind }) => kind))],
        amount: correction.amount ?? 0,
        currency: correction.currency,
        requester: { account: correction.requester, human: correction.requester_human },
        proposedAtMs: correction.proposed_at_ms,
        isIdentified: correction.is_identified,
        approvers,
      },
      approver,
      approvals,
      spent,
      decided_at_ms,
    );
    if (judgement.kind === 'refused') return NOT_ENOUGH;
    enough = judgement.kind === 'approved';
    approvers.push(approver);
  }
  return enough ? null : NOT_ENOUGH;
}

const NOT_ENOUGH =
  'By the policy in force now these approvals are not enough: check the customer again and propose it anew.';

/** Milliseconds since it was approved; a row that does not say when is as old as can be. */
export function approvalAgeMs({ correction, clock }: Pick<Run, 'correction' | 'clock'>): number {
  return clock() - (correction.approved_at_ms ?? 0);
}

export function approvalsOf({ decisions }: StoredCorrection): StoredCorrection['decisions'] {
  return decisions.filter(({ verdict }) => verdict === 'approve');
}

function isStep(effect: EffectRow, step: CorrectionStep | undefined): boolean {
  return (
    step !== undefined &&
    effect.kind === step.kind &&
    effect.target === step.target &&
    effect.amount === step.amount &&
    effect.currency === step.currency &&
    canonical(JSON.parse(effect.params)) === canonical(step.params)
  );
}
