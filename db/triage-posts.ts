import { and, eq, inArray } from 'drizzle-orm';
import { assert } from '../src/assert.ts';
import type { AuditChain } from './audit.ts';
import { addJob, changeLeased, endJob, type Lease } from './jobs.ts';
import { effect, slackThread } from './schema.ts';
import type { Db, Transactor } from './transactor.ts';

/** Which message in the triage channel: one per ticket and analysis. */
export interface TriagePostOf {
  readonly ticket_id: string;
  readonly analysis_id: string;
}

export type TriagePostResult =
  | { readonly kind: 'posted'; readonly channel: string; readonly ts: string }
  /** It can never be posted; `reason` is a sentence without customer data. */
  | { readonly kind: 'impossible'; readonly reason: string };

/**
 * The message's life: `planned` with its analysis, `sent` before the request leaves, `done` or `impossible`. Slack
 * knows no idempotency key: after a crash a `sent` message is looked for, and at most one more is posted.
 */
export interface TriagePostStore {
  /** How often the message left without us knowing whether it arrived. */
  unansweredTriagePosts(post: TriagePostOf): Promise<number>;
  /** Commits the intent, as one message more without an answer; to be awaited before it leaves. @throws {LostLease} */
  markTriagePostSent(input: TriagePostOf & { readonly job: Lease }): Promise<void>;
  /** The message that was marked last is certainly not there. @throws {LostLease} */
  cancelTriagePost(input: TriagePostOf & { readonly job: Lease }): Promise<void>;
  /** The message's end, the ticket's thread where it has none yet, the audit entry and the end of the job. @throws {LostLease} */
  settleTriagePost(
    input: TriagePostOf & { readonly job: Lease; readonly result: TriagePostResult },
  ): Promise<void>;
  /** The message of this ticket in this channel that later ones are answers to, or null. */
  slackThreadOf(ticketId: string, channel: string): Promise<string | null>;
}

export function triagePostKey(ticketId: string, analysisId: string): string {
  return `slack:${ticketId}:${analysisId}`;
}

function keyOf({ ticket_id, analysis_id }: TriagePostOf): string {
  return triagePostKey(ticket_id, analysis_id);
}

/** Inside the transaction that saves the analysis: one ticket's messages are posted one after the other. */
export function planTriagePost(db: Db, ticketId: string, analysisId: string, now: number): void {
  const post = { ticket_id: ticketId, analysis_id: analysisId };
  db.insert(effect)
    .values({ key: keyOf(post), state: 'planned', planned_at_ms: now })
    .run();
  addJob(db, 'publish-to-slack', analysisId, `slack-thread:${ticketId}`, post, now);
}

export function triagePostStore(
  transactor: Transactor,
  chain: AuditChain,
  clock: () => number,
): TriagePostStore {
  return {
    unansweredTriagePosts: (post) => transactor.read((db) => unanswered(db, keyOf(post))),

    markTriagePostSent: ({ job, ...post }) =>
      transactor.write((db) => {
        changeLeased(db, job, { state: 'running' });
        const result = String(unanswered(db, keyOf(post)) + 1);
        changeOpenPost(db, keyOf(post), { state: 'sent', sent_at_ms: clock(), result });
      }),

    cancelTriagePost: ({ job, ...post }) =>
      transactor.write((db) => {
        changeLeased(db, job, { state: 'running' });
        const result = String(Math.max(unanswered(db, keyOf(post)) - 1, 0));
        changeOpenPost(db, keyOf(post), { state: result === '0' ? 'planned' : 'sent', result });
      }),

    settleTriagePost: ({ job, ticket_id, analysis_id, result }) =>
      transactor.write((db) => {
        const now = clock();
        const posted = result.kind === 'posted';
        endJob(db, job, posted ? 'posted' : `impossible: ${result.reason}`, now);
        changeOpenPost(db, keyOf({ ticket_id, analysis_id }), {
          state: posted ? 'done' : 'impossible',
          result: posted ? result.ts : result.reason,
          settled_at_ms: now,
        });
        if (posted)
          db.insert(slackThread)
            .values({ ticket_id, channel_id: result.channel, ts: result.ts, created_at_ms: now })
            .onConflictDoNothing()
            .run();
        const details = posted
          ? { outcome: 'posted', ticket: ticket_id, channel: result.channel, ts: result.ts }
          : { outcome: 'impossible', ticket: ticket_id };
        chain.append(db, { actor: 'system', kind: 'slack_post', subject: analysis_id, details }, now);
      }),

    slackThreadOf: (ticketId, channel) =>
      transactor.read(
        (db) =>
          db
            .select()
            .from(slackThread)
            .where(and(eq(slackThread.ticket_id, ticketId), eq(slackThread.channel_id, channel)))
            .get()?.ts ?? null,
      ),
  };
}

/** While a message is not settled, its `result` counts what was sent without an answer. */
function unanswered(db: Db, key: string): number {
  return Number(db.select().from(effect).where(eq(effect.key, key)).get()?.result ?? 0);
}

function changeOpenPost(db: Db, key: string, change: Partial<typeof effect.$inferInsert>): void {
  const { changes } = db
    .update(effect)
    .set(change)
    .where(and(eq(effect.key, key), inArray(effect.state, ['planned', 'sent'])))
    .run();
  assert(changes === 1, 'a message is settled once, by the job that holds its lease', { key });
}
