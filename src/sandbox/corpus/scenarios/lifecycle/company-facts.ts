import type { Subscription } from '../../../ledger/wire.ts';
import type { Stage } from '../../scenario.ts';

/** A moment as the policy file writes it. */
export const isoTime = (at: number): string => new Date(at * 1000).toISOString();

/**
 * The customer asks the company for something about one subscription at `at`, and the company writes it down in its
 * policy file. Gives back the entry's id.
 */
export function asks(
  stage: Stage,
  at: number,
  subscription: () => Subscription,
  kind: 'cancel' | 'pause' | 'resume' | 'reactivate' | 'backdate' | 'change_plan' | 'change_quantity',
  details: Readonly<Record<string, unknown>> = {},
): string {
  const id = `request-${stage.random.digits(6)}`;
  stage.at(at, () =>
    stage.policy.add('requests', {
      id,
      customer: stage.customer.id,
      subscription: subscription().id,
      kind,
      at: isoTime(at),
      source: `ticket:${stage.random.digits(5)}`,
      ...details,
    }),
  );
  return id;
}
