import type { Subscription } from '../../billing-history.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation } from '../../history-index.ts';
import { ownSessions, wasThere } from '../../lifecycle/own-sessions.ts';
import { cancelWhileBilling, periodFees, wholeFees } from '../../lifecycle/period-fees.ts';
import { type Reactivation, reactivations } from '../../lifecycle/reactivations.ts';
import { lineErrorFinding } from '../../line-error.ts';
import { billsAgain, invoicesAndDays } from '../../over-charge.ts';
import type { CustomerRequest, Policy } from '../../policy.ts';
import { CONSENT_DAYS } from '../../prices/consent.ts';
import { joinReasons } from '../../reasons.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, isoMinute, productName, shownText } from '../../wording.ts';

const DAY_SECONDS = 86_400;

/** B8: a cancellation was taken back, and nobody whose subscription it is had asked for that. */
export const reactivatedByMistake = defineRule({
  id: 'reactivated-by-mistake',
  version: 1,
  rows: ['B8'],
  category: 'cancellation',
  title: 'Reactivated by mistake',
  needs: [
    'subscriptions',
    'invoices',
    'prices',
    'events',
    'checkout_sessions',
    'charges',
    'credit_notes',
    'refunds',
  ],
  proposes: ['cancel_subscription', 'credit_note', 'void_invoice'],
  check(history, context) {
    const bySubscription = reactivations(history.events);
    const sessions = ownSessions(history);
    const reasons: string[] = [];
    const findings = byCreation(history.subscriptions).flatMap((subscription) => {
      // Taken back more than once: the first time decides, for nothing was cancelled in between.
      const [reactivation] = (bySubscription.get(subscription.id) ?? []).filter(
        ({ at }) => !wasThere(sessions.get(subscription.customer), at),
      );
      if (reactivation === undefined) return [];
      const answer = findingOf(subscription, reactivation, context);
      if (typeof answer === 'string') reasons.push(answer);
      return answer === null || typeof answer === 'string' ? [] : [answer];
    });
    const skipped = joinReasons(reasons);
    return skipped === undefined ? findings : { findings, skipped };
  },
});

/** The error, null where nothing was charged or the customer wanted it, or the fact that is missing to say so. */
function findingOf(
  subscription: Subscription,
  reactivation: Reactivation,
  { index, policy }: RuleContext,
): RuleFinding | string | null {
  const { id, customer, ended_at } = subscription;
  const { at, wouldHaveEnded, event, isAutomatic } = reactivation;
  const about = requestsAbout(subscription, policy);
  const wanted = about.find(({ kind, at: asked }) => isWish(kind) && asked > at);
  const fees = periodFees(index, subscription).filter(
    ({ line: { period } }) =>
      period.start >= wouldHaveEnded &&
      period.start > at &&
      (ended_at === null || period.start < ended_at) &&
      (wanted === undefined || period.start < wanted.at),
  );
  const [first] = fees;
  if (first === undefined) return null;
  const proof = proofOf(at, about, policy);
  if (proof === 'asked_for') return null;
  if (proof === null && !isAutomatic) {
    return policy.requests === undefined
      ? `policy section requests is missing: whether ${customer} asked to keep ${shownText(id)} on ${isoDate(at)} is not known`
      : `the policy’s requests say neither that ${customer} cancelled ${shownText(id)} nor that it was to be kept on ${isoDate(at)}`;
  }
  const product = productName(index, first.line.product);
  const overs = wholeFees(fees);
  const why = `the cancellation of ${shownText(id)} was taken back on ${isoMinute(at)}${isAutomatic ? ' by no one’s request' : ''}`;
  const words = {
    reason: 'order_change' as const,
    justification: `${why.charAt(0).toUpperCase()}${why.slice(1)}; it was to end on ${isoDate(wouldHaveEnded)}.`,
    alternatives: [
      {
        kind: 'refund' as const,
        why_not: 'A bare refund would leave the invoices and their tax as they are.',
      },
    ],
  };
  const repeats = wanted === undefined && billsAgain(subscription);
  return lineErrorFinding(index, overs, {
    classification: proof === null ? 'likely_error' : 'billing_error',
    confidence: proof === null ? 'medium' : 'certain',
    variant: proof === null ? 'automatic' : proof.kind,
    title: 'Reactivated by mistake',
    message: (left) =>
      [
        `${id} was to end on ${isoDate(wouldHaveEnded)}, but ${why}, and it renewed: ${left} was taken on ${invoicesAndDays(overs)}.`,
        proof === null
          ? 'Whether the customer asked to keep it is not on record: ask first, and if not,'
          : proof.kind === 'cancelled'
            ? `${customer} had asked to cancel on ${isoMinute(proof.at)} (${shownText(proof.ref)}) and never to keep it:`
            : `The policy requires the customer’s request for that, and none was made in the ${CONSENT_DAYS} days before:`,
        repeats ? `cancel ${id} now.` : 'give the money back.',
      ].join(' '),
    facts: (amount, currency) => ({
      amount: fact.money(amount, currency),
      product: fact.text(product),
      reactivated_at: fact.date(at),
      was_to_end: fact.date(wouldHaveEnded),
      invoice_count: fact.count(overs.length),
    }),
    words,
    part: 'whole',
    evidence: [
      { object: 'subscription', id },
      { object: 'event', id: event },
      ...(proof === null ? [] : [{ object: 'policy', id: proof.ref }]),
    ],
    settings: wanted === undefined ? cancelWhileBilling(subscription, words.justification) : [],
    customer,
    repeats,
  });
}

const isWish = (kind: CustomerRequest['kind']): boolean => kind === 'reactivate' || kind === 'resume';

function requestsAbout({ id, customer, created }: Subscription, { requests }: Policy) {
  return (requests ?? [])
    .filter(
      (request) =>
        request.customer === customer &&
        (request.subscription === undefined || request.subscription === id) &&
        request.at >= created,
    )
    .sort((a, b) => a.at - b.at);
}

interface Proof {
  readonly kind: 'cancelled' | 'no_consent';
  /** Unix seconds: when the cancellation was asked for; the reactivation itself where there is no such request. */
  readonly at: number;
  readonly ref: string;
}

/** What the policy file says about a reactivation at `at`; null where it says nothing. */
function proofOf(
  at: number,
  requests: readonly CustomerRequest[],
  { consent_required, requests: known }: Policy,
): Proof | 'asked_for' | null {
  const before = requests.filter((request) => request.at <= at);
  const cancelled = before.findLast(({ kind }) => kind === 'cancel');
  const isWanted = before.some(
    (request) => isWish(request.kind) && request.at >= (cancelled?.at ?? at - CONSENT_DAYS * DAY_SECONDS),
  );
  if (isWanted) return 'asked_for';
  if (cancelled !== undefined) return { kind: 'cancelled', at: cancelled.at, ref: cancelled.ref };
  const isRequired = known !== undefined && consent_required?.includes('reactivate') === true;
  return isRequired ? { kind: 'no_consent', at, ref: 'consent_required' } : null;
}
