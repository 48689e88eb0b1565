import { assert } from '../../../assert.ts';
import { formatMoney, toDecimal } from '../../../money.ts';
import {
  type BalanceEntries,
  BalanceLedgers,
  balanceBefore,
  currentBalance,
  sourcesOf,
} from '../../balance/balance-ledger.ts';
import { draftRefundForCredit } from '../../balance/draft-balance.ts';
import type { BillingHistory, Invoice } from '../../billing-history.ts';
import { combineCorrections } from '../../correction.ts';
import { fact } from '../../facts.ts';
import type { Correction, RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice } from '../../history-index.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, listedInPart, plural, shownText } from '../../wording.ts';

/** D11: the customer had credit when an invoice was finalised, and paid it without. */
export const creditBalanceNotApplied = defineRule({
  id: 'credit-balance-not-applied',
  version: 1,
  rows: ['D11'],
  category: 'balance',
  title: 'Credit balance not applied',
  needs: [
    'invoices',
    'customer_balance_transactions',
    'charges',
    'customers',
    'checkout_sessions',
    'refunds',
  ],
  proposes: ['refund', 'customer_balance_credit'],
  check(history, { index }) {
    const ledgers = new BalanceLedgers(history);
    const exempt = checkoutInvoices(history);
    const passedBy = new Map<BalanceEntries, PassedBy[]>();
    for (const invoice of byCreation(history.invoices)) {
      if (!isEffectiveInvoice(invoice) || invoice.customer === null || exempt.has(invoice.id)) continue;
      const entries = ledgers.ofInvoice(invoice);
      if (entries.length === 0) continue;
      const before = passedBy.get(entries) ?? [];
      // What was used up since has reached the customer after all.
      const left = -currentBalance(entries) - before.reduce((sum, { amount }) => sum + amount, 0);
      const credit = creditAtFinalisation(invoice, entries);
      const due = Math.min(credit, invoice.total) - creditApplied(invoice, ledgers);
      const amount = Math.min(due, left, invoice.total - index.returnedOnInvoice(invoice));
      if (amount > 0) passedBy.set(entries, [...before, { invoice, credit, amount }]);
    }
    return [...passedBy].map(([entries, invoices]) => findingOf(invoices, entries, index));
  },
});

/** An invoice that the credit on the balance should have paid in part. Minor units. */
interface PassedBy {
  readonly invoice: Invoice;
  /** What was on the balance when the invoice was finalised. */
  readonly credit: number;
  /** What of it was not applied, is still there, and was not returned. */
  readonly amount: number;
}

/** Invoices that a Checkout session of a single payment made: Stripe applies no balance to them. */
function checkoutInvoices(history: BillingHistory): ReadonlySet<string> {
  return new Set(
    history.checkout_sessions.flatMap(({ mode, invoice }) =>
      mode === 'payment' && invoice !== null ? [invoice] : [],
    ),
  );
}

const finalisedAt = (invoice: Invoice): number => invoice.finalized_at ?? invoice.created;

function creditAtFinalisation(invoice: Invoice, entries: BalanceEntries): number {
  return Math.max(0, -(balanceBefore(entries, finalisedAt(invoice)) ?? 0));
}

/** What the balance took off the invoice, by whichever of its traces says most. */
function creditApplied(invoice: Invoice, ledgers: BalanceLedgers): number {
  const recorded = ledgers
    .appliedToInvoice(invoice.id)
    .reduce((sum, { amount }) => sum + Math.max(0, amount), 0);
  const { starting_balance, ending_balance, total, amount_due } = invoice;
  const moved = starting_balance < 0 ? (ending_balance ?? 0) - starting_balance : 0;
  return Math.max(recorded, moved, total - amount_due);
}

function findingOf(passedBy: readonly PassedBy[], entries: BalanceEntries, index: HistoryIndex): RuleFinding {
  const invoices = passedBy.map(({ invoice }) => invoice);
  const latest = passedBy[passedBy.length - 1];
  assert(latest !== undefined, 'a credit was passed by on some invoice');
  const { invoice, credit } = latest;
  const customer = invoice.customer ?? '';
  const { currency } = invoice;
  const show = (value: number): string => formatMoney({ amount: value, currency });
  const decimal = (value: number): string => toDecimal({ amount: value, currency });
  const amount = passedBy.reduce((sum, one) => sum + one.amount, 0);
  const sources = sourcesOf(entries, -credit, finalisedAt(invoice));
  const booked = sources[sources.length - 1]?.created ?? null;
  const words = {
    justification: `${show(amount)} of the customer's credit should have paid part of ${listedInPart(invoices.map(({ id }) => id))}.`,
    alternatives: [
      {
        kind: 'credit_note' as const,
        why_not: 'The invoice itself is right; a credit note would also lower its tax.',
      },
    ],
  };
  const drafts = passedBy.flatMap((one) => draftFor(one, index, words) ?? []);
  const correction = combineCorrections(drafts, { ...words, reason: 'order_change' });
  return {
    classification: 'billing_error',
    confidence: 'high',
    title: 'Credit balance not applied',
    message: [
      `The customer had ${show(credit)} credit when ${shownText(invoice.id)} (${show(invoice.total)}) was finalised on ${isoDate(finalisedAt(invoice))}, and ${show(amount)} of the credit was not applied to ${passedBy.length === 1 ? 'it' : plural(passedBy.length, 'invoice')} though it is still there.`,
      correction === null
        ? 'No payment can give it back: leave the credit for the next invoice and tell the customer, or decide in person.'
        : `Refund ${show(correction.amount ?? amount)} and take as much off the balance, or leave the credit for the next invoice if the customer agrees.`,
    ].join(' '),
    facts: {
      amount: fact.money(amount, currency),
      credit: fact.money(credit, currency),
      total: fact.money(invoice.total, currency),
      invoice_at: fact.date(invoice.created),
      invoice_count: fact.count(passedBy.length),
      ...(booked === null ? {} : { booked_at: fact.date(booked) }),
    },
    amount: { amount, currency },
    evidence: [
      ...invoices.map(({ id }) => ({ object: 'invoice', id })),
      { object: 'customer', id: customer },
      ...sources.map(({ id }) => ({ object: 'customer_balance_transaction', id })),
      ...drafts.map(({ target }) => ({ object: 'charge', id: target })),
    ],
    recomputation: passedBy.map((one) => ({
      label: `${one.invoice.id} credit not applied`,
      expression: `the smallest of ${decimal(one.credit)} credit, ${decimal(one.invoice.total)} total and what is still on the balance`,
      result: decimal(one.amount),
    })),
    at_issue:
      sources.length === 0
        ? invoices.map(({ id }) => ({ object: 'invoice', id, part: 'whole' }))
        : sources.map(({ id }) => ({ object: 'customer_balance_transaction', id, part: 'whole' })),
    correction,
    customer,
    occurred_at: finalisedAt(invoice),
  };
}

/** The refund of the charge that paid instead of the credit, where one charge can give it back. */
function draftFor(
  { invoice, amount }: PassedBy,
  index: HistoryIndex,
  words: Parameters<typeof draftRefundForCredit>[4],
): Correction | null {
  const charge = index
    .chargesOfInvoice(invoice.id)
    .find((paid) => paid.currency === invoice.currency && index.refundableOnCharge(paid) >= amount);
  return charge === undefined
    ? null
    : draftRefundForCredit(index, charge, invoice.customer ?? '', amount, words);
}
