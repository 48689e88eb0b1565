import { formatMoney, toDecimal } from '../../../money.ts';
import {
  type CorrectionWords,
  draftEscalation,
  draftOutOfBandCreditNote,
  draftRefund,
} from '../../correction.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { Correction, EvidenceRef, MoneyUnit, RuleFinding } from '../../finding.ts';
import type { HistoryIndex } from '../../history-index.ts';
import {
  type Bounced,
  bouncedRefunds,
  type HeldUp,
  heldUpRefunds,
  isCardRefusal,
} from '../../payments/failed-refunds.ts';
import { FAILURE_REASON } from '../../payments/failure-reason.ts';
import { expectedBy, pendingReason, usualBusinessDays } from '../../payments/refund-transit.ts';
import type { Policy } from '../../policy.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, plural, shownText } from '../../wording.ts';

export const refundFailed = defineRule({
  id: 'refund-failed',
  version: 1,
  rows: ['G2'],
  category: 'refund',
  title: 'A refund did not reach the customer',
  needs: ['refunds', 'charges', 'payment_intents', 'invoices', 'credit_notes', 'disputes'],
  proposes: ['credit_note', 'refund', 'escalate'],
  check(history, { asOf, policy, index }) {
    return [
      ...bouncedRefunds(history, index).map((bounced) => explainBounced(bounced, index)),
      ...heldUpRefunds(history, index, policy, asOf).map((held) => explainHeldUp(held, index, policy)),
    ];
  },
});

function explainBounced(bounced: Bounced, index: HistoryIndex): RuleFinding {
  const { refund, charge, attempts, left, unlisted } = bounced;
  const { currency } = refund;
  const show = (amount: number): string => formatMoney({ amount, currency });
  const decimal = (amount: number): string => toDecimal({ amount, currency });
  const why = FAILURE_REASON[refund.failure_reason ?? ''];
  const last4 = charge?.card?.last4;
  const { correction, advice } = draft(bounced, index);
  const settled = refund.amount - left;
  const times = attempts.length > 1 ? `, the last of ${plural(attempts.length, 'attempt')},` : '';
  return {
    classification: 'billing_error',
    confidence: unlisted > 0 ? 'medium' : 'certain',
    variant: 'failed',
    title: 'A refund failed',
    message: [
      `The refund of ${show(refund.amount)} of ${isoDate(refund.created)} (${refund.id})${ofCharge(bounced)}${times} failed` +
        `${why === undefined ? '' : ` because ${why}`}: ${show(left)} has not reached the customer` +
        `${settled > 0 ? `, ${show(settled)} came back another way` : ''}.`,
      ...(unlisted > 0
        ? [
            `The payment counts ${show(unlisted)} as refunded by refunds this history lacks: check that none of them replaced it.`,
          ]
        : []),
      advice,
    ].join(' '),
    facts: knownFacts({
      amount: fact.money(left, currency),
      refunded_at: fact.date(refund.created),
      attempts: fact.count(attempts.length),
      reason: refund.failure_reason === null ? undefined : fact.text(refund.failure_reason),
      last4: last4 ? fact.text(last4) : undefined,
    }),
    amount: { amount: left, currency },
    evidence: evidenceOf(bounced, attempts),
    recomputation: [
      {
        label: 'still owed to the customer',
        expression: `${decimal(refund.amount)} failed - ${decimal(settled)} returned since`,
        result: decimal(left),
      },
    ],
    // The money is the payment's: an error that this refund was to put right is the same money.
    at_issue: [unit('refund', refund.id), ...(charge === undefined ? [] : [unit('charge', charge.id)])],
    correction,
    customer: bounced.customer,
    occurred_at: refund.created,
  };
}

/** A failed refund goes back by other means: recorded on its invoice where that is possible, else by a person. */
function draft(
  bounced: Bounced,
  index: HistoryIndex,
): { readonly correction: Correction | null; readonly advice: string } {
  const { refund, charge, invoice, note, left, unlisted } = bounced;
  const money = formatMoney({ amount: left, currency: refund.currency });
  if (charge !== undefined && index.hasBlockingDispute(charge)) {
    return {
      correction: null,
      advice: `${charge.id} is disputed: answer the dispute and pay nothing, or the money could go back twice.`,
    };
  }
  const words: CorrectionWords = {
    reason: refund.reason === 'duplicate' || refund.reason === 'fraudulent' ? refund.reason : 'order_change',
    justification: `${refund.id} failed; ${money} goes back outside Stripe, with the proof of that payment.`,
    alternatives: [
      { kind: 'refund', why_not: 'Stripe refunds only to the card or account that just refused the money.' },
    ],
  };
  const again = retry(bounced, index);
  if (again !== null) {
    return {
      correction: again,
      advice: `Add funds to the Stripe balance, then refund ${money} on ${again.target} again.`,
    };
  }
  const outside =
    invoice === undefined || unlisted > 0 ? null : draftOutOfBandCreditNote(index, invoice, left, words);
  if (outside !== null) {
    return {
      correction: outside,
      advice: `Ask how the customer wants to be paid, pay ${money} outside Stripe, and record it as a credit note on ${outside.target}; keep the proof.`,
    };
  }
  return {
    correction: draftEscalation(refund.id, words),
    advice:
      note === undefined
        ? `Ask how the customer wants to be paid, and pay ${money} outside Stripe; keep the proof.`
        : `Credit note ${note.id} stays: ask how the customer wants to be paid, and pay ${money} outside Stripe; keep the proof.`,
  };
}

