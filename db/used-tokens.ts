import { lt } from 'drizzle-orm';
import { usedToken } from './schema.ts';
import type { Transactor } from './transactor.ts';

export interface UsedTokenStore {
  /**
   * True the first time; remembered until `until_ms` (Unix milliseconds), when the token itself has expired.
   * `id`: a hash, never the token.
   */
  useToken(token: { readonly id: string; readonly until_ms: number }): Promise<boolean>;
}

export function usedTokenStore(transactor: Transactor, clock: () => number): UsedTokenStore {
  return {
    useToken: (token) =>
      transactor.write((db) => {
        db.delete(usedToken).where(lt(usedToken.until_ms, clock())).run();
        return db.insert(usedToken).values(token).onConflictDoNothing().run().changes === 1;
      }),
  };
}
