import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openStore, type StoreOptions } from '../../db/store.ts';
import { check, ManualClock, temporaryFolder } from './helpers.ts';

export const KEY = 'a-signing-key-of-the-tests';
const TRIGGERS = ['audit_gapless', 'audit_no_update', 'audit_no_delete'];

/** A file with `rows` checks in its audit, closed again. */
export async function trail(
  rows: number,
  options: Partial<StoreOptions> = { signingKey: KEY },
): Promise<string> {
  const path = join(temporaryFolder(), 'audit.db');
  await prolong(path, rows, options);
  return path;
}

/** Adds `rows` checks to the audit of the file, creating it where it is absent. */
export async function prolong(
  path: string,
  rows: number,
  options: Partial<StoreOptions> = { signingKey: KEY },
): Promise<void> {
  const store = await openStore({ path, clock: new ManualClock().now, ...options });
  for (let row = 0; row < rows; row += 1) await store.recordCheck({ ...check(), source: 'terminal' });
  await store.close();
}

/** What somebody with write access to the file could do; the triggers are put back afterwards. */
export function tamper(path: string, ...statements: string[]): void {
  const client = new Database(path);
  const definitions = TRIGGERS.map((name) =>
    client.prepare('SELECT sql FROM sqlite_master WHERE name = ?').pluck().get(name),
  );
  for (const name of TRIGGERS) client.exec(`DROP TRIGGER ${name}`);
  for (const statement of statements) client.exec(statement);
  for (const definition of definitions) client.exec(String(definition));
  client.close();
}
