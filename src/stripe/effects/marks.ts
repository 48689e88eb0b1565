import { z } from 'zod';
import type { EffectMetadata, EffectObject, FindResult } from '../../corrections/ports.ts';

/** Metadata as Stripe takes it; without a ticket there is no entry for one. */
export function marks({ correction_id, effect_id, ticket_id }: EffectMetadata): Record<string, string> {
  return { correction_id, effect_id, ...(ticket_id === null ? {} : { ticket_id }) };
}

/** The metadata of an object read from Stripe; null where it has none. */
export const METADATA = z.record(z.string(), z.unknown()).nullish();

interface Marked {
  readonly metadata?: z.infer<typeof METADATA>;
}

/** Those of `objects` that bear the marks of one effect: the correction's alone may be another step's. */
export function findMarked<Item extends Marked>(
  objects: readonly Item[],
  { correction_id, effect_id }: EffectMetadata,
  toObject: (item: Item) => EffectObject,
): FindResult {
  const made = objects
    .filter(
      ({ metadata }) => metadata?.['correction_id'] === correction_id && metadata['effect_id'] === effect_id,
    )
    .map(toObject);
  const [first, second] = made;
  if (first === undefined) return { kind: 'absent' };
  return second === undefined ? { kind: 'found', made: first, by: 'metadata' } : { kind: 'several', made };
}

/** As `newId` makes them: whatever else stands under the same name in Stripe's metadata is somebody else's. */
const CORRECTION_ID = /^co_[0-9a-hjkmnp-tv-z]{29}$/;

/** The correction that metadata from Stripe names, or null. */
export function markedBy(metadata: Readonly<Record<string, unknown>> | null | undefined): string | null {
  const id = metadata?.['correction_id'];
  return typeof id === 'string' && CORRECTION_ID.test(id) ? id : null;
}
