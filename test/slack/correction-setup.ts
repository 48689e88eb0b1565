import Database from 'better-sqlite3';
import type { Correction } from '../../src/analysis/finding.ts';
import type { CheckOutcome } from '../../src/check/check-customer.ts';
import type { ResultFinding } from '../../src/check/result.ts';
import {
  type SlackMessage,
  type SlackSandbox,
  type SlackUser,
  visibleText,
} from '../../src/sandbox/slack/index.ts';
import { ACTIONS } from '../../src/slack/ids.ts';
import { type AppOptions, appFor, found, type RunningApp, slackWorkspace, until } from './slack-setup.ts';

/** A credit note of the whole: 50.00 and 9.50 of tax, refunded to the card. */
export const CREDIT_NOTE: Correction = {
  kind: 'credit_note',
  target: 'in_1Twice',
  amount: 5_950,
  currency: 'usd',
  reason: 'duplicate',
  justification: 'The second charge paid for nothing.',
  alternatives: [],
  steps: [
    {
      kind: 'credit_note',
      target: 'in_1Twice',
      amount: 5_950,
      currency: 'usd',
      params: {
        invoice: 'in_1Twice',
        reason: 'duplicate',
        lines: [
          {
            type: 'invoice_line_item',
            invoice_line_item: 'il_1',
            amount: 5_000,
            tax_amounts: [{ amount: 950, tax_rate: 'txr_1', taxable_amount: 5_000 }],
          },
        ],
        refund_amount: 5_950,
      },
    },
  ],
};

export const FINDING: ResultFinding = {
  rule: 'duplicate-charge',
  category: 'duplicate_charge',
  classification: 'billing_error',
  confidence: 'certain',
  about_ticket: true,
  title: 'Charged twice for one order',
  message: 'The card was charged twice for the same invoice.',
  amount: { amount: 5_950, currency: 'usd' },
  evidence: [
    { object: 'charge', id: 'ch_3lRorT1DywlLU90aYCsuVaGH' },
    { object: 'invoice', id: 'in_1Twice' },
  ],
  recomputation: [{ label: 'over-charged', expression: '2 × 59.50 − 59.50', result: '59.50' }],
  fingerprint: 'fp-twice',
  correction: CREDIT_NOTE,
};

/** Jane, charged wrongly; `verified`: whether it is known who she is. */
export function wronged(
  findings: readonly ResultFinding[] = [FINDING],
  verified = true,
  query = 'jane@acme.com',
): CheckOutcome {
  const clean = found('Jane was charged twice.', query);
  return {
    ...clean,
    result: {
      ...clean.result,
      verdict: 'billing_error',
      findings,
      customer: { ...clean.result.customer, verified },
    },
  };
}

export interface Case {
  readonly slack: SlackSandbox;
  readonly app: RunningApp;
  /** Maya's result with its buttons, in the triage channel. */
  readonly result: SlackMessage;
}

/** Maya checked ticket 4711 and sees what was found; finance decides in #finance. */
export async function checked(
  options: AppOptions & { readonly findings?: readonly ResultFinding[]; readonly verified?: boolean } = {},
): Promise<Case> {
  const slack = await slackWorkspace({
    ...(options.clock === undefined ? {} : { now: options.clock }),
    ...(options.config?.appToken == null ? {} : { appToken: options.config.appToken }),
  });
  const { findings, verified, ...rest } = options;
  const app = await appFor(slack, {
    check: async ({ query }) => wronged(findings, verified, query),
    ...rest,
    config: {
      financeChannel: slack.known.finance.id,
      approverGroups: [slack.known.approvers.id],
      ...rest.config,
    },
  });
  if (slack.socketMode !== null) await until(() => (slack.socketMode?.connected ?? 0) > 0);
  app.desk.add('4711', 'You charged me twice');
  const { maya, triage } = slack.known;
  await slack.command({ user: maya, channel: triage, text: 'ticket:4711' });
  const results = () =>
    slack.messages(triage).filter((one) => JSON.stringify(one.blocks).includes(ACTIONS.propose));
  await until(() => results().length === 1);
  await settled(app);
  const [result] = results();
  if (result === undefined) throw new Error('no result');
  return { slack, app, result };
}

