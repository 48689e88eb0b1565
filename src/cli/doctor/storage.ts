import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { StoreFailed, StoreRefused, StoreUnavailable } from '../../../db/errors.ts';
import { type DatabaseInspection, inspectDatabase } from '../../../db/inspect-database.ts';
import type { Config } from '../../config.ts';
import type { Check } from './check.ts';

/** Below this the disk is about to stop the work, and below that it soon will, in bytes. */
const FREE_LEAST_BYTES = 64 * 1024 * 1024;
const FREE_COMFORTABLE_BYTES = 1024 * 1024 * 1024;

export interface StorageChecked {
  readonly checks: readonly Check[];
  /** True when a running server holds the database. */
  readonly serverRuns: boolean;
}

/** The database file and the disk it is on, without touching either. */
export async function checkStorage({ databaseFile, signingKey }: Config): Promise<StorageChecked> {
  const disk = await checkDisk(databaseFile);
  try {
    const found = await inspectDatabase(databaseFile, signingKey);
    return { checks: [...describe(found, databaseFile), disk], serverRuns: found.kind === 'in_use' };
  } catch (error) {
    const ours =
      error instanceof StoreRefused || error instanceof StoreUnavailable || error instanceof StoreFailed;
    if (!ours) throw error;
    return {
      checks: [{ level: 'failure', name: 'Database', message: error.message }, disk],
      serverRuns: false,
    };
  }
}

function describe(found: DatabaseInspection, file: string): readonly Check[] {
  const name = 'Database';
  switch (found.kind) {
    case 'absent':
      return [{ level: 'ok', name, message: `${file} does not exist yet; its folder is writable` }];
    case 'in_use': {
      const who = found.pid === '' ? 'a running server' : `the running server (process ${found.pid})`;
      return [{ level: 'ok', name, message: `${file} is in use by ${who}, which checked it at its start` }];
    }
    case 'sound': {
      const { schema, latest, journalMode, audit } = found;
      const version =
        schema === latest
          ? `schema ${schema}`
          : `schema ${schema}, to be migrated to ${latest} at the next start`;
      const mode = journalMode === 'wal' ? 'WAL' : `${journalMode}, to become WAL at the next start`;
      const message = `${file}: ${version}, ${mode}, synchronous=FULL, readable by its owner only, pages intact`;
      return [{ level: 'ok', name, message }, ...(audit === null ? [] : [describeAudit(audit)])];
    }
  }
}

type Audit = NonNullable<Extract<DatabaseInspection, { kind: 'sound' }>['audit']>;

function describeAudit(audit: Audit): Check {
  const name = 'Audit trail';
  if (!audit.ok) {
    const where = audit.seq === null ? '' : ` at entry ${audit.seq}`;
    const message = `broken${where}: ${audit.problem}; keep a copy of the database file, find out who changed it, and restore a backup.`;
    return { level: 'failure', name, message };
  }
  const entries = `${audit.rows} ${audit.rows === 1 ? 'entry' : 'entries'}, chain intact`;
  if (audit.unkeyed === 0) return { level: 'ok', name, message: entries };
  const message = `${entries}, but ${audit.unkeyed} unsigned: whoever can write the file could have rewritten them; set SIGNING_KEY to sign what follows.`;
  return { level: 'warning', name, message };
}

async function checkDisk(databaseFile: string): Promise<Check> {
  const name = 'Disk space';
  const folder = dirname(resolve(databaseFile));
  const facts = await statfs(folder).catch(() => null);
  if (facts === null) return { level: 'note', name, message: `not known: ${folder} cannot be looked at` };
  const free = facts.bavail * facts.bsize;
  const shown = `${inUnits(free)} free`;
  if (free >= FREE_COMFORTABLE_BYTES) return { level: 'ok', name, message: shown };
  return {
    level: free < FREE_LEAST_BYTES ? 'failure' : 'warning',
    name,
    message: `only ${shown} in ${folder}: make room, or move the database with DATABASE_URL.`,
  };
}

function inUnits(bytes: number): string {
  const mebibytes = bytes / 1024 / 1024;
  return mebibytes < 1024 ? `${Math.floor(mebibytes)} MiB` : `${(mebibytes / 1024).toFixed(1)} GiB`;
}
