import { and, isNull, notExists, sql } from 'drizzle-orm';
import { addJob, type JobType } from './jobs.ts';
import { job, type SlackRequestKind, slackRequest } from './schema.ts';
import type { Db } from './transactor.ts';

/** What the job of a request follows from. */
export interface Acknowledged {
  readonly id: string;
  readonly kind: SlackRequestKind;
  readonly user_id: string;
  readonly analysis_id: string | null;
  readonly received_at_ms: number;
}

const JOB_OF: Readonly<Record<SlackRequestKind, JobType>> = {
  command: 'answer-slack',
  shortcut: 'answer-slack',
  mention: 'answer-slack',
  choose: 'answer-slack',
  show_all: 'show-in-slack',
  put_on_ticket: 'put-on-ticket',
};

/**
 * Requests that are committed and have no job yet. Whoever asked in Slack is acknowledged for the price of one row; the
 * job follows from that row, so it is written when a worker next looks, or when the next process starts.
 */
export class SlackQueue {
  readonly #waiting = new Map<string, Acknowledged>();

  add(request: Acknowledged): void {
    this.#waiting.set(request.id, request);
  }

  /** How many wait, and since when the first of them does. */
  status(): { readonly due: number; readonly oldest_at_ms: number | null } {
    const [first] = this.#waiting.values();
    return { due: this.#waiting.size, oldest_at_ms: first?.received_at_ms ?? null };
  }

  /** Writes the jobs of all requests that wait for one. Gives back what to call once that is committed. */
  flush(db: Db, nowMs: number): () => void {
    const requests = [...this.#waiting.values()];
    for (const request of requests) addSlackJob(db, request, nowMs);
    return () => {
      for (const { id } of requests) this.#waiting.delete(id);
    };
  }
}

/** At start: requests whose process died before it wrote their job. */
export function queueForgotten(db: Db, nowMs: number): void {
  const { id, kind, user_id, analysis_id } = slackRequest;
  const itsJob = db.select({ id: job.id }).from(job).where(sql`${job.key} = ${typeInSql()} || ':' || ${id}`);
  const forgotten = db
    .select({ id, kind, user_id, analysis_id })
    .from(slackRequest)
    .where(and(isNull(slackRequest.settled_at_ms), notExists(itsJob)))
    .orderBy(id)
    .all();
  for (const request of forgotten) addSlackJob(db, request, nowMs);
}

function typeInSql() {
  const whens = Object.entries(JOB_OF).map(([kind, type]) => sql`WHEN ${kind} THEN ${type}`);
  return sql`CASE ${slackRequest.kind} ${sql.join(whens, sql` `)} END`;
}

function addSlackJob(db: Db, request: Omit<Acknowledged, 'received_at_ms'>, nowMs: number): void {
  addJob(db, JOB_OF[request.kind], request.id, serialKey(request), { request_id: request.id }, nowMs);
}

/** One person's checks run one after the other; clicks on one analysis too. */
function serialKey({ kind, user_id, analysis_id }: Omit<Acknowledged, 'received_at_ms'>): string {
  if (kind === 'put_on_ticket') return `slack-draft:${analysis_id}`;
  return kind === 'show_all' ? `slack-show:${user_id}` : `slack:${user_id}`;
}
