import { and, asc, desc, eq, isNull } from 'drizzle-orm';
import type { Verdict } from '../src/analysis/finding.ts';
import type { CorrectionState } from '../src/corrections/states.ts';
import { type CheckRecord, insertCheck, serialise } from './analyses.ts';
import type { AuditChain } from './audit.ts';
import {
  askedCheckUnderWay,
  outcomeOfOwnCheck,
  ownCheckUnderWay,
  ticketOfCheckUnderWay,
} from './checks-under-way.ts';
import { openOf } from './corrections/rows.ts';
import { newId } from './ids.ts';
import { addJob, endJob, type Job, serialOfTicket } from './jobs.ts';
import { analysis, correction, finding } from './schema.ts';
import type { Transactor } from './transactor.ts';

/** A finding as it is stored: what can be proposed of it goes by its id. */
export interface StoredFinding {
  readonly id: string;
  /** From 0, as in the check's result. */
  readonly position: number;
  readonly fingerprint: string;
  /** The correction of the same fault that is not settled yet; null where there is none. */
  readonly open: { readonly id: string; readonly state: CorrectionState } | null;
}

/** A check as its ticket's history lists it. */
export interface PastCheck {
  readonly id: string;
  readonly source: string;
  readonly asked_by: string;
  readonly verdict: Verdict;
  readonly saved_at_ms: number;
}

const MAX_PAST_CHECKS = 20;

export interface SidebarStore {
  /**
   * Writes the job of a check that an agent asks for beside the ticket. Returns the id the check will have: of the one
   * that waits or runs already, where somebody asked before.
   */
  queueSidebarCheck(input: {
    readonly ticket_id: string;
    readonly asked_by: string;
    /** Whom the agent chose of several. */
    readonly customer?: string;
  }): Promise<string>;
  /** The id of the check that waits or runs for this ticket, by itself or because an agent asked, or null. */
  checkUnderWay(ticketId: string): Promise<string | null>;
  /** How the newest check that the ticket got by itself ended, e.g. a verdict or `ignored: …`; null where none did. */
  outcomeOfOwnCheck(ticketId: string): Promise<string | null>;
  /** The ticket of a check that waits or runs; null where none of this id does. */
  ticketOfCheckUnderWay(id: string): Promise<string | null>;
  /** Check, findings, audit entry and the end of its job in one transaction. @throws {LostLease} */
  recordSidebarCheck(input: CheckRecord & { readonly job: Job<'check-from-sidebar'> }): Promise<void>;
  /** The checks of a ticket that are kept, newest first. */
  checksOfTicket(ticketId: string): Promise<readonly PastCheck[]>;
  /** A text that is another one as soon as a correction of the ticket is proposed or changes. */
  correctionsMark(ticketId: string): Promise<string>;
  /** In their order. */
  findingsOf(analysisId: string): Promise<readonly StoredFinding[]>;
  /** Where a finding stands, or null. */
  placeOfFinding(id: string): Promise<{ readonly analysis_id: string; readonly position: number } | null>;
}

export function sidebarStore(transactor: Transactor, chain: AuditChain, clock: () => number): SidebarStore {
  return {
    queueSidebarCheck: ({ ticket_id, asked_by, customer }) =>
      transactor.write((db) => {
        const waiting = askedCheckUnderWay(db, ticket_id);
        if (waiting !== null) return waiting;
        const now = clock();
        const analysis_id = newId('an', now);
        const chosen = customer === undefined ? {} : { customer };
        const payload = { analysis_id, ticket_id, asked_by, ...chosen };
        addJob(
          db,
          'check-from-sidebar',
          `${ticket_id}:${analysis_id}`,
          serialOfTicket(ticket_id),
          payload,
          now,
        );
        return analysis_id;
      }),

    checkUnderWay: (ticketId) =>
      transactor.read((db) => askedCheckUnderWay(db, ticketId) ?? ownCheckUnderWay(db, ticketId, clock())),

    outcomeOfOwnCheck: (ticketId) => transactor.read((db) => outcomeOfOwnCheck(db, ticketId)),

    ticketOfCheckUnderWay: (id) => transactor.read((db) => ticketOfCheckUnderWay(db, id)),

    recordSidebarCheck: ({ job: leased, ...check }) => {
      const texts = serialise(check.result, null);
      return transactor.write((db) => {
        const now = clock();
        const { analysis_id, ticket_id } = leased.payload;
        endJob(db, leased, check.verdict, now);
        insertCheck(db, chain, now, check, { ...texts, source: 'sidebar', ticket_id }, analysis_id);
      });
    },

    checksOfTicket: (ticketId) =>
      transactor.read((db) =>
        db
          .select({
            id: analysis.id,
            source: analysis.source,
            asked_by: analysis.asked_by,
            verdict: analysis.verdict,
            saved_at_ms: analysis.saved_at_ms,
          })
          .from(analysis)
          .where(and(eq(analysis.ticket_id, ticketId), isNull(analysis.erased_at_ms)))
          .orderBy(desc(analysis.saved_at_ms), desc(analysis.id))
          .limit(MAX_PAST_CHECKS)
          .all()
          .map((row) => ({ ...row, verdict: row.verdict as Verdict })),
      ),

    correctionsMark: (ticketId) =>
      transactor.read((db) =>
        db
          .select({ id: correction.id, rev: correction.rev })
          .from(correction)
          .where(eq(correction.ticket_id, ticketId))
          .orderBy(asc(correction.id))
          .all()
          .map(({ id, rev }) => `${id}:${rev}`)
          .join(' '),
      ),

    findingsOf: (analysisId) =>
      transactor.read((db) =>
        db
          .select({ id: finding.id, position: finding.position, fingerprint: finding.fingerprint })
          .from(finding)
          .where(eq(finding.analysis_id, analysisId))
          .orderBy(asc(finding.position))
          .all()
          .map((row) => ({ ...row, open: openOf(db, row.fingerprint) ?? null })),
      ),

    placeOfFinding: (id) =>
      transactor.read(
        (db) =>
          db
            .select({ analysis_id: finding.analysis_id, position: finding.position })
            .from(finding)
            .where(eq(finding.id, id))
            .get() ?? null,
      ),
  };
}
