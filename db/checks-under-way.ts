import { and, desc, eq, gte, inArray, lt, lte, or, sql } from 'drizzle-orm';
import type { JobPayloads } from './jobs.ts';
import { job } from './schema.ts';
import type { Db } from './transactor.ts';

type CheckJob = 'analyze-ticket' | 'check-from-sidebar';

const isOpen = inArray(job.state, ['queued', 'running']);

/** The id of the check an `analyze-ticket` job makes: known before it is stored, so that it can be followed. */
export function checkIdOfJob(jobId: string): string {
  return `an_${jobId.slice('job_'.length)}`;
}

/** The check that an agent asked for beside the ticket and that waits or runs, or null. */
export function askedCheckUnderWay(db: Db, ticketId: string): string | null {
  const row = db
    .select({ payload: job.payload })
    .from(job)
    .where(and(hasKeyOf('check-from-sidebar', ticketId), isOpen))
    .get();
  if (row === undefined) return null;
  const { analysis_id } = JSON.parse(row.payload) as JobPayloads['check-from-sidebar'];
  return analysis_id;
}

/** The same of a check that the ticket gets by itself; one that is put off until later is not under way. */
export function ownCheckUnderWay(db: Db, ticketId: string, now: number): string | null {
  const isDue = and(eq(job.state, 'queued'), lte(job.run_at_ms, now));
  const row = db
    .select({ id: job.id })
    .from(job)
    .where(and(hasKeyOf('analyze-ticket', ticketId), or(eq(job.state, 'running'), isDue)))
    .get();
  return row === undefined ? null : checkIdOfJob(row.id);
}

/** How the newest check that the ticket got by itself ended, or null where none did. */
export function outcomeOfOwnCheck(db: Db, ticketId: string): string | null {
  const row = db
    .select({ outcome: job.outcome })
    .from(job)
    .where(and(hasKeyOf('analyze-ticket', ticketId), eq(job.state, 'done')))
    .orderBy(desc(job.id))
    .get();
  return row?.outcome ?? null;
}

/** Which ticket a check is of that waits or runs; null where none of this id does. */
export function ticketOfCheckUnderWay(db: Db, checkId: string): string | null {
  const isOwn = and(eq(job.type, 'analyze-ticket'), eq(job.id, `job_${checkId.slice('an_'.length)}`));
  const isAsked = and(
    eq(job.type, 'check-from-sidebar'),
    sql`${job.payload} ->> '$.analysis_id' = ${checkId}`,
  );
  const row = db
    .select({ payload: job.payload })
    .from(job)
    .where(and(isOpen, or(isOwn, isAsked)))
    .get();
  if (row === undefined) return null;
  const { ticket_id } = JSON.parse(row.payload) as JobPayloads[CheckJob];
  return ticket_id;
}

/** By the range of the key, which is indexed: this is asked again and again. */
function hasKeyOf(type: CheckJob, ticketId: string) {
  const key = `${type}:${ticketId}`;
  return and(gte(job.key, `${key}:`), lt(job.key, `${key};`));
}
