import { formatMoney, toDecimal } from '../../../money.ts';
import type { Charge, CustomerBalanceTransaction, Invoice, Refund } from '../../billing-history.ts';
import {
  type CorrectionWords,
  combineCorrections,
  creditWholeLine,
  draftCreditNote,
  draftEscalation,
  draftRefund,
} from '../../correction.ts';
import type { Purchase } from '../../duplicates/purchase-identity.ts';
import {
  gap,
  type RepeatedPayment,
  type RepeatWindow,
  repeatedPayments,
} from '../../duplicates/repeated-payments.ts';
import type { Confidence, Correction, EvidenceRef, RecomputationStep, RuleFinding } from '../../finding.ts';
import { type HistoryIndex, isLiveRefund } from '../../history-index.ts';
import { cardRefusals } from '../../payments/failed-refunds.ts';
import { attemptRetriedThoughPaid, dueFromPayments } from '../../payments/invoice-settlement.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoMinute, listedInPart, plural, shownText } from '../../wording.ts';

const MINUTE_SECONDS = 60;

export const duplicateCharge = defineRule({
  id: 'duplicate-charge',
  version: 1,
  rows: ['A1'],
  category: 'duplicate_charge',
  title: 'Charged twice for the same thing',
  needs: [
    'charges',
    'payment_intents',
    'invoices',
    'refunds',
    'credit_notes',
    'disputes',
    'customer_balance_transactions',
  ],
  proposes: ['refund', 'credit_note', 'escalate'],
  thresholds: { window_hours: 24, high_confidence_minutes: 10 },
  check(history, context) {
    const { window, index } = { window: windowOf(context), index: context.index };
    const usedCredits = new Set<string>();
    const refused = cardRefusals(history, index);
    return repeatedPayments(history, index, window).flatMap(
      (group) => findingOf(group, index, window, usedCredits, refused) ?? [],
    );
  },
});

function windowOf({
  thresholds: { window_hours = 0, high_confidence_minutes = 0 },
}: RuleContext): RepeatWindow {
  return { windowSeconds: window_hours * 3600, closeSeconds: high_confidence_minutes * MINUTE_SECONDS };
}

function findingOf(
  repeated: RepeatedPayment,
  index: HistoryIndex,
  window: RepeatWindow,
  usedCredits: Set<string>,
  refused: ReadonlyMap<string, Refund>,
): RuleFinding | null {
  const { kept, duplicates, reason } = repeated;
  const { invoice } = kept;
  // Paid another way after a failure, and retried all the same: more was paid than asked, which is another rule's.
  if (reason === 'same_invoice' && invoice !== undefined && attemptRetriedThoughPaid(index, invoice))
    return null;
  const charges = [kept, ...duplicates].map(({ charge }) => charge);
  const { currency, amount_captured: each } = kept.charge;
  const net = charges.reduce((sum, charge) => sum + index.netOfCharge(charge), 0);
  const owed = reason === 'same_invoice' ? owedOnInvoice(repeated, net, index) : each;
  const credits = creditsFor(repeated, net - owed, index, usedCredits);
  const amount = net - owed - credits.reduce((sum, credit) => sum - credit.amount, 0);
  if (amount <= 0) return null;
  for (const credit of credits) usedCredits.add(credit.id);

  const shares = sharesOf(duplicates, amount, index);
  const atIssue = shares.map(({ purchase }) => purchase.charge);
  const last = charges[charges.length - 1] ?? kept.charge;
  const returned = charges.length * each - owed - amount;
  const disputed = charges.find((charge) => index.hasBlockingDispute(charge));
  const stuck = shares.find(({ purchase }) => refused.has(purchase.charge.id))?.purchase.charge;
  const refusal = refused.get(stuck?.id ?? '');
  const correction =
    disputed !== undefined
      ? null
      : stuck !== undefined && refusal !== undefined
        ? payOutside(stuck, refusal)
        : draft(repeated, shares, index);
  const money = (value: number): string => formatMoney({ amount: value, currency });
  const times = charges.length === 2 ? 'twice' : `${charges.length} times`;
  const when = charges.map(({ id, created }) => `${id} on ${isoMinute(created)}`);
  return {
    classification: 'billing_error',
    confidence: confidenceOf(repeated, window),
    variant: reason,
    title: `Charged ${times} for the same thing`,
    message:
      `${money(each)} was taken ${times} (${listedInPart(when)}): ${reasonOf(repeated)}, ` +
      `so ${money(amount)} is over-charged${returned > 0 ? ` beyond the ${money(returned)} returned already` : ''}. ` +
      (refusal !== undefined && disputed === undefined
        ? `The refund ${refusal.id} of it failed: pay ${money(amount)} outside Stripe, and keep the proof.`
        : adviceOf(disputed, correction, money(amount), shares, kept.charge)),
    facts: {
      amount: { kind: 'money', amount, currency },
      each: { kind: 'money', amount: each, currency },
      count: { kind: 'count', value: charges.length },
      first_at: { kind: 'date', at: kept.charge.created },
      last_at: { kind: 'date', at: last.created },
      kept: { kind: 'id', id: kept.charge.id },
      duplicate: { kind: 'id', id: (atIssue[0] ?? last).id },
      ...(last.card?.last4 ? { last4: { kind: 'text', text: shownText(last.card.last4) } } : {}),
    },
    amount: { amount, currency },
    evidence: evidenceOf(repeated, credits, index),
    recomputation: recompute({ count: charges.length, each, owed, returned, amount, currency }),
    at_issue: atIssue.map(({ id }) => ({ object: 'charge', id, part: 'whole' })),
    correction,
    customer: kept.charge.customer,
    occurred_at: last.created,
  };
}

