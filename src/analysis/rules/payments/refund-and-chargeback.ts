import { formatMoney, toDecimal } from '../../../money.ts';
import type { BillingHistory, Charge, Dispute, Refund } from '../../billing-history.ts';
import { draftEscalation } from '../../correction.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { EvidenceRef, MoneyUnit, RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex, isLiveRefund } from '../../history-index.ts';
import { joinReasons } from '../../reasons.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, listedInPart, shownText } from '../../wording.ts';

export const refundAndChargeback = defineRule({
  id: 'refund-and-chargeback',
  version: 1,
  rows: ['G5', 'G14'],
  category: 'dispute',
  title: 'A dispute decides about the money',
  needs: ['disputes', 'charges', 'payment_intents', 'refunds', 'invoices'],
  proposes: ['escalate'],
  check(history, { index, isWorthExplaining }) {
    const findings = disputedPayments(history, index).flatMap((disputed): RuleFinding[] => {
      if (disputed.isOpen) return [explainOpen(disputed)];
      const lost = explainLost(disputed);
      const isDue =
        lost.classification === 'leakage' || isWorthExplaining(disputed.dispute.created, 'dispute');
      return isDue ? [lost] : [];
    });
    const skipped = joinReasons(unlisted(history, index));
    return skipped === undefined ? findings : { findings, skipped };
  },
});

/** States in which the bank decides, and a refund would return the money beside it. */
const TO_ANSWER = new Set(['needs_response', 'appeal_needs_response']);
const OPEN = new Set([...TO_ANSWER, 'under_review', 'appeal_under_review']);

/** One payment with the dispute that decides about it. */
interface DisputedPayment {
  readonly dispute: Dispute;
  readonly isOpen: boolean;
  /** Undefined when the history lacks it. */
  readonly charge: Charge | undefined;
  /** The charge, else the payment intent, the dispute names. */
  readonly source: MoneyUnit;
  /** Live refunds of the payment, oldest first. */
  readonly refunds: readonly Refund[];
  readonly refunded: number;
  readonly customer: string | null;
  readonly invoice: string | undefined;
}

/**
 * Payments with an open or lost dispute, each once: the open one decides, else the latest lost one. A dispute that was
 * won, prevented or closed does not matter any more; an inquiry (`warning_…`) is not one yet, and can be settled by a refund.
 */
function disputedPayments(history: BillingHistory, index: HistoryIndex): DisputedPayment[] {
  const bySource = new Map<string, DisputedPayment>();
  for (const dispute of byCreation(history.disputes)) {
    const isOpen = OPEN.has(dispute.status);
    if (!isOpen && dispute.status !== 'lost') continue;
    const intent = index.paymentIntent(dispute.payment_intent);
    const charge = index.charge(dispute.charge) ?? index.charge(intent?.latest_charge ?? null);
    const source = sourceOf(dispute, charge);
    if (source === null || (bySource.get(source.id)?.isOpen === true && !isOpen)) continue;
    const refunds = charge === undefined ? [] : index.refundsOfCharge(charge.id).filter(isLiveRefund);
    const known = refunds.reduce((sum, { amount }) => sum + amount, 0);
    bySource.set(source.id, {
      dispute,
      isOpen,
      charge,
      source,
      refunds,
      refunded: Math.max(known, charge?.amount_refunded ?? 0),
      customer: charge?.customer ?? intent?.customer ?? null,
      invoice: charge === undefined ? undefined : index.invoiceOfCharge(charge.id)?.id,
    });
  }
  return [...bySource.values()];
}

function sourceOf({ charge: id, payment_intent }: Dispute, charge: Charge | undefined): MoneyUnit | null {
  if (charge !== undefined) return { object: 'charge', id: charge.id, part: 'whole' };
  if (id !== null) return { object: 'charge', id, part: 'whole' };
  return payment_intent === null ? null : { object: 'payment_intent', id: payment_intent, part: 'whole' };
}

/** Charges marked as disputed whose dispute is not in the history: whether it is open, nobody can tell from here. */
function unlisted(history: BillingHistory, index: HistoryIndex): readonly string[] {
  return byCreation(history.charges)
    .filter(({ id, disputed }) => disputed && index.disputesOfCharge(id).length === 0)
    .map(({ id }) => `the dispute of ${shownText(id)} is not in the history`);
}

