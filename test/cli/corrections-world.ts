import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Proposal } from '../../db/corrections/index.ts';
import { openStore, type Store } from '../../db/store.ts';
import type { Correction } from '../../src/analysis/finding.ts';
import type { Approvals } from '../../src/analysis/policy.ts';
import type { AnalysisResult } from '../../src/check/result.ts';
import { createCorrectionDesk } from '../../src/corrections/correction-desk.ts';
import type { Person } from '../../src/corrections/people.ts';
import { controlsOf } from '../../src/policy/controls.ts';
import { KEY } from '../db/audit-trail.ts';
import { check, ManualClock, START_MS, temporaryFolder } from '../db/helpers.ts';

export const MAYA = 'maya@acme.example';
export const NOOR = 'noor@acme.example';
export const OLGA = 'olga@acme.example';
/** What a stranger may have put into a name: a colour, a line of its own, a change of direction. */
export const NASTY = 'Jane\u001b[31m\nApproved: yes\u202e Doe';

export const drafted = (amount = 4_900): Correction => ({
  kind: 'credit_note',
  target: 'in_1',
  amount,
  currency: 'usd',
  reason: 'duplicate',
  justification: 'The same month was charged twice.',
  alternatives: [{ kind: 'refund', why_not: 'The charge belongs to an invoice.' }],
  steps: [
    {
      kind: 'credit_note',
      target: 'in_1',
      amount,
      currency: 'usd',
      params: {
        invoice: 'in_1',
        reason: 'duplicate',
        lines: [
          {
            type: 'invoice_line_item',
            invoice_line_item: 'il_1',
            amount: amount - 900,
            tax_amounts: [{ amount: 900, tax_rate: 'txr_1', taxable_amount: amount - 900 }],
          },
        ],
        refund_amount: amount,
      },
    },
  ],
});

const result = (correction: Correction): AnalysisResult => ({
  format: 'billing-check/analysis@1',
  query: 'jane@doe.example',
  as_of: '2026-11-21T09:00:00Z',
  customer: {
    kind: 'resolved',
    ids: ['cus_1'],
    matched_by: 'id',
    verified: true,
    matches: [
      {
        id: 'cus_1',
        name: NASTY,
        email: 'jane@doe.example',
        created: '2026-01-01T00:00:00Z',
        livemode: false,
        currency: 'usd',
      },
    ],
  },
  verdict: 'billing_error',
  urgency: { level: 'high', reasons: [] },
  findings: [
    {
      rule: 'duplicate-charge',
      category: 'duplicate_charge',
      classification: 'billing_error',
      confidence: 'certain',
      about_ticket: true,
      title: 'The same invoice paid twice',
      message: 'Invoice in_1 was paid by ch_1 and again by ch_2.',
      amount: { amount: 4_900, currency: 'usd' },
      evidence: [
        { object: 'charge', id: 'ch_1' },
        { object: 'charge', id: 'ch_2' },
      ],
      recomputation: [{ label: 'Paid', expression: '49.00 + 49.00', result: '98.00' }],
      fingerprint: 'f00d',
      correction,
    },
  ],
  skipped: [],
  gaps: [],
  triage: {
    source: 'template',
    model: null,
    summary: 'The invoice was paid twice.',
    likely_cause: '',
    cause_kind: 'unknown',
    next_checks: [],
    draft_reply: '',
    language: 'en',
    usage: null,
  },
});

export interface CorrectionsWorld {
  readonly path: string;
  readonly env: Record<string, string>;
  readonly id: string;
  /** What `use` does with the server's store, which is closed again afterwards. */
  withStore<T>(use: (store: Store) => Promise<T>, nowMs?: number): Promise<T>;
  rows(sql: string): unknown[];
}

export interface WorldOptions {
  readonly approvals?: Approvals | null;
  readonly proposal?: Partial<Proposal>;
  /** Who asked; null: an account of Slack whose address is not known. */
  readonly requester?: string | null;
}

/** A database in which Maya asked, in Slack, for a credit note of $49.00. */
export async function correctionsWorld(options: WorldOptions = {}): Promise<CorrectionsWorld> {
  const { approvals = { expires_after_hours: 72 }, requester = MAYA } = options;
  const path = join(temporaryFolder(), 'corrections.db');
  const withStore: CorrectionsWorld['withStore'] = async (use, nowMs = START_MS) => {
    const clock = new ManualClock();
    clock.ms = nowMs;
    const store = await openStore({ path, clock: clock.now, signingKey: KEY });
    try {
      return await use(store);
    } finally {
      await store.close();
    }
  };
  const rows = (sql: string): unknown[] => {
    const file = new Database(path, { readonly: true });
    try {
      return file.prepare(sql).all();
    } finally {
      file.close();
    }
  };
  const id = await withStore(async (store) => {
    if (approvals !== null) await store.observePolicy(controls(approvals));
    const analysis_id = await store.recordCheck({
      ...check({ result: result(options.proposal?.correction ?? drafted()) }),
      source: 'sidebar',
    });
    const stored = await store.findingAt(analysis_id, 0);
    if (stored === null) throw new Error('a finding was expected');
    const outcome = await store.proposeCorrection({
      analysis_id,
      finding_id: stored.id,
      fingerprint: stored.fingerprint,
      ticket_id: '7',
      customer: 'cus_1',
      livemode: false,
      is_identified: true,
      correction: drafted(),
      requester: { account: 'slack:U1', human: requester === null ? null : store.pseudonym(requester) },
      mode: 'live',
      request_id: null,
      expires_at_ms: START_MS + 72 * 3_600_000,
      ...options.proposal,
    });
    if (outcome.kind !== 'proposed') throw new Error(`proposed was expected, not ${outcome.kind}`);
    return outcome.id;
  });
  return { path, env: { DATABASE_URL: `file:${path}`, SIGNING_KEY: KEY }, id, withStore, rows };
}

export const controls = (approvals: Approvals) =>
  controlsOf({ approvals, approverGroups: ['SFIN'], agentGroups: [], mode: 'live' });

/** Somebody approves in Slack, at the same desk. */
export function approveInSlack(
  world: CorrectionsWorld,
  by: { readonly account: string; readonly email: string },
  approvals: Approvals,
) {
  return world.withStore((store) => {
    const desk = createCorrectionDesk({
      store,
      approvals: async () => approvals,
      signingKey: KEY,
      mode: 'live',
      clock: () => START_MS,
    });
    const person: Person = { account: by.account, human: store.pseudonym(by.email) };
    return desk.decide({ id: world.id, version: 1, verdict: 'approve', by: person, reason: null });
  });
}
