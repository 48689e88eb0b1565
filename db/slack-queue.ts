import { and, inArray, isNull, notExists, type SQL, sql } from 'drizzle-orm';
import { addJob, type JobType } from './jobs.ts';
import { job, type SlackRequestKind, slackRequest } from './schema.ts';
import type { Db } from './transactor.ts';

/** What the job of a request follows from. */
interface Acknowledged {
  readonly id: string;
  readonly kind: SlackRequestKind;
  readonly user_id: string;
  readonly analysis_id: string | null;
}

const JOB_OF: Readonly<Record<SlackRequestKind, JobType>> = {
  command: 'answer-slack',
  shortcut: 'answer-slack',
  mention: 'answer-slack',
  choose: 'answer-slack',
  show_all: 'show-in-slack',
  put_on_ticket: 'put-on-ticket',
  propose: 'propose-correction',
  decide: 'decide-correction',
  home: 'show-home',
};

/**
 * Requests that are committed and have no job yet. Whoever asked in Slack is acknowledged for the price of one row; the
 * job follows from that row, so it is written when a worker next looks, or when the next process starts.
 */
export class SlackQueue {
  /** Ids, in the order they came: nothing else of a request is kept in memory. */
  #waiting: string[] = [];
  #oldestAtMs: number | null = null;

  add(requestId: string, receivedAtMs: number): void {
    this.#oldestAtMs ??= receivedAtMs;
    this.#waiting.push(requestId);
  }

  /** How many wait, and since when the first of them does. */
  status(): { readonly due: number; readonly oldest_at_ms: number | null } {
    return { due: this.#waiting.length, oldest_at_ms: this.#oldestAtMs };
  }

  /** Writes the jobs of all requests that wait for one. Gives back what to call once that is committed. */
  flush(db: Db, nowMs: number): () => void {
    const ids = this.#waiting.slice();
    for (let from = 0; from < ids.length; from += MAX_IDS_ASKED) {
      const some = ids.slice(from, from + MAX_IDS_ASKED);
      for (const request of requestsWhere(db, inArray(slackRequest.id, some)))
        addSlackJob(db, request, nowMs);
    }
    return () => {
      const written = new Set(ids);
      if (written.size === 0) return;
      this.#waiting = this.#waiting.filter((id) => !written.has(id));
      // Those that came meanwhile are a few milliseconds old at most.
      this.#oldestAtMs = this.#waiting.length === 0 ? null : nowMs;
    };
  }
}

/** Variables of one statement; SQLite takes 32,766. */
const MAX_IDS_ASKED = 5_000;

/** At start: requests whose process died before it wrote their job. */
export function queueForgotten(db: Db, nowMs: number): void {
  const itsJob = db
    .select({ id: job.id })
    .from(job)
    .where(sql`${job.key} = ${typeInSql()} || ':' || ${slackRequest.id}`);
  const forgotten = and(isNull(slackRequest.settled_at_ms), notExists(itsJob));
  for (const request of requestsWhere(db, forgotten)) addSlackJob(db, request, nowMs);
}

function requestsWhere(db: Db, condition: SQL | undefined): readonly Acknowledged[] {
  const { id, kind, user_id, analysis_id } = slackRequest;
  return db.select({ id, kind, user_id, analysis_id }).from(slackRequest).where(condition).orderBy(id).all();
}

function typeInSql() {
  const whens = Object.entries(JOB_OF).map(([kind, type]) => sql`WHEN ${kind} THEN ${type}`);
  return sql`CASE ${slackRequest.kind} ${sql.join(whens, sql` `)} END`;
}

function addSlackJob(db: Db, request: Acknowledged, nowMs: number): void {
  addJob(db, JOB_OF[request.kind], request.id, serialKey(request), { request_id: request.id }, nowMs);
}

/** One person's checks run one after the other; clicks on one analysis too. */
function serialKey({ kind, user_id, analysis_id }: Acknowledged): string {
  if (kind === 'put_on_ticket') return `slack-draft:${analysis_id}`;
  // A person's clicks on corrections are answered in their order, and none waits for a check of theirs.
  if (kind === 'propose' || kind === 'decide' || kind === 'home') return `slack-correction:${user_id}`;
  return kind === 'show_all' ? `slack-show:${user_id}` : `slack:${user_id}`;
}
