import type { Approvals } from '../analysis/policy.ts';
import { type Judgement, judgeApproval, type Spent, type ToApprove } from './approval-rules.ts';
import { isSamePerson, type Person } from './people.ts';

/** What somebody answers to a proposed correction. */
export interface Answer {
  readonly verdict: 'approve' | 'reject' | 'withdraw';
  readonly by: Person;
  readonly reason: string | null;
}

/** Where the policy file says nothing of approvals: one other person, three days. */
export const DEFAULT_APPROVALS: Approvals = { expires_after_hours: 72 };

/** Whether an answer counts: approvals by the policy, rejections with a reason, withdrawals by who asked. Pure. */
export function judgeAnswer(
  { verdict, by, reason }: Answer,
  facts: { readonly correction: ToApprove; readonly spent: readonly Spent[]; readonly nowMs: number },
  approvals: Approvals = DEFAULT_APPROVALS,
): Judgement {
  const { correction, spent, nowMs } = facts;
  if (verdict === 'approve') return judgeApproval(correction, by, approvals, spent, nowMs);
  if (verdict === 'withdraw' && !isSamePerson(correction.requester, by)) {
    return {
      kind: 'refused',
      sentence: 'Only who asked for a correction can withdraw it; to end it, reject it with a reason.',
    };
  }
  if (verdict === 'reject' && (reason === null || reason.trim() === '')) {
    return {
      kind: 'refused',
      sentence: 'Give a reason: whoever asked for the correction reads it.',
    };
  }
  return { kind: 'approved' };
}
