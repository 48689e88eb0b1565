import { formatMoney, minorUnitDigits, toDecimal } from '../../../money.ts';
import type { Charge, CheckoutSession } from '../../billing-history.ts';
import { draftRefund } from '../../correction.ts';
import { fact } from '../../facts.ts';
import type { EvidenceRef, RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex } from '../../history-index.ts';
import { defineRule } from '../../rule.ts';
import { isoMinute, shownText } from '../../wording.ts';

/** Metadata that states what was to be paid, in the currency's own units. */
const AMOUNT_KEY = /^(order_|cart_|checkout_)?(amount|total|price)(_paid|_due)?$/i;

export const hundredfoldAmount = defineRule({
  id: 'hundredfold-amount',
  version: 1,
  rows: ['G8'],
  category: 'currency',
  title: 'A hundred times the amount',
  needs: ['charges', 'payment_intents', 'checkout_sessions', 'refunds', 'disputes'],
  proposes: ['refund'],
  check(history, { index }) {
    const sessions = new Map(
      history.checkout_sessions.flatMap((session) =>
        session.payment_intent === null ? [] : [[session.payment_intent, session] as const],
      ),
    );
    return byCreation(history.charges).flatMap((charge) => findingOf(charge, sessions, index) ?? []);
  },
});

interface Meant {
  readonly amount: number;
  readonly evidence: readonly EvidenceRef[];
  readonly source: string;
}

/**
 * Two decimals assumed where the currency has none are the usual slip. Where it has decimals the slip is told by a
 * checkout session only: the metadata of a right payment may well state its amount in units.
 */
function findingOf(
  charge: Charge,
  sessions: ReadonlyMap<string, CheckoutSession>,
  index: HistoryIndex,
): RuleFinding | null {
  const { currency, amount_captured: taken } = charge;
  const hasDecimals = minorUnitDigits(currency) !== 0;
  if (index.netOfCharge(charge) <= 0 || index.invoiceOfCharge(charge.id) !== undefined) return null;
  const meant = shownAtCheckout(charge, sessions) ?? (hasDecimals ? null : statedInMetadata(charge, index));
  if (meant === null || meant.amount * 100 !== taken) return null;
  const amount = index.netOfCharge(charge) - meant.amount;
  if (amount <= 0) return null;
  const show = (value: number): string => formatMoney({ amount: value, currency });
  const decimal = (value: number): string => toDecimal({ amount: value, currency });
  const returned = taken - index.netOfCharge(charge);
  return {
    classification: 'billing_error',
    confidence: 'high',
    title: 'A hundred times the amount',
    message:
      `${charge.id} of ${isoMinute(charge.created)} took ${show(taken)}, exactly a hundred times the ${show(meant.amount)} that ${meant.source} says: ` +
      `${hasDecimals ? 'the amount was multiplied once too often' : `${currency.toUpperCase()} has no smaller unit, and the amount was sent as if it had`}. ` +
      `Refund ${show(amount)}, and correct what sends amounts.`,
    facts: {
      amount: fact.money(amount, currency),
      taken: fact.money(taken, currency),
      meant: fact.money(meant.amount, currency),
      charged_at: fact.date(charge.created),
    },
    amount: { amount, currency },
    evidence: [{ object: 'charge', id: charge.id }, ...meant.evidence],
    recomputation: [
      {
        label: 'taken beyond what was meant',
        expression: `${decimal(taken)} − ${decimal(meant.amount)}${returned > 0 ? ` − ${decimal(returned)} returned` : ''}`,
        result: decimal(amount),
      },
    ],
    at_issue: [{ object: 'charge', id: charge.id, part: 'whole' }],
    correction: draftRefund(index, charge, amount, {
      reason: 'duplicate',
      justification: `${meant.source} says ${show(meant.amount)}; ${show(taken)} was taken.`,
      alternatives: [{ kind: 'credit_note', why_not: 'The charge belongs to no invoice.' }],
    }),
    customer: charge.customer,
    occurred_at: charge.created,
  };
}

function shownAtCheckout(charge: Charge, sessions: ReadonlyMap<string, CheckoutSession>): Meant | null {
  const session = sessions.get(charge.payment_intent ?? '');
  if (session?.amount_total == null || session.currency !== charge.currency) return null;
  return {
    amount: session.amount_total,
    evidence: [{ object: 'checkout.session', id: session.id }],
    source: `the checkout ${session.id}`,
  };
}

function statedInMetadata(charge: Charge, index: HistoryIndex): Meant | null {
  const metadata = { ...index.paymentIntent(charge.payment_intent)?.metadata, ...charge.metadata };
  for (const [key, value] of Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!AMOUNT_KEY.test(key) || !/^\d{1,12}$/.test(value.trim())) continue;
    return { amount: Number(value), evidence: [], source: `its own ${shownText(key)}` };
  }
  return null;
}
