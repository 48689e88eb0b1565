import Database from 'better-sqlite3';
import type { EffectChange, EffectRow, StoredCorrection } from '../../db/corrections/index.ts';
import type { BillingHistory } from '../../src/analysis/billing-history.ts';
import type { Correction, CorrectionStep, Finding } from '../../src/analysis/finding.ts';
import type { Policy } from '../../src/analysis/policy.ts';
import { outcomeTasks } from '../../src/app/outcomes.ts';
import type { HistoryReader } from '../../src/check/ports.ts';
import type { AnalysisResult } from '../../src/check/result.ts';
import type { EffectObject, Recheck } from '../../src/corrections/ports.ts';
import type { CorrectionState } from '../../src/corrections/states.ts';
import { createDispatcher } from '../../src/jobs/dispatcher.ts';
import { createLogger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { startZendeskSandbox } from '../../src/sandbox/zendesk/index.ts';
import { createZendeskClient } from '../../src/zendesk/client.ts';
import { createTicketDesk } from '../../src/zendesk/ticket-desk.ts';
import { check, START_MS, temporaryStore } from '../db/helpers.ts';
import { CLIENT, connection } from '../zendesk/desk-setup.ts';

const HOUR_MS = 3_600_000;
export const MAYA = { account: 'slack:UMAYA', human: null };
export const NOOR = { account: 'slack:UNOOR', human: null };
const GONE: Recheck = { kind: 'gone', sentence: 'A new check no longer finds the fault.' };

export interface CaseOptions {
  readonly steps?: readonly CorrectionStep[];
  readonly category?: Finding['category'];
  readonly language?: 'en' | 'de';
  readonly words?: string;
  readonly justification?: string;
  readonly livemode?: boolean;
  readonly mode?: 'dry_run' | 'live';
  readonly policy?: Policy;
  /** What people are called, by account. */
  readonly names?: Readonly<Record<string, string>>;
  /** Proposed of a check that belongs to no ticket. */
  readonly ticketless?: boolean;
  /** What Stripe says when it is asked what paid; default: nothing. */
  readonly history?: BillingHistory;
}

export const refundStep = (amount = 4_900, currency = 'usd'): CorrectionStep => ({
  kind: 'refund',
  target: 'ch_Twice1',
  amount,
  currency,
  params: { charge: 'ch_Twice1', amount, reason: 'duplicate' },
});

export const madeRefund = (amount = 4_900, currency = 'usd'): EffectObject => ({
  object: 'refund',
  id: 're_3Back1',
  also: [],
  amount,
  currency,
  status: 'succeeded',
});

function draft(steps: readonly CorrectionStep[], justification: string): Correction {
  const [first] = steps;
  if (first === undefined) throw new Error('a step was expected');
  const amounts = steps.flatMap(({ amount }) => amount ?? []);
  return {
    kind: first.kind,
    target: first.target,
    amount: amounts.length === 0 ? null : amounts.reduce((sum, amount) => sum + amount, 0),
    currency: steps.find(({ currency }) => currency !== null)?.currency ?? null,
    reason: 'duplicate',
    justification,
    alternatives: [],
    steps,
  };
}

/** A ticket in the local Zendesk, its check and its correction in a real store, and the tasks as the server wires them. */
export async function correctionCase(options: CaseOptions = {}) {
  const {
    steps = [refundStep()],
    category = 'duplicate_charge',
    language = 'en',
    words = 'You charged me twice this month. Why?',
    justification = 'Charged twice.',
    livemode = false,
    mode = 'live',
    policy = { version: 1, timezone: 'UTC' },
    history = null,
    names = {},
  } = options;
  const { store, clock, path } = await temporaryStore();
  const zendesk = await startZendeskSandbox({ ...CLIENT, now: clock.now });
  const client = createZendeskClient(connection(zendesk.url), { now: clock.now, timeoutMilliseconds: 2_000 });
  const desk = createTicketDesk({ client, now: clock.now });
  const { id } = zendesk.createTicket({
    subject: 'Charged twice',
    body: words,
    requester: { email: 'jane@acme.example', name: 'Jane Doe' },
  });
  const ticket_id = String(id);

  const correction = draft(steps, justification);
  const result = checkResult(correction, { category, language, livemode });
  const analysis_id = await storedCheck(store, ticket_id, { ...check({ result }) });
  const finding = await store.findingAt(analysis_id, 0);
  if (finding === null) throw new Error('a finding was expected');
  const proposed = await store.proposeCorrection({
    analysis_id,
    finding_id: finding.id,
    fingerprint: 'f00d',
    ticket_id: options.ticketless === true ? null : ticket_id,
    customer: 'cus_1',
    livemode,
    is_identified: true,
    correction,
    requester: MAYA,
    mode,
    request_id: null,
    expires_at_ms: START_MS + 72 * HOUR_MS,
  });
  if (proposed.kind !== 'proposed') throw new Error('a proposal was expected');

  const rechecks: Recheck[] = [];
  const asked: string[] = [];
  const lines: string[] = [];
  const logger = createLogger({
    level: 'debug',
    destination: { write: (line) => void lines.push(line) },
    secrets: [],
  });
  const metrics = createMetrics();
  const reader: HistoryReader = {
    read: async ({ text }) => ({ resolution: { kind: 'not_found', message: text }, history }),
  };
  const shared = { store, logger, metrics, clock: clock.now };
  const tasks = outcomeTasks({
    ...shared,
    desk,
    reader,
    policy: { current: async () => policy },
    nameOf: async (account) => names[account] ?? null,
    recheck: async ({ state }) => {
      asked.push(state);
      return rechecks.shift() ?? GONE;
    },
  });
  const dispatcher = createDispatcher({ ...shared, tasks, leaseMs: 60_000, random: () => 0.5 });

  return {
    store,
    clock,
    path,
    zendesk,
    ticket_id,
    analysis_id,
    correction_id: proposed.id,
    lines,
    /** What the next new checks find, first one first; afterwards that the fault is gone. */
    rechecks,
    /** In which states a new check was asked for. */
    asked,
    load: async (): Promise<StoredCorrection> => {
      const loaded = await store.loadCorrection(proposed.id);
      if (loaded === null) throw new Error('a correction was expected');
      return loaded;
    },
    answer: (verdict: 'approve' | 'reject' | 'withdraw', by = NOOR, reason: string | null = null) =>
      store.decideCorrection({
        id: proposed.id,
        version: 1,
        verdict,
        by,
        reason,
        judge: () => ({ kind: 'approved' }),
        sign: () => ({ hash: 'h', mac: 'm' }),
      }),
    /** Notes on the ticket as an agent reads them. */
    notes: () => zendesk.notes(ticket_id).map(({ body }) => body),
    /** Runs what is due, one job after the other, until nothing is or the process stops; returns how many ran. */
    async runDue(stop: AbortSignal = new AbortController().signal): Promise<number> {
      for (let ran = 0; ; ran += 1) {
        if (stop.aborted) return ran;
        const job = await store.claimJob({ leaseMs: 60_000, types: dispatcher.types });
        if (job === null) return ran;
        await dispatcher.run(job, stop);
      }
    },
    /** Lets the executor's record say that it came to this. */
    comesTo: (to: CorrectionState, how: Partial<ComesTo> = {}) => comesTo(store, proposed.id, to, how),
  };
}

export type CorrectionCase = Awaited<ReturnType<typeof correctionCase>>;

interface ComesTo {
  /** What Stripe answered to each step; null: the step was not done. */
  readonly made: readonly (EffectObject | null)[];
  readonly outcome: string | null;
  /** How steps that were not done ended. */
  readonly otherwise: EffectRow['state'];
  /** In a dry run: what each step would have sent. */
  readonly requests: readonly unknown[];
  /** Somebody did what waited for a person. */
  readonly byHand: boolean;
}

type Store = Awaited<ReturnType<typeof temporaryStore>>['store'];

async function comesTo(store: Store, id: string, to: CorrectionState, how: Partial<ComesTo>): Promise<void> {
  const { made = [], outcome = null, otherwise = 'skipped', requests = [], byHand = false } = how;
  const job =
    (await store.claimJob({ leaseMs: 60_000, types: ['execute-correction'] })) ??
    (await store.claimJob({ leaseMs: 60_000, types: ['show-correction'] }));
  if (job === null) throw new Error('a job was expected');
  const record = async (
    state: CorrectionState,
    effects: Parameters<Store['recordExecution']>[0]['effects'] = [],
  ) => {
    const from = (await store.loadCorrection(id))?.state;
    if (from === undefined) throw new Error('a correction was expected');
    await store.recordExecution({
      job,
      id,
      from,
      to: state,
      outcome,
      effects,
      audit: null,
      job_then: 'stay',
    });
  };
  const loaded = await store.loadCorrection(id);
  if (loaded?.state === 'approved') await record('executing');
  const open = (loaded?.effects ?? []).filter(({ state }) => state === 'planned');
  await record(
    (await store.loadCorrection(id))?.state ?? to,
    open
      .filter((_, place) => made[place] != null)
      .map((effect) => ({ id: effect.id, from: effect.state, to: 'sent' as const })),
  );
  await record(to, [
    ...(loaded?.effects ?? [])
      .filter(({ state }) => byHand && state === 'needs_person')
      .map(({ id: effect }) => ({ id: effect, from: 'needs_person' as const, to: 'done' as const })),
    ...open.map((effect, place): EffectChange => {
      const object = made[place] ?? null;
      if (object !== null)
        return {
          id: effect.id,
          from: 'sent',
          to: 'done',
          set: { result: JSON.stringify(object) },
          objects: [object.id],
        };
      const request = requests[place];
      const set = request === undefined ? { sentence: outcome } : { result: JSON.stringify(request) };
      return { id: effect.id, from: effect.state, to: otherwise, set };
    }),
  ]);
  await store.completeJob({ job, outcome: to });
}

async function storedCheck(
  store: Store,
  ticket_id: string,
  record: ReturnType<typeof check>,
): Promise<string> {
  const recorded = await store.recordSlackRequest({
    kind: 'command',
    delivery_key: 'trigger:1',
    team_id: 'T1',
    user_id: 'UMAYA',
    channel_id: 'C1',
    thread_ts: null,
    subject: 'cus_1',
    ask: { references: [], sentence: null, words: null, place: 'private', chosen_from: null },
    response_url: null,
    analysis_id: null,
    received_at_ms: START_MS,
  });
  const job = await store.claimJob({ leaseMs: 60_000, types: ['answer-slack'] });
  if (recorded.kind !== 'recorded' || job === null) throw new Error('a request was expected');
  const { request_id } = recorded;
  const analysis_id = await store.recordSlackCheck({ job, request_id, ticket_id, ...record });
  await store.settleSlackRequest({ job, request_id, outcome: 'shown' });
  return analysis_id;
}

function checkResult(
  correction: Correction,
  { category, language, livemode }: Required<Pick<CaseOptions, 'category' | 'language' | 'livemode'>>,
): AnalysisResult {
  const amount =
    correction.amount === null || correction.currency === null
      ? null
      : { amount: correction.amount, currency: correction.currency };
  return {
    format: 'billing-check/analysis@1',
    query: 'cus_1',
    as_of: '2026-11-21T09:00:00Z',
    customer: {
      kind: 'resolved',
      ids: ['cus_1'],
      matched_by: 'id',
      verified: true,
      matches: [
        {
          id: 'cus_1',
          email: 'jane@acme.example',
          name: 'Jane Doe',
          created: '2026-01-01T00:00:00Z',
          livemode,
          currency: 'usd',
        },
      ],
    },
    verdict: 'billing_error',
    urgency: { level: 'high', reasons: [] },
    findings: [
      {
        rule: 'duplicate-charge',
        category,
        classification: 'billing_error',
        confidence: 'certain',
        about_ticket: true,
        title: 'Charged twice',
        message: 'Charged twice.',
        amount,
        evidence: [],
        recomputation: [],
        fingerprint: 'f00d',
        correction,
      },
    ],
    skipped: [],
    gaps: [],
    triage: {
      source: 'template',
      model: null,
      summary: 'Charged twice.',
      likely_cause: '',
      cause_kind: 'platform',
      next_checks: [],
      draft_reply: 'Hi Jane',
      language,
      usage: null,
    },
  };
}

/** What the audit trail says of notes. */
export function auditedNotes(path: string): readonly { actor: string; kind: string; details: unknown }[] {
  const file = new Database(path, { readonly: true });
  try {
    return file
      .prepare(
        "SELECT actor, kind, details FROM audit WHERE kind IN ('note', 'draft_note', 'finding_closed') ORDER BY seq",
      )
      .all()
      .map((row) => {
        const { actor, kind, details } = row as { actor: string; kind: string; details: string };
        return { actor, kind, details: JSON.parse(details) };
      });
  } finally {
    file.close();
  }
}
