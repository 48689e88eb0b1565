import type { StoredAnalysis } from '../../db/analyses.ts';
import type { Store } from '../../db/store.ts';
import { assert } from '../assert.ts';
import type { AnalysisResult } from '../check/result.ts';
import type { SlackContent } from './ports.ts';

/** The public result as it was stored with its check: only we write these rows. */
export function resultOf({ id, result }: StoredAnalysis): AnalysisResult {
  assert(
    typeof result === 'object' && result !== null && 'format' in result && 'findings' in result,
    'a stored check has its result',
    { id },
  );
  return result as AnalysisResult;
}

/** Whether a stored result is about live money. */
export function isLive({ customer }: AnalysisResult): boolean {
  return customer.matches?.some(({ livemode }) => livemode) ?? false;
}

/** A stored check, to be shown again. */
export async function shownStored(store: Store, analysisId: string, expanded = false): Promise<SlackContent> {
  const analysis = await store.loadAnalysis(analysisId);
  if (analysis === null)
    return {
      kind: 'remark',
      sentence: 'This check is still being written, or not kept any more: try again.',
    };
  const result = resultOf(analysis);
  const query = analysis.query;
  switch (result.customer.kind) {
    case 'resolved':
      return {
        kind: 'check',
        result,
        livemode: isLive(result),
        query,
        ticket_id: await store.ticketOfAnalysis(analysisId),
        analysis_id: analysisId,
        stage: 'final',
        expanded,
      };
    case 'ambiguous':
      return { kind: 'ambiguous', query, customers: result.customer.matches ?? [] };
    case 'not_found':
    case 'deleted':
      return { kind: 'not_found', query, sentence: result.triage.summary };
  }
}
