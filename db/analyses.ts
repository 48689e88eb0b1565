import { createHash } from 'node:crypto';
import { and, count, desc, eq, gte } from 'drizzle-orm';
import type { Category, Classification, UrgencyLevel, Verdict } from '../src/analysis/finding.ts';
import { assert } from '../src/assert.ts';
import { scrub, scrubbedJson } from '../src/scrub.ts';
import type { AuditChain } from './audit.ts';
import { checkIdOfJob } from './checks-under-way.ts';
import { newId } from './ids.ts';
import { addJob, endJob, type Job, serialOfTicket } from './jobs.ts';
import { noteKey, planNote } from './notes.ts';
import { analysis, finding } from './schema.ts';
import type { Db, Transactor } from './transactor.ts';
import { planTriagePost } from './triage-posts.ts';

/** Result and note together; a history of ten thousand invoices stays far below. */
const MAX_RESULT_CHARACTERS = 32 * 1024 * 1024;
const MAX_AUDITED_FINDINGS = 100;
const MAX_QUERY_CHARACTERS = 500;

/** A finding as far as it is looked up later; its words are in the result. */
export interface FindingRow {
  readonly rule: string;
  readonly category: Category;
  readonly classification: Classification;
  readonly fingerprint: string;
  /** Minor units of `currency`; both or neither. */
  readonly amount: number | null;
  readonly currency: string | null;
}

/** Who worded a check, and what that used. */
export interface WordingRow {
  readonly kind: 'model' | 'deterministic';
  readonly model: string | null;
  readonly tier: 'rules' | 'small' | 'large';
  readonly prompt_version: number | null;
  /** Null where no model was asked, or none answered. */
  readonly usage: {
    readonly input_tokens: number;
    readonly cache_creation_input_tokens: number;
    readonly cache_read_input_tokens: number;
    readonly output_tokens: number;
    /** Billionths of a US dollar; null where it is not known. */
    readonly cost_nano_usd: number | null;
  } | null;
}

/** What every check leaves behind. `result` and `note_view` are any JSON value. */
export interface CheckRecord {
  readonly query: string;
  /** Who asked, as an id: `zendesk:123`, `slack:U1`, `terminal:ops`. */
  readonly asked_by: string;
  readonly verdict: Verdict;
  readonly urgency: UrgencyLevel;
  readonly customer_ids: readonly string[];
  readonly findings: readonly FindingRow[];
  readonly result: unknown;
  /** Null for a check that nobody worded: the customer was not found. */
  readonly wording?: WordingRow | null;
  /** What is drawn of the customer's money; any JSON value. */
  readonly timeline?: unknown;
  /** When the ticket or the query was read, Unix milliseconds. */
  readonly read_at_ms: number;
}

export interface TicketAnalysis extends CheckRecord {
  readonly job: Job<'analyze-ticket'>;
  readonly ticket_id: string;
  readonly trigger_comment_id: string;
  /** What the note is rendered from; null: no note is written. */
  readonly note_view: unknown;
  /** Also posted to the triage channel in Slack. */
  readonly publish_to_slack?: boolean;
}

/** A stored check. JSON columns are parsed. */
export interface StoredAnalysis {
  readonly id: string;
  readonly source: string;
  readonly ticket_id: string | null;
  readonly trigger_comment_id: string | null;
  readonly query: string;
  readonly asked_by: string;
  readonly verdict: Verdict;
  readonly urgency: UrgencyLevel;
  readonly customer_ids: readonly string[];
  readonly result: unknown;
  readonly note_view: unknown;
  /** Null for checks before there was one. */
  readonly timeline: unknown;
  readonly note_comment_id: string | null;
  readonly received_at_ms: number | null;
  readonly read_at_ms: number;
  readonly saved_at_ms: number;
  readonly noted_at_ms: number | null;
}

