import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { fileTrouble, isBusy, StoreRefused, storageTrouble } from './errors.ts';

export interface ProcessLock {
  release(): void;
}

/**
 * Makes this process the only one on the database `file`. What counts is the operating system's lock on
 * `<file>.lock` (an empty SQLite database held in an exclusive transaction): it ends with the process, however that
 * dies. `<file>.lock.pid` only tells people who holds it. The database itself stays readable for backups.
 * @throws {StoreRefused} when another process holds it. @throws {StoreUnavailable} when the folder cannot be written.
 */
export function lockForThisProcess(file: string): ProcessLock {
  const lockFile = `${file}.lock`;
  const pidFile = `${lockFile}.pid`;
  let lock: Database.Database | undefined;
  try {
    // Only when it is new: closing a file drops the locks this process already holds on it.
    if (!existsSync(lockFile)) closeSync(openSync(lockFile, 'wx', 0o600));
    lock = new Database(lockFile, { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE');
    writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
  } catch (error) {
    lock?.close();
    if (isBusy(error))
      throw new StoreRefused(
        `The database ${file} is in use by another billing-check${holder(pidFile)}; stop that one first, since ` +
          'one SQLite file serves one process (several will need PostgreSQL, which is not supported yet).',
      );
    throw storageTrouble(error, file) ?? fileTrouble(file, error);
  }
  const held = lock;
  return {
    release() {
      if (!held.open) return;
      rmSync(pidFile, { force: true });
      held.close();
    },
  };
}

/**
 * Whether another process holds the database `file`, without taking the lock: null when nobody does, else the
 * holder's process id, or '' when it left none.
 */
export function lockHolder(file: string): string | null {
  const lockFile = `${file}.lock`;
  if (!existsSync(lockFile)) return null;
  let probe: Database.Database | undefined;
  try {
    probe = new Database(lockFile, { readonly: true, timeout: 0 });
    probe.prepare('SELECT count(*) FROM sqlite_master').get();
    return null;
  } catch (error) {
    if (isBusy(error)) return /\d+/.exec(holder(`${lockFile}.pid`))?.[0] ?? '';
    throw storageTrouble(error, file) ?? fileTrouble(file, error);
  } finally {
    probe?.close();
  }
}

function holder(pidFile: string): string {
  try {
    const pid = readFileSync(pidFile, 'utf8').trim();
    return /^\d{1,10}$/.test(pid) ? ` (process ${pid})` : '';
  } catch {
    return '';
  }
}
