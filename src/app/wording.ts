import type { Spent } from '../../db/model-usage.ts';
import type { Store } from '../../db/store.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { IntentAsked } from '../triage/claude-intent.ts';
import type { WritingOutcome } from '../triage/claude-writer.ts';
import type { SpendingLedger } from '../triage/cost/spending.ts';

const NANO_PER_USD = 1_000_000_000;
const PERIODS = ['day', 'month'] as const;

export interface WordingWiring {
  readonly store: Store;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/** What a model may cost and has cost, kept in the store; and what is told of each text. */
export function wireWording({ store, logger, metrics, clock }: WordingWiring): {
  readonly spending: SpendingLedger;
  readonly onWritten: (outcome: WritingOutcome) => void;
  readonly onAsked: (outcome: IntentAsked) => void;
} {
  /** Periods whose limit was told already, e.g. `2026-11`. */
  const told = new Set<string>();
  const showSpent = ({ day_nano_usd: day, month_nano_usd: month }: Spent): void => {
    metrics.modelSpent.set({ period: 'day' }, day / NANO_PER_USD);
    metrics.modelSpent.set({ period: 'month' }, month / NANO_PER_USD);
  };
  const tellLimit = (period: (typeof PERIODS)[number]): void => {
    const day = new Date(clock()).toISOString().slice(0, 10);
    const name = period === 'day' ? day : day.slice(0, 'YYYY-MM'.length);
    if (told.has(name)) return;
    told.add(name);
    logger.warn(
      { period: name },
      `the spending limit of the ${period} for Claude is reached: texts are worded without it`,
    );
  };
  return {
    spending: {
      async reserve(reservation) {
        const reserved = await store.reserveModelUsage(reservation);
        for (const period of PERIODS) {
          const isReached = reserved.kind === 'refused' && reserved.period === period;
          metrics.modelLimitReached.set({ period }, isReached ? 1 : 0);
          if (isReached) tellLimit(period);
        }
        return reserved;
      },
      async settle(id, settlement) {
        await store.settleModelUsage(id, settlement);
        showSpent(await store.spentOnModels());
      },
    },
    onWritten(outcome) {
      count(metrics, outcome);
      logger.info(outcome, sentenceOf(outcome));
    },
    onAsked(outcome) {
      metrics.intentsAsked.inc({ result: outcome.result });
      countUsage(metrics, { ...outcome, tier: 'small' });
      logger.info(outcome, 'Claude was asked what a ticket is about');
    },
  };
}

function sentenceOf({ tier, fallback_reason }: WritingOutcome): string {
  if (tier === 'rules') return 'worded by the rules alone';
  return fallback_reason === null ? 'Claude worded it' : 'worded without Claude';
}

function count(metrics: Metrics, { tier, result, usage, duration_ms }: WritingOutcome): void {
  metrics.texts.inc({ tier, result });
  if (tier !== 'rules') countUsage(metrics, { tier, usage, duration_ms });
}

function countUsage(
  metrics: Metrics,
  { tier, usage, duration_ms }: Pick<WritingOutcome, 'tier' | 'usage' | 'duration_ms'>,
): void {
  metrics.modelDuration.observe({ tier }, duration_ms / 1_000);
  if (usage === null) return;
  metrics.modelTokens.inc({ kind: 'input' }, usage.input_tokens);
  metrics.modelTokens.inc({ kind: 'cache_write' }, usage.cache_creation_input_tokens);
  metrics.modelTokens.inc({ kind: 'cache_read' }, usage.cache_read_input_tokens);
  metrics.modelTokens.inc({ kind: 'output' }, usage.output_tokens);
  metrics.modelCost.inc({ tier }, (usage.cost_nano_usd ?? 0) / NANO_PER_USD);
}
