/**
 * What can go wrong with the database file, by what the caller must do about it.
 * Every message is one sentence for the person who runs the product.
 */

/** The file cannot be used as it is: the start stops, the file stays untouched. */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused';
}

/** Nothing was stored, nothing is broken: ask again later (full or read-only disk, a lock held by a backup). */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  /** Seconds after which asking again is reasonable. */
  readonly retry_after = 5;
}

/** The disk or the file failed under us. The process must exit: after a failed fsync nothing may be assumed. */
export class StoreFailed extends Error {
  override readonly name = 'StoreFailed';
}

/** The job was given to somebody else meanwhile: this worker's writes are refused and must be abandoned. */
export class LostLease extends Error {
  override readonly name = 'LostLease';
  readonly job_id: string;

  constructor(jobId: string) {
    super(`The lease of job ${jobId} was lost; its result is dropped.`);
    this.job_id = jobId;
  }
}

/** SQLite's extended result code of `error` or of what it wraps, else null. */
export function sqliteCode(error: unknown): string | null {
  for (let depth = 0; depth < 4 && error instanceof Error; depth += 1) {
    if ('code' in error && typeof error.code === 'string' && error.code.startsWith('SQLITE_'))
      return error.code;
    error = error.cause;
  }
  return null;
}

export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error) ?? '';
  return code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED');
}

/** The storage trouble `error` stands for, or null when it is something else (a constraint, a bug). */
export function storageTrouble(error: unknown, file: string): StoreUnavailable | StoreFailed | null {
  if (error instanceof StoreUnavailable || error instanceof StoreFailed) return error;
  const code = sqliteCode(error);
  if (code === null) return null;
  const cause = { cause: error };
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE')
    return new StoreUnavailable(
      `The disk that holds ${file} is full; free some space and work resumes by itself.`,
      cause,
    );
  if (isBusy(error))
    return new StoreUnavailable(
      `The database ${file} is locked by another program, such as a backup; work resumes when it lets go.`,
      cause,
    );
  if (code === 'SQLITE_READONLY_DBMOVED')
    return new StoreFailed(
      `The database ${file} was moved or deleted while in use; put it back and start again.`,
      cause,
    );
  if (/^SQLITE_(READONLY|CANTOPEN|PERM|AUTH|IOERR_SHMOPEN|IOERR_ACCESS|IOERR_LOCK)/.test(code))
    return new StoreUnavailable(
      `The database ${file} cannot be written (${code}); make the file and its folder writable for this user.`,
      cause,
    );
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return new StoreFailed(damaged(file, messageOf(error)), cause);
  if (/^SQLITE_(IOERR|NOMEM|PROTOCOL)/.test(code))
    return new StoreFailed(
      `Reading or writing ${file} failed (${code}); check the disk, then start again: what was acknowledged is kept.`,
      cause,
    );
  return null;
}

/** What to do about a file that is not a whole database. */
export function damaged(file: string, detail: string): string {
  return (
    `The database ${file} is damaged (${detail}); keep a copy of it, then restore the latest backup: ` +
    `rm -f ${file}-wal ${file}-shm && cp BACKUP ${file} && chmod 600 ${file}`
  );
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What a failed file operation (not SQLite's) means for the database `file`. */
export function fileTrouble(file: string, error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new StoreUnavailable(`The disk that holds ${file} is full; free some space.`, { cause: error });
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new StoreUnavailable(
      `The database ${file} cannot be opened (${code}); make the file and its folder writable for this user.`,
      { cause: error },
    );
  return new StoreRefused(`The database ${file} cannot be opened: ${messageOf(error)}`, { cause: error });
}
