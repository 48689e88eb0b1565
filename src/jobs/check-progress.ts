import type { ProgressStep } from '../check/ports.ts';

/** Checks that run at the same time are far fewer. */
const MAX_CHECKS = 1_000;

/** How far the checks are that run now. Kept in memory alone: after a restart a check begins anew, and tells it anew. */
export interface CheckProgress {
  report(analysisId: string, step: ProgressStep): void;
  /** The kinds of the steps taken so far, in order. */
  stepsOf(analysisId: string): readonly ProgressStep['kind'][];
  end(analysisId: string): void;
}

export function createCheckProgress(): CheckProgress {
  const steps = new Map<string, ProgressStep['kind'][]>();
  return {
    report(analysisId, { kind }) {
      const taken = steps.get(analysisId) ?? [];
      if (!taken.includes(kind)) taken.push(kind);
      steps.set(analysisId, taken);
      const [oldest] = steps.keys();
      if (steps.size > MAX_CHECKS && oldest !== undefined) steps.delete(oldest);
    },
    stepsOf: (analysisId) => steps.get(analysisId) ?? [],
    end: (analysisId) => void steps.delete(analysisId),
  };
}
