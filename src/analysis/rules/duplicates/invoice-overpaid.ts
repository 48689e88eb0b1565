import { formatMoney, toDecimal } from '../../../money.ts';
import type { BillingHistory } from '../../billing-history.ts';
import { type CorrectionWords, combineCorrections, draftRefund } from '../../correction.ts';
import { type Overpayment, overpayments } from '../../duplicates/overpayments.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { Correction, MoneyUnit, RecomputationStep, RuleFinding } from '../../finding.ts';
import { type HistoryIndex, isLiveRefund } from '../../history-index.ts';
import { attemptRetriedThoughPaid } from '../../payments/invoice-settlement.ts';
import { joinReasons } from '../../reasons.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, listed, listedInPart, plural, shownText } from '../../wording.ts';

export const invoiceOverpaid = defineRule({
  id: 'invoice-overpaid',
  version: 1,
  rows: ['A2', 'G10'],
  category: 'overpayment',
  title: 'More was paid than the invoice asked for',
  needs: [
    'invoices',
    'charges',
    'payment_intents',
    'refunds',
    'credit_notes',
    'disputes',
    'customer_balance_transactions',
  ],
  proposes: ['refund'],
  check(history, { index }) {
    const findings: RuleFinding[] = [];
    const reasons: string[] = [];
    for (const overpayment of overpayments(history, index)) {
      if (isOnUnlistedBalance(overpayment, history, index)) {
        const { id, customer } = overpayment.invoice;
        reasons.push(
          `whether the excess of ${id} is on the balance of ${customer} cannot be told: its balance transactions are not in the history`,
        );
      } else findings.push(findingOf(overpayment, index));
    }
    const skipped = joinReasons(reasons);
    return skipped === undefined ? findings : { findings, skipped };
  },
});

/** Credit as large as the excess stands on the customer, and no transaction is known that would say what it is. */
function isOnUnlistedBalance(
  { invoice, amount }: Overpayment,
  { customer_balance_transactions }: BillingHistory,
  index: HistoryIndex,
): boolean {
  const customer = index.customer(invoice.customer);
  if (customer === undefined || invoice.amount_overpaid === 0 || -customer.balance < amount) return false;
  return !customer_balance_transactions.some((entry) => entry.customer === customer.id);
}

function findingOf(overpayment: Overpayment, index: HistoryIndex): RuleFinding {
  const { invoice, payments, paid, amount, excess } = overpayment;
  const { currency } = invoice;
  const show = (value: number): string => formatMoney({ amount: value, currency });
  const last = payments[payments.length - 1];
  const lastAt = last?.at ?? invoice.paid_at ?? invoice.created;
  const last4 = excess[0]?.charge.card?.last4;
  const failed = attemptRetriedThoughPaid(index, invoice);
  const correction = draft(overpayment, index);
  return {
    classification: 'billing_error',
    confidence: overpayment.isProvedByPayments ? 'certain' : 'high',
    variant: payments.length > 1 ? 'several_payments' : 'one_payment',
    title: 'More was paid than the invoice asked for',
    message: [
      `${invoice.id} asked for ${show(invoice.amount_due)}, and ${whatWasPaid(overpayment)}: ` +
        `${show(amount)} is over-paid${beyond(overpayment)}, and neither refunded nor on the customer's balance.`,
      ...(failed === undefined
        ? []
        : [
            `${failed.id} had failed before on ${isoDate(failed.created)}: it was retried though the invoice was paid another way.`,
          ]),
      adviceOf(overpayment, correction, index),
    ].join(' '),
    facts: knownFacts({
      amount: fact.money(amount, currency),
      asked: fact.money(invoice.amount_due, currency),
      paid: fact.money(Math.max(paid, invoice.amount_due + amount), currency),
      count: fact.count(Math.max(1, payments.length)),
      invoice_at: fact.date(invoice.created),
      last_at: fact.date(lastAt),
      invoice: fact.id(invoice.id),
      last4: last4 ? fact.text(last4) : undefined,
    }),
    amount: { amount, currency },
    evidence: [
      { object: 'invoice', id: invoice.id },
      ...payments.flatMap(({ charge }) =>
        charge === undefined ? [] : [{ object: 'charge', id: charge.id }],
      ),
      ...(failed === undefined ? [] : [{ object: 'charge', id: failed.id }]),
      ...payments.flatMap(({ charge }) =>
        (charge === undefined ? [] : index.refundsOfCharge(charge.id))
          .filter(isLiveRefund)
          .map(({ id }) => ({ object: 'refund', id })),
      ),
      ...index.creditNotesOfInvoice(invoice.id).map(({ id }) => ({ object: 'credit_note', id })),
    ],
    recomputation: recompute(overpayment),
    at_issue: atIssue(overpayment),
    correction,
    customer: invoice.customer,
    occurred_at: lastAt,
  };
}

