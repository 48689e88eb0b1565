import { and, inArray, isNull, ne } from 'drizzle-orm';
import { OPEN_STATES } from '../src/corrections/states.ts';
import type { AuditChain } from './audit.ts';
import { draftKey } from './drafts.ts';
import {
  chunks,
  concernedBy,
  correctionsOf,
  type Forgotten,
  findHoldings,
  type Holdings,
  mentionOf,
} from './erasure-search.ts';
import type { JobType } from './jobs.ts';
import { noteKey } from './notes.ts';
import {
  eraseAnalysis,
  eraseCorrection,
  eraseJobErrors,
  eraseRequest,
  PERSONAL_COLUMNS,
} from './personal-texts.ts';
import { correction, effect, job, slackRequest } from './schema.ts';
import type { Db, Transactor } from './transactor.ts';
import { triagePostKey } from './triage-posts.ts';

export type { Forgotten, Holdings } from './erasure-search.ts';

export type Erased =
  | { readonly kind: 'erased' }
  /** A job about them runs: its texts would be written again. */
  | { readonly kind: 'running'; readonly job: string }
  /** Money about them is not settled: what it rests on is still needed. */
  | { readonly kind: 'open_correction'; readonly correction: string; readonly state: string };

/** Where something is left of somebody: a table's column. */
export type Residue = `${string}.${string}`;

/** How a customer is forgotten. The audit trail is continued, never changed: it holds no names, addresses or texts. */
export interface ErasureStore {
  findHoldings(who: Forgotten): Promise<Holdings>;
  /**
   * Removes the texts of `holdings` with their audit entry in one transaction, or nothing. Waiting jobs that would
   * publish them end; waiting checks of a ticket stay, since they hold ids only and read the ticket anew.
   */
  eraseHoldings(input: {
    readonly who: Forgotten;
    readonly holdings: Holdings;
    readonly actor: string;
  }): Promise<Erased>;
  /** Looks into every column of every table for the addresses, and into those with texts for the id too. */
  findResidue(who: Forgotten): Promise<readonly Residue[]>;
}

const OUTCOME = 'erased';
const OPEN_JOBS = ['queued', 'running', 'needs_person'] as const;
/** Job types that would show or publish texts that are gone. */
const PUBLISHING: readonly string[] = [
  'publish-analysis',
  'publish-to-slack',
  'answer-slack',
  'show-in-slack',
  'put-on-ticket',
  'propose-correction',
  'decide-correction',
  'preview-correction',
  'show-correction',
  'remind-correction',
  'publish-outcome',
  'ask-agent',
] satisfies readonly JobType[];

export function erasureStore(transactor: Transactor, chain: AuditChain, clock: () => number): ErasureStore {
  return {
    findHoldings: (who) => findHoldings(transactor, who),

    eraseHoldings: ({ who, holdings, actor }) =>
      transactor.write((db) => {
        const now = clock();
        const hindrance = runningJob(db, who, holdings) ?? openCorrection(db, who, holdings);
        if (hindrance !== null) return hindrance;
        endWaitingJobs(db, holdings, now);
        for (const id of holdings.analyses) eraseAnalysis(db, id, now, { customerIds: true });
        for (const id of holdings.requests) eraseRequest(db, id, now);
        for (const ids of chunks(holdings.corrections)) {
          const columns = { id: correction.id, drafted: correction.drafted };
          const rows = db.select(columns).from(correction).where(inArray(correction.id, ids)).all();
          for (const row of rows) eraseCorrection(db, row);
        }
        for (const ids of chunks(holdings.jobs)) eraseJobErrors(db, ids);
        const { customerId, emails } = who;
        chain.append(
          db,
          {
            actor,
            kind: 'erasure',
            subject: customerId ?? `email:${chain.pseudonym(emails.join(' '))}`,
            details: {
              analyses: holdings.analyses.size,
              requests: holdings.requests.size,
              corrections: holdings.corrections.size,
              jobs: holdings.jobs.size,
              tickets: holdings.tickets.size,
            },
          },
          now,
        );
        return { kind: 'erased' };
      }),

    async findResidue(who) {
      const byEmail = mentionOf({ ...who, customerId: null });
      const byBoth = mentionOf(who);
      const residue: Residue[] = [];
      for (const [table, column] of await transactor.read(() => textColumns(transactor))) {
        const mentions = PERSONAL_COLUMNS[table]?.includes(column) === true ? byBoth : byEmail;
        const found = await transactor.read(() => {
          const texts = transactor.prepare(`SELECT "${column}" FROM "${table}"`).pluck().iterate();
          for (const text of texts) if (typeof text === 'string' && mentions(text)) return true;
          return false;
        });
        if (found) residue.push(`${table}.${column}`);
      }
      return residue;
    },
  };
}

