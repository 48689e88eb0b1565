import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Correction } from '../../src/analysis/finding.ts';
import { assert } from '../../src/assert.ts';
import { followed } from '../../src/corrections/made-in-stripe.ts';
import type { Person } from '../../src/corrections/people.ts';
import { type CorrectionState, mayBecome, OPEN_STATES } from '../../src/corrections/states.ts';
import { newId } from '../ids.ts';
import { addJob, serialOfTicket } from '../jobs.ts';
import { correction, correctionAct, correctionEffect, correctionObject, decision } from '../schema.ts';
import { builtOnce, type Db } from '../transactor.ts';
import type { CorrectionRow, StoredAct, StoredCorrection } from './types.ts';

const MAX_REASON_CHARACTERS = 2_000;

/** After these the ticket is told, and whoever asked. */
const TOLD: readonly CorrectionState[] = [
  'rejected',
  'expired',
  'executed',
  'simulated',
  'refused',
  'stale',
  'needs_person',
  'reversed_by_stripe',
  'abandoned',
];

const ID = sql.placeholder('id');
/** What every step of an execution reads. */
const queries = builtOnce((db) => ({
  row: db.select().from(correction).where(eq(correction.id, ID)).prepare(),
  decisions: db
    .select()
    .from(decision)
    .where(eq(decision.correction_id, ID))
    .orderBy(asc(decision.decided_at_ms), asc(decision.id))
    .prepare(),
  effects: db
    .select()
    .from(correctionEffect)
    .where(eq(correctionEffect.correction_id, ID))
    .orderBy(asc(correctionEffect.position))
    .prepare(),
  objects: db
    .select({ id: correctionObject.object_id })
    .from(correctionObject)
    .where(eq(correctionObject.correction_id, ID))
    .orderBy(asc(correctionObject.object_id))
    .prepare(),
}));
export function rowOf(db: Db, id: string): CorrectionRow | undefined {
  return queries(db).row.get({ id });
}

export function openOf(db: Db, fingerprint: string): Pick<CorrectionRow, 'id' | 'state'> | undefined {
  return db
    .select({ id: correction.id, state: correction.state })
    .from(correction)
    .where(and(eq(correction.fingerprint, fingerprint), inArray(correction.state, [...OPEN_STATES])))
    .get();
}

export function decisionsOf(db: Db, id: string): readonly (typeof decision.$inferSelect)[] {
  return queries(db).decisions.all({ id });
}

export function approversOf(db: Db, id: string): readonly Person[] {
  return decisionsOf(db, id)
    .filter(({ verdict }) => verdict === 'approve')
    .map(({ actor, human }) => ({ account: actor, human }));
}

/**
 * Changes exactly the row that was looked at. Every change counts `rev`, and whoever shows the correction is woken; a
 * state that the ticket is told about has the job for it written with it.
 */
export function changeCorrection(
  db: Db,
  row: CorrectionRow,
  change: Partial<CorrectionRow>,
  nowMs: number,
): CorrectionRow {
  const state = change.state ?? row.state;
  assert(state === row.state || mayBecome(row.state, state), 'a correction goes only where it may', {
    id: row.id,
    from: row.state,
    to: state,
  });
  const changed = db
    .update(correction)
    .set({ ...change, rev: row.rev + 1 })
    .where(and(eq(correction.id, row.id), eq(correction.state, row.state), eq(correction.rev, row.rev)))
    .returning()
    .get();
  assert(changed !== undefined, 'a correction is changed as it was looked at', { id: row.id });
  wakeShow(db, changed, nowMs);
  if (state !== row.state && state === 'executed' && followed(objectsMadeBy(db, row.id)).length > 0) {
    const daily = { correction_id: row.id, news: null };
    addJob(db, 'follow-refund', row.id, serialOfCorrection(row.id), daily, nowMs);
  }
  if (state !== row.state && state === 'executed' && changed.ticket_id === null) {
    const payload = { correction_id: row.id };
    addJob(db, 'close-finding', row.id, serialOfCorrection(row.id), payload, nowMs);
  }
  if (state !== row.state && TOLD.includes(state) && changed.ticket_id !== null) {
    const payload = { correction_id: row.id, rev: changed.rev };
    addJob(
      db,
      'publish-outcome',
      `${row.id}:${changed.rev}`,
      serialOfTicket(changed.ticket_id),
      payload,
      nowMs,
    );
  }
  return changed;
}

/** Its messages in Slack are rendered from the database, one after the other. */
export function wakeShow(db: Db, { id, rev }: Pick<CorrectionRow, 'id' | 'rev'>, nowMs: number): void {
  addJob(db, 'show-correction', `${id}:${rev}`, `correction-card:${id}`, { correction_id: id, rev }, nowMs);
}

/** Ids of everything it made in Stripe. */
export function objectsMadeBy(db: Db, correctionId: string): readonly string[] {
  return queries(db)
    .objects.all({ id: correctionId })
    .map(({ id }) => id);
}

/** Jobs that ask or change Stripe about one correction never run at the same time. */
export function serialOfCorrection(id: string): string {
  return `correction:${id}`;
}

export function storedCorrection(db: Db, row: CorrectionRow): StoredCorrection {
  const effects = queries(db).effects.all({ id: row.id });
  const decisions = decisionsOf(db, row.id).map(({ id: _id, correction_id: _of, ...rest }) => rest);
  return {
    ...row,
    drafted: JSON.parse(row.drafted) as Correction,
    original: row.original === null ? null : (JSON.parse(row.original) as Correction),
    preview: row.preview === null ? null : JSON.parse(row.preview),
    decisions,
    acts: actsOf(db, row.id),
    effects,
  };
}

function actsOf(db: Db, id: string): readonly StoredAct[] {
  return db
    .select()
    .from(correctionAct)
    .where(eq(correctionAct.correction_id, id))
    .orderBy(asc(correctionAct.acted_at_ms), asc(correctionAct.id))
    .all()
    .map(({ id: _id, correction_id: _of, ...act }) => act);
}

/** Inside the transaction that does it. */
export function recordAct(db: Db, correctionId: string, act: StoredAct): void {
  const reason = act.reason?.slice(0, MAX_REASON_CHARACTERS) ?? null;
  db.insert(correctionAct)
    .values({ id: newId('ca', act.acted_at_ms), correction_id: correctionId, ...act, reason })
    .run();
}