/** What payments of one invoice owed of it together: at least one of them, for one is kept. */
function owedOnInvoice(
  { kept: { charge, invoice } }: RepeatedPayment,
  net: number,
  index: HistoryIndex,
): number {
  const due = invoice === undefined ? 0 : dueFromPayments(index, invoice, net);
  return Math.max(charge.amount_captured, due);
}

/** Credit booked on the balance by hand for this very fault: it names a charge, or is for just this amount. */
function creditsFor(
  { kept, duplicates }: RepeatedPayment,
  left: number,
  index: HistoryIndex,
  used: ReadonlySet<string>,
): CustomerBalanceTransaction[] {
  const ids = [kept, ...duplicates].map(({ charge }) => charge.id);
  const since = duplicates[0]?.charge.created ?? kept.charge.created;
  const credits = index
    .balanceAdjustmentsSince(kept.charge.customer, since)
    .filter(({ id, currency }) => !used.has(id) && currency === kept.charge.currency);
  const named = credits.filter(({ description, metadata }) =>
    [description ?? '', ...Object.values(metadata)].some((text) => ids.some((id) => text.includes(id))),
  );
  return named.length > 0 ? named : credits.filter((credit) => -credit.amount === left).slice(0, 1);
}

interface Share {
  readonly purchase: Purchase;
  /** Minor units to give back on it. */
  readonly share: number;
}

/** How the over-charge is spread over the duplicates, latest first, so that the payment kept is never touched. */
function sharesOf(duplicates: readonly Purchase[], amount: number, index: HistoryIndex): Share[] {
  const shares: Share[] = [];
  let open = amount;
  for (const purchase of [...duplicates].reverse()) {
    const share = Math.min(open, index.netOfCharge(purchase.charge));
    if (share > 0) shares.unshift({ purchase, share });
    open -= share;
  }
  return shares;
}

/** Stripe refunds only to the card or account that paid, and that has just refused the money. */
function payOutside(charge: Charge, refusal: Refund): Correction {
  return draftEscalation(charge.id, {
    justification: `${refusal.id} failed: what ${charge.id} took goes back outside Stripe, with the proof of that payment.`,
    alternatives: [{ kind: 'refund', why_not: 'The card or account that paid has just refused the money.' }],
  });
}

function draft(repeated: RepeatedPayment, shares: readonly Share[], index: HistoryIndex): Correction | null {
  const words = {
    reason: 'duplicate' as const,
    justification: `${capitalised(reasonOf(repeated))}; ${repeated.kept.charge.id} stays as the payment that was due.`,
  };
  const drafts: Correction[] = [];
  for (const { purchase, share } of shares) {
    const { invoice, charge } = purchase;
    const ownInvoice = repeated.reason === 'same_invoice' ? undefined : invoice;
    const one =
      noteOnWhole(index, ownInvoice, share, words) ??
      draftRefund(index, charge, share, {
        ...words,
        alternatives: [{ kind: 'credit_note', why_not: whyNoCreditNote(repeated, invoice) }],
      });
    if (one === null) return null;
    drafts.push(one);
  }
  return combineCorrections(drafts, words);
}

