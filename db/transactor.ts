import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Database, Statement } from 'better-sqlite3';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { isBusy, StoreFailed, StoreUnavailable, storageTrouble } from './errors.ts';

/** What the named transactions see: Drizzle's query builder on the one connection. */
export type Db = BetterSQLite3Database;

/** Queries built once for each connection, where building them costs more than running them. */
export function builtOnce<Queries>(build: (db: Db) => Queries): (db: Db) => Queries {
  const built = new WeakMap<Db, Queries>();
  return (db) => {
    const known = built.get(db) ?? build(db);
    built.set(db, known);
    return known;
  };
}

/** Named transactions that may share one commit. Bounds how long a commit holds the event loop. */
const MAX_GROUP = 500;
/** Event-loop turns a group waits for company while it still grows. */
const MAX_GATHER_TURNS = 4;
/** Transactions waiting for a commit; beyond it the store says it is unavailable. */
const MAX_WAITING = 20_000;
/** How long another program's lock is waited for, and how often it is tried. */
const BUSY_PATIENCE_MS = 10_000;
const BUSY_PAUSE_MS = 100;

interface Waiting {
  readonly work: (db: Db) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: unknown };

/**
 * Runs named transactions on one connection.
 *
 * Group commit: transactions that arrive together share one commit and so one fsync; one that fails leaves no trace
 * and harms no neighbour. A promise resolves only after its commit is on disk.
 * `work` is synchronous and touches nothing but the database: it may be run again.
 */
export class Transactor {
  readonly #client: Database;
  readonly #file: string;
  readonly #db: Db;
  readonly #onFatal: (error: StoreFailed) => void;
  readonly #statements: Readonly<
    Record<'begin' | 'commit' | 'rollback' | 'mark' | 'keep' | 'undo', () => void>
  >;
  #waiting: Waiting[] = [];
  #flushing: Promise<void> | null = null;
  #failed: StoreFailed | null = null;
  #closing = false;

  constructor(client: Database, file: string, onFatal: (error: StoreFailed) => void) {
    this.#client = client;
    this.#file = file;
    this.#onFatal = onFatal;
    this.#db = drizzle(client);
    const statement = (sql: string) => {
      const prepared = client.prepare(sql);
      return () => void prepared.run();
    };
    this.#statements = {
      begin: statement('BEGIN IMMEDIATE'),
      commit: statement('COMMIT'),
      rollback: statement('ROLLBACK'),
      mark: statement('SAVEPOINT one'),
      keep: statement('RELEASE one'),
      undo: statement('ROLLBACK TO one'),
    };
  }

  /** For preparing statements once. */
  get db(): Db {
    return this.#db;
  }

  /**
   * A statement of SQLite's own, for the few where the query builder costs more than the row: acknowledgements that
   * people and services wait for. To be run inside {@link write}.
   */
  prepare(sql: string): Statement {
    return this.#client.prepare(sql);
  }

  /** All of `work` is committed, or none of it. @throws {StoreUnavailable | StoreFailed} or what `work` throws. */
  write<T>(work: (db: Db) => T): Promise<T> {
    const refusal = this.#refusal();
    if (refusal !== null) return Promise.reject(refusal);
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, resolve: (value) => resolve(value as T), reject });
      this.#flushing ??= this.#flush();
    });
  }

  /** Reads what is committed. */
  async read<T>(work: (db: Db) => T): Promise<T> {
    for (let waitedMs = 0; ; waitedMs += BUSY_PAUSE_MS) {
      const refusal = this.#refusal();
      if (refusal !== null) throw refusal;
      try {
        return work(this.#db);
      } catch (error) {
        if (!isBusy(error) || waitedMs >= BUSY_PATIENCE_MS) throw this.#named(error);
        await sleep(BUSY_PAUSE_MS);
      }
    }
  }

  /** Lets what is waiting commit, then refuses everything. */
  async close(): Promise<void> {
    this.#closing = true;
    while (this.#flushing !== null) await this.#flushing;
  }

  #refusal(): Error | null {
    if (this.#failed !== null) return this.#failed;
    if (this.#closing) return new StoreUnavailable(`The database ${this.#file} is being closed.`);
    if (this.#waiting.length >= MAX_WAITING)
      return new StoreUnavailable(`More than ${MAX_WAITING} writes wait for the database ${this.#file}.`);
    return null;
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#gather();
      const group = this.#waiting.splice(0, MAX_GROUP);
      await this.#commitGroup(group);
    }
    // In the same turn as the loop's last look: a write arriving later starts the next flush.
    this.#flushing = null;
  }

  /** Requests that arrived in the same moment reach us over a few turns of the event loop: wait while more come. */
  async #gather(): Promise<void> {
    for (let turn = 0, seen = 0; turn < MAX_GATHER_TURNS && this.#waiting.length > seen; turn += 1) {
      seen = this.#waiting.length;
      await nextTurn();
    }
  }

  async #commitGroup(group: readonly Waiting[]): Promise<void> {
    for (let waitedMs = 0; ; waitedMs += BUSY_PAUSE_MS) {
      try {
        const outcomes = this.#runGroup(group);
        group.forEach((entry, index) => {
          const outcome = outcomes[index];
          if (outcome?.ok) entry.resolve(outcome.value);
          else entry.reject(outcome?.error);
        });
        return;
      } catch (error) {
        if (isBusy(error) && waitedMs < BUSY_PATIENCE_MS) {
          await sleep(BUSY_PAUSE_MS);
          continue;
        }
        const named = this.#named(error);
        for (const entry of group) entry.reject(named);
        return;
      }
    }
  }

  /** At first without savepoints, which cost as much as a row; a group with a failure in it is run again with them. */
  #runGroup(group: readonly Waiting[]): Outcome[] {
    try {
      return this.#inTransaction(() => group.map(({ work }) => ({ ok: true, value: work(this.#db) })));
    } catch (error) {
      if (storageTrouble(error, this.#file) !== null) throw error;
      if (group.length === 1) return [{ ok: false, error }];
      return this.#inTransaction(() => group.map((entry) => this.#runOne(entry)));
    }
  }

  #inTransaction<T>(work: () => T): T {
    if (this.#failed !== null) throw this.#failed;
    this.#statements.begin();
    try {
      const result = work();
      this.#statements.commit();
      return result;
    } catch (error) {
      if (this.#client.inTransaction) this.#statements.rollback();
      throw error;
    }
  }

  #runOne({ work }: Waiting): Outcome {
    this.#statements.mark();
    try {
      const value = work(this.#db);
      this.#statements.keep();
      return { ok: true, value };
    } catch (error) {
      // A full disk or an I/O error concerns the whole group, and SQLite may have rolled it back already.
      if (!this.#client.inTransaction || storageTrouble(error, this.#file) !== null) throw error;
      this.#statements.undo();
      this.#statements.keep();
      return { ok: false, error };
    }
  }

  #named(error: unknown): unknown {
    const trouble = storageTrouble(error, this.#file);
    if (trouble instanceof StoreFailed && this.#failed === null) {
      this.#failed = trouble;
      this.#onFatal(trouble);
    }
    return trouble ?? error;
  }
}
