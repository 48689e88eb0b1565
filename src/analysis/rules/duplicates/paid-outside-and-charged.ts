import { formatMoney, toDecimal } from '../../../money.ts';
import type { Charge, Invoice } from '../../billing-history.ts';
import { combineCorrections, draftRefund } from '../../correction.ts';
import { type IdleTransfer, idleTransfers } from '../../duplicates/idle-transfers.ts';
import { paidOutside } from '../../duplicates/paid-outside.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice } from '../../history-index.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, listedInPart } from '../../wording.ts';

const DAY_SECONDS = 86_400;

export const paidOutsideAndCharged = defineRule({
  id: 'paid-outside-and-charged',
  version: 1,
  rows: ['A9'],
  category: 'overpayment',
  title: 'Paid outside Stripe and charged too',
  needs: [
    'invoices',
    'charges',
    'payment_intents',
    'refunds',
    'credit_notes',
    'disputes',
    'customer_cash_balance_transactions',
  ],
  proposes: ['refund'],
  thresholds: { transfer_days: 30 },
  check(history, { index, thresholds }) {
    const recorded = byCreation(history.invoices).flatMap((invoice) => findingOf(invoice, index) ?? []);
    const days = thresholds['transfer_days'] ?? 0;
    const waiting = idleTransfers(history, index, days * DAY_SECONDS).flatMap(
      (transfer) => transferFinding(transfer, index) ?? [],
    );
    return [...recorded, ...waiting];
  },
});

function findingOf(invoice: Invoice, index: HistoryIndex): RuleFinding | null {
  if (!isEffectiveInvoice(invoice) && invoice.status !== 'void') return null;
  const outside = paidOutside(index, invoice);
  const charges = index
    .chargesOfInvoice(invoice.id)
    .filter((charge) => charge.currency === invoice.currency && index.netOfCharge(charge) > 0);
  if (outside === 0 || charges.length === 0) return null;
  const { currency } = invoice;
  const asked = invoice.amount_due;
  const taken = charges.reduce((sum, charge) => sum + index.netOfCharge(charge), 0);
  // What went back outside Stripe, or to the balance, by credit note is settled.
  const settled = index
    .creditNotesOfInvoice(invoice.id)
    .reduce((sum, note) => sum + note.post_payment_amount - refunded(note.refunds), 0);
  const amount = Math.min(taken, outside + taken - asked - settled - index.overpaidToBalance(invoice.id));
  if (amount <= 0) return null;
  return explain(invoice, charges, { outside, taken, asked, settled, amount, currency }, index);
}

interface Sums {
  readonly outside: number;
  readonly taken: number;
  readonly asked: number;
  readonly settled: number;
  readonly amount: number;
  readonly currency: string;
}

function refunded(refunds: readonly { readonly amount_refunded: number }[]): number {
  return refunds.reduce((sum, { amount_refunded }) => sum + amount_refunded, 0);
}

function explain(invoice: Invoice, charges: readonly Charge[], sums: Sums, index: HistoryIndex): RuleFinding {
  const { outside, taken, asked, settled, amount, currency } = sums;
  const show = (value: number): string => formatMoney({ amount: value, currency });
  const decimal = (value: number): string => toDecimal({ amount: value, currency });
  const last = charges[charges.length - 1];
  const words = {
    reason: 'duplicate' as const,
    justification: `${invoice.id} was paid outside Stripe, and ${listedInPart(charges.map(({ id }) => id))} took it as well.`,
    alternatives: [
      {
        kind: 'credit_note' as const,
        why_not: 'The invoice itself is right: only one of its two payments is too much.',
      },
    ],
  };
  const correction = draftRefunds(charges, amount, words, index);
  return {
    classification: 'billing_error',
    confidence: 'high',
    variant: 'recorded',
    title: 'Paid outside Stripe and charged too',
    message:
      `${invoice.id} asked for ${show(asked)}: ${show(outside)} is recorded as paid outside Stripe, and ` +
      `${listedInPart(charges.map(({ id }) => id))} took ${show(taken)} as well, so ${show(amount)} is over-paid. ` +
      (correction === null
        ? 'Refund nothing while the payment is disputed.'
        : `Refund ${show(amount)}, and keep the payment made outside.`),
    facts: {
      amount: fact.money(amount, currency),
      asked: fact.money(asked, currency),
      charged_at: fact.date(last?.created ?? invoice.created),
      invoice_at: fact.date(invoice.created),
    },
    amount: { amount, currency },
    evidence: [
      { object: 'invoice', id: invoice.id },
      ...charges.map(({ id }) => ({ object: 'charge', id })),
      ...index.creditNotesOfInvoice(invoice.id).map(({ id }) => ({ object: 'credit_note', id })),
    ],
    recomputation: [
      {
        label: `${invoice.id} of ${isoDate(invoice.created)}`,
        expression: `${decimal(outside)} outside + ${decimal(taken)} charged − ${decimal(asked)} asked${settled > 0 ? ` − ${decimal(settled)} returned` : ''}`,
        result: decimal(amount),
      },
    ],
    at_issue: charges.map(({ id }) => ({ object: 'charge', id, part: 'whole' })),
    correction,
    customer: invoice.customer,
    occurred_at: last?.created ?? invoice.created,
  };
}