/** A credit note when the duplicate has an invoice of its own that is wrong as a whole. */
function noteOnWhole(
  index: HistoryIndex,
  invoice: Invoice | undefined,
  share: number,
  words: CorrectionWords,
): Correction | null {
  if (invoice === undefined || invoice.total !== share) return null;
  if (invoice.lines.some((line) => line.amount < 0)) return null;
  return draftCreditNote(index, invoice, invoice.lines.map(creditWholeLine), words);
}

function whyNoCreditNote({ reason }: RepeatedPayment, invoice: Invoice | undefined): string {
  if (reason === 'same_invoice')
    return 'The invoice itself is right: only the second payment of it is wrong.';
  if (invoice === undefined) return 'The charge belongs to no invoice.';
  return 'Only part of the invoice is left to return, and no line of it is that part.';
}

function confidenceOf(
  { reason, kept, duplicates }: RepeatedPayment,
  { windowSeconds, closeSeconds }: RepeatWindow,
): Confidence {
  if (reason === 'same_invoice') return 'certain';
  const widest = Math.max(...duplicates.map((duplicate) => gap(kept, duplicate)));
  if (reason === 'same_order') return widest <= windowSeconds ? 'certain' : 'high';
  const cards = new Set([kept, ...duplicates].flatMap(({ charge }) => charge.card?.fingerprint ?? []));
  return widest <= closeSeconds && cards.size <= 1 ? 'high' : 'medium';
}

function reasonOf({ reason, kept, duplicates, order }: RepeatedPayment): string {
  const all = duplicates.length === 1 ? 'both' : 'all';
  const { invoice } = kept;
  if (reason === 'same_invoice' && invoice !== undefined) {
    const due = formatMoney({ amount: invoice.amount_due, currency: invoice.currency });
    return `${all} paid invoice ${invoice.id}, which asked for ${due}`;
  }
  if (reason === 'same_order' && order !== null) {
    return `${all} carry ${shownText(order.key)} ${shownText(order.value)}, which was due once`;
  }
  const minutes = Math.max(...duplicates.map((one) => gap(kept, one))) / MINUTE_SECONDS;
  const within =
    minutes < 120
      ? plural(Math.max(1, Math.ceil(minutes)), 'minute')
      : plural(Math.ceil(minutes / 60), 'hour');
  return `they lie within ${within}, none belongs to an invoice, and nothing in Stripe tells them apart`;
}

function adviceOf(
  disputed: Charge | undefined,
  correction: Correction | null,
  amount: string,
  shares: readonly Share[],
  kept: Charge,
): string {
  if (disputed !== undefined) {
    return `${disputed.id} is disputed: answer the dispute and refund nothing, or the money could go back twice.`;
  }
  if (correction === null)
    return `Ask finance how to return ${amount}: Stripe no longer lets it be refunded.`;
  const how = correction.kind === 'credit_note' ? 'Credit' : 'Refund';
  const parts = shares.map(({ purchase: { charge }, share }) => {
    return `${formatMoney({ amount: share, currency: charge.currency })} on ${charge.id}`;
  });
  return `${how} ${listedInPart(parts)}, and keep ${kept.id}.`;
}

function evidenceOf(
  { kept, duplicates }: RepeatedPayment,
  credits: readonly CustomerBalanceTransaction[],
  index: HistoryIndex,
): EvidenceRef[] {
  const purchases = [kept, ...duplicates];
  const invoices = new Set(purchases.flatMap(({ invoice }) => invoice?.id ?? []));
  const refunds = purchases.flatMap(({ charge }) => index.refundsOfCharge(charge.id).filter(isLiveRefund));
  return [
    ...purchases.map(({ charge }) => ({ object: 'charge', id: charge.id })),
    ...[...invoices].map((id) => ({ object: 'invoice', id })),
    ...refunds.map(({ id }) => ({ object: 'refund', id })),
    ...credits.map(({ id }) => ({ object: 'customer_balance_transaction', id })),
  ];
}

function recompute(sums: {
  count: number;
  each: number;
  owed: number;
  returned: number;
  amount: number;
  currency: string;
}): RecomputationStep[] {
  const { count, each, owed, returned, amount, currency } = sums;
  const decimal = (value: number): string => toDecimal({ amount: value, currency });
  const taken = decimal(count * each);
  const back = returned > 0 ? ` − ${decimal(returned)} returned` : '';
  return [
    { label: 'taken', expression: `${count} × ${decimal(each)}`, result: taken },
    { label: 'over-charged', expression: `${taken} − ${decimal(owed)} owed${back}`, result: decimal(amount) },
  ];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
