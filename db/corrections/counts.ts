import { count } from 'drizzle-orm';
import type { CorrectionState } from '../../src/corrections/states.ts';
import { correction } from '../schema.ts';
import type { Transactor } from '../transactor.ts';

export interface CountStore {
  /** How many corrections are in each state; states without any are absent. */
  countCorrections(): Promise<ReadonlyMap<CorrectionState, number>>;
}

export function countStore(transactor: Transactor): CountStore {
  return {
    countCorrections: () =>
      transactor.read(
        (db) =>
          new Map(
            db
              .select({ state: correction.state, total: count() })
              .from(correction)
              .groupBy(correction.state)
              .all()
              .map(({ state, total }) => [state, total]),
          ),
      ),
  };
}