export interface AnalysisStore {
  /**
   * Analysis, findings, audit entry, planned note with its `publish-analysis` job, and the end of `job`: one
   * transaction. A second analysis of the same comment is a `duplicate`: its job ends, nothing else is written.
   * @throws {LostLease}
   */
  saveAnalysis(
    input: TicketAnalysis,
  ): Promise<{ readonly kind: 'saved' | 'duplicate'; readonly analysis_id: string }>;
  /** The same for a check somebody asked for outside a ticket. Returns the analysis' id. */
  recordCheck(input: CheckRecord & { readonly source: 'terminal' | 'slack' | 'sidebar' }): Promise<string>;
  /** Null also for a check whose texts are not kept any more. */
  loadAnalysis(id: string): Promise<StoredAnalysis | null>;
  latestAnalysisOfTicket(ticketId: string): Promise<StoredAnalysis | null>;
  /** The same, of which only the id is wanted; also of one whose texts are not kept any more. */
  latestAnalysisIdOfTicket(ticketId: string): Promise<string | null>;
  hasAnalysisFor(ticketId: string, commentId: string): Promise<boolean>;
  /** Analyses of the ticket by itself, saved at or after `sinceMs` (Unix milliseconds); not those an agent asked for. */
  countAnalysesSince(ticketId: string, sinceMs: number): Promise<number>;
}

export function analysisStore(transactor: Transactor, chain: AuditChain, clock: () => number): AnalysisStore {
  return {
    saveAnalysis: (input) => {
      const texts = serialise(input.result, input.note_view);
      return transactor.write((db) => {
        const now = clock();
        const existing = idFor(db, input.ticket_id, input.trigger_comment_id);
        if (existing !== null) {
          endJob(db, input.job, 'duplicate', now);
          return { kind: 'duplicate', analysis_id: existing };
        }
        const { ticket_id, trigger_comment_id } = input;
        const received_at_ms = input.job.payload.received_at_ms;
        const origin = { ...texts, source: 'ticket', ticket_id, trigger_comment_id, received_at_ms };
        const id = insertCheck(db, chain, now, input, origin, checkIdOfJob(input.job.id));
        if (texts.note_view !== null) {
          planNote(db, noteKey(ticket_id, id), now);
          addJob(db, 'publish-analysis', id, serialOfTicket(ticket_id), { analysis_id: id, ticket_id }, now);
        }
        if (input.publish_to_slack === true) planTriagePost(db, ticket_id, id, now);
        endJob(db, input.job, input.verdict, now);
        return { kind: 'saved', analysis_id: id };
      });
    },

    recordCheck: (input) => {
      const texts = serialise(input.result, null);
      return transactor.write((db) =>
        insertCheck(db, chain, clock(), input, { ...texts, source: input.source }),
      );
    },

    loadAnalysis: (id) =>
      transactor.read((db) => stored(db.select().from(analysis).where(eq(analysis.id, id)).get())),

    latestAnalysisOfTicket: (ticketId) =>
      transactor.read((db) =>
        stored(
          db
            .select()
            .from(analysis)
            .where(eq(analysis.ticket_id, ticketId))
            .orderBy(desc(analysis.saved_at_ms), desc(analysis.id))
            .limit(1)
            .get(),
        ),
      ),

    latestAnalysisIdOfTicket: (ticketId) =>
      transactor.read(
        (db) =>
          db
            .select({ id: analysis.id })
            .from(analysis)
            .where(eq(analysis.ticket_id, ticketId))
            .orderBy(desc(analysis.saved_at_ms), desc(analysis.id))
            .limit(1)
            .get()?.id ?? null,
      ),

    hasAnalysisFor: (ticketId, commentId) => transactor.read((db) => idFor(db, ticketId, commentId) !== null),

    countAnalysesSince: (ticketId, sinceMs) =>
      transactor.read(
        (db) =>
          db
            .select({ total: count() })
            .from(analysis)
            .where(
              and(
                eq(analysis.ticket_id, ticketId),
                eq(analysis.source, 'ticket'),
                gte(analysis.saved_at_ms, sinceMs),
              ),
            )
            .get()?.total ?? 0,
      ),
  };
}

export interface Origin {
  readonly result: string;
  readonly note_view: string | null;
  readonly source: string;
  readonly ticket_id?: string;
  readonly trigger_comment_id?: string;
  readonly received_at_ms?: number;
}