function textColumns(transactor: Transactor): readonly (readonly [string, string])[] {
  const rows = transactor
    .prepare(
      `SELECT tables.name, columns.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
       WHERE tables.type = 'table' AND columns.type = 'TEXT' ORDER BY tables.name, columns.cid`,
    )
    .raw()
    .all();
  return rows.map((row) => {
    const [table, column] = row as [string, string];
    return [table, column];
  });
}

/**
 * Also a question in Slack that has no answer yet: whoever asked is waiting, its job may be about to be written, and the
 * server knows it as open. Only one that was given up and waits for a person is ended here.
 */
function runningJob(db: Db, who: Forgotten, holdings: Holdings): Erased | null {
  const concerns = concernedBy(holdings);
  const mentions = mentionOf({ ...who, emails: holdings.emails });
  const open = openJobs(db);
  const running = open.find(
    ({ state, payload }) => state === 'running' && (concerns(payload) || mentions(payload)),
  );
  if (running !== undefined) return { kind: 'running', job: running.id };
  const givenUp = open.filter(({ state }) => state === 'needs_person').map(({ payload }) => payload);
  const waiting = db
    .select({ id: slackRequest.id, subject: slackRequest.subject, ask: slackRequest.ask })
    .from(slackRequest)
    .where(isNull(slackRequest.settled_at_ms))
    .all()
    .filter(({ id, subject, ask }) => holdings.requests.has(id) || mentions(subject, ask))
    .find(({ id }) => !givenUp.some((payload) => payload.includes(id)));
  return waiting === undefined ? null : { kind: 'running', job: waiting.id };
}

function openCorrection(db: Db, { customerId }: Forgotten, holdings: Holdings): Erased | null {
  for (const ids of chunks(
    new Set([...holdings.corrections, ...correctionsOf(db, customerId, holdings.analyses)]),
  )) {
    const row = db
      .select({ id: correction.id, state: correction.state })
      .from(correction)
      .where(and(inArray(correction.id, ids), inArray(correction.state, [...OPEN_STATES])))
      .get();
    if (row !== undefined) return { kind: 'open_correction', correction: row.id, state: row.state };
  }
  return null;
}

function openJobs(db: Db) {
  return db
    .select({ id: job.id, type: job.type, state: job.state, payload: job.payload })
    .from(job)
    .where(inArray(job.state, [...OPEN_JOBS]))
    .all();
}

/** What waits to be shown is shown no more; what may have been sent already is left to the people who read it there. */
function endWaitingJobs(db: Db, holdings: Holdings, now: number): void {
  const concerns = concernedBy({ ...holdings, tickets: new Set() });
  const waiting = openJobs(db).filter(({ type, payload }) => PUBLISHING.includes(type) && concerns(payload));
  for (const ids of chunks(waiting.map(({ id }) => id)))
    db.update(job)
      .set({ state: 'done', outcome: OUTCOME, finished_at_ms: now })
      .where(and(inArray(job.id, ids), ne(job.state, 'running')))
      .run();
  const keys = [...holdings.tickets].flatMap((ticket) =>
    [...holdings.analyses].flatMap((id) => [noteKey, triagePostKey, draftKey].map((key) => key(ticket, id))),
  );
  for (const chunk of chunks(keys))
    db.update(effect)
      .set({ state: 'impossible', result: OUTCOME, settled_at_ms: now })
      .where(and(inArray(effect.key, chunk), inArray(effect.state, ['planned', 'sent'])))
      .run();
  for (const ids of chunks(holdings.requests))
    db.update(slackRequest)
      .set({ outcome: OUTCOME, settled_at_ms: now, response_url: null })
      .where(and(inArray(slackRequest.id, ids), isNull(slackRequest.settled_at_ms)))
      .run();
}
