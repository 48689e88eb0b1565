import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { and, desc, eq, max, ne, notLike } from 'drizzle-orm';
import { z } from 'zod';
import { assert } from '../src/assert.ts';
import type { MarkedObject } from '../src/corrections/made-in-stripe.ts';
import { askFromMs, carriedOutSentence } from '../src/corrections/restored.ts';
import { DECIDABLE_STATES } from '../src/corrections/states.ts';
import type { AuditChain } from './audit.ts';
import { changeCorrection, rowOf } from './corrections/rows.ts';
import { fileTrouble } from './errors.ts';
import { addJob, changeLeased, endJob, type Lease } from './jobs.ts';
import { putMeta, readMeta } from './meta.ts';
import { audit, correction, job, meta } from './schema.ts';
import type { Db, Transactor } from './transactor.ts';

const FROZEN_KEY = 'frozen';
const FILE_KEY = 'file_identity';

/** Nothing is sent to Stripe until it is known what was made since this database was last written. */
export interface Freeze {
  /** A sentence for people. */
  readonly reason: string;
  readonly at_ms: number;
  /** From when on it is not known what was made (Unix milliseconds). */
  readonly since_ms: number;
  /** How far it is known meanwhile. */
  readonly known_to_ms: number;
}

export interface Reconciled {
  readonly job: Lease;
  /** Objects in Stripe that corrections made in the time that was asked about. */
  readonly made: readonly MarkedObject[];
  /** Up to when it is known now (Unix milliseconds); null: up to now, which ends the freeze. */
  readonly known_to_ms: number | null;
}

export interface FrozenStore {
  /** Why nothing may be sent to Stripe, one sentence, or null when it may. */
  frozenBecause(): Promise<string | null>;
  loadFreeze(): Promise<Freeze | null>;
  /** The file this database last ran in and the one it is in now, as hashes; `last` is null before the first start. */
  fileIdentity(): Promise<{ readonly last: string | null; readonly now: string }>;
  /**
   * Before any job runs: notes the file it runs in now, and freezes where `suspicion` (one sentence) is not null. A freeze
   * that stands already stays as it is. Writes the job that ends it.
   */
  beginIn(file: string, suspicion: string | null): Promise<Freeze | null>;
  /** Customers that have corrections, those of the newest first, at most 300. */
  customersWithCorrections(): Promise<readonly string[]>;
  /**
   * What was found in one part of the unknown time: objects of corrections this database has lost are audited one by one
   * and returned, those that wait for a decision say that they were carried out. At the end of that time the freeze is
   * lifted and what was approved runs. @throws {LostLease}
   */
  recordReconciled(part: Reconciled): Promise<readonly MarkedObject[]>;
}

const freezeShape = z.object({
  reason: z.string(),
  at_ms: z.int(),
  since_ms: z.int(),
  known_to_ms: z.int(),
  made: z.int(),
  lost: z.int(),
});
type Row = z.infer<typeof freezeShape>;

const MAX_CUSTOMERS = 300;

export function frozenStore(
  transactor: Transactor,
  chain: AuditChain,
  file: string,
  clock: () => number,
): FrozenStore {
  return {
    frozenBecause: () => transactor.read((db) => load(db)?.reason ?? null),
    loadFreeze: () => transactor.read(load),
    fileIdentity: async () => {
      const now = identityOf(file);
      return { last: await transactor.read((db) => readMeta(db, FILE_KEY)), now };
    },

    beginIn: (identity, suspicion) =>
      transactor.write((db) => {
        const now = clock();
        if (readMeta(db, FILE_KEY) !== identity) putMeta(db, FILE_KEY, identity, now);
        const freeze = load(db) ?? (suspicion === null ? null : begin(db, chain, suspicion, now));
        // Also where the freeze was in the backup: its job may have ended badly.
        if (freeze !== null) addJob(db, 'reconcile-restored', `${freeze.at_ms}:${now}`, SERIAL, {}, now);
        return freeze;
      }),

    customersWithCorrections: () =>
      transactor.read((db) =>
        db
          .select({ customer: correction.customer })
          .from(correction)
          .groupBy(correction.customer)
          .orderBy(desc(max(correction.proposed_at_ms)))
          .limit(MAX_CUSTOMERS)
          .all()
          .map(({ customer }) => customer),
      ),

    recordReconciled: (part) => transactor.write((db) => reconcile(db, chain, part, clock())),
  };
}

