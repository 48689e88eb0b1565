import fc from 'fast-check';
import { type AnalysisOutcome, analyze } from '../../src/analysis/analyze.ts';
import type { BillingHistory, Gap } from '../../src/analysis/billing-history.ts';
import type { Finding } from '../../src/analysis/finding.ts';
import type { Policy } from '../../src/analysis/policy.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { type CorpusHistory, play } from '../../src/sandbox/corpus/generate.ts';
import { PLACES } from '../../src/sandbox/corpus/lives/places.ts';
import type { Scenario } from '../../src/sandbox/corpus/scenario.ts';
import { SCENARIOS } from '../../src/sandbox/corpus/scenarios/index.ts';
import { toBillingHistory } from '../../src/stripe/to-billing-history.ts';

const isLong = process.env['npm_lifecycle_event'] === 'properties';
/** How often each property is tried: a little in `npm test`, long with `npm run properties`. */
export const RUNS = isLong ? 500 : 20;
/** Options of every property: the short run always tries the same histories, the long one others each time. */
export const TRIES: fc.Parameters<unknown> = isLong ? { numRuns: RUNS } : { numRuns: RUNS, seed: 2026 };
/** Milliseconds one property may take. */
export const PATIENCE_MS = RUNS * 300 + 20_000;

/** A JSON object as Stripe's API returns it. */
export type WireObject = Record<string, unknown>;

/** What one check is given, before it is mapped and parsed. */
export interface Given {
  readonly objects: readonly WireObject[];
  readonly policy: Readonly<Record<string, unknown>>;
  readonly now: number;
  readonly ticket: CorpusHistory['ticket'];
  readonly gaps?: readonly Gap[];
}

/** Objects as they come over the wire: nothing shared, nothing undefined. */
export function givenOf(history: CorpusHistory): Given {
  const { objects, policy, now, ticket } = history;
  return { objects: JSON.parse(JSON.stringify(objects)) as WireObject[], policy, now, ticket };
}

/** Runs the mapper, the policy parser and the catalogue. */
export function check({ objects, policy, now, ticket, gaps }: Given): AnalysisOutcome {
  return judge(
    toBillingHistory(objects, { exportedAt: now, livemode: false, ...(gaps === undefined ? {} : { gaps }) }),
    parsePolicy(policy),
    now,
    ticket,
  );
}

export function judge(
  history: BillingHistory,
  policy: Policy,
  asOf: number,
  ticket: CorpusHistory['ticket'],
): AnalysisOutcome {
  return analyze({ history, policy, asOf, ticket });
}

export const isError = ({ classification }: Finding): boolean =>
  classification === 'billing_error' || classification === 'likely_error';

export const errorsIn = ({ analysis }: AnalysisOutcome): readonly Finding[] =>
  analysis.findings.filter(isError);

/** What a finding says, without its wording: rule, class, amount, and the objects it cites in any order. */
export function gist(finding: Finding): string {
  const amount = finding.amount === null ? '-' : `${finding.amount.amount} ${finding.amount.currency}`;
  const ids = finding.evidence
    .map((ref) => ref.id)
    .sort()
    .join(' ');
  const steps = finding.correction?.steps.map((step) => `${step.kind} ${step.amount ?? '-'}`).sort() ?? [];
  return `${finding.rule} ${finding.classification} ${finding.category} ${finding.confidence} ${amount} [${ids}] ${steps.join(', ')}`;
}

export const gists = ({ analysis }: AnalysisOutcome): string[] => analysis.findings.map(gist).sort();

/** A history with these scenarios in it, somewhere that suits them. */
function played(seed: number, scenarios: readonly Scenario[]): CorpusHistory {
  const places = PLACES.filter((place) => scenarios.every((scenario) => scenario.fits?.(place) ?? true));
  const place = places[seed % places.length];
  if (place === undefined) throw new Error('every scenario fits somewhere');
  const history = play(`property ${seed}`, { index: 0, scenarios, place, shape: 'current' });
  // A failure names the history instead of printing thousands of lines.
  return Object.assign(history, { [fc.toStringMethod]: () => nameOf(history) });
}

const seeds = fc.nat({ max: 2 ** 31 });

/** Any clean history. */
export const cleanHistory = seeds.map((seed) => played(seed, []));

/** Any history with one thing planted; only of these kinds. */
export const plantedHistory = (kinds: readonly Scenario['kind'][]): fc.Arbitrary<CorpusHistory> =>
  fc
    .tuple(seeds, fc.constantFrom(...SCENARIOS.filter(({ kind }) => kinds.includes(kind))))
    .map(([seed, scenario]) => played(seed, [scenario]));

/** Any history: clean, or with a fault, an event or leakage. */
export const anyHistory = fc.oneof(
  { weight: 1, arbitrary: cleanHistory },
  { weight: 3, arbitrary: plantedHistory(['fault', 'event', 'leakage']) },
);

/** Says which history failed, so that it can be looked at. */
export const nameOf = (history: CorpusHistory): string =>
  `${history.seed}: ${history.labels.map(({ scenario }) => scenario).join(', ') || 'clean'}`;
