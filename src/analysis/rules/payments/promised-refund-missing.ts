import { allocate, formatMoney, toDecimal } from '../../../money.ts';
import type { BillingHistory, Charge, Invoice } from '../../billing-history.ts';
import {
  type CorrectionWords,
  combineCorrections,
  creditWholeLine,
  draftCreditNote,
  draftRefund,
} from '../../correction.ts';
import { fact } from '../../facts.ts';
import type { Correction, EvidenceRef, MoneyUnit, RuleFinding } from '../../finding.ts';
import { type HistoryIndex, isLiveRefund, lineTotal } from '../../history-index.ts';
import { scaledTo } from '../../over-charge.ts';
import type { Promised } from '../../policy.ts';
import { defineRule, type RuleContext, type RuleOutcome } from '../../rule.ts';
import { isoDate } from '../../wording.ts';

const DAY_SECONDS = 86_400;
/** POLICY.md, `promises`: overdue after `due_by`, by default this long after it was made. */
const DEFAULT_DUE_DAYS = 10;

type PromisedRefund = Extract<Promised, { kind: 'refund' }>;

export const promisedRefundMissing = defineRule({
  id: 'promised-refund-missing',
  version: 1,
  rows: ['G1', 'G3'],
  category: 'refund',
  title: 'A promised refund was not made',
  needs: ['customers', 'charges', 'refunds', 'credit_notes', 'invoices', 'disputes'],
  proposes: ['credit_note', 'refund'],
  check(history, context): RuleOutcome {
    const { promises } = context.policy;
    if (promises === undefined) return { findings: [], skipped: 'the policy file has no promises section' };
    const claimed = new Set<string>();
    const findings = promises.flatMap((promise) =>
      promise.kind === 'refund' && context.index.customer(promise.customer) !== undefined
        ? (findingOf(promise, history, context, claimed) ?? [])
        : [],
    );
    return { findings };
  },
});

function findingOf(
  promise: PromisedRefund,
  history: BillingHistory,
  { index, asOf }: RuleContext,
  claimed: Set<string>,
): RuleFinding | null {
  const { customer, currency, made_at, ref } = promise;
  const due = promise.due_by ?? made_at + DEFAULT_DUE_DAYS * DAY_SECONDS;
  const charges = chargesMeant(promise, history, index);
  const invoice = index.invoice(promise.invoice ?? null);
  // An invoice may have been paid by credit of the customer's alone: no charge, and a promise all the same.
  if (asOf <= due || (charges.length === 0 && invoice?.status !== 'paid')) return null;
  const given = returnedSince(made_at, charges, invoice, index);
  const amount = promise.amount - given.amount;
  if (amount <= 0) return null;
  const show = (value: number): string => formatMoney({ amount: value, currency });
  const decimal = (value: number): string => toDecimal({ amount: value, currency });
  const words: CorrectionWords = {
    reason: 'product_unsatisfactory',
    justification: `${show(promise.amount)} was promised on ${isoDate(made_at)}${promise.source === undefined ? '' : ` (${promise.source})`}.`,
    alternatives: [{ kind: 'customer_balance_credit', why_not: 'A refund was promised, not credit.' }],
  };
  const correction = draft(amount, invoice, charges, words, index);
  return {
    classification: 'billing_error',
    confidence: 'certain',
    variant: given.amount === 0 ? 'none' : 'too_small',
    title: given.amount === 0 ? 'A promised refund was not made' : 'Less was refunded than promised',
    message:
      `A refund of ${show(promise.amount)} was promised to ${customer} on ${isoDate(made_at)} and due by ${isoDate(due)}; ` +
      `${given.amount === 0 ? 'nothing' : `only ${show(given.amount)}`} has gone back since. ` +
      (correction === null ? `Ask finance how to return ${show(amount)}.` : `Return ${show(amount)}.`),
    facts: {
      amount: fact.money(amount, currency),
      promised: fact.money(promise.amount, currency),
      promised_at: fact.date(made_at),
      due_at: fact.date(due),
    },
    amount: { amount, currency },
    evidence: [
      { object: 'policy', id: ref },
      ...(invoice === undefined ? [] : [{ object: 'invoice', id: invoice.id }]),
      ...charges.map(({ id }) => ({ object: 'charge', id })),
      ...given.evidence,
    ],
    recomputation: [
      {
        label: 'promised and not returned',
        expression: `${decimal(promise.amount)} − ${decimal(given.amount)}`,
        result: decimal(amount),
      },
    ],
    at_issue: [{ object: 'promise', id: ref, part: 'whole' }, ...moneyOf(invoice, charges, claimed)],
    correction,
    customer,
    occurred_at: due,
  };
}

