import { closeSync, constants, openSync, readSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { assert } from '../src/assert.ts';
import {
  damaged,
  fileTrouble,
  messageOf,
  StoreFailed,
  StoreRefused,
  StoreUnavailable,
  storageTrouble,
} from './errors.ts';
import { migrate, schemaVersion } from './migrations/index.ts';

/** How long one try may block the event loop while another program holds the file. */
const BUSY_TIMEOUT_MS = 100;
/** Files up to this size are checked page by page at every start: a fraction of a second. */
const FULL_CHECK_MAX_BYTES = 64 * 1024 * 1024;
const HEADER_BYTES = 100;

export interface DatabaseLimits {
  /** Upper bound of the file, in pages of 4 KiB; reaching it is answered like a full disk. */
  readonly maxPages?: number;
}

/**
 * Opens the database, creating or migrating it. The caller holds the process lock.
 * A file that is damaged, foreign, of a later version or readable by others is refused and stays as it was.
 * @throws {StoreRefused | StoreUnavailable} with one sentence that says what to do.
 */
export function openDatabase(file: string, limits: DatabaseLimits = {}): Database.Database {
  inspectFile(file);
  let client: Database.Database | undefined;
  try {
    client = new Database(file, { timeout: BUSY_TIMEOUT_MS });
    configure(client, limits);
    migrate(client, file);
    return client;
  } catch (error) {
    client?.close();
    const trouble = storageTrouble(error, file);
    throw trouble instanceof StoreFailed
      ? new StoreRefused(trouble.message, { cause: error })
      : (trouble ?? error);
  }
}

function configure(client: Database.Database, limits: DatabaseLimits): void {
  client.pragma('journal_mode = WAL');
  // Builds of SQLite differ in their default: in WAL it is often NORMAL, which may lose acknowledged rows.
  client.pragma('synchronous = FULL');
  client.pragma('foreign_keys = ON');
  client.pragma('recursive_triggers = ON');
  // What is erased is overwritten with zeros, not only left out of the index.
  client.pragma('secure_delete = ON');
  if (limits.maxPages !== undefined) client.pragma(`max_page_count = ${limits.maxPages}`);
  const seen = {
    journal_mode: client.pragma('journal_mode', { simple: true }),
    synchronous: client.pragma('synchronous', { simple: true }),
    foreign_keys: client.pragma('foreign_keys', { simple: true }),
    recursive_triggers: client.pragma('recursive_triggers', { simple: true }),
    secure_delete: client.pragma('secure_delete', { simple: true }),
  };
  if (seen.journal_mode !== 'wal')
    throw new StoreRefused(
      'The file system of the database does not allow write-ahead logging; put it on a local disk, not a network share.',
    );
  assert(
    seen.synchronous === 2 &&
      seen.foreign_keys === 1 &&
      seen.recursive_triggers === 1 &&
      seen.secure_delete === 1,
    'SQLite did not take the settings the promises rest on',
    seen,
  );
}

/** Everything that can be said about the file before SQLite may change anything in it. Creates it when it is absent. */
export function inspectFile(file: string): void {
  const stats = statOrNull(file);
  if (stats === null || stats.size === 0) {
    createPrivately(file, stats);
    return;
  }
  if (!stats.isFile())
    throw new StoreRefused(`The database ${file} is not a file; set DATABASE_URL to a file.`);
  refuseIfReadableByOthers(file, stats);
  const header = readHeader(file);
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0')
    throw new StoreRefused(damaged(file, 'it is not an SQLite database'));
  // After an unclean end the header may already count pages that are still in the write-ahead log.
  const logBytes = statOrNull(`${file}-wal`)?.size ?? 0;
  const pageBytes = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  if (logBytes === 0 && header.readUInt32BE(28) * pageBytes > stats.size)
    throw new StoreRefused(damaged(file, 'its end is missing'));
  checkContents(file, stats.size);
}

function checkContents(file: string, bytes: number): void {
  let client: Database.Database | undefined;
  try {
    client = new Database(file, { readonly: true, timeout: BUSY_TIMEOUT_MS });
    schemaVersion(client, file);
    if (bytes > FULL_CHECK_MAX_BYTES) return;
    const fault = client.pragma('quick_check(1)', { simple: true });
    if (fault !== 'ok') throw new StoreRefused(damaged(file, String(fault).split('\n')[0] ?? ''));
  } catch (error) {
    if (error instanceof StoreRefused) throw error;
    const trouble = storageTrouble(error, file);
    if (trouble instanceof StoreUnavailable) throw trouble;
    throw new StoreRefused(damaged(file, messageOf(error)), { cause: error });
  } finally {
    client?.close();
  }
}

/** SQLite gives its `-wal` and `-shm` files the database's own mode, so that all three are 0600. */
function createPrivately(file: string, existing: Stats | null): void {
  if (existing !== null) {
    refuseIfReadableByOthers(file, existing);
    return;
  }
  try {
    closeSync(openSync(file, constants.O_CREAT | constants.O_EXCL | constants.O_RDWR, 0o600));
  } catch (error) {
    throw fileTrouble(file, error);
  }
}

function refuseIfReadableByOthers(file: string, stats: Stats): void {
  if (process.platform === 'win32' || (stats.mode & 0o077) === 0) return;
  throw new StoreRefused(
    `The database ${file} is open to other users of this machine (mode ${(stats.mode & 0o777).toString(8)}); ` +
      `run: chmod 600 ${file}`,
  );
}

function readHeader(file: string): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  try {
    const descriptor = openSync(file, 'r');
    try {
      readSync(descriptor, header, 0, HEADER_BYTES, 0);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw fileTrouble(file, error);
  }
  return header;
}

function statOrNull(file: string): Stats | null {
  try {
    return statSync(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw fileTrouble(file, error);
  }
}

/** Checks the folder before the lock is taken in it. */
export function inspectFolder(file: string): void {
  const folder = dirname(file);
  const stats = statOrNull(folder);
  if (stats === null)
    throw new StoreRefused(
      `The folder ${folder} for the database does not exist; create it or change DATABASE_URL.`,
    );
  if (!stats.isDirectory())
    throw new StoreRefused(`${folder} is not a folder; set DATABASE_URL to a file inside a folder.`);
}