/** A check with its findings and its audit entry, inside the caller's transaction. Returns the analysis' id. */
export function insertCheck(
  db: Db,
  chain: AuditChain,
  now: number,
  check: CheckRecord,
  origin: Origin,
  id = newId('an', now),
): string {
  db.insert(analysis)
    .values({
      id,
      ...origin,
      query: scrub(check.query).slice(0, MAX_QUERY_CHARACTERS),
      timeline: check.timeline === undefined ? null : (scrubbedJson(check.timeline) ?? null),
      asked_by: check.asked_by,
      verdict: check.verdict,
      urgency: check.urgency,
      customer_ids: JSON.stringify(check.customer_ids),
      read_at_ms: check.read_at_ms,
      saved_at_ms: now,
      ...wordingColumns(check.wording ?? null),
    })
    .run();
  check.findings.forEach((row, position) => {
    const { rule, category, classification, fingerprint, amount, currency } = row;
    const id_ = newId('fi', now);
    db.insert(finding)
      .values({
        id: id_,
        analysis_id: id,
        position,
        rule,
        category,
        classification,
        fingerprint,
        amount,
        currency,
      })
      .run();
  });
  chain.append(
    db,
    {
      actor: check.asked_by,
      kind: 'check',
      subject: id,
      details: {
        source: origin.source,
        ticket: origin.ticket_id ?? null,
        customers: check.customer_ids,
        verdict: check.verdict,
        findings: check.findings
          .slice(0, MAX_AUDITED_FINDINGS)
          .map(({ fingerprint, amount, currency }) => ({ fingerprint, amount, currency })),
        finding_count: check.findings.length,
        result_sha256: createHash('sha256').update(origin.result).digest('hex'),
      },
    },
    now,
  );
  return id;
}

function wordingColumns(wording: WordingRow | null) {
  if (wording === null) return {};
  const { kind, model, tier, prompt_version, usage } = wording;
  return {
    author_kind: kind,
    author_model: model,
    author_tier: tier,
    prompt_version,
    input_tokens: usage?.input_tokens ?? null,
    cache_write_tokens: usage?.cache_creation_input_tokens ?? null,
    cache_read_tokens: usage?.cache_read_input_tokens ?? null,
    output_tokens: usage?.output_tokens ?? null,
    cost_nano_usd: usage?.cost_nano_usd ?? null,
  };
}

/** Whatever a customer pasted into a ticket or a description, no card number and no secret is stored. */
export function serialise(result: unknown, noteView: unknown): { result: string; note_view: string | null } {
  const texts = {
    result: scrubbedJson(result),
    note_view: noteView === null ? null : scrubbedJson(noteView),
  };
  assert(
    texts.result !== undefined && texts.note_view !== undefined,
    'result and note view are JSON values, never undefined',
  );
  const characters = texts.result.length + (texts.note_view?.length ?? 0);
  assert(characters <= MAX_RESULT_CHARACTERS, 'a result of a check is bounded', { characters });
  return texts;
}

function idFor(db: Db, ticketId: string, commentId: string): string | null {
  const row = db
    .select({ id: analysis.id })
    .from(analysis)
    .where(and(eq(analysis.ticket_id, ticketId), eq(analysis.trigger_comment_id, commentId)))
    .get();
  return row?.id ?? null;
}

function stored(row: typeof analysis.$inferSelect | undefined): StoredAnalysis | null {
  if (row === undefined || row.erased_at_ms !== null) return null;
  const { decided_at_ms: _decided, solved_at_ms: _solved, erased_at_ms: _erased, ...rest } = row;
  return {
    ...rest,
    verdict: row.verdict as Verdict,
    urgency: row.urgency as UrgencyLevel,
    customer_ids: JSON.parse(row.customer_ids),
    result: JSON.parse(row.result),
    note_view: row.note_view === null ? null : JSON.parse(row.note_view),
    timeline: row.timeline === null ? null : JSON.parse(row.timeline),
  };
}
