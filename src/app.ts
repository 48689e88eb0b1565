import { StoreFailed } from '../db/errors.ts';
import { openStore, type Store } from '../db/store.ts';
import { createAnalystThread } from './analyst/analyst-thread.ts';
import { checkWith, ticketCheck } from './app/checks.ts';
import {
  directoryOf,
  effectsOf,
  previewerOf,
  TERMINAL_DIRECTORY,
  wireCorrections,
} from './app/corrections.ts';
import { wireLimits } from './app/limits.ts';
import { namesOfServices } from './app/names.ts';
import { outcomeTasks } from './app/outcomes.ts';
import { wireSidebar, zendeskHostOf, zendeskPeople } from './app/sidebar.ts';
import { slackCorrectionTasks } from './app/slack-corrections.ts';
import { wireStripeNews } from './app/stripe-news.ts';
import { wireWording } from './app/wording.ts';
import { billingFilter, recordInto, startCatchUp, webhook } from './app/zendesk-intake.ts';
import type { CheckOutcome } from './check/check-customer.ts';
import { type Config, ConfigError } from './config.ts';
import { createRoutes } from './http/routes.ts';
import { createHttpServer } from './http/server.ts';
import { createCheckProgress } from './jobs/check-progress.ts';
import { createDispatcher } from './jobs/dispatcher.ts';
import { freezeIfRestored } from './jobs/freeze-if-restored.ts';
import { createQueue } from './jobs/queue.ts';
import { createReword } from './jobs/reword.ts';
import { analyzeTicket } from './jobs/tasks/analyze-ticket.ts';
import { answerSlack } from './jobs/tasks/answer-slack.ts';
import { checkFromSidebar } from './jobs/tasks/check-from-sidebar.ts';
import { publishAnalysis } from './jobs/tasks/publish-analysis.ts';
import { publishToSlack } from './jobs/tasks/publish-to-slack.ts';
import { putOnTicket } from './jobs/tasks/put-on-ticket.ts';
import { showInSlack } from './jobs/tasks/show-in-slack.ts';
import type { Tasks } from './jobs/tasks/task.ts';
import { decideIntent } from './jobs/ticket-intent.ts';
import { startUpkeep } from './jobs/upkeep.ts';
import type { Logger } from './log.ts';
import { createMetrics } from './metrics.ts';
import { openPolicySource } from './policy/policy-source.ts';
import type { SlackApp, SlackAppOptions } from './slack/slack-app.ts';
import { Gate } from './stripe/calls.ts';
import { createStripeReader } from './stripe/stripe-reader.ts';
import { createSecondOpinion } from './triage/create-second-opinion.ts';
import { createWriters, type WriterChoice } from './triage/create-writer.ts';
import { createZendeskClient } from './zendesk/client.ts';
import { renderDraftNote } from './zendesk/draft-note.ts';
import { resultTags } from './zendesk/result-tags.ts';
import { renderStoredNote } from './zendesk/stored-note.ts';
import { createTicketDesk } from './zendesk/ticket-desk.ts';

const JOBS_AT_ONCE = 4;
const LEASE_MS = 60_000;
const DRAIN_MAX_MS = 10_000;
/** Requests get the first part of the drain, running jobs the rest. */
const DRAIN_REQUESTS_MS = 3_000;

export interface AppOptions {
  readonly config: Config;
  readonly logger: Logger;
  /** Unix milliseconds. */
  readonly clock?: () => number;
  readonly host?: string;
  /** Limits of model work other than the product's own; for tests that do not wait for seconds. */
  readonly claude?: Pick<WriterChoice, 'timeoutMs' | 'breaker' | 'tierOf'>;
  /** Told when the disk fails under us: the process must exit. */
  readonly onFatal: (error: Error) => void;
}

/** The running server. */
export interface App {
  readonly port: number;
  readonly store: Store;
  /** Checks on demand, in the same way tickets are checked. */
  check(request: { readonly query: string; readonly from_ticket: boolean }): Promise<CheckOutcome>;
  /** Takes nothing more, ends what runs, gives back the rest; within ten seconds. */
  drain(): Promise<void>;
}

/**
 * Wires every room together and starts serving: the one place that knows them all.
 * @throws {ConfigError | PolicyError | StoreRefused | StoreUnavailable | ListenError | ServiceError} each with a
 * sentence that says what to do; nothing is left running then.
 */
