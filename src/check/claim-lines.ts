import type { Standing, StatementKind } from '../analysis/claim/customer-claim.ts';
import type { AnalysisResult } from './result.ts';

/** The heading over {@link claimLines}. */
export const CLAIM_TITLE = 'What the customer says';

const KINDS: Readonly<Record<StatementKind, string>> = {
  charged_twice: 'Charged twice',
  cancelled_before: 'Cancelled before',
  refund_missing: 'Refund not arrived',
  payment_declined: 'Payment declined',
  amount_named: 'The amount named',
};

const STANDINGS: Readonly<Record<Standing, string>> = {
  contradicted: 'contradicted',
  borne_out: 'borne out',
  open: 'open',
};
const ORDER: readonly Standing[] = ['contradicted', 'open', 'borne_out'];

/**
 * What the customer says, held against the history, one line each, what is contradicted first; without what the summary
 * says already. Empty without a ticket, and for checks that were stored before there was one.
 */
export function claimLines(
  { claim, triage }: Pick<AnalysisResult, 'claim' | 'triage'>,
  standings: readonly Standing[] = ORDER,
): readonly string[] {
  return (claim?.statements ?? [])
    .filter(({ standing, sentence }) => standings.includes(standing) && !triage.summary.includes(sentence))
    .sort((a, b) => ORDER.indexOf(a.standing) - ORDER.indexOf(b.standing))
    .map(({ kind, standing, answer }) => `${KINDS[kind]}: ${STANDINGS[standing]}. ${answer}`);
}
