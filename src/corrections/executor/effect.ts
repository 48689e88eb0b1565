import { createHash } from 'node:crypto';
import type { EffectRow } from '../../../db/corrections/index.ts';
import { assert } from '../../assert.ts';
import { type PlannedEffect, planOf } from '../plan.ts';
import type { EffectMetadata, EffectObject, EffectRequest } from '../ports.ts';
import type { Run } from './parts.ts';

/** One step with its row and everything its request is made of. */
export interface Current {
  readonly row: EffectRow;
  /** From what was signed, not from the row. */
  readonly effect: PlannedEffect;
  readonly metadata: EffectMetadata;
  /** The same for every request of this effect, ever. */
  readonly key: string;
}

export function currentOf({ correction }: Pick<Run, 'correction'>, row: EffectRow): Current {
  const plan = planOf(correction.drafted);
  assert(plan.kind === 'executed', 'what is done by hand has no request', { id: correction.id });
  const effect = plan.effects[row.position];
  assert(effect !== undefined, 'an effect is a step of its plan', { id: row.id });
  return {
    row,
    effect,
    metadata: { correction_id: correction.id, effect_id: row.id, ticket_id: correction.ticket_id },
    key: `bc_${correction.id}_${row.position}`,
  };
}

/** What `send` sends. Every step was read before the first was begun. */
export function requestOf(
  { effects }: Pick<Run, 'effects'>,
  { row, effect, metadata }: Current,
): EffectRequest {
  const request = effects.request(effect, metadata);
  assert(request.kind === 'request', 'a step that was begun is one of its kind', { id: row.id });
  return request;
}

/** SHA-256 (hex) of a request: the same key is never sent with another one. */
export function requestHash({ method, path, params }: EffectRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([method, path, params]))
    .digest('hex');
}

/** Ids under which Stripe's later news about an effect arrive. */
export function objectsOf({ id, also }: EffectObject): readonly string[] {
  return [id, ...also.map((one) => one.id)];
}
