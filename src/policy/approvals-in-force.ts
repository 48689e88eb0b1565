import type { PolicyObserved, PolicyStore } from '../../db/policy-in-force.ts';
import type { Approvals } from '../analysis/policy.ts';
import { DEFAULT_APPROVALS } from '../corrections/judge.ts';
import { type ControlSources, controlsOf } from './controls.ts';
import type { PolicySource } from './policy-source.ts';

export interface ApprovalsInForceOptions extends Omit<ControlSources, 'approvals'> {
  readonly source: PolicySource;
  readonly store: Pick<PolicyStore, 'observePolicy'>;
  /** Told of every change, once. */
  readonly onChange: (change: PolicyObserved) => void;
}

/**
 * The `approvals` that hold now: as the policy file says them, except for what it loosens before two people have confirmed
 * it. Each call looks at the file, records what is new, and reads what was confirmed meanwhile. `approvers` is always
 * named: where the file is silent, it is the configured groups.
 * @returns a function that throws StoreRefused when the limits in the database were changed by hand.
 */
export function createApprovalsInForce(options: ApprovalsInForceOptions): () => Promise<Approvals> {
  const { source, store, onChange, approverGroups, agentGroups, mode } = options;
  return async () => {
    const { approvals = DEFAULT_APPROVALS } = await source.current();
    const change = await store.observePolicy(controlsOf({ approvals, approverGroups, agentGroups, mode }));
    if (change.kind !== 'same') onChange(change);
    return change.state.in_force.approvals;
  };
}
