import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { openStore, type Store, type StoreOptions } from '../../db/store.ts';
import type { Approvals } from '../../src/analysis/policy.ts';
import { slackCorrectionTasks } from '../../src/app/slack-corrections.ts';
import type { CheckOutcome } from '../../src/check/check-customer.ts';
import type { Resolution } from '../../src/check/ports.ts';
import { toResult } from '../../src/check/result.ts';
import type { SlackConfig } from '../../src/config.ts';
import { createCorrectionDesk } from '../../src/corrections/correction-desk.ts';
import { createRoutes } from '../../src/http/routes.ts';
import { createHttpServer } from '../../src/http/server.ts';
import { createDispatcher } from '../../src/jobs/dispatcher.ts';
import { createQueue } from '../../src/jobs/queue.ts';
import type { Reword } from '../../src/jobs/reword.ts';
import { answerSlack, type SlackCheck } from '../../src/jobs/tasks/answer-slack.ts';
import { publishToSlack } from '../../src/jobs/tasks/publish-to-slack.ts';
import { putOnTicket } from '../../src/jobs/tasks/put-on-ticket.ts';
import { showInSlack } from '../../src/jobs/tasks/show-in-slack.ts';
import { createLogger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { type SlackMessage, type SlackSandbox, startSlackSandbox } from '../../src/sandbox/slack/index.ts';
import { createSlackApp } from '../../src/slack/slack-app.ts';
import { DETERMINISTIC_AUTHOR } from '../../src/triage/triage.ts';
import { renderDraftNote } from '../../src/zendesk/draft-note.ts';
import { temporaryFolder } from '../db/helpers.ts';
import { Desk } from '../jobs/helpers.ts';

export const BOT_TOKEN = 'xoxb-test-bot-token';
export const APP_TOKEN = 'xapp-test-app-token';
export const SIGNING_SECRET = 'a-signing-secret';
/** What decisions are signed with, and people's e-mail addresses hashed. */
export const SIGNING_KEY = 'the signing key of these tests';
export const MANIFEST = JSON.parse(
  readFileSync(new URL('../../manifest.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, unknown>>;

export async function slackWorkspace(
  options: Partial<Parameters<typeof startSlackSandbox>[0]> = {},
): Promise<SlackSandbox> {
  const slack = await startSlackSandbox({
    botToken: BOT_TOKEN,
    signingSecret: SIGNING_SECRET,
    manifest: MANIFEST,
    rateLimits: { tiers: false },
    eventRetryDelaysMs: [50, 200],
    ...options,
  });
  onTestFinished(() => slack.close());
  return slack;
}

/** Jane, found and judged: her words are what a test looks for. */
export function found(words = 'Nothing is wrong with these charges.', query = 'jane@acme.com'): CheckOutcome {
  const customer = {
    id: 'cus_jane',
    email: 'jane@acme.com',
    name: 'Jane Roe',
    created: 1_790_000_000,
    livemode: true,
    currency: 'usd',
  };
  return outcome(
    { kind: 'resolved', customers: [customer], matched_by: 'email', verified: false },
    words,
    query,
  );
}

export function outcome(resolution: Resolution, words: string, query = 'jane@acme.com'): CheckOutcome {
  const analysis =
    resolution.kind === 'resolved'
      ? {
          verdict: 'no_anomaly' as const,
          urgency: { level: 'low' as const, reasons: [] },
          findings: [],
          skipped: [],
          gaps: [],
          counts: { rules: 90, invoices: 2, charges: 2 },
        }
      : null;
  const triage = {
    source: 'template' as const,
    model: null,
    summary: words,
    likely_cause: '',
    cause_kind: 'unknown' as const,
    next_checks: [],
    draft_reply: 'Dear Jane, these charges are right.',
    language: 'en',
    usage: null,
    fallback_reason: null,
    author: DETERMINISTIC_AUTHOR,
  };
  const result = toResult({
    query,
    resolution,
    // Judged elsewhere: Slack shows what it is given.
    analysis: analysis as CheckOutcome['analysis'],
    triage,
    asOf: 1_795_000_000,
  });
  return { result, resolution, analysis: null, timeline: [], livemode: true };
}

export interface AppOptions {
  readonly check?: SlackCheck;
  readonly reword?: Reword;
  readonly config?: Partial<SlackConfig>;
  readonly store?: Partial<StoreOptions>;
  /** False: what is stored waits, as after a crash. */
  readonly working?: boolean;
  readonly clock?: () => number;
  readonly desk?: Desk | null;
  /** Of the policy. */
  readonly approvals?: Approvals;
  /** Of corrections; default `live`, so that a card says what finance reads of real money. */
  readonly mode?: 'dry_run' | 'live';
}

export interface RunningApp {
  readonly store: Store;
  readonly path: string;
  readonly url: string;
  readonly desk: Desk;
  readonly lines: string[];
  readonly checks: Parameters<SlackCheck>[0][];
  readonly metrics: ReturnType<typeof createMetrics>;
  /** As the process's death: no drain, no last word. */
  die(): Promise<void>;
  logged(text: string): boolean;
}

/** The real receiver, listeners, store, queue and tasks over real HTTP; only Slack and the check are ours. */
export async function appFor(slack: SlackSandbox, options: AppOptions = {}): Promise<RunningApp> {
  const path = options.store?.path ?? join(temporaryFolder(), 'slack.db');
  const clock = options.clock ?? Date.now;
  const lines: string[] = [];
  const logger = createLogger({
    level: 'debug',
    destination: { write: (line: string) => void lines.push(line) },
    secrets: [],
  });
  const metrics = createMetrics();
  const store = await openStore({ clock, signingKey: SIGNING_KEY, ...options.store, path });
  const checks: Parameters<SlackCheck>[0][] = [];
  const desk = options.desk ?? new Desk();
  const config: SlackConfig = {
    botToken: BOT_TOKEN,
    signingSecrets: [SIGNING_SECRET],
    appToken: null,
    apiUrl: slack.url,
    triageChannel: slack.known.triage.id,
    financeChannel: null,
    agentGroups: [slack.known.agents.id],
    approverGroups: [],
    publicChannels: [slack.known.triage.id],
    ...options.config,
  };
  let kick = (): void => {};
  const approvals = async () => options.approvals;
  const app = createSlackApp({
    config,
    store,
    approvals,
    kick: () => kick(),
    ticketUrl: (id) => `https://northwind.zendesk.com/agent/tickets/${id}`,
    logger,
    metrics,
    namesElsewhere: async () => null,
    reword: options.reword ?? (async () => ({ kind: 'refused', sentence: 'Nothing is reworded here.' })),
    clock,
  });
  const shared = { store, logger, metrics, clock, slack: app.desk };
  const check = options.check ?? (async ({ query }) => found(undefined, query));
  const tasks = {
    'answer-slack': answerSlack({
      ...shared,
      desk: options.desk === null ? null : desk,
      check: async (input) => {
        checks.push(input);
        return check(input);
      },
    }),
    'show-in-slack': showInSlack(shared),
    'put-on-ticket': putOnTicket({ ...shared, desk, renderDraft: renderDraftNote }),
    'publish-to-slack': publishToSlack(shared),
    ...slackCorrectionTasks({
      ...shared,
      slack: app,
      correctionDesk: createCorrectionDesk({
        store,
        approvals,
        signingKey: SIGNING_KEY,
        mode: options.mode ?? 'live',
        clock,
      }),
    }),
  };
  const leaseMs = 60_000;
  const dispatcher = createDispatcher({ store, tasks, logger, metrics, clock, leaseMs, random: () => 0 });
  const queue = createQueue({
    store,
    dispatcher,
    logger,
    metrics,
    clock,
    concurrency: 4,
    leaseMs,
    sweepMs: 200,
  });
  const server = createHttpServer({
    port: 0,
    host: '127.0.0.1',
    logger,
    metrics,
    routes: createRoutes({
      zendeskWebhook: null,
      slackEvents: app.handle,
      notReady: async () => [],
      metrics,
      metricsToken: null,
    }),
  });
  await server.listen();
  const url = `http://127.0.0.1:${server.port}/slack/events`;
  if (config.appToken === null) slack.setRequestUrl(url);
  else slack.setRequestUrl(null);
  await app.start();
  if (options.working !== false) {
    kick = () => queue.kick();
    queue.start();
  }
  let dead = false;
  const die = async () => {
    if (dead) return;
    dead = true;
    await Promise.all([server.drain(0), queue.drain(0), app.stop()]);
    await store.close();
  };
  onTestFinished(die);
  return {
    store,
    path,
    url,
    desk,
    lines,
    checks,
    metrics,
    die,
    logged: (text) => lines.some((line) => line.includes(text)),
  };
}

/** The versions a message went through, as the texts people read. */
export function versions(message: SlackMessage): string[] {
  return message.history.map(({ by }) => by);
}

export async function until(condition: () => boolean | Promise<boolean>, limitMs = 8_000): Promise<void> {
  for (let waited = 0; !(await condition()); waited += 10) {
    if (waited > limitMs) throw new Error('waited in vain');
    await sleep(10);
  }
}

/** Nothing waits, runs or needs a person. */
export async function idle({ store }: RunningApp): Promise<void> {
  await until(async () => {
    const { due, waiting, running } = await store.queueStatus();
    return due + waiting + running === 0;
  });
}
