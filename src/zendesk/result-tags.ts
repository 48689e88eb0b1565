import type { UrgencyLevel, Verdict } from '../analysis/finding.ts';

const OURS = 'billing_check';

/** The tag of a verdict, and the option of the ticket field for verdicts. */
export const verdictTag = (verdict: Verdict): string => `${OURS}_${verdict}`;
export const urgencyTag = (level: UrgencyLevel): string => `${OURS}_urgency_${level}`;

/** How people read the verdicts in Zendesk, the gravest first. */
export const VERDICT_NAMES = {
  billing_error: 'Billing error',
  likely_error: 'Likely a billing error',
  payment_issue: 'Payment issue',
  valid_but_confusing: 'Right, but confusing',
  no_anomaly: 'Nothing found',
  cannot_tell: 'Cannot tell',
} as const satisfies Record<Verdict, string>;

export const URGENCY_NAMES = {
  urgent: 'Urgent',
  high: 'High',
  normal: 'Normal',
  low: 'Low',
} as const satisfies Record<UrgencyLevel, string>;

const VERDICT_TAGS = (Object.keys(VERDICT_NAMES) as Verdict[]).map(verdictTag);
const URGENCY_TAGS = (Object.keys(URGENCY_NAMES) as UrgencyLevel[]).map(urgencyTag);

/**
 * The tags of a check's note. Those of earlier checks go, so that a ticket never bears two verdicts; in Zendesk a tag
 * that is an option of a drop-down field chooses that option, which fills the fields `setup` makes.
 */
export function resultTags({
  verdict,
  urgency,
}: {
  readonly verdict: Verdict;
  readonly urgency: UrgencyLevel;
}): {
  readonly add: readonly string[];
  readonly remove: readonly string[];
} {
  const add = [OURS, verdictTag(verdict), urgencyTag(urgency)];
  return { add, remove: [...VERDICT_TAGS, ...URGENCY_TAGS].filter((tag) => !add.includes(tag)) };
}