/** A transfer that nobody has used yet, and a card charge for the invoice it seems to be meant for. */
function transferFinding(
  { transfer, invoice, charge }: IdleTransfer,
  index: HistoryIndex,
): RuleFinding | null {
  const { currency } = invoice;
  const amount = Math.min(transfer.net_amount, index.netOfCharge(charge));
  const show = (value: number): string => formatMoney({ amount: value, currency });
  const decimal = (value: number): string => toDecimal({ amount: value, currency });
  const correction = draftRefund(index, charge, amount, {
    reason: 'duplicate',
    justification: `${transfer.id} brought what ${invoice.id} asked for, and ${charge.id} took it as well.`,
    alternatives: [
      {
        kind: 'customer_balance_credit',
        why_not:
          'The transfer is on the cash balance already and pays later invoices if the customer wants that.',
      },
    ],
  });
  return {
    classification: 'likely_error',
    confidence: 'medium',
    variant: 'transfer',
    title: 'A bank transfer beside the charge',
    message:
      `${show(transfer.net_amount)} came by bank transfer on ${isoDate(transfer.created)} (${transfer.id}), exactly what ${invoice.id} asked for, ` +
      `and still waits on the cash balance; ${charge.id} took ${show(charge.amount_captured)} for that invoice on ${isoDate(charge.created)}. ` +
      `Ask the customer what the transfer was for. If it was for this invoice, ${
        correction === null
          ? 'return the transfer'
          : `refund ${show(amount)} on ${charge.id}, or return the transfer`
      }.`,
    facts: {
      amount: fact.money(amount, currency),
      asked: fact.money(invoice.amount_due, currency),
      charged_at: fact.date(charge.created),
      invoice_at: fact.date(invoice.created),
      transfer_at: fact.date(transfer.created),
    },
    amount: { amount, currency },
    evidence: [
      { object: 'invoice', id: invoice.id },
      { object: 'charge', id: charge.id },
      { object: 'customer_cash_balance_transaction', id: transfer.id },
    ],
    recomputation: [
      {
        label: `${invoice.id} of ${isoDate(invoice.created)}`,
        expression: `${decimal(transfer.net_amount)} by transfer + ${decimal(index.netOfCharge(charge))} charged − ${decimal(invoice.amount_due)} asked`,
        result: decimal(transfer.net_amount + index.netOfCharge(charge) - invoice.amount_due),
      },
    ],
    at_issue: [{ object: 'charge', id: charge.id, part: 'whole' }],
    correction,
    customer: invoice.customer,
    occurred_at: Math.max(charge.created, transfer.created),
  };
}

/** Refunds that add up to `amount`, latest charge first; null when that much cannot be refunded. */
function draftRefunds(
  charges: readonly Charge[],
  amount: number,
  words: Parameters<typeof draftRefund>[3],
  index: HistoryIndex,
) {
  let open = amount;
  const drafts = [...charges].reverse().flatMap((charge) => {
    const share = Math.min(open, index.refundableOnCharge(charge));
    open -= share;
    return draftRefund(index, charge, share, words) ?? [];
  });
  return open > 0 ? null : combineCorrections(drafts, words);
}
