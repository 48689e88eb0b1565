import type { Resolution } from '../check/ports.ts';
import type { Triage } from './triage.ts';

export interface UnresolvedRequest {
  readonly query: string;
  readonly resolution: Resolution;
}

/** The text of a check that ended before any history was read: who is missing, and what to do about it. */
export function unresolvedTriage({ query, resolution }: UnresolvedRequest): Triage {
  return {
    source: 'template',
    model: null,
    summary: `No customer was checked for ${query} (${resolution.kind}).`,
    likely_cause: 'Unknown until the customer is identified.',
    cause_kind: 'unknown',
    next_checks: [{ what: 'Find the Stripe customer and run the check with their id.', owner: 'support' }],
    draft_reply: '',
    language: 'en',
    usage: null,
    fallback_reason: null,
  };
}
