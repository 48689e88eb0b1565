import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import { AuditChain, type AuditStore, auditStore, refuseOtherKey } from './audit.ts';
import { StoreRefused, storageTrouble } from './errors.ts';
import { type FeedbackNumbers, feedbackNumbers } from './feedback-numbers.ts';
import { schemaVersion } from './migrations/index.ts';
import { type Spent, spentOn } from './model-usage.ts';
import { Transactor } from './transactor.ts';

/** How long a lock of another program is waited for, in milliseconds. */
const BUSY_TIMEOUT_MS = 1_000;

/**
 * The audit trail of a database, read without changing anything: beside a running server, or of a backup.
 * @param signingKey null: only an unsigned trail can be judged.
 * @throws {StoreRefused | StoreUnavailable} with one sentence that says what to do.
 */
export async function readAudit<T>(
  path: string,
  signingKey: string | null,
  use: (audit: AuditStore) => Promise<T>,
): Promise<T> {
  return reading(path, async (transactor, file) => {
    const chain = new AuditChain(signingKey ?? undefined);
    if (signingKey === null) await transactor.read((db) => refuseOtherKey(db, chain, file));
    return use(auditStore(transactor, chain));
  });
}

/**
 * What agents said of findings and drafts, in numbers; null where the database is older than that is kept.
 * @throws {StoreRefused | StoreUnavailable} with one sentence that says what to do.
 */
export async function readFeedbackNumbers(path: string): Promise<FeedbackNumbers | null> {
  return reading(path, async (transactor, _, version) =>
    version < FEEDBACK_SINCE_VERSION ? null : transactor.read(feedbackNumbers),
  );
}

/** The schema's version with `finding_feedback` and `draft_feedback`. */
const FEEDBACK_SINCE_VERSION = 14;

/**
 * What models have cost today and this month (UTC), as far as the database knows. `nowMs`: Unix milliseconds.
 * @throws {StoreRefused | StoreUnavailable} with one sentence that says what to do.
 */
export async function readSpentOnModels(path: string, nowMs: number): Promise<Spent> {
  return reading(path, async (transactor, _, version) =>
    version < USAGE_SINCE_VERSION ? NOTHING_SPENT : transactor.read((db) => spentOn(db, nowMs)),
  );
}

/** The schema's version with `model_usage`. */
const USAGE_SINCE_VERSION = 12;
const NOTHING_SPENT: Spent = { day_nano_usd: 0, month_nano_usd: 0 };

async function reading<T>(
  path: string,
  use: (transactor: Transactor, file: string, version: number) => Promise<T>,
): Promise<T> {
  const file = resolve(path);
  mustExist(file);
  let client: Database.Database | undefined;
  try {
    client = new Database(file, { readonly: true, timeout: BUSY_TIMEOUT_MS });
    const version = schemaVersion(client, file);
    if (version === 0)
      throw new StoreRefused(`The database ${file} is empty; set DATABASE_URL to the one that is in use.`);
    return await use(new Transactor(client, file, () => {}), file, version);
  } catch (error) {
    throw storageTrouble(error, file) ?? error;
  } finally {
    client?.close();
  }
}

/** @throws {StoreRefused} there is no such file: nothing is created by looking at it. */
export function mustExist(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true)
    throw new StoreRefused(
      `There is no database ${file}; set DATABASE_URL to the one the server uses, e.g. file:./billing-check.db.`,
    );
}
