import { createHash, createHmac } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { and, asc, desc, eq, gt, gte, lt, lte, sql } from 'drizzle-orm';
import { StoreRefused } from './errors.ts';
import { audit } from './schema.ts';
import { builtOnce, type Db, type Transactor } from './transactor.ts';

/** One thing that was done. Ids, amounts, hashes and actors only: the trail outlives what may be erased. */
export interface AuditEntry {
  readonly actor: string;
  readonly kind: AuditKind;
  /** Id of what it is about. */
  readonly subject: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export type AuditKind =
  | 'check'
  | 'note'
  | 'draft_note'
  | 'slack_post'
  | 'refused'
  | 'job_parked'
  | 'correction_proposed'
  | 'correction_decided'
  | 'correction_changed'
  | 'correction_expired'
  | 'correction_resolved'
  | 'identity_confirmed'
  /** What its execution came to; `effect_…`: one request to Stripe. */
  | 'correction_executing'
  | 'correction_settled'
  | 'effect_sent'
  | 'effect_done'
  | 'effect_refused'
  | 'effect_unknown'
  | 'effect_needs_person'
  | 'finding_closed'
  | 'policy_changed'
  | 'frozen'
  | 'unfrozen'
  /** Found in Stripe after an older database was put in place: made by a correction that it does not know. */
  | 'effect_of_lost_correction'
  | 'export'
  | 'erasure'
  | 'retention';

/** Where the trail ends. Kept outside the database it shows that the tail was cut or the file swapped. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

export type AuditVerdict =
  | {
      readonly ok: true;
      readonly rows: number;
      readonly head: AuditHead | null;
      /** Rows chained without a key: whoever can write the file could have rewritten them. */
      readonly unkeyed: number;
    }
  /** `seq` is the first bad row, or null when the table's protection itself is gone. */
  | { readonly ok: false; readonly seq: number | null; readonly problem: string };

export interface AuditStore {
  /** Recomputes the whole chain; with checkpoints also that the trail still contains each of them. */
  verifyAudit(checkpoints?: AuditHead | readonly AuditHead[]): Promise<AuditVerdict>;
  auditHead(): Promise<AuditHead | null>;
  /** Hash of the row of this number, or null when the trail has none. */
  auditHash(seq: number): Promise<string | null>;
  /** A keyed hash: the same for the same text, and nothing can be read from it. Addresses are given in lower case. */
  pseudonym(text: string): string;
  /** The newest 200 entries about one thing, oldest first. */
  auditAbout(subject: string): Promise<readonly StoredAuditEntry[]>;
  /** Up to 1,000 entries after row `afterSeq`, by their time (Unix milliseconds; `toMs` excluded), in their order. */
  auditEntries(page: {
    readonly fromMs: number;
    readonly toMs: number;
    readonly afterSeq: number;
    readonly lastSeq: number;
  }): Promise<readonly StoredAuditEntry[]>;
}

/** One row of the trail as it is stored; `details` is JSON. */
export type StoredAuditEntry = typeof audit.$inferSelect;

const GENESIS = '0'.repeat(64);
const UNKEYED = 'none';
const PAGE_ROWS = 1_000;
const MAX_ABOUT_ONE = 200;
const TRIGGERS = ['audit_gapless', 'audit_no_delete', 'audit_no_update'];

const DIFFERS_FROM_CHECKPOINT =
  'the row differs from the checkpoint: the file was replaced by another, or rewritten from here on or before';

function endsBefore({ seq }: AuditHead): string {
  return `the trail ends before the checkpoint of row ${seq}: its tail was cut off, or an older copy of the file took its place`;
}

/** Computes hashes: HMAC-SHA256 under a key derived from SIGNING_KEY, or plain SHA-256 without one. */
export class AuditChain {
  readonly #key: Buffer | null;
  readonly keyId: string;

