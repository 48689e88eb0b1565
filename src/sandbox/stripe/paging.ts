import { invalidValue, noSuch } from './errors.ts';
import { integerParam, type Params, stringParam } from './params.ts';
import type { StoredObject } from './store.ts';

const DEFAULT_LIMIT_OBJECTS = 10;
const MAX_LIMIT_OBJECTS = 100;

/** Parameters every list takes. */
export const PAGING_PARAMS = ['limit', 'starting_after', 'ending_before', 'expand'] as const;

/** Objects asked for at once. @throws {StripeRefusal} 400 outside 1 to 100. */
export function limitParam(params: Params): number {
  const limit = integerParam(params, 'limit') ?? DEFAULT_LIMIT_OBJECTS;
  if (limit > MAX_LIMIT_OBJECTS) {
    throw invalidValue(
      'limit',
      `This value must be less than or equal to ${MAX_LIMIT_OBJECTS} (it currently is '${limit}').`,
    );
  }
  if (limit < 1) {
    throw invalidValue(
      'limit',
      `This value must be greater than or equal to 1 (it currently is '${limit}').`,
    );
  }
  return limit;
}

/**
 * The page of a list (newest first) that the cursors ask for. A cursor that is not in
 * the list is refused.
 */
export function pageOf(
  kind: string,
  objects: readonly StoredObject[],
  params: Params,
): { readonly data: readonly StoredObject[]; readonly has_more: boolean } {
  const limit = limitParam(params);
  const after = stringParam(params, 'starting_after');
  const before = stringParam(params, 'ending_before');
  if (after !== undefined && before !== undefined) {
    throw invalidValue(
      'starting_after',
      'Received both starting_after and ending_before parameters. Please pass in only one.',
    );
  }
  const placeOf = (cursor: string, param: string): number => {
    const at = objects.findIndex((object) => object.id === cursor);
    if (at < 0) throw noSuch(kind, cursor, { param });
    return at;
  };
  if (before !== undefined) {
    const end = placeOf(before, 'ending_before');
    const start = Math.max(0, end - limit);
    return { data: objects.slice(start, end), has_more: start > 0 };
  }
  const start = after === undefined ? 0 : placeOf(after, 'starting_after') + 1;
  return { data: objects.slice(start, start + limit), has_more: objects.length > start + limit };
}
