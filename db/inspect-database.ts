import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { AuditChain, type AuditVerdict, auditStore, refuseOtherKey } from './audit.ts';
import { damaged, fileTrouble, StoreRefused, storageTrouble } from './errors.ts';
import { MIGRATIONS, schemaVersion } from './migrations/index.ts';
import { inspectFile, inspectFolder } from './open-database.ts';
import { lockHolder } from './process-lock.ts';
import { Transactor } from './transactor.ts';

/** How long a lock of another program is waited for, in milliseconds. */
const BUSY_TIMEOUT_MS = 1_000;

export type DatabaseInspection =
  /** There is no file yet; its folder takes one. */
  | { readonly kind: 'absent' }
  /** A running server holds it; `pid` is '' when it is not known. It was not opened. */
  | { readonly kind: 'in_use'; readonly pid: string }
  | {
      readonly kind: 'sound';
      /** Migrations the file has seen, and those this version knows. */
      readonly schema: number;
      readonly latest: number;
      /** What the file keeps; anything but `wal` is changed at the next start. */
      readonly journalMode: string;
      /** Null for a file that no version has written to yet. */
      readonly audit: AuditVerdict | null;
    };

/**
 * Looks at the database without changing it, creating it or getting in the way of a running server: folder, mode,
 * pages, schema, settings, audit trail.
 * @throws {StoreRefused | StoreUnavailable} with one sentence that says what to do.
 */
export async function inspectDatabase(path: string, signingKey: string | null): Promise<DatabaseInspection> {
  const file = resolve(path);
  inspectFolder(file);
  mustBeWritable(file, dirname(file));
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return { kind: 'absent' };
  const pid = lockHolder(file);
  if (pid !== null) return { kind: 'in_use', pid };
  mustBeWritable(file, file);
  inspectFile(file);
  let client: Database.Database | undefined;
  try {
    client = new Database(file, { readonly: true, timeout: BUSY_TIMEOUT_MS });
    const schema = schemaVersion(client, file);
    const fault = String(client.pragma('quick_check(1)', { simple: true }));
    if (fault !== 'ok') throw new StoreRefused(damaged(file, fault.split('\n')[0] ?? ''));
    client.pragma('synchronous = FULL');
    if (client.pragma('synchronous', { simple: true }) !== 2)
      throw new StoreRefused(
        'This build of SQLite does not take synchronous=FULL; install better-sqlite3 anew.',
      );
    return {
      kind: 'sound',
      schema,
      latest: MIGRATIONS.length,
      journalMode: String(client.pragma('journal_mode', { simple: true })),
      audit: schema === 0 ? null : await verifyAudit(client, file, signingKey),
    };
  } catch (error) {
    throw storageTrouble(error, file) ?? error;
  } finally {
    client?.close();
  }
}

async function verifyAudit(
  client: Database.Database,
  file: string,
  signingKey: string | null,
): Promise<AuditVerdict> {
  const transactor = new Transactor(client, file, () => {});
  const chain = new AuditChain(signingKey ?? undefined);
  await transactor.read((db) => refuseOtherKey(db, chain, file));
  return auditStore(transactor, chain).verifyAudit();
}

function mustBeWritable(file: string, place: string): void {
  try {
    accessSync(place, constants.W_OK);
  } catch (error) {
    throw fileTrouble(file, error);
  }
}