/** ", beside $5.00 that went back already and $49.00 reported as a duplicate charge". */
function beyond({ invoice, settled, repeated }: Overpayment): string {
  const show = (value: number): string => formatMoney({ amount: value, currency: invoice.currency });
  const parts = [
    ...(settled > 0 ? [`${show(settled)} that went back already`] : []),
    ...(repeated > 0 ? [`${show(repeated)} that repeats another payment`] : []),
  ];
  return parts.length === 0 ? '' : ` beside ${listed(parts)}`;
}

function whatWasPaid({ payments, paid, invoice, isProvedByPayments }: Overpayment): string {
  const show = (value: number): string => formatMoney({ amount: value, currency: invoice.currency });
  if (!isProvedByPayments) return `Stripe counts ${show(invoice.amount_overpaid)} paid beyond that`;
  const each = payments.map(({ id, at, amount, charge }) => {
    const outside = charge === undefined ? ', not a Stripe charge in this history' : '';
    return `${show(amount)} on ${isoDate(at)} (${shownText(id)}${outside})`;
  });
  return payments.length === 1
    ? `${each[0]} was paid on it`
    : `${show(paid)} was paid on it in ${plural(payments.length, 'payment')}, ${listedInPart(each)}`;
}

function draft({ invoice, excess, amount }: Overpayment, index: HistoryIndex): Correction | null {
  if (excess.reduce((sum, { share }) => sum + share, 0) < amount || isDisputed(invoice.id, index))
    return null;
  const words: CorrectionWords = {
    reason: 'order_change',
    justification: `${invoice.id} asked for less than was paid on it; the excess is owed to the customer.`,
    alternatives: [
      {
        kind: 'customer_balance_credit',
        why_not: 'Only if the customer would rather keep it for the next invoices: ask first.',
      },
      { kind: 'credit_note', why_not: 'The invoice itself is right: only what was paid on it is too much.' },
    ],
  };
  const drafts = excess.map(({ charge, share }) => draftRefund(index, charge, share, words));
  const possible = drafts.filter((one) => one !== null);
  return possible.length < drafts.length ? null : combineCorrections(possible, words);
}

function isDisputed(invoice: string, index: HistoryIndex): boolean {
  return index.chargesOfInvoice(invoice).some((charge) => index.hasBlockingDispute(charge));
}

function adviceOf(
  { invoice, excess, amount }: Overpayment,
  correction: Correction | null,
  index: HistoryIndex,
): string {
  const disputed = index.chargesOfInvoice(invoice.id).find((charge) => index.hasBlockingDispute(charge));
  if (disputed !== undefined)
    return `${disputed.id} is disputed: answer the dispute and refund nothing, or the money could go back twice.`;
  const show = (value: number): string => formatMoney({ amount: value, currency: invoice.currency });
  if (correction === null)
    return `Ask finance how to return ${show(amount)}: no payment known here can be refunded for it.`;
  const parts = excess.map(({ charge, share }) => `${show(share)} on ${charge.id}`);
  return `Refund ${listedInPart(parts)}, unless the customer would rather keep it as credit for the next invoices: ask.`;
}

function recompute(overpayment: Overpayment): RecomputationStep[] {
  const { invoice, payments, paid, amount, settled, repeated, isProvedByPayments } = overpayment;
  const decimal = (value: number): string => toDecimal({ amount: value, currency: invoice.currency });
  const off =
    (settled > 0 ? ` - ${decimal(settled)} returned` : '') +
    (repeated > 0 ? ` - ${decimal(repeated)} repeated` : '');
  const whole = amount + settled + repeated;
  const result = decimal(amount);
  if (!isProvedByPayments) {
    return [{ label: 'over-paid', expression: `${decimal(whole)} (amount_overpaid)${off}`, result }];
  }
  const sum = payments.map((payment) => decimal(payment.amount)).join(' + ');
  return [
    ...(payments.length > 1 ? [{ label: 'paid', expression: sum, result: decimal(paid) }] : []),
    {
      label: 'over-paid',
      expression: `${decimal(paid)} paid - ${decimal(invoice.amount_due)} asked${off}`,
      result,
    },
  ];
}

/** The payments the excess sits on; the invoice where none of them is known. */
function atIssue({ invoice, excess }: Overpayment): readonly MoneyUnit[] {
  if (excess.length === 0) return [{ object: 'invoice', id: invoice.id, part: 'whole' }];
  return excess.map(({ charge }) => ({ object: 'charge', id: charge.id, part: 'whole' }));
}
