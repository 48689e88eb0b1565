import { and, desc, eq, inArray, isNull } from 'drizzle-orm';
import { addJob, endJob, type Lease } from '../jobs.ts';
import { correctionEffect, correctionObject, job, stripeEvent } from '../schema.ts';
import type { Db, Transactor } from '../transactor.ts';
import { objectsMadeBy, rowOf, serialOfCorrection } from './rows.ts';

/** One object of Stripe's is seldom the business of two. */
const MAX_ABOUT = 20;
/** Variables of one statement; SQLite takes 32,766. */
const MAX_ASKED_ABOUT = 5_000;

export interface StripeNews {
  readonly id: string;
  readonly type: string;
  /** What it is about, e.g. a refund's id. */
  readonly object_id: string;
  readonly correction_id: string | null;
}

export interface StripeNewsStore {
  /** Once per event; its job is written with it. */
  recordStripeEvent(news: StripeNews): Promise<'recorded' | 'duplicate'>;
  stripeEvent(id: string): Promise<StripeNews | null>;
  /** Ids of corrections that made the object, change it, or are named by it; at most 20. */
  correctionsAbout(news: Pick<StripeNews, 'object_id' | 'correction_id'>): Promise<readonly string[]>;
  /**
   * Ends the job of an event and passes the news on to these corrections: what waits to be carried out goes on now, and
   * each is looked at once more. @throws {LostLease}
   */
  settleStripeEvent(input: {
    readonly job: Lease;
    readonly id: string;
    readonly outcome: string;
    readonly corrections: readonly string[];
  }): Promise<void>;
  /** Which of these objects corrections made. */
  madeByCorrections(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Ids of everything a correction made in Stripe. */
  objectsMadeBy(correctionId: string): Promise<readonly string[]>;
}

export function stripeNewsStore(transactor: Transactor, clock: () => number): StripeNewsStore {
  return {
    recordStripeEvent: ({ id, type, object_id, correction_id }) =>
      transactor.write((db) => {
        const now = clock();
        const { changes } = db
          .insert(stripeEvent)
          .values({ id, type, object_id, correction_id, received_at_ms: now })
          .onConflictDoNothing()
          .run();
        if (changes === 0) return 'duplicate';
        addJob(db, 'stripe-event', id, `stripe:${object_id}`, { event_id: id }, now);
        return 'recorded';
      }),

    stripeEvent: (id) =>
      transactor.read((db) => {
        const row = db.select().from(stripeEvent).where(eq(stripeEvent.id, id)).get();
        if (row === undefined) return null;
        const { type, object_id, correction_id } = row;
        return { id, type, object_id, correction_id };
      }),

    correctionsAbout: (news) => transactor.read((db) => correctionsAbout(db, news)),

    settleStripeEvent: ({ job: lease, id, outcome, corrections }) =>
      transactor.write((db) => {
        const now = clock();
        endJob(db, lease, outcome, now);
        for (const correction_id of corrections) {
          wake(db, correction_id, now);
          const look = { correction_id, news: id };
          addJob(db, 'follow-refund', `${correction_id}:${id}`, serialOfCorrection(correction_id), look, now);
        }
        db.update(stripeEvent)
          .set({ outcome })
          .where(and(eq(stripeEvent.id, id), isNull(stripeEvent.outcome)))
          .run();
      }),

    madeByCorrections: (ids) =>
      transactor.read((db) => {
        const { object_id } = correctionObject;
        const known = ids.slice(0, MAX_ASKED_ABOUT);
        const rows = db.select({ object_id }).from(correctionObject).where(inArray(object_id, known)).all();
        return new Set(rows.map((row) => row.object_id));
      }),

    objectsMadeBy: (correctionId) => transactor.read((db) => objectsMadeBy(db, correctionId)),
  };
}

function correctionsAbout(
  db: Db,
  { object_id, correction_id }: Pick<StripeNews, 'object_id' | 'correction_id'>,
): readonly string[] {
  const made = db
    .select({ id: correctionObject.correction_id })
    .from(correctionObject)
    .where(eq(correctionObject.object_id, object_id))
    .all();
  const named = correction_id === null || rowOf(db, correction_id) === undefined ? [] : [correction_id];
  const changed = db
    .selectDistinct({ id: correctionEffect.correction_id })
    .from(correctionEffect)
    .where(eq(correctionEffect.target, object_id))
    .orderBy(desc(correctionEffect.correction_id))
    .limit(MAX_ABOUT)
    .all();
  const ids = new Set([...made.map(({ id }) => id), ...named, ...changed.map(({ id }) => id)]);
  return [...ids].slice(0, MAX_ABOUT);
}

/** What waits to be carried out runs now. */
function wake(db: Db, correctionId: string, now: number): void {
  db.update(job)
    .set({ run_at_ms: now })
    .where(
      and(
        eq(job.serial_key, serialOfCorrection(correctionId)),
        eq(job.type, 'execute-correction'),
        eq(job.state, 'queued'),
      ),
    )
    .run();
}
