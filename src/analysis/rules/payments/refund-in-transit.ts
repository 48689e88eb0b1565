import { formatMoney, toDecimal } from '../../../money.ts';
import type { Charge, Refund } from '../../billing-history.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { EvidenceRef, MoneyUnit, RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex } from '../../history-index.ts';
import {
  chargeOfRefund,
  expectedBy,
  isInTransit,
  pendingReason,
  TRANSIT_THRESHOLDS,
  usualBusinessDays,
} from '../../payments/refund-transit.ts';
import type { Policy } from '../../policy.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, plural, shownText } from '../../wording.ts';

export const refundInTransit = defineRule({
  id: 'refund-in-transit',
  version: 1,
  rows: ['V4'],
  category: 'refund',
  title: 'Refund is on its way',
  needs: ['refunds', 'charges', 'payment_intents'],
  proposes: [],
  thresholds: TRANSIT_THRESHOLDS,
  check(history, { asOf, policy, index, isWorthExplaining }) {
    return byCreation(history.refunds)
      .filter((refund) => isInTransit(refund, index, policy, asOf))
      .filter((refund) => isWorthExplaining(refund.created, 'refund'))
      .map((refund) => explain(refund, index, policy));
  },
});

function explain(refund: Refund, index: HistoryIndex, policy: Policy): RuleFinding {
  const charge = chargeOfRefund(refund, index);
  const { amount, currency } = refund;
  const show = (value: number): string => formatMoney({ amount: value, currency });
  const decimal = (value: number): string => toDecimal({ amount: value, currency });
  const due = expectedBy(refund, policy);
  const variant = variantOf(refund);
  const unfunded = variant === 'pending' && refund.pending_reason === 'insufficient_funds';
  const reference = availableReference(refund);
  const fullyReturned = charge !== undefined && index.netOfCharge(charge) === 0;
  const whole: MoneyUnit[] = charge !== undefined && fullyReturned ? [unit('charge', charge.id)] : [];
  const evidence: EvidenceRef[] = [{ object: 'refund', id: refund.id }];
  if (charge !== undefined) evidence.push({ object: 'charge', id: charge.id });

  return {
    classification: unfunded ? 'payment_issue' : 'valid_but_confusing',
    confidence: variant === 'pending' ? 'high' : 'certain',
    title: variant === 'pending' ? 'Refund is being processed' : 'Refund is on its way',
    variant,
    message: [
      `${show(amount)}${ofPayment(charge)} was refunded on ${isoDate(refund.created)} (${shownText(refund.id)})${toCard(charge)}.`,
      WHAT_HAPPENS[variant](usualBusinessDays(policy)),
      ...(variant === 'pending' ? pendingSentences(refund, unfunded) : []),
      `Do not refund it again: tell the customer to expect it by ${isoDate(due)}${
        reference === undefined ? '' : `, with the reference ${shownText(reference)} for their bank`
      }.`,
    ].join(' '),
    facts: knownFacts({
      amount: fact.money(amount, currency),
      refunded_at: fact.date(refund.created),
      expected_by: fact.date(due),
      reference: reference === undefined ? undefined : fact.text(reference),
      last4: charge?.card?.last4 == null ? undefined : fact.text(charge.card.last4),
    }),
    amount: null,
    evidence,
    recomputation: [
      ...(charge === undefined
        ? []
        : [
            {
              label: 'left of the payment after its refunds',
              expression: `${decimal(charge.amount_captured)} − ${decimal(charge.amount_refunded)}`,
              result: decimal(charge.amount_captured - charge.amount_refunded),
            },
          ]),
      {
        label: 'expected by',
        expression: `${isoDate(refund.created)} + ${usualBusinessDays(policy)} business days`,
        result: isoDate(due),
      },
    ],
    at_issue: [unit('refund', refund.id)],
    explains: [unit('refund', refund.id), ...whole],
    correction: null,
    customer: charge?.customer ?? index.paymentIntent(refund.payment_intent)?.customer ?? null,
    occurred_at: refund.created,
  };
}

type Variant = 'refund' | 'reversal' | 'pending';

const WHAT_HAPPENS: Readonly<Record<Variant, (days: number) => string>> = {
  refund: (days) => `Stripe has sent it; banks usually show it within ${plural(days, 'business day')}.`,
  reversal: (days) =>
    `It is a reversal: the bank removes the original line instead of showing a credit, usually within ${plural(days, 'business day')}.`,
  pending: () => 'Stripe has not sent it yet.',
};

function variantOf(refund: Refund): Variant {
  if (refund.status === 'pending') return 'pending';
  return refund.destination?.card_type === 'reversal' ? 'reversal' : 'refund';
}

function pendingSentences(refund: Refund, unfunded: boolean): readonly string[] {
  const why = pendingReason(refund);
  return [
    ...(why === undefined ? [] : [`The reason: ${why}.`]),
    ...(unfunded ? ['Finance must add funds to the Stripe balance; only then does it leave.'] : []),
  ];
}

function availableReference(refund: Refund): string | undefined {
  const { destination } = refund;
  if (destination?.reference == null || destination.reference === '') return undefined;
  const { reference_status } = destination;
  return reference_status === null || reference_status === 'available' ? destination.reference : undefined;
}

function ofPayment(charge: Charge | undefined): string {
  if (charge === undefined) return '';
  const paid = formatMoney({ amount: charge.amount_captured, currency: charge.currency });
  return ` of the ${paid} of ${shownText(charge.id)}`;
}

function toCard(charge: Charge | undefined): string {
  const last4 = charge?.card?.last4;
  return last4 == null ? '' : ` to the card ending ${shownText(last4)}`;
}

function unit(object: MoneyUnit['object'], id: string): MoneyUnit {
  return { object, id, part: 'whole' };
}
