import { createClaudeWriter, type WritingOutcome } from '../../src/triage/claude-writer.ts';
import { createTemplateWriter } from '../../src/triage/template-writer.ts';
import { tierOf } from '../../src/triage/tier.ts';
import { type Evaluated, judgeDraft, notesOf } from './offline.ts';
import type { StagedCase } from './staged-case.ts';
import { type Figures, figuresOf, grouped, type JudgedDraft, median } from './tally.ts';

/** Figures of a model: no two runs are the same. */
export interface LiveFigures {
  /** Names of the models that answered. */
  readonly models: readonly string[];
  /** What the model wrote and the writer let through; what it did not is in `fallbacks`. */
  readonly written: Figures;
  /** How often the deterministic text stood in, by reason. */
  readonly fallbacks: Readonly<Record<string, number>>;
  readonly repaired: number;
  readonly median_ms: number | null;
  /** Billionths of a US dollar; null where a price is not known. */
  readonly cost_nano_usd: number | null;
}

export interface LiveSettings {
  readonly apiKey: string;
  /** Origin of another server in Claude's place, or null. */
  readonly baseUrl: string | null;
}

/** How many cases are with the model at a time. */
const AT_ONCE = 4;

/**
 * Lets the model word every case in which somebody was found, through the writer of the product with all its checks;
 * what the rules would word alone goes to the small model, so that the prompt is tried on it as well.
 */
export async function evaluateLive(
  cases: readonly StagedCase[],
  { apiKey, baseUrl }: LiveSettings,
): Promise<Evaluated<LiveFigures> & { readonly texts: ReadonlyMap<string, string> }> {
  const outcomes: WritingOutcome[] = [];
  const texts = new Map<string, string>();
  const drafts: JudgedDraft[] = [];
  const writer = createClaudeWriter(
    {
      apiKey,
      ...(baseUrl === null ? {} : { baseURL: baseUrl }),
      tierOf: (request) => {
        const choice = tierOf(request);
        return choice.tier === 'rules' ? { ...choice, tier: 'small' } : choice;
      },
      onWritten: (outcome) => outcomes.push(outcome),
    },
    createTemplateWriter(),
  );
  const waiting = cases.filter(({ resolved }) => resolved);
  const work = async (): Promise<void> => {
    for (let staged = waiting.shift(); staged !== undefined; staged = waiting.shift()) {
      const triage = await writer.write(staged.request);
      if (triage.source !== 'model') continue;
      texts.set(staged.case.id, triage.draft_reply);
      drafts.push(judgeDraft(staged, triage.draft_reply));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const costs = outcomes.flatMap(({ usage }) => (usage === null ? [] : [usage.cost_nano_usd]));
  return {
    texts,
    figures: {
      models: [...new Set(outcomes.flatMap(({ model }) => (model === null ? [] : [model])))].sort(),
      written: figuresOf(drafts),
      fallbacks: countsOf(outcomes.flatMap(({ fallback_reason }) => fallback_reason ?? [])),
      repaired: outcomes.filter(({ fallback_reason, attempts }) => fallback_reason === null && attempts > 1)
        .length,
      median_ms: median(outcomes.map(({ duration_ms }) => duration_ms)),
      cost_nano_usd: costs.includes(null) ? null : costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0),
    },
    notes: drafts.flatMap(notesOf),
  };
}

const countsOf = (names: readonly string[]): Record<string, number> =>
  Object.fromEntries([...grouped(names, (name) => name)].map(([name, list]) => [name, list.length]));
