import { formatNanoUsd, nanoUsd } from '../../../src/triage/cost/cost.ts';
import type { Tier } from '../../../src/triage/triage.ts';
import { type PricedTicket, tokens } from './price-tickets.ts';

/** What is promised of cost, at list prices. */
export const BARS = {
  median_usd: 0.001,
  p95_usd: 0.02,
  /** Of all tickets, those worded without a call. */
  without_call_share: 0.4,
  /** The longest of the cacheable minimums of the models that are asked, in tokens. */
  prefix_tokens: 4_096,
} as const;

export interface CostSummary {
  readonly tickets: number;
  readonly tiers: Readonly<Record<Tier, number>>;
  readonly reasons: Readonly<Record<string, number>>;
  readonly median_nano_usd: number;
  readonly p95_nano_usd: number;
  readonly mean_nano_usd: number;
  readonly highest_nano_usd: number;
  /** Of the shortest prefix that was sent; null where nothing was. */
  readonly prefix_tokens: number | null;
  /** Prefixes that differ. */
  readonly prefixes: number;
  /** Faults of the deterministic drafts by the evaluation's checks, for each draft: of those sent as they are, and of the rest. */
  readonly faults_without_call: number;
  readonly faults_with_call: number;
  readonly faulty_checks: Readonly<Record<string, number>>;
  /** What is not as promised, a sentence each. */
  readonly failures: readonly string[];
}

export function summariseCost(priced: readonly PricedTicket[]): CostSummary {
  const costs = priced.map(({ nano_usd }) => nano_usd).sort((a, b) => a - b);
  const asked = priced.filter(({ tier }) => tier !== 'rules');
  const alone = priced.filter(({ tier }) => tier === 'rules');
  const prefixes = new Set(priced.flatMap(({ prefix }) => prefix ?? []));
  const summary = {
    tickets: priced.length,
    tiers: {
      rules: alone.length,
      small: asked.filter(({ tier }) => tier === 'small').length,
      large: asked.filter(({ tier }) => tier === 'large').length,
    },
    reasons: counted(priced.map(({ tier, reason }) => `${tier}: ${reason}`)),
    median_nano_usd: quantile(costs, 0.5),
    p95_nano_usd: quantile(costs, 0.95),
    mean_nano_usd: Math.round(costs.reduce((sum, cost) => sum + cost, 0) / Math.max(1, costs.length)),
    highest_nano_usd: costs.at(-1) ?? 0,
    prefix_tokens: prefixes.size === 0 ? null : Math.min(...[...prefixes].map(tokens)),
    prefixes: prefixes.size,
    faults_without_call: faultsEach(alone),
    faults_with_call: faultsEach(asked),
    faulty_checks: counted(alone.flatMap(({ faults }) => faults)),
  };
  return { ...summary, failures: failuresOf(summary) };
}

function failuresOf(summary: Omit<CostSummary, 'failures'>): readonly string[] {
  const { tickets, tiers, median_nano_usd, p95_nano_usd, prefixes, prefix_tokens } = summary;
  const told: readonly (readonly [boolean, string])[] = [
    [
      median_nano_usd > nanoUsd(BARS.median_usd),
      `The median is ${formatNanoUsd(median_nano_usd)}, above $${BARS.median_usd}.`,
    ],
    [
      p95_nano_usd > nanoUsd(BARS.p95_usd),
      `The 95th percentile is ${formatNanoUsd(p95_nano_usd)}, above $${BARS.p95_usd}.`,
    ],
    [
      tiers.rules < BARS.without_call_share * tickets,
      `Only ${tiers.rules} of ${tickets} tickets are worded without a call.`,
    ],
    [prefixes !== 1, `${prefixes} prefixes were sent where one company has one.`],
    [
      (prefix_tokens ?? 0) <= BARS.prefix_tokens,
      `The prefix has ${prefix_tokens} tokens: too few to be cached.`,
    ],
    [
      summary.faults_without_call > summary.faults_with_call,
      `Drafts without a call have ${summary.faults_without_call.toFixed(3)} faults each, the others ${summary.faults_with_call.toFixed(3)}.`,
    ],
  ];
  return told.filter(([isBroken]) => isBroken).map(([, sentence]) => sentence);
}

export function renderCost(summary: CostSummary): string {
  const { tickets, tiers, reasons } = summary;
  const share = (count: number): string => `${((100 * count) / tickets).toFixed(1)} %`;
  const lines = [
    `${tickets} tickets: ${tiers.rules} without a call (${share(tiers.rules)}), ${tiers.small} by the small model (${share(tiers.small)}), ${tiers.large} by the large one (${share(tiers.large)})`,
    `cost of a ticket at list prices: median ${formatNanoUsd(summary.median_nano_usd)}, mean ${formatNanoUsd(summary.mean_nano_usd)}, 95th percentile ${formatNanoUsd(summary.p95_nano_usd)}, highest ${formatNanoUsd(summary.highest_nano_usd)}`,
    `prefix: ${summary.prefix_tokens ?? 0} tokens, ${summary.prefixes === 1 ? 'the same bytes each time' : `${summary.prefixes} different ones`}`,
    `faults of a deterministic draft by the evaluation's checks: ${summary.faults_without_call.toFixed(3)} where it is sent as it is, ${summary.faults_with_call.toFixed(3)} elsewhere`,
    ...Object.entries(summary.faulty_checks).map(([check, count]) => `  ${count} × ${check}`),
    'why:',
    ...Object.entries(reasons)
      .sort(([, one], [, other]) => other - one)
      .map(([reason, count]) => `  ${String(count).padStart(5)}  ${reason}`),
    'assumed: a token is three bytes; the answer is the deterministic text, taken at the first attempt; the prefix is written to',
    'each model’s cache once and read within five minutes by every later request',
    ...(summary.failures.length === 0 ? ['every bar is reached'] : summary.failures),
  ];
  return `${lines.join('\n')}\n`;
}

/** The value at or above which no more than the rest lies; of values in order. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

function faultsEach(tickets: readonly PricedTicket[]): number {
  return tickets.flatMap(({ faults }) => faults).length / Math.max(1, tickets.length);
}

function counted(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