export interface Proposed extends Case {
  readonly id: string;
  /** As it is now. */
  card(): SlackMessage;
}

/** …and proposed the correction: its card is in #finance. */
export async function proposed(options: Parameters<typeof checked>[0] = {}): Promise<Proposed> {
  const opened = await checked(options);
  const { slack, app, result } = opened;
  await slack.click({ user: slack.known.maya, message: result, actionId: `${ACTIONS.propose}:0` });
  await until(() => cards(slack).length === 1);
  await settled(app);
  const [correction] = await app.store.listCorrections(['proposed']);
  if (correction === undefined) throw new Error('nothing was proposed');
  return { ...opened, id: correction.id, card: () => cardIn(slack) };
}

/** The cards in #finance, reminders under them left out. */
export function cards({ messages, known }: SlackSandbox): readonly SlackMessage[] {
  return messages(known.finance).filter(({ by_app, thread_ts }) => by_app && thread_ts === null);
}

function cardIn(slack: SlackSandbox): SlackMessage {
  const [card] = cards(slack);
  if (card === undefined) throw new Error('there is no card');
  return card;
}

/** Every click has its answer and every card is up to date; what only an executor or a preview does may wait. */
export async function settled({ path }: RunningApp): Promise<void> {
  const file = new Database(path, { readonly: true });
  try {
    await until(() => [OPEN_REQUESTS, OPEN_JOBS].every((query) => file.prepare(query).pluck().get() === 0));
  } finally {
    file.close();
  }
}

const OPEN_REQUESTS = 'SELECT count(*) FROM slack_request WHERE settled_at_ms IS NULL';
const OPEN_JOBS = `SELECT count(*) FROM job WHERE state IN ('queued', 'running') AND type IN
  ('answer-slack', 'propose-correction', 'decide-correction', 'show-correction', 'remind-correction', 'show-home')`;

/** What only this person saw in the finance channel, and in their direct messages. */
export function told(slack: SlackSandbox, user: SlackUser): string {
  return [
    ...slack.ephemerals(user, slack.known.finance),
    ...slack.ephemerals(user, slack.known.triage),
    ...slack.directMessages(user),
  ]
    .map(visibleText)
    .join('\n');
}

/** Their refusals and other entries in the audit trail, newest last: who, what kind, about what, and why. */
export async function audited(
  app: RunningApp,
  actor: SlackUser,
): Promise<readonly { readonly kind: string; readonly subject: string; readonly reason: string }[]> {
  const entries = await app.store.auditEntries({
    fromMs: 0,
    toMs: Number.MAX_SAFE_INTEGER,
    afterSeq: 0,
    lastSeq: Number.MAX_SAFE_INTEGER,
  });
  return entries
    .filter((entry) => entry.actor === `slack:${actor.id}`)
    .map(({ kind, subject, details }) => ({
      kind,
      subject,
      reason: String((JSON.parse(details) as { readonly reason?: unknown }).reason ?? ''),
    }));
}

/** What an executor stores of an approved correction: that it is under way, then what came of it. */
export async function carriedOut(
  { store }: RunningApp,
  id: string,
  to: 'executed' | 'needs_person' | 'refused',
  outcome: string,
): Promise<void> {
  const job = await store.claimJob({ leaseMs: 60_000, types: ['execute-correction'] });
  if (job === null) throw new Error('nothing is to be carried out');
  const record = { job, id, audit: null } as const;
  await store.recordExecution({ ...record, from: 'approved', to: 'executing', job_then: 'stay' });
  await store.recordExecution({ ...record, from: 'executing', to, outcome, job_then: { end: to } });
}