  constructor(signingKey: string | undefined) {
    this.#key =
      signingKey === undefined
        ? null
        : createHmac('sha256', signingKey).update('billing-check audit chain 1').digest();
    this.keyId =
      this.#key === null
        ? UNKEYED
        : createHmac('sha256', this.#key).update('key id').digest('hex').slice(0, 16);
  }

  hash(row: Omit<StoredAuditEntry, 'hash'>): string {
    const content = JSON.stringify([
      row.seq,
      row.at_ms,
      row.actor,
      row.kind,
      row.subject,
      row.details,
      row.key_id,
      row.prev_hash,
    ]);
    const hash = this.#key === null ? createHash('sha256') : createHmac('sha256', this.#key);
    return hash.update(content).digest('hex');
  }

  /** Stands for an address that may not be written down itself; the same for the same text and key. */
  pseudonym(text: string): string {
    const hash = this.#key === null ? createHash('sha256') : createHmac('sha256', this.#key);
    return hash.update(`pseudonym ${text}`).digest('hex').slice(0, 32);
  }

  /** Proves that whoever holds the key wrote exactly this, and meant it as `what`. */
  seal(what: string, text: string): string {
    const hash = this.#key === null ? createHash('sha256') : createHmac('sha256', this.#key);
    return hash.update(JSON.stringify(['seal', what, text])).digest('hex');
  }

  /** Appends inside the caller's transaction. */
  append(db: Db, entry: AuditEntry, nowMs: number): void {
    const head = headOf(db);
    const row = {
      seq: (head?.seq ?? 0) + 1,
      at_ms: nowMs,
      actor: entry.actor,
      kind: entry.kind,
      subject: entry.subject,
      details: JSON.stringify(entry.details),
      key_id: this.keyId,
      prev_hash: head?.hash ?? GENESIS,
    };
    db.insert(audit)
      .values({ ...row, hash: this.hash(row) })
      .run();
  }
}

const queries = builtOnce((db) => ({
  head: db
    .select({ seq: audit.seq, hash: audit.hash, key_id: audit.key_id })
    .from(audit)
    .orderBy(desc(audit.seq))
    .limit(1)
    .prepare(),
}));

function headOf(db: Db): (AuditHead & { key_id: string }) | null {
  return queries(db).head.get() ?? null;
}

/** A signed trail is only continued with its own key: without it every later row would look forged. */
export function refuseOtherKey(db: Db, chain: AuditChain, file: string): void {
  const head = headOf(db);
  if (head === null || head.key_id === UNKEYED || head.key_id === chain.keyId) return;
  throw new StoreRefused(
    chain.keyId === UNKEYED
      ? `The audit trail in ${file} is signed; set SIGNING_KEY to the key it was signed with.`
      : `The audit trail in ${file} is signed with another SIGNING_KEY; set that one, or move the file aside to begin anew.`,
  );
}

export function auditStore(transactor: Transactor, chain: AuditChain): AuditStore {
  return {
    auditHead: () =>
      transactor.read((db) => {
        const head = headOf(db);
        return head === null ? null : { seq: head.seq, hash: head.hash };
      }),

    pseudonym: (text) => chain.pseudonym(text),

    auditAbout: (subject) =>
      transactor.read((db) =>
        db
          .select()
          .from(audit)
          .where(eq(audit.subject, subject))
          .orderBy(desc(audit.seq))
          .limit(MAX_ABOUT_ONE)
          .all()
          .reverse(),
      ),

    auditHash: (seq) =>
      transactor.read(
        (db) => db.select({ hash: audit.hash }).from(audit).where(eq(audit.seq, seq)).get()?.hash ?? null,
      ),

    auditEntries: ({ fromMs, toMs, afterSeq, lastSeq }) =>
      transactor.read((db) =>
        db
          .select()
          .from(audit)
          .where(
            and(
              gt(audit.seq, afterSeq),
              lte(audit.seq, lastSeq),
              gte(audit.at_ms, fromMs),
              lt(audit.at_ms, toMs),
            ),
          )
          .orderBy(asc(audit.seq))
          .limit(PAGE_ROWS)
          .all(),
      ),

    async verifyAudit(checkpoints = []) {
      const expected = [checkpoints].flat().sort((a, b) => a.seq - b.seq);
      let passed = 0;
      let head: AuditHead | null = null;
      let unkeyed = 0;
      for (;;) {
        const after = head?.seq ?? 0;
        const page: StoredAuditEntry[] = await transactor.read((db) =>
          db.select().from(audit).where(gt(audit.seq, after)).orderBy(asc(audit.seq)).limit(PAGE_ROWS).all(),
        );
        for (const row of page) {
          const problem = faultOf(row, head, chain, unkeyed);
          if (problem !== null) return { ok: false, seq: (head?.seq ?? 0) + 1, problem };
          for (; expected[passed]?.seq === row.seq; passed += 1)
            if (expected[passed]?.hash !== row.hash)
              return { ok: false, seq: row.seq, problem: DIFFERS_FROM_CHECKPOINT };
          if (row.key_id === UNKEYED) unkeyed += 1;
          head = { seq: row.seq, hash: row.hash };
        }
        if (page.length < PAGE_ROWS) break;
        await nextTurn();
      }
      const rows = head?.seq ?? 0;
      const last = expected.at(-1);
      if (last !== undefined && rows < last.seq)
        return { ok: false, seq: rows + 1, problem: endsBefore(last) };
      const missing = await transactor.read(missingTriggers);
      if (missing.length > 0)
        return { ok: false, seq: null, problem: `the audit's triggers are gone: ${missing.join(', ')}` };
      return { ok: true, rows, head, unkeyed };
    },
  };
}

function faultOf(
  row: StoredAuditEntry,
  before: AuditHead | null,
  chain: AuditChain,
  unkeyed: number,
): string | null {
  if (row.seq !== (before?.seq ?? 0) + 1) return 'the row is missing';
  if (row.prev_hash !== (before?.hash ?? GENESIS)) return 'the row does not continue the one before it';
  if (row.key_id === chain.keyId)
    return chain.hash(row) === row.hash ? null : 'the row was changed: its hash does not fit its content';
  if (row.key_id !== UNKEYED) return 'the row is signed with another SIGNING_KEY';
  if (unkeyed !== row.seq - 1) return 'the row is unsigned although earlier ones are signed';
  return new AuditChain(undefined).hash(row) === row.hash
    ? null
    : 'the row was changed: its hash does not fit its content';
}

function missingTriggers(db: Db): string[] {
  const present = db.all<{ name: string }>(
    sql`SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'`,
  );
  return TRIGGERS.filter((name) => !present.some((trigger) => trigger.name === name));
}
