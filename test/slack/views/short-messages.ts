import type { AnalysisResult } from '../../../src/check/result.ts';
import { toResult } from '../../../src/check/result.ts';
import {
  acknowledgement,
  ambiguousMessage,
  failureMessage,
  notFoundMessage,
  progressMessage,
  refusedMessage,
  type SlackMessage,
  usageMessage,
} from '../../../src/slack/views/index.ts';
import { writeFromTemplates } from '../../../src/triage/template-writer.ts';
import { NOW } from '../../analysis/builders.ts';
import { anAnalysis, aRequest, JANE, sampleFinding } from '../../triage/sample-findings.ts';

const resolution = { kind: 'resolved', customers: [JANE], matched_by: 'id', verified: true } as const;
export const TICKET = { id: '4711', url: 'https://acme.zendesk.com/agent/tickets/4711' };

/** Jane, charged twice. */
export function aResult(changes: Partial<AnalysisResult> = {}): AnalysisResult {
  const analysis = anAnalysis([
    sampleFinding('duplicate-charge/same_invoice', {
      evidence: [
        { object: 'charge', id: 'ch_3lRorT1DywlLU90aYCsuVaGH' },
        { object: 'policy', id: 'promises[0]' },
      ],
      recomputation: [
        { label: 'taken', expression: '2 × 49.00', result: '98.00' },
        { label: 'paid', expression: '98.00', result: '98.00' },
      ],
      message: 'ch_3lRorT1DywlLU90aYCsuVaGH was taken twice; ch_9zzzzzzzzzzzzzzzzzzzzzzz was not.',
    }),
  ]);
  const triage = writeFromTemplates(aRequest(analysis));
  const result = toResult({ query: 'jane@acme.example', resolution, analysis, triage, asOf: NOW });
  return { ...result, ...changes };
}

/** Everything that is said without a result, by name. */
export function shortMessages(): readonly (readonly [string, SlackMessage])[] {
  const steps = [
    { kind: 'customer_found', customer: JANE },
    { kind: 'history_read', invoices: 42, charges: 40 },
  ] as const;
  const crowd = Array.from({ length: 240 }, (_, place) => ({
    ...JANE,
    id: `cus_${String(place).padStart(14, '0')}`,
  }));
  const query = 'jane@acme.example';
  return [
    ['Acknowledgement', acknowledgement({ query })],
    ['Progress', progressMessage({ query, steps, elapsedMs: 3_400 })],
    ['Two customers', ambiguousMessage({ query, customers: [JANE, { ...JANE, id: 'cus_Two', name: null }] })],
    ['Many customers', ambiguousMessage({ query, customers: crowd })],
    [
      'Nobody',
      notFoundMessage({
        query,
        message: 'No customer has this e-mail address: ask for the one on the receipt.',
      }),
    ],
    [
      'Failure',
      failureMessage({ sentence: 'Stripe did not answer within 25 seconds: try again in a minute.' }),
    ],
    [
      'Refusal',
      refusedMessage({ reason: 'Only members of @support-agents may check: ask your team lead to add you.' }),
    ],
    ['Usage', usageMessage()],
  ];
}