function explainOpen(disputed: DisputedPayment): RuleFinding {
  const { dispute, refunds, refunded, source } = disputed;
  const { currency } = dispute;
  const show = (amount: number): string => formatMoney({ amount, currency });
  const ids = refunds.length > 0 ? ` (${listedInPart(refunds.map(({ id }) => id))})` : '';
  const evidence =
    refunded > 0
      ? `the proof that ${show(refunded)} was refunded${ids}`
      : 'the evidence for the payment, or accept it';
  const by = dispute.due_by === null ? '' : ` by ${isoDate(dispute.due_by)}`;
  const toDo = TO_ANSWER.has(dispute.status)
    ? `Answer the dispute${by} with ${evidence}`
    : 'The answer is with the bank: wait for its decision';
  return {
    ...commonOf(disputed),
    classification: 'payment_issue',
    variant: 'open',
    title: refunded > 0 ? 'Refunded and disputed' : 'The payment is disputed',
    message:
      `${show(dispute.amount)} of ${source.id} has been disputed since ${isoDate(dispute.created)} (${dispute.id}${reasonOf(dispute)}), ` +
      `and the bank decides about it${refunded > 0 ? ` although ${show(refunded)} was refunded` : ''}. ` +
      `${toDo}; refund and credit nothing on this payment meanwhile, or the money goes back twice.`,
    amount: null,
    recomputation: [],
    correction: draftEscalation(dispute.id, {
      justification: `${toDo}; until the bank has decided on ${dispute.id}, nothing may be returned on ${source.id}.`,
      alternatives: [
        { kind: 'refund', why_not: 'While a dispute is open the money could go back twice.' },
        { kind: 'credit_note', why_not: 'Its refund would go back beside the disputed amount.' },
      ],
    }),
  };
}

/** The bank has returned the money: right and done, unless a refund returned it as well. */
function explainLost(disputed: DisputedPayment): RuleFinding {
  const { dispute, charge, refunded, source } = disputed;
  const { currency } = dispute;
  const show = (amount: number): string => formatMoney({ amount, currency });
  const decimal = (amount: number): string => toDecimal({ amount, currency });
  const isSame = charge?.currency === currency;
  const twice = isSame ? Math.max(0, dispute.amount + refunded - charge.amount_captured) : 0;
  const lead = `The bank returned ${show(dispute.amount)} of ${source.id} to the customer: the dispute of ${isoDate(dispute.created)} (${dispute.id}${reasonOf(dispute)}) was lost`;
  const common = commonOf(disputed);
  if (twice === 0 || charge === undefined) {
    return {
      ...common,
      classification: 'valid_but_confusing',
      variant: 'lost',
      title: 'Returned by the bank',
      message: `${lead}. Do not refund it again: tell the customer that the bank has returned it.`,
      amount: null,
      recomputation: [],
      correction: null,
    };
  }
  return {
    ...common,
    classification: 'leakage',
    variant: 'lost',
    title: 'Refunded and charged back',
    message:
      `${lead}, and ${show(refunded)} was refunded as well: ${show(twice)} more went back than was paid. ` +
      'Take it up with the bank that decided; never charge the customer for it without their consent.',
    amount: { amount: twice, currency },
    recomputation: [
      {
        label: 'returned beyond the payment',
        expression: `${decimal(dispute.amount)} disputed + ${decimal(refunded)} refunded - ${decimal(charge.amount_captured)} paid`,
        result: decimal(twice),
      },
    ],
    correction: draftEscalation(dispute.id, {
      justification: `${show(twice)} of ${source.id} went back twice; only the bank, or the customer, can return it.`,
      alternatives: [],
    }),
  };
}

const reasonOf = ({ reason }: Dispute): string =>
  reason === null || reason === 'general' ? '' : `, ${shownText(reason).replaceAll('_', ' ')}`;

function commonOf(
  disputed: DisputedPayment,
): Pick<RuleFinding, 'confidence' | 'facts' | 'evidence' | 'at_issue' | 'customer' | 'occurred_at'> {
  const { dispute, charge, source, refunds, refunded, customer, invoice } = disputed;
  const last4 = charge?.card?.last4;
  const evidence: EvidenceRef[] = [
    { object: 'dispute', id: dispute.id },
    ...(charge === undefined ? [] : [{ object: 'charge', id: charge.id }]),
    ...(invoice === undefined ? [] : [{ object: 'invoice', id: invoice }]),
    ...refunds.map(({ id }) => ({ object: 'refund', id })),
  ];
  return {
    confidence: 'certain',
    facts: knownFacts({
      amount: fact.money(dispute.amount, dispute.currency),
      disputed_at: fact.date(dispute.created),
      charged_at: charge === undefined ? undefined : fact.date(charge.created),
      due_by:
        TO_ANSWER.has(dispute.status) && dispute.due_by !== null ? fact.date(dispute.due_by) : undefined,
      refunded: refunded > 0 ? fact.money(refunded, charge?.currency ?? dispute.currency) : undefined,
      refunded_at: refunds.length > 0 ? fact.date(refunds[refunds.length - 1]?.created ?? 0) : undefined,
      last4: last4 ? fact.text(last4) : undefined,
    }),
    evidence,
    at_issue: [source],
    customer,
    occurred_at: dispute.created,
  };
}