export async function startApp(options: AppOptions): Promise<App> {
  const { config, logger, clock = Date.now } = options;
  const { readKey } = config.stripe;
  if (readKey === null) {
    throw new ConfigError('STRIPE_READ_KEY is not set: put a restricted read-only key in it.');
  }
  if (config.zendesk === null && config.slack === null) {
    throw new ConfigError(
      'Nothing to serve: set ZENDESK_SUBDOMAIN with its OAuth client and ZENDESK_WEBHOOK_SECRET, or SLACK_BOT_TOKEN.',
    );
  }
  if (config.signingKey === null) {
    throw new ConfigError(
      'SIGNING_KEY is not set: put any long random text in it and keep it; it keys the audit trail.',
    );
  }
  const filter = billingFilter(config.zendesk);
  const policy = await openPolicySource({
    file: config.policyFile,
    onFault: (message) => {
      if (message === null) logger.info('the policy file is good again');
      else logger.error({ fault: message }, 'the policy file is faulty: the last good policy holds');
    },
  });
  const gate = new Gate();
  const effects = effectsOf(config, readKey, gate);
  const reader = createStripeReader({
    apiKey: readKey,
    apiBase: config.stripe.apiBase,
    gate,
    onWarning: (message) => logger.warn(message),
  });
  const zendesk = config.zendesk === null ? null : createZendeskClient(config.zendesk);
  const desk = zendesk === null ? null : createTicketDesk({ client: zendesk, now: clock });
  const store = await openStore({
    path: config.databaseFile,
    clock,
    signingKey: config.signingKey,
    onFatal: options.onFatal,
  });
  const metrics = createMetrics();
  const { auditCheckpointFile: checkpointFile, signingKey } = config;
  await freezeIfRestored({ store, checkpointFile, signingKey, logger, metrics });
  const analyst = createAnalystThread({
    onCrash: ({ rule, error }) => logger.error({ rule, error }, 'BUG: a rule failed and was skipped'),
  });
  const { spending, onWritten, onAsked } = wireWording({ store, logger, metrics, clock });
  const writers = await createWriters({ ...config.anthropic, spending, onWritten, ...options.claude });
  const secondOpinion = await createSecondOpinion({
    ...config.anthropic,
    spending,
    onAsked,
    policy: () => policy.current(),
    ...(options.claude?.timeoutMs === undefined ? {} : { timeoutMs: options.claude.timeoutMs }),
  });
  const check = checkWith({ reader, analyst, ...writers }, policy);
  const reword = createReword({ store, desk, check, clock });

  // The queue runs what Slack's listeners store, and its tasks answer through Slack: one of the two is told later.
  let kick = (): void => {};
  const shared = { store, logger, metrics, clock };
  const approvals = wireLimits({ config, policy, store, logger });
  const people = zendesk === null ? null : zendeskPeople(zendesk, { store, approvals, clock });
  const namesElsewhere = namesOfServices({ slack: null, agents: people?.agents ?? null });
  const slack = await slackApp(config, {
    ...{ ...shared, approvals, reword, namesElsewhere },
    kick: () => kick(),
  });
  const progress = createCheckProgress();
  const nameOf = namesOfServices({ slack: slack?.nameOf ?? null, agents: people?.agents ?? null });
  const corrections = wireCorrections({
    ...shared,
    config,
    signingKey: config.signingKey,
    effects,
    previewer: previewerOf(config, readKey, gate),
    reader,
    analyst,
    policy,
    approvals,
    directory: directoryOf({
      terminal: TERMINAL_DIRECTORY,
      slack: slack?.approvers ?? null,
      zendesk: people?.approvers ?? null,
    }),
  });
  const stripeNews = wireStripeNews({ ...shared, config, readKey, gate, kick: () => kick() });
  const tasks: Tasks = {
    ...corrections.tasks,
    ...stripeNews.tasks,
    ...(desk === null
      ? {}
      : {
          'analyze-ticket': analyzeTicket({
            ...shared,
            desk,
            decide: decideIntent({ filter, secondOpinion }),
            check: ticketCheck(check),
            progress,
            toSlack: slack?.desk.triageChannel != null,
          }),
          'check-from-sidebar': checkFromSidebar({ ...shared, desk, check: ticketCheck(check), progress }),
          'publish-analysis': publishAnalysis({
            ...shared,
            desk,
            renderNote: renderStoredNote,
            tags: resultTags,
          }),
          ...outcomeTasks({
            ...shared,
            desk,
            reader,
            policy,
            recheck: corrections.recheck,
            nameOf,
          }),
        }),
    ...(slack === null
      ? {}
      : {
          'answer-slack': answerSlack({ ...shared, slack: slack.desk, desk, check }),
          'show-in-slack': showInSlack({ ...shared, slack: slack.desk }),
          'put-on-ticket': putOnTicket({ ...shared, slack: slack.desk, desk, renderDraft: renderDraftNote }),
          'publish-to-slack': publishToSlack({ ...shared, slack: slack.desk }),
          ...slackCorrectionTasks({ ...shared, slack, correctionDesk: corrections.desk }),
        }),
  };
  const dispatcher = createDispatcher({ ...shared, tasks, leaseMs: LEASE_MS });
  const queue = createQueue({ ...shared, dispatcher, concurrency: JOBS_AT_ONCE, leaseMs: LEASE_MS });
  kick = () => queue.kick();
  const record = recordInto(store, queue, metrics);

  let draining = false;
  const server = createHttpServer({
    port: config.port,
    host: options.host ?? '0.0.0.0',
    logger,
    metrics,
    routes: createRoutes({
      zendeskWebhook:
        config.zendesk === null || zendesk === null
          ? null
          : webhook(config.zendesk, zendesk, record, logger, clock),
      stripeWebhook: stripeNews.webhook,
      slackEvents: slack?.handle ?? null,
      sidebar: wireSidebar({
        ...shared,
        config,
        signingKey,
        client: zendesk,
        people,
        nameOf,
        reword,
        approvals,
        desk: corrections.desk,
        progress,
        filter,
        kick: () => queue.kick(),
      }),
      notReady: () => reasonsNotReady(store, draining),
      metrics,
      metricsToken: config.metricsToken,
    }),
  });
  try {
    // What changed while nothing ran is recorded before anybody decides.
    await approvals();
    await server.listen();
  } catch (error) {
    await Promise.all([analyst.close(), store.close()]);
    throw error;
  }
  queue.start();
  const upkeep = startUpkeep({
    ...shared,
    days: config.retentionDays,
    checkpointFile: config.auditCheckpointFile,
    signingKey: config.signingKey,
    approvals,
  });
  const stopCatchUp =
    zendesk === null || desk === null
      ? () => {}
      : startCatchUp({ client: zendesk, desk, store, record, logger, clock });
  void slack?.start().catch((error: unknown) => logger.error({ err: error }, 'Slack could not be connected'));
  logger.info({ port: server.port, corrections: config.correctionsMode }, 'ready');

  return {
    port: server.port,
    store,
    check: (request) => check({ ...request, ticket: null, asOf: Math.floor(clock() / 1000) }),
    async drain() {
      draining = true;
      stopCatchUp();
      const until = Date.now() + DRAIN_MAX_MS;
      await Promise.all([server.drain(DRAIN_REQUESTS_MS), slack?.stop()]);
      const { released } = await queue.drain(Math.max(1_000, until - Date.now() - 2_000));
      await analyst.close();
      await upkeep.stop();
      await store.close();
      logger.info({ released }, 'stopped');
    },
  };
}

/** Slack's packages are loaded only where Slack is configured. */
async function slackApp(
  { slack, zendesk }: Config,
  parts: Omit<SlackAppOptions, 'config' | 'ticketUrl'>,
): Promise<SlackApp | null> {
  if (slack === null) return null;
  const { createSlackApp } = await import('./slack/slack-app.ts');
  const ticketUrl = zendesk === null ? null : (id: string) => `${zendeskHostOf(zendesk)}/agent/tickets/${id}`;
  return createSlackApp({ ...parts, config: slack, ticketUrl });
}

async function reasonsNotReady(store: Store, draining: boolean): Promise<string[]> {
  if (draining) return ['The server is stopping.'];
  try {
    await store.checkWritable();
    return [];
  } catch (error) {
    if (error instanceof StoreFailed) throw error;
    return [error instanceof Error ? error.message : String(error)];
  }
}
