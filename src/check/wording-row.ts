import type { WordingRow } from '../../db/analyses.ts';
import type { AnalysisResult } from './result.ts';

/** Who worded a check, as it is stored beside its result. */
export function wordingRow({ triage }: Pick<AnalysisResult, 'triage'>): WordingRow | null {
  const { author, usage } = triage;
  if (author === undefined) return null;
  const { kind, model, tier, prompt_version } = author;
  return { kind, model, tier, prompt_version, usage };
}