/** Where only the Stripe balance was too low, the card can take the money after all. */
function retry({ refund, charge, left }: Bounced, index: HistoryIndex): Correction | null {
  if (isCardRefusal(refund) || charge === undefined) return null;
  return draftRefund(index, charge, left, {
    reason: refund.reason === 'duplicate' || refund.reason === 'fraudulent' ? refund.reason : 'order_change',
    justification: `${refund.id} failed only because the Stripe balance was too low; the same refund is made again.`,
    alternatives: [
      { kind: 'credit_note', why_not: 'What the refund is for was settled when it was first made.' },
    ],
  });
}

function explainHeldUp(held: HeldUp, index: HistoryIndex, policy: Policy): RuleFinding {
  const { refund, charge } = held;
  const { amount, currency } = refund;
  const due = expectedBy(refund, policy);
  const waits = refund.status === 'requires_action';
  const money = formatMoney({ amount, currency });
  const why = pendingReason(refund);
  const last4 = charge?.card?.last4;
  const disputed = charge !== undefined && index.hasBlockingDispute(charge);
  const unfunded = refund.pending_reason === 'insufficient_funds';
  return {
    classification: waits ? 'payment_issue' : 'billing_error',
    confidence: 'certain',
    variant: waits ? 'action_required' : 'stuck',
    title: waits ? 'A refund waits for the customer' : 'A refund is stuck',
    message: [
      `The refund of ${money} of ${isoDate(refund.created)} (${refund.id})${ofCharge(held)} ${
        waits
          ? 'waits for the customer, whom Stripe asked by e-mail where to send it.'
          : `is still pending after ${plural(usualBusinessDays(policy), 'business day')}${why === undefined ? '' : `: ${why}`}.`
      }`,
      waits
        ? "Ask the customer to answer Stripe's e-mail; do not refund again."
        : disputed
          ? `${charge.id} is disputed: answer the dispute and do not refund again.`
          : `${unfunded ? 'Add funds to the Stripe balance' : 'Ask Stripe what holds it'}; do not refund again, for it may still arrive.`,
    ].join(' '),
    facts: knownFacts({
      amount: fact.money(amount, currency),
      refunded_at: fact.date(refund.created),
      expected_by: fact.date(due),
      reason: refund.pending_reason === null ? undefined : fact.text(refund.pending_reason),
      last4: last4 ? fact.text(last4) : undefined,
    }),
    amount: waits ? null : { amount, currency },
    evidence: evidenceOf(held, [refund]),
    recomputation: waits
      ? []
      : [
          {
            label: 'expected by',
            expression: `${isoDate(refund.created)} + ${usualBusinessDays(policy)} business days`,
            result: isoDate(due),
          },
        ],
    at_issue: [unit('refund', refund.id)],
    correction:
      waits || disputed
        ? null
        : draftEscalation(refund.id, {
            justification: `${refund.id} has been pending since ${isoDate(refund.created)}: find out what holds it.`,
            alternatives: [
              { kind: 'refund', why_not: 'A second refund returns the money twice once the first arrives.' },
            ],
          }),
    customer: held.customer,
    occurred_at: refund.created,
  };
}

function ofCharge({ charge }: HeldUp): string {
  if (charge === undefined) return '';
  const last4 = charge.card?.last4;
  return ` on ${charge.id}${last4 ? ` to the card ending ${shownText(last4)}` : ''}`;
}

function evidenceOf(
  { charge, invoice, note }: HeldUp,
  refunds: readonly { readonly id: string }[],
): EvidenceRef[] {
  return [
    ...refunds.map(({ id }) => ({ object: 'refund', id })),
    ...(charge === undefined ? [] : [{ object: 'charge', id: charge.id }]),
    ...(invoice === undefined ? [] : [{ object: 'invoice', id: invoice.id }]),
    ...(note === undefined ? [] : [{ object: 'credit_note', id: note.id }]),
  ];
}

function unit(object: 'refund' | 'charge', id: string): MoneyUnit {
  return { object, id, part: 'whole' };
}
