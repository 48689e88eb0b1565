import type { EffectRow, StoredCorrection } from '../../db/corrections/index.ts';
import type { CorrectionKind, CorrectionStep, EvidenceRef } from '../analysis/finding.ts';
import { assert } from '../assert.ts';
import type { EffectObject, EffectRequest } from '../corrections/ports.ts';
import type { OutcomeStep } from './outcome-ports.ts';

/** The steps of a correction in their order, each with what came of it; before it is approved nothing has. */
export function outcomeSteps({ drafted, effects }: StoredCorrection): readonly OutcomeStep[] {
  if (effects.length > 0) return effects.map(stepOfEffect);
  return drafted.steps.map(({ kind, target, amount, currency, params }) => ({
    kind,
    target: { object: objectOf(kind, target), id: target },
    amount,
    currency,
    params,
    state: 'planned',
    sentence: null,
    made: null,
    request: null,
  }));
}

function stepOfEffect(effect: EffectRow): OutcomeStep {
  const { kind, target, amount, currency, state, sentence } = effect;
  const result = storedObject(effect.result);
  return {
    kind,
    target: { object: objectOf(kind, target), id: target },
    amount,
    currency,
    params: (storedObject(effect.params) ?? {}) as CorrectionStep['params'],
    state,
    sentence,
    made: result !== null && 'object' in result ? (result as unknown as EffectObject) : null,
    request: result !== null && 'method' in result ? (result as unknown as EffectRequest) : null,
  };
}

/** Only we write these rows: what Stripe made, or in a dry run the request. */
function storedObject(json: string | null): Record<string, unknown> | null {
  if (json === null) return null;
  const value: unknown = JSON.parse(json);
  assert(typeof value === 'object' && value !== null, 'what came of an effect is stored as an object', {});
  return value as Record<string, unknown>;
}

const BY_PREFIX: Readonly<Record<string, EvidenceRef['object']>> = {
  ch: 'charge',
  py: 'charge',
  pi: 'payment_intent',
  in: 'invoice',
  ii: 'invoiceitem',
  sub: 'subscription',
  si: 'subscription_item',
  cus: 'customer',
};

/** What kind of object an id names, so that it can be linked to; its kind of correction where the prefix says nothing. */
function objectOf(kind: CorrectionKind, id: string): string {
  return BY_PREFIX[id.split('_')[0] ?? ''] ?? kind;
}
