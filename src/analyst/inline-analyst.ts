import { analyze } from '../analysis/analyze.ts';
import type { Analyst } from '../check/ports.ts';

export type CrashReport = (crash: { readonly rule: string; readonly error: string }) => void;

/** Judges on the calling thread: for the terminal, where nobody else waits. */
export function createInlineAnalyst(onCrash: CrashReport): Analyst {
  return {
    async analyze(request) {
      const { analysis, crashes } = analyze(request);
      crashes.forEach(onCrash);
      return analysis;
    },
    async close() {},
  };
}
