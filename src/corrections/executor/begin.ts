import { planOf } from '../plan.ts';
import { approvalAgeMs, approvalsLack, approvalsOf, isAsApproved } from './approved.ts';
import { currentOf } from './effect.ts';
import { madeBefore } from './look.ts';
import type { Run } from './parts.ts';
import { APPROVAL_GOOD_FOR_MS, MAX_UNREAD_MS, patientWaitMs } from './timing.ts';

/**
 * May what was approved be carried out? Exactly that was signed, not too long ago, by people who may still approve, and
 * under the limits in force now. Otherwise it ends here, and nothing was sent.
 */
export async function begin(run: Run): Promise<void> {
  const { correction, commit, signingKey, onAlarm } = run;
  const refuse = (outcome: string): Promise<void> => endUnbegun(run, outcome, 'before it began');

  if (!isAsApproved(correction, signingKey)) {
    onAlarm('a correction is not what was approved: somebody changed its rows', {
      correction: correction.id,
    });
    return refuse(NOT_AS_APPROVED);
  }
  const malformed = malformedStep(run);
  if (malformed !== null) return refuse(malformed);
  const frozen = await run.store.frozenBecause();
  if (frozen !== null) return wait(run, frozen);
  // Where an older database was put in place this may have been carried out already: nothing that changed since undoes that.
  const age = approvalAgeMs(run);
  const sent = run.mode === 'live' && (await madeBefore(run));
  if (sent === true) return go(run);
  if (sent !== false && age < MAX_UNREAD_MS) return wait(run, sent.sentence);
  if (age >= APPROVAL_GOOD_FOR_MS) {
    return commit({
      to: 'expired',
      outcome: TOO_OLD,
      audit: { kind: 'correction_expired', details: { approved_at_ms: correction.approved_at_ms } },
      job_then: { end: 'expired' },
    });
  }

  for (const { actor } of approvalsOf(correction)) {
    const still = await run.directory.mayApprove(actor);
    if (still.kind === 'may_not') return refuse(still.sentence);
    if (still.kind === 'unreadable') return wait(run, still.sentence);
  }
  const lack = approvalsLack(correction, await run.approvals(), await run.store.spentBefore(correction.id));
  if (lack !== null) return refuse(lack);

  return go(run);
}

function go({ commit, correction, mode }: Run): Promise<void> {
  return commit({
    to: 'executing',
    outcome: null,
    audit: {
      kind: 'correction_executing',
      details: { mode, approved: approvalsOf(correction)[0]?.approved_hash },
    },
    job_then: 'stay',
  });
}

/** Why one of its steps cannot be sent, or null: half of a plan would be worse than none, so all are read before the first. */
function malformedStep(run: Run): string | null {
  if (planOf(run.correction.drafted).kind === 'by_hand') return null;
  for (const row of run.correction.effects) {
    const { effect, metadata } = currentOf(run, row);
    const request = run.effects.request(effect, metadata);
    if (request.kind === 'malformed') return request.sentence;
  }
  return null;
}

/** Ends before anything was begun; `reason` is for the audit. */
export function endUnbegun(
  { commit, correction }: Run,
  outcome: string,
  reason: 'before it began' | 'fault',
): Promise<void> {
  return commit({
    through: 'executing',
    to: 'refused',
    outcome,
    effects: correction.effects.map(({ id, state }) => ({ id, from: state, to: 'skipped' })),
    audit: { kind: 'correction_settled', details: { state: 'refused', reason } },
    job_then: { end: 'refused' },
  });
}

function wait(run: Run, outcome: string): Promise<void> {
  const { commit, correction, clock } = run;
  return commit({
    to: correction.state,
    outcome,
    audit: null,
    job_then: { at_ms: clock() + patientWaitMs(approvalAgeMs(run)) },
  });
}

const NOT_AS_APPROVED =
  'This is not what was approved: its rows in the database were changed by hand. Nothing was sent; look for who did it.';
const TOO_OLD =
  'It was approved more than a day ago and not carried out since: check the customer again and propose it anew.';
