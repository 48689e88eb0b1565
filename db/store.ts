import { resolve } from 'node:path';
import type { Database } from 'better-sqlite3';
import { type AnalysisStore, analysisStore } from './analyses.ts';
import { AuditChain, type AuditStore, auditStore, refuseOtherKey } from './audit.ts';
import { type CorrectionStore, correctionStore } from './corrections/index.ts';
import { type DraftStore, draftStore } from './drafts.ts';
import type { StoreFailed } from './errors.ts';
import { type FeedbackStore, feedbackStore } from './feedback.ts';
import { type FrozenStore, frozenStore } from './frozen.ts';
import { type InboxStore, inboxStore } from './inbox.ts';
import { type MetaStore, metaStore } from './meta.ts';
import { type ModelUsageStore, modelUsageStore } from './model-usage.ts';
import { type NoteStore, noteStore } from './notes.ts';
import { type DatabaseLimits, inspectFolder, openDatabase } from './open-database.ts';
import { OpenQuestions } from './open-questions.ts';
import { type PolicyStore, policyStore } from './policy-in-force.ts';
import { lockForThisProcess } from './process-lock.ts';
import { type RetentionStore, retentionStore } from './retention.ts';
import { type SidebarStore, sidebarStore } from './sidebar.ts';
import { queueForgotten, SlackQueue } from './slack-queue.ts';
import { type SlackRequestStore, slackRequestStore } from './slack-requests.ts';
import { Transactor } from './transactor.ts';
import { type TriagePostStore, triagePostStore } from './triage-posts.ts';
import { type UsedTokenStore, usedTokenStore } from './used-tokens.ts';
import { recoverFromCrash, type WorkStore, workStore } from './work.ts';

/**
 * Everything that is kept, one asynchronous function per named transaction. A promise resolves after its commit is
 * on disk. Any of them may throw StoreUnavailable (nothing was stored, ask again later) or StoreFailed (exit).
 */
export interface Store
  extends InboxStore,
    WorkStore,
    AnalysisStore,
    NoteStore,
    SlackRequestStore,
    TriagePostStore,
    DraftStore,
    CorrectionStore,
    SidebarStore,
    FeedbackStore,
    UsedTokenStore,
    ModelUsageStore,
    PolicyStore,
    FrozenStore,
    MetaStore,
    RetentionStore,
    AuditStore {
  /** Absolute path of the database file. */
  readonly path: string;
  /** Moves the write-ahead log into the file, as far as no reader holds it. */
  checkpoint(): Promise<void>;
  /** Commits what is waiting, then closes the file and lets other processes have it. */
  close(): Promise<void>;
}

export interface StoreOptions extends DatabaseLimits {
  readonly path: string;
  /** Unix milliseconds. */
  readonly clock: () => number;
  /** SIGNING_KEY; without it the audit trail is chained but not signed. */
  readonly signingKey?: string;
  /** Told once, when the disk or the file fails. The process must then exit; without a handler it does. */
  readonly onFatal?: (error: StoreFailed) => void;
}

/**
 * Opens, locks, checks and migrates the database, and takes over what a dead predecessor left running.
 * @throws {StoreRefused} the file cannot be used: in use, damaged, foreign, of a later version, open to others.
 * @throws {StoreUnavailable} the disk is full or not writable.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const path = resolve(options.path);
  inspectFolder(path);
  const lock = lockForThisProcess(path);
  try {
    const client = openDatabase(path, options);
    try {
      return await assembleStore(client, { ...options, path }, () => {
        try {
          client.close();
        } finally {
          lock.release();
        }
      });
    } catch (error) {
      client.close();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * The store over a database that is open, migrated and nobody else's. Takes over what a dead predecessor left running.
 * `onClose` runs once what was waiting is committed.
 */
export async function assembleStore(
  client: Database,
  { path, clock, signingKey, onFatal = exitByThrowing }: StoreOptions,
  onClose: () => void,
): Promise<Store> {
  const transactor = new Transactor(client, path, onFatal);
  const chain = new AuditChain(signingKey);
  await transactor.read((db) => refuseOtherKey(db, chain, path));
  const slackQueue = new SlackQueue();
  const questions = new OpenQuestions();
  await transactor.read((db) => questions.load(db));
  await transactor.write((db) => {
    recoverFromCrash(db, chain, clock());
    queueForgotten(db, clock());
  });
  return {
    path,
    ...inboxStore(transactor, clock),
    ...workStore(transactor, chain, slackQueue, clock),
    ...analysisStore(transactor, chain, clock),
    ...noteStore(transactor, chain, clock),
    ...slackRequestStore(transactor, chain, slackQueue, questions, clock),
    ...triagePostStore(transactor, chain, clock),
    ...draftStore(transactor, chain, clock),
    ...correctionStore(transactor, chain, clock),
    ...sidebarStore(transactor, chain, clock),
    ...policyStore(transactor, chain, clock),
    ...feedbackStore(transactor, clock),
    ...usedTokenStore(transactor, clock),
    ...modelUsageStore(transactor, clock),
    ...frozenStore(transactor, chain, path, clock),
    ...metaStore(transactor, clock),
    ...retentionStore(transactor, chain, clock),
    ...auditStore(transactor, chain),
    checkpoint: () => transactor.read(() => void client.pragma('wal_checkpoint(PASSIVE)')),
    async close() {
      await transactor.close();
      onClose();
    },
  };
}

/** An uncaught exception ends the process: nobody may go on as if the disk had kept its word. */
function exitByThrowing(error: StoreFailed): void {
  setImmediate(() => {
    throw error;
  });
}