/**
 * The invoice or payment the money goes back on, so that the fault it was promised for is not reported as well; each of
 * them once, for two promises about one payment are two sums.
 */
function moneyOf(
  invoice: Invoice | undefined,
  [latest]: readonly Charge[],
  claimed: Set<string>,
): readonly MoneyUnit[] {
  const object = invoice === undefined ? 'charge' : 'invoice';
  const { id } = invoice ?? latest ?? {};
  if (id === undefined || claimed.has(id)) return [];
  claimed.add(id);
  return [{ object, id, part: 'whole' }];
}

/** What the promise is about: its charge, its invoice's charges, else the latest charge that can bear it. */
function chargesMeant(
  promise: PromisedRefund,
  history: BillingHistory,
  index: HistoryIndex,
): readonly Charge[] {
  const { customer, currency, made_at } = promise;
  const paid = (charge: Charge): boolean =>
    charge.status === 'succeeded' && charge.captured && charge.currency === currency;
  if (promise.charge !== undefined)
    return [index.charge(promise.charge)].filter((one) => one !== undefined).filter(paid);
  if (promise.invoice !== undefined) return index.chargesOfInvoice(promise.invoice).filter(paid);
  const own = history.charges.filter(
    (charge) => charge.customer === customer && charge.created <= made_at && paid(charge),
  );
  const latest = [...own]
    .sort((a, b) => b.created - a.created || (a.id < b.id ? -1 : 1))
    .find((charge) => charge.amount_captured >= promise.amount);
  return latest === undefined
    ? []
    : [latest, ...own.filter((one) => one !== latest && one.amount_refunded > 0)];
}

function returnedSince(
  since: number,
  charges: readonly Charge[],
  invoice: Invoice | undefined,
  index: HistoryIndex,
): { readonly amount: number; readonly evidence: readonly EvidenceRef[] } {
  const refunds = charges
    .flatMap(({ id }) => index.refundsOfCharge(id))
    .filter((refund) => isLiveRefund(refund) && refund.created >= since);
  const notes = (invoice === undefined ? [] : index.creditNotesOfInvoice(invoice.id)).filter(
    ({ created }) => created >= since,
  );
  const byNote = notes.reduce(
    (sum, note) =>
      sum + note.amount - note.refunds.reduce((total, refund) => total + refund.amount_refunded, 0),
    0,
  );
  return {
    amount: refunds.reduce((sum, refund) => sum + refund.amount, 0) + byNote,
    evidence: [
      ...refunds.map(({ id }) => ({ object: 'refund', id })),
      ...notes.map(({ id }) => ({ object: 'credit_note', id })),
    ],
  };
}

/** On an invoice a credit note over its lines in proportion, so that tax follows; else refunds, latest charge first. */
function draft(
  amount: number,
  invoice: Invoice | undefined,
  charges: readonly Charge[],
  words: CorrectionWords,
  index: HistoryIndex,
): Correction | null {
  if (invoice !== undefined) {
    const lines = invoice.lines.filter((line) => lineTotal(line) > 0);
    const parts = allocate(amount, lines.map(lineTotal));
    const credits = lines.flatMap((line, place) => scaledTo(creditWholeLine(line), parts[place] ?? 0));
    return draftCreditNote(index, invoice, credits, words);
  }
  let open = amount;
  const drafts = charges.flatMap((charge) => {
    const share = Math.min(open, index.refundableOnCharge(charge));
    open -= share;
    return draftRefund(index, charge, share, words) ?? [];
  });
  return open > 0 ? null : combineCorrections(drafts, words);
}
