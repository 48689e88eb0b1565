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
    loadCursor: (name) => transactor.read((db) => readMeta(db, `cursor:${name}`)),
    saveCursor: (name, cursor) => transactor.write((db) => putMeta(db, `cursor:${name}`, cursor, clock())),
    checkWritable: () => transactor.write((db) => putMeta(db, 'last_write_check', 'ok', clock())),
  };
}

/** A small fact by its key, or null before it was first written. */
export function readMeta(db: Db, key: string): string | null {
  return db.select().from(meta).where(eq(meta.key, key)).get()?.value ?? null;
}

export function putMeta(db: Db, key: string, value: string, now: number): void {
  const row = { value, updated_at_ms: now };
  db.insert(meta)
    .values({ key, ...row })
    .onConflictDoUpdate({ target: meta.key, set: row })
    .run();
}