const SERIAL = 'reconcile-restored';

function begin(db: Db, chain: AuditChain, reason: string, now: number): Row {
  const since_ms = askFromMs(lastKnownMs(db), now);
  const freeze = { reason, at_ms: now, since_ms, known_to_ms: since_ms, made: 0, lost: 0 };
  putMeta(db, FROZEN_KEY, JSON.stringify(freeze), now);
  const details = { reason, since_ms };
  chain.append(db, { actor: 'system', kind: 'frozen', subject: 'corrections', details }, now);
  return freeze;
}

/**
 * When a server last did something with this database. Commands of an administrator and what is noted at a start may
 * have been added to the older copy since.
 */
function lastKnownMs(db: Db): number | null {
  const last = db
    .select({ at_ms: audit.at_ms })
    .from(audit)
    .where(and(notLike(audit.actor, 'terminal:%'), ne(audit.kind, 'job_parked')))
    .orderBy(desc(audit.seq))
    .limit(1)
    .get();
  return last?.at_ms ?? null;
}

function reconcile(
  db: Db,
  chain: AuditChain,
  { job: lease, made, known_to_ms }: Reconciled,
  now: number,
): readonly MarkedObject[] {
  const freeze = load(db);
  assert(freeze !== null, 'what was made since is asked for while nothing is sent', {});
  const lost = made.filter((object) => !isKnown(db, object, now));
  for (const { object, id, correction_id, amount, currency } of lost) {
    const details = { correction_id, object, amount, currency };
    chain.append(db, { actor: 'system', kind: 'effect_of_lost_correction', subject: id, details }, now);
  }
  const counts = { made: freeze.made + made.length, lost: freeze.lost + lost.length };
  if (known_to_ms !== null) {
    putMeta(db, FROZEN_KEY, JSON.stringify({ ...freeze, ...counts, known_to_ms }), now);
    changeLeased(db, lease, { state: 'queued', run_at_ms: now, lease_until_ms: null });
    return lost;
  }
  db.delete(meta).where(eq(meta.key, FROZEN_KEY)).run();
  const details = { since_ms: freeze.since_ms, ...counts };
  chain.append(db, { actor: 'system', kind: 'unfrozen', subject: 'corrections', details }, now);
  db.update(job)
    .set({ run_at_ms: now })
    .where(and(eq(job.type, 'execute-correction'), eq(job.state, 'queued')))
    .run();
  endJob(db, lease, 'known', now);
  return lost;
}

/** Whoever carries a correction out looks for its marks before anything is sent, and takes over what is there. */
function isKnown(db: Db, object: MarkedObject, now: number): boolean {
  const row = rowOf(db, object.correction_id);
  if (row === undefined) return false;
  const outcome = carriedOutSentence(object);
  if (DECIDABLE_STATES.includes(row.state) && row.outcome !== outcome)
    changeCorrection(db, row, { outcome }, now);
  return true;
}

function load(db: Db): Row | null {
  const value = readMeta(db, FROZEN_KEY);
  return value === null ? null : freezeShape.parse(JSON.parse(value));
}

/** A copy that is put in place is another file, also under the same name. */
function identityOf(file: string): string {
  try {
    const { dev, ino } = statSync(file, { bigint: true });
    return createHash('sha256').update(`${dev}:${ino}`).digest('hex');
  } catch (error) {
    throw fileTrouble(file, error);
  }
}
