import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { type AnalysisStore, analysisStore } from './analyses.ts';
import { AuditChain, type AuditEntry, type AuditStore, auditStore, refuseOtherKey } from './audit.ts';
import { type CorrectionStore, correctionStore } from './corrections/index.ts';
import { type ErasureStore, erasureStore } from './erasure.ts';
import { StoreRefused, StoreUnavailable, storageTrouble } from './errors.ts';
import { MIGRATIONS, schemaVersion } from './migrations/index.ts';
import { openDatabase } from './open-database.ts';
import { type PolicyStore, policyStore } from './policy-in-force.ts';
import { lockForThisProcess, lockHolder } from './process-lock.ts';
import { mustExist } from './read-database.ts';
import { Transactor } from './transactor.ts';

/** Written anew within a few seconds: a server waits ten for another's lock. */
const MAX_COMPACTED_BESIDE_SERVER_BYTES = 256 * 1024 * 1024;
const COMPACT_PATIENCE_MS = 10_000;
const EMPTY_LOG_TRIES = 100;
const EMPTY_LOG_PAUSE_MS = 100;

export interface VisitOptions {
  readonly path: string;
  readonly signingKey: string | null;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/** What a command of an administrator may do, also beside the running server. */
export interface Visitor
  extends AuditStore,
    ErasureStore,
    CorrectionStore,
    PolicyStore,
    Pick<AnalysisStore, 'loadAnalysis'> {
  /** True when a server holds the database: whatever takes long must not keep it from writing. */
  readonly besideServer: boolean;
  recordAudit(entry: AuditEntry): Promise<void>;
  /**
   * Writes the file anew, without the remains of rows that were moved or removed, and empties the write-ahead log. Beside
   * a server a large file is left to a time when none runs, since nobody else writes meanwhile.
   */
  compact(): Promise<'compacted' | 'too_large_beside_server'>;
  close(): Promise<void>;
}

/**
 * Opens an existing database for one command. Where no server runs, the command holds the process lock, so that none
 * starts meanwhile; where one does, it only makes short transactions of its own beside it: the audit trail is continued
 * from the row that is last in that transaction, no job is claimed and nothing is taken over.
 * @throws {StoreRefused | StoreUnavailable} with one sentence that says what to do.
 */
export async function visitDatabase({ path, signingKey, clock }: VisitOptions): Promise<Visitor> {
  const file = resolve(path);
  mustExist(file);
  const besideServer = lockHolder(file) !== null;
  if (besideServer) refuseOtherVersion(file);
  const lock = besideServer ? null : lockForThisProcess(file);
  let client: Database.Database | undefined;
  try {
    client = openDatabase(file);
    const transactor = new Transactor(client, file, () => {});
    const chain = new AuditChain(signingKey ?? undefined);
    await transactor.read((db) => refuseOtherKey(db, chain, file));
    const opened = client;
    return {
      besideServer,
      ...auditStore(transactor, chain),
      ...erasureStore(transactor, chain, clock),
      ...correctionStore(transactor, chain, clock),
      ...policyStore(transactor, chain, clock),
      loadAnalysis: analysisStore(transactor, chain, clock).loadAnalysis,
      recordAudit: (entry) => transactor.write((db) => chain.append(db, entry, clock())),
      async compact() {
        if (besideServer && statSync(file).size > MAX_COMPACTED_BESIDE_SERVER_BYTES)
          return 'too_large_beside_server';
        try {
          opened.pragma(`busy_timeout = ${COMPACT_PATIENCE_MS}`);
          opened.exec('VACUUM');
          await emptyLog(opened, file);
          return 'compacted';
        } catch (error) {
          throw storageTrouble(error, file) ?? error;
        }
      },
      async close() {
        await transactor.close();
        opened.close();
        lock?.release();
      },
    };
  } catch (error) {
    client?.close();
    lock?.release();
    throw error;
  }
}

/** The server moves its log into the file every now and then, and is not waited for by SQLite itself meanwhile. */
async function emptyLog(client: Database.Database, file: string): Promise<void> {
  for (let tries = 0; tries < EMPTY_LOG_TRIES; tries += 1) {
    const [emptied] = client.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
    if (emptied?.busy === 0) return;
    await sleep(EMPTY_LOG_PAUSE_MS);
  }
  throw new StoreUnavailable(
    `The write-ahead log of ${file} is being read by another program, such as a backup; run the command again when it has ended.`,
  );
}

/** A running server's schema is not migrated under it. */
function refuseOtherVersion(file: string): void {
  let client: Database.Database | undefined;
  try {
    client = new Database(file, { readonly: true });
    if (schemaVersion(client, file) === MIGRATIONS.length) return;
    throw new StoreRefused(
      `The server that runs on ${file} is of another version; run the command of its version, or restart it with this one.`,
    );
  } catch (error) {
    throw storageTrouble(error, file) ?? error;
  } finally {
    client?.close();
  }
}
