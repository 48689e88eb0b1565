import type { StoredCorrection } from '../../../db/corrections/index.ts';
import { assert } from '../../assert.ts';
import { currentOf } from '../../corrections/executor/effect.ts';
import type { ExecutorParts } from '../../corrections/executor/execute.ts';
import { isOtherAmount } from '../../corrections/executor/look.ts';
import { planOf } from '../../corrections/plan.ts';
import type { EffectObject } from '../../corrections/ports.ts';
import { ServiceError } from '../../service-error.ts';
import type { Task } from './task.ts';

export type VerifyCorrectionDeps = Pick<ExecutorParts, 'store' | 'effects' | 'recheck'>;

/**
 * Somebody said that a correction is done. It is believed when Stripe shows it: every step that was open is there under its
 * name or as it would be, or a new check no longer finds the fault. Otherwise it stays a person's, and says why.
 */
export function verifyCorrection(deps: VerifyCorrectionDeps): Task<'verify-correction'> {
  const { store, recheck } = deps;
  return async (job) => {
    const { correction_id: id, actor } = job.payload;
    const correction = await store.loadCorrection(id);
    assert(correction !== null, 'a correction is verified that exists', { id });
    const end = async (
      to: StoredCorrection['state'],
      more: Partial<Parameters<typeof store.recordExecution>[0]>,
    ) => {
      await store.recordExecution({
        job,
        id,
        from: correction.state,
        to,
        audit: null,
        job_then: { end: to },
        ...more,
      });
      return { outcome: 'done', detail: to } as const;
    };
    if (correction.state !== 'needs_person') return end(correction.state, {});

    const found = await whatStripeHas(deps, correction);
    if (found === null) {
      const now = await recheck(correction);
      if (now.kind === 'unreadable') {
        throw new ServiceError('stripe', 'unreachable', now.sentence, {
          retryAfterSeconds: now.retry_after_seconds,
        });
      }
      if (now.kind !== 'gone') return end('needs_person', { outcome: NOT_THERE });
    }
    return end('executed', {
      outcome: null,
      effects: correction.effects
        .filter(({ state }) => state === 'needs_person')
        .map(({ id: effect, state }) => {
          const made = found?.get(effect);
          return {
            id: effect,
            from: state,
            to: 'done' as const,
            ...(made === undefined
              ? {}
              : {
                  set: { result: JSON.stringify(made) },
                  objects: [made.id, ...made.also.map((one) => one.id)],
                }),
          };
        }),
      audit: { kind: 'correction_settled', actor, details: { state: 'executed', by_hand: true } },
    });
  };
}

/** What Stripe has of every step that is open, by the effect's id; null when one is not there or cannot be told. */
async function whatStripeHas(
  { effects }: VerifyCorrectionDeps,
  correction: StoredCorrection,
): Promise<ReadonlyMap<string, EffectObject> | null> {
  if (planOf(correction.drafted).kind === 'by_hand') return null;
  // A step that was refused, or never begun, is nothing Stripe has: only a new check can tell that it was done otherwise.
  if (correction.effects.some(({ state }) => state !== 'done' && state !== 'needs_person')) return null;
  const made = new Map<string, EffectObject>();
  for (const row of correction.effects.filter(({ state }) => state === 'needs_person')) {
    const current = currentOf({ correction }, row);
    const found = await effects.find(current.effect, current.metadata);
    if (found.kind !== 'found' || isOtherAmount(current, found.made)) return null;
    made.set(row.id, found.made);
  }
  return made;
}

const NOT_THERE =
  'Stripe does not show it yet: a new check still finds the fault. Look again in the Stripe Dashboard, or give it up with a reason.';
