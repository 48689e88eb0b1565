import type { Store } from '../../db/store.ts';
import type { Approvals } from '../analysis/policy.ts';
import type { Analyst, CustomerQuery, HistoryReader } from '../check/ports.ts';
import { createRecheck } from '../check/recheck.ts';
import type { Config } from '../config.ts';
import { type CorrectionDesk, createCorrectionDesk } from '../corrections/correction-desk.ts';
import type { ExecutorParts } from '../corrections/executor/execute.ts';
import type { ApproverDirectory, CorrectionPreviewer, Effects } from '../corrections/ports.ts';
import { resultOf } from '../jobs/stored-check.ts';
import { closeFinding } from '../jobs/tasks/close-finding.ts';
import { executeCorrectionTask } from '../jobs/tasks/execute-correction.ts';
import { previewCorrection } from '../jobs/tasks/preview-correction.ts';
import type { Tasks } from '../jobs/tasks/task.ts';
import { verifyCorrection } from '../jobs/tasks/verify-correction.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { PolicySource } from '../policy/policy-source.ts';
import type { Gate } from '../stripe/calls.ts';
import { createStripeClient } from '../stripe/client.ts';
import { createCorrectionPreviewer } from '../stripe/effects/preview/previewer.ts';
import { createStripeEffects } from '../stripe/effects/stripe-effects.ts';
import { createWriteClient } from '../stripe/effects/write-client.ts';

export interface CorrectionsOptions {
  readonly config: Config;
  readonly signingKey: string;
  readonly store: Store;
  readonly effects: Effects;
  readonly previewer: CorrectionPreviewer;
  readonly reader: HistoryReader;
  readonly analyst: Analyst;
  readonly policy: PolicySource;
  /** The limits in force now. */
  readonly approvals: () => Promise<Approvals | undefined>;
  readonly directory: ApproverDirectory;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/** What the server has for corrections, whatever doors there are. */
export interface Corrections {
  readonly desk: CorrectionDesk;
  /** Whether the fault of a correction is still there. */
  readonly recheck: ExecutorParts['recheck'];
  readonly tasks: Tasks;
}

/**
 * The way to Stripe for corrections: the only place that is given the key that writes.
 * @throws {ServiceError} when that key is not one, or of another mode than the key that reads.
 */
export function effectsOf(
  { stripe: { apiBase }, correctionsMode, stripeWriteKey }: Config,
  readKey: string,
  gate: Gate,
): Effects {
  return createStripeEffects({
    reading: createStripeClient({ apiKey: readKey, apiBase }),
    writing:
      correctionsMode === 'live' && stripeWriteKey !== null
        ? createWriteClient({ apiKey: stripeWriteKey, apiBase })
        : null,
    gate,
  });
}

/** Before and after, with the key that reads. */
export function previewerOf(
  { stripe: { apiBase } }: Config,
  readKey: string,
  gate: Gate,
): CorrectionPreviewer {
  return createCorrectionPreviewer({ reading: createStripeClient({ apiKey: readKey, apiBase }), gate });
}

/** Wires what every door to corrections shares, and what carries them out. */
export function wireCorrections(options: CorrectionsOptions): Corrections {
  const { config, effects, signingKey, store, reader, analyst, approvals, logger, metrics, clock } = options;
  const { correctionsMode: mode } = config;
  const recheck = createRecheck({
    reader,
    analyst,
    policy: () => options.policy.current(),
    queryOf: (correction) => queryOf(store, correction),
    checkedAt: ({ analysis_id }) => checkedAt(store, analysis_id),
    madeByUs: (ids) => store.madeByCorrections(ids),
    clock,
  });
  const executor: ExecutorParts = {
    store,
    effects,
    recheck,
    directory: options.directory,
    approvals,
    signingKey,
    mode,
    clock,
    onAlarm: (sentence, about) => logger.error(about, `ALARM: ${sentence}`),
  };
  return {
    desk: createCorrectionDesk({ store, approvals, signingKey, mode, clock }),
    recheck,
    tasks: {
      'execute-correction': executeCorrectionTask({ ...executor, logger, metrics }),
      'verify-correction': verifyCorrection(executor),
      'close-finding': closeFinding({ store, recheck }),
      'preview-correction': previewCorrection({ store, previewer: options.previewer }),
    },
  };
}

/** Sources of checks whose customer is the one who wrote the ticket. */
const FROM_TICKETS: readonly string[] = ['ticket', 'sidebar'];

/** Several records of one person are only found together by the address they share. */
async function queryOf(
  store: Store,
  { analysis_id, customer }: { readonly analysis_id: string; readonly customer: string },
): Promise<CustomerQuery> {
  const byId = { text: customer, from_ticket: false };
  const analysis = await store.loadAnalysis(analysis_id);
  if (analysis === null || analysis.customer_ids.length < 2) return byId;
  const email = resultOf(analysis).customer.matches?.find(({ id }) => id === customer)?.email ?? null;
  return email === null ? byId : { text: email, from_ticket: FROM_TICKETS.includes(analysis.source) };
}

/** Of a check that is not kept any more it is not known when it was made: whatever was ever given back counts then. */
async function checkedAt(store: Store, analysisId: string): Promise<number> {
  const analysis = await store.loadAnalysis(analysisId);
  return Math.floor((analysis?.read_at_ms ?? 0) / 1_000);
}

/** Asks the directory an account belongs to; one that no directory knows may approve nothing. */
export function directoryOf(
  directories: Readonly<Record<string, ApproverDirectory | null>>,
): ApproverDirectory {
  return {
    mayApprove: async (account) => {
      const directory = directories[account.split(':', 1)[0] ?? ''] ?? null;
      return directory === null ? { kind: 'may_not', sentence: NO_DIRECTORY } : directory.mayApprove(account);
    },
  };
}

/** Whoever may run a command on the server's machine is its administrator. */
export const TERMINAL_DIRECTORY: ApproverDirectory = { mayApprove: async () => ({ kind: 'may' }) };

const NO_DIRECTORY =
  'Whoever approved this cannot be asked for any more, because that service is not connected now: propose it anew.';
