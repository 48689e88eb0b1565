import { eq } from 'drizzle-orm';
import { meta } from './schema.ts';
import type { Db, Transactor } from './transactor.ts';

export interface MetaStore {
  /** How far a poll came, by its name, or null before the first time. */
  loadCursor(name: string): Promise<string | null>;
  saveCursor(name: string, cursor: string): Promise<void>;
  /** Commits a small write. @throws {StoreUnavailable | StoreFailed} when nothing can be stored now. */
  checkWritable(): Promise<void>;
}

export function metaStore(transactor: Transactor, clock: () => number): MetaStore {
  return {
    loadCursor: (name) =>
      transactor.read(
        (db) =>
          db
            .select()
            .from(meta)
            .where(eq(meta.key, `cursor:${name}`))
            .get()?.value ?? null,
      ),
    saveCursor: (name, cursor) => transactor.write((db) => put(db, `cursor:${name}`, cursor, clock())),
    checkWritable: () => transactor.write((db) => put(db, 'last_write_check', 'ok', clock())),
  };
}

function put(db: Db, key: string, value: string, now: number): void {
  const row = { value, updated_at_ms: now };
  db.insert(meta)
    .values({ key, ...row })
    .onConflictDoUpdate({ target: meta.key, set: row })
    .run();
}
