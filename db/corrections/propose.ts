import { and, eq, gt, inArray, isNull, lte, sql } from 'drizzle-orm';
import type { Person } from '../../src/corrections/people.ts';
import { DECIDABLE_STATES } from '../../src/corrections/states.ts';
import type { AuditChain } from '../audit.ts';
import { newId } from '../ids.ts';
import { addJob } from '../jobs.ts';
import { analysis, correction, finding, identityConfirmation } from '../schema.ts';
import type { Transactor } from '../transactor.ts';
import { changeCorrection, openOf, serialOfCorrection, wakeShow } from './rows.ts';
import type { CorrectionRow, Proposal, Proposed } from './types.ts';

const MAX_ENDED_AT_ONCE = 200;

export interface ProposalStore {
  /** Correction, audit entry and the jobs that show it in one transaction; at most one open correction of a fault. */
  proposeCorrection(proposal: Proposal): Promise<Proposed>;
  /** Ends what nobody decided in time. Returns their ids. */
  expireCorrections(): Promise<readonly string[]>;
  /**
   * Undecided ones that expire before `beforeMs`, have had half of their time and nobody was reminded of: their job is
   * written. Returns their ids.
   */
  remindOfCorrections(beforeMs: number): Promise<readonly string[]>;
  /** The id of the finding at this place (from 0) of a check, or null. */
  findingAt(analysisId: string, position: number): Promise<{ id: string; fingerprint: string } | null>;
  /**
   * Somebody vouches for who the customer of a check is: its open corrections are no longer held back. False when
   * somebody did before.
   */
  confirmIdentity(input: { readonly analysis_id: string; readonly by: Person }): Promise<boolean>;
  isIdentityConfirmed(analysisId: string): Promise<boolean>;
}

export function proposalStore(transactor: Transactor, chain: AuditChain, clock: () => number): ProposalStore {
  return {
    proposeCorrection: (proposal) =>
      transactor.write((db) => {
        const open = openOf(db, proposal.fingerprint);
        if (open !== undefined) return { kind: 'open', id: open.id, state: open.state };
        const now = clock();
        const row = toRow(proposal, newId('co', now), now);
        db.insert(correction).values(row).run();
        const { id, kind, target, amount, currency, fingerprint, mode } = row;
        const details = { kind, target, amount, currency, fingerprint, mode, analysis: proposal.analysis_id };
        chain.append(
          db,
          { actor: proposal.requester.account, kind: 'correction_proposed', subject: id, details },
          now,
        );
        wakeShow(db, row, now);
        addJob(db, 'preview-correction', id, serialOfCorrection(id), { correction_id: id }, now);
        return { kind: 'proposed', id };
      }),

    expireCorrections: () =>
      transactor.write((db) => {
        const now = clock();
        const due = db
          .select()
          .from(correction)
          .where(and(inArray(correction.state, [...DECIDABLE_STATES]), lte(correction.expires_at_ms, now)))
          .orderBy(correction.id)
          .limit(MAX_ENDED_AT_ONCE)
          .all();
        for (const row of due) {
          const outcome = 'Nobody decided in time: check the customer again and propose it anew.';
          changeCorrection(db, row, { state: 'expired', settled_at_ms: now, outcome }, now);
          chain.append(
            db,
            { actor: 'system', kind: 'correction_expired', subject: row.id, details: {} },
            now,
          );
        }
        return due.map(({ id }) => id);
      }),

    remindOfCorrections: (beforeMs) =>
      transactor.write((db) => {
        const now = clock();
        const due = db
          .select()
          .from(correction)
          .where(
            and(
              inArray(correction.state, [...DECIDABLE_STATES]),
              isNull(correction.reminded_at_ms),
              gt(correction.expires_at_ms, now),
              lte(correction.expires_at_ms, beforeMs),
              sql`${correction.expires_at_ms} - ${now} <= (${correction.expires_at_ms} - ${correction.proposed_at_ms}) / 2`,
            ),
          )
          .orderBy(correction.id)
          .limit(MAX_ENDED_AT_ONCE)
          .all();
        for (const { id } of due) {
          db.update(correction).set({ reminded_at_ms: now }).where(eq(correction.id, id)).run();
          addJob(db, 'remind-correction', id, `correction-card:${id}`, { correction_id: id }, now);
        }
        return due.map(({ id }) => id);
      }),

    findingAt: (analysisId, position) =>
      transactor.read(
        (db) =>
          db
            .select({ id: finding.id, fingerprint: finding.fingerprint })
            .from(finding)
            .where(and(eq(finding.analysis_id, analysisId), eq(finding.position, position)))
            .get() ?? null,
      ),

    confirmIdentity: ({ analysis_id, by }) =>
      transactor.write((db) => {
        const now = clock();
        const { changes } = db
          .insert(identityConfirmation)
          .values({ analysis_id, actor: by.account, human: by.human, confirmed_at_ms: now })
          .onConflictDoNothing()
          .run();
        if (changes === 0) return false;
        const customers = db
          .select({ ids: analysis.customer_ids })
          .from(analysis)
          .where(eq(analysis.id, analysis_id))
          .get();
        const details = { customers: JSON.parse(customers?.ids ?? '[]') as unknown };
        chain.append(
          db,
          { actor: by.account, kind: 'identity_confirmed', subject: analysis_id, details },
          now,
        );
        const held = db
          .select()
          .from(correction)
          .where(
            and(
              eq(correction.analysis_id, analysis_id),
              eq(correction.is_identified, false),
              inArray(correction.state, [...DECIDABLE_STATES]),
            ),
          )
          .all();
        for (const row of held) changeCorrection(db, row, { is_identified: true }, now);
        return true;
      }),

    isIdentityConfirmed: (analysisId) =>
      transactor.read(
        (db) =>
          db
            .select({ id: identityConfirmation.analysis_id })
            .from(identityConfirmation)
            .where(eq(identityConfirmation.analysis_id, analysisId))
            .get() !== undefined,
      ),
  };
}

function toRow(proposal: Proposal, id: string, now: number): CorrectionRow {
  const { correction: drafted, requester, ...rest } = proposal;
  const { kind, target, amount, currency } = drafted;
  return {
    ...rest,
    id,
    kind,
    target,
    amount,
    currency,
    drafted: JSON.stringify(drafted),
    original: null,
    preview: null,
    outcome: null,
    requester: requester.account,
    requester_human: requester.human,
    state: 'proposed',
    version: 1,
    rev: 1,
    proposed_at_ms: now,
    approved_at_ms: null,
    settled_at_ms: null,
    reminded_at_ms: null,
    closed_at_ms: null,
  };
}
