import type { CustomerRequest, Policy, RequestKind } from '../policy.ts';

const DAY_SECONDS = 86_400;
/** POLICY.md, `consent_required`: how long before a change its request may lie. */
export const CONSENT_DAYS = 30;

/** A change that the policy may require the customer's consent for. */
export interface ChangeInQuestion {
  readonly customer: string | null;
  /** Null for what belongs to no subscription. */
  readonly subscription: string | null;
  /** Unix seconds: when it was made, and by when it was billed at the latest. */
  readonly madeAt: number;
  readonly billedAt: number;
}

/** Whether the policy requires consent for a kind of change: `not_required`, `required`, or the section that is missing. */
export function consentRule(
  { consent_required, requests }: Policy,
  kind: RequestKind,
): 'required' | 'not_required' | { readonly missing: string } {
  if (consent_required === undefined) return { missing: 'policy section consent_required is missing' };
  if (!consent_required.includes(kind)) return 'not_required';
  return requests === undefined ? { missing: 'policy section requests is missing' } : 'required';
}

/** The customer's requests of a kind in the 30 days before a change, or before it was billed. */
export function consentsTo(
  { requests = [] }: Policy,
  kind: RequestKind,
  { customer, subscription, madeAt, billedAt }: ChangeInQuestion,
): readonly CustomerRequest[] {
  return requests.filter(
    (request) =>
      request.kind === kind &&
      request.customer === customer &&
      (request.subscription === undefined ||
        subscription === null ||
        request.subscription === subscription) &&
      request.at <= Math.max(madeAt, billedAt) &&
      request.at >= madeAt - CONSENT_DAYS * DAY_SECONDS,
  );
}
