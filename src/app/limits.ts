import type { PolicyObserved } from '../../db/policy-in-force.ts';
import type { Store } from '../../db/store.ts';
import type { Approvals } from '../analysis/policy.ts';
import type { Config } from '../config.ts';
import type { Logger } from '../log.ts';
import { createApprovalsInForce } from '../policy/approvals-in-force.ts';
import { changesBetween } from '../policy/controls.ts';
import type { PolicySource } from '../policy/policy-source.ts';

export interface LimitsWiring {
  readonly config: Config;
  readonly policy: PolicySource;
  readonly store: Store;
  readonly logger: Logger;
}

/** The `approvals` in force: asked at the start, every minute and before every decision. */
export function wireLimits({ config, policy, store, logger }: LimitsWiring): () => Promise<Approvals> {
  return createApprovalsInForce({
    source: policy,
    store,
    approverGroups: config.slack?.approverGroups ?? [],
    agentGroups: config.slack?.agentGroups ?? [],
    mode: config.correctionsMode,
    onChange: ({ kind, state }) => tell(logger, kind, state),
  });
}

function tell(logger: Logger, kind: PolicyObserved['kind'], state: PolicyObserved['state']): void {
  if (kind === 'first') logger.info('the limits of corrections are recorded');
  if (kind === 'in_force') logger.info('the limits of corrections changed, and hold at once');
  if (kind !== 'waiting') return;
  const keys = changesBetween(state.in_force, state.wanted).map(({ key }) => key);
  logger.warn(
    { keys },
    'the policy loosens limits of corrections: the old ones hold until two people run billing-check policy confirm',
  );
}
