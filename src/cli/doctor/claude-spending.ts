import { StoreFailed, StoreRefused, StoreUnavailable } from '../../../db/errors.ts';
import type { Spent } from '../../../db/model-usage.ts';
import { readSpentOnModels } from '../../../db/read-database.ts';
import type { ModelSettings } from '../../analysis/policy.ts';
import type { Config } from '../../config.ts';
import { loadPolicy } from '../../policy/load-policy.ts';
import { PolicyError } from '../../policy/policy-error.ts';
import { DEFAULT_MODELS } from '../../triage/claude/conversation.ts';
import { formatNanoUsd } from '../../triage/cost/cost.ts';
import { priceOf } from '../../triage/cost/prices.ts';
import { spendingLimits } from '../../triage/cost/spending.ts';
import type { Check } from './check.ts';

/** Of a limit; above it somebody should know. */
const NEARLY = 0.9;
const NOTHING: Spent = { day_nano_usd: 0, month_nano_usd: 0 };

/** What Claude has cost and may cost, where it is set up. `nowMs`: Unix milliseconds. */
export async function checkClaudeSpending(config: Config, nowMs: number): Promise<readonly Check[]> {
  if (config.anthropic.apiKey === null) return [];
  const name = 'Claude spending';
  const models = await modelsOf(config);
  if (models === null) return [];
  const unpriced = Object.entries(DEFAULT_MODELS)
    .map(([tier, model]) => (tier === 'small' ? models.small : models.large) ?? model)
    .filter((model) => priceOf(model, { models }) === null);
  const spent = await spentSoFar(config.databaseFile, nowMs);
  return [
    spendingLine(name, models, spent),
    ...unpriced.map(
      (model): Check => ({
        level: 'warning',
        name,
        message: `no price is known for ${model}: add it to models.prices in the policy file, or its cost is not counted and a limit keeps it from being asked.`,
      }),
    ),
  ];
}

function spendingLine(name: string, models: ModelSettings, spent: Spent): Check {
  const { ticket, day, month } = spendingLimits(models);
  const told = [
    `${amountOf(spent.day_nano_usd, day)} today`,
    `${amountOf(spent.month_nano_usd, month)} this month`,
    ...(ticket === undefined ? [] : [`at most ${formatNanoUsd(ticket)} for a ticket`]),
  ].join(', ');
  if (day === undefined && month === undefined) {
    return {
      level: 'note',
      name,
      message: `${told}; without a limit: set per_day_usd or per_month_usd in the policy file's models section`,
    };
  }
  if (isNearly(spent.day_nano_usd, day) || isNearly(spent.month_nano_usd, month)) {
    return {
      level: 'warning',
      name,
      message: `${told}: once a limit is reached, texts are worded without Claude until the next day or month (UTC).`,
    };
  }
  return { level: 'ok', name, message: told };
}

function amountOf(spent: number, limit: number | undefined): string {
  return limit === undefined ? formatNanoUsd(spent) : `${formatNanoUsd(spent)} of ${formatNanoUsd(limit)}`;
}

function isNearly(spent: number, limit: number | undefined): boolean {
  return limit !== undefined && spent >= NEARLY * limit;
}

/** Null where the policy file is faulty, which is told elsewhere. */
async function modelsOf({ policyFile }: Config): Promise<ModelSettings | null> {
  try {
    return (await loadPolicy({ file: policyFile ?? undefined })).models ?? {};
  } catch (error) {
    if (error instanceof PolicyError) return null;
    throw error;
  }
}

/** Nothing yet where there is no database, or one that cannot be read; what is wrong with it is told elsewhere. */
async function spentSoFar(databaseFile: string, nowMs: number): Promise<Spent> {
  try {
    return await readSpentOnModels(databaseFile, nowMs);
  } catch (error) {
    const isKnown =
      error instanceof StoreRefused || error instanceof StoreUnavailable || error instanceof StoreFailed;
    if (isKnown) return NOTHING;
    throw error;
  }
}
