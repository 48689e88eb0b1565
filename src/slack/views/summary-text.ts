import type { AnalysisResult } from '../../check/result.ts';
import { cut, inertText } from './inert.ts';
import { idShortener } from './short-ids.ts';

/**
 * The deterministic writer ends what happened with the arithmetic in a sentence. A message shows the same steps
 * under the finding, one per line, so the sentence is left out here; other wordings pass as they are.
 */
const ARITHMETIC = / The arithmetic: .*?\.(?= Also found: | For finance only: |$)/s;

/** What happened, as the writer put it, in room for `maximum` bytes. */
export function summaryText({ findings, triage }: AnalysisResult, maximum: number): string {
  const told =
    triage.source === 'template' && findings.length > 0
      ? triage.summary.replace(ARITHMETIC, '')
      : triage.summary;
  return cut(idShortener(findings)(inertText(told)), maximum) || 'No explanation was written.';
}
