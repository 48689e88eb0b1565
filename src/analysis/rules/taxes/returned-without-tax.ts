import { formatMoney, toDecimal } from '../../../money.ts';
import type { Invoice } from '../../billing-history.ts';
import { lineCreditTotal } from '../../correction.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice, isLiveRefund } from '../../history-index.ts';
import { openErrorFinding } from '../../line-error.ts';
import { lessReturned } from '../../over-charge.ts';
import type { Policy } from '../../policy.ts';
import { defineRule } from '../../rule.ts';
import { chargedTaxes } from '../../taxes/charged-tax.ts';
import { TAX_WORDS } from '../../taxes/tax-error.ts';
import { type UntaxedReturn, untaxedReturns } from '../../taxes/untaxed-returns.ts';
import { isoDate, listed } from '../../wording.ts';

/** F9: the price was given back, and the tax on it was kept. */
export const returnedWithoutTax = defineRule({
  id: 'returned-without-tax',
  version: 1,
  rows: ['F9'],
  category: 'tax',
  title: 'Given back without its tax',
  needs: ['invoices', 'credit_notes', 'refunds', 'charges', 'disputes', 'tax_rates'],
  proposes: ['credit_note'],
  check(history, { index, policy }) {
    return byCreation(history.invoices).flatMap((invoice) => {
      if (!isEffectiveInvoice(invoice)) return [];
      const returns = untaxedReturns(index, invoice);
      const finding =
        returns.length > 0 ? ofLines(invoice, returns, index) : ofWholeInvoice(invoice, index, policy);
      return finding ?? [];
    });
  },
});

/** Credit notes that name the lines they credit, and credit too little of their tax. */
function ofLines(
  invoice: Invoice,
  returns: readonly UntaxedReturn[],
  index: HistoryIndex,
): RuleFinding | null {
  const returned = new Map(returns.map(({ line, taxReturned }) => [line.id, taxReturned]));
  const open = lessReturned(
    index,
    { invoice, credits: returns.map(({ due }) => due) },
    (line) => returned.get(line.id) ?? 0,
  );
  if (open === null) return null;
  const isWhole = returns.every((one) => one.isWhole);
  const { currency } = invoice;
  const net = returns.reduce((sum, one) => sum + one.net, 0);
  const notes = byCreation([...new Set(returns.flatMap((one) => one.notes))]);
  const ids = listed(notes.map(({ id, created }) => `${id} of ${isoDate(created)}`));
  const gives = `${ids} ${notes.length === 1 ? 'gives' : 'give'} back ${formatMoney({ amount: net, currency })} of ${invoice.id} without`;
  const returnedAt = notes[notes.length - 1]?.created ?? invoice.created;
  const decimal = (amount: number): string => toDecimal({ amount, currency });
  return openErrorFinding(index, [open], {
    classification: isWhole ? 'billing_error' : 'likely_error',
    confidence: isWhole ? 'certain' : 'medium',
    variant: isWhole ? 'whole_line' : 'part_of_line',
    title: 'Credited without its tax',
    message: (left) =>
      isWhole
        ? `${gives} ${left} of the tax charged on it: nothing is left that this tax could be for.`
        : `${gives} ${left} of the tax charged on it. Whether that much was agreed with the tax included is not on record: ask who issued it, and go on only if it was before tax.`,
    facts: (amount) => ({
      amount: fact.money(amount, currency),
      returned: fact.money(net, currency),
      returned_at: fact.date(returnedAt),
      invoice_at: fact.date(invoice.created),
    }),
    words: {
      ...TAX_WORDS,
      reason: 'order_change',
      justification: `${decimal(net)} of ${invoice.id} was credited without the tax that had been charged on it.`,
    },
    part: 'tax',
    evidence: notes.map(({ id }) => ({ object: 'credit_note', id })),
    steps: returns.map(({ line, due, taxReturned }) => ({
      label: `tax on what was credited of ${line.id}`,
      expression:
        taxReturned === 0
          ? due.taxes.map(({ amount }) => decimal(amount)).join(' + ')
          : `${decimal(lineCreditTotal(due))} − ${decimal(taxReturned)} given back`,
      result: decimal(Math.max(0, lineCreditTotal(due) - taxReturned)),
    })),
    customer: invoice.customer,
    occurredAt: returnedAt,
  });
}

/** A refund, or a credit that names no line, of exactly what the invoice comes to without its tax. */
function ofWholeInvoice(invoice: Invoice, index: HistoryIndex, policy: Policy): RuleFinding | null {
  const returned = index.returnedOnInvoice(invoice);
  if (returned === 0) return null;
  const tax = chargedTaxes(invoice).find(({ inclusive }) => !inclusive);
  if (tax?.byLine !== true) return null;
  const amount = tax.credits.reduce((sum, credit) => sum + lineCreditTotal(credit), 0);
  const net = invoice.total - amount;
  if (net <= 0 || returned !== net || index.unattributedReturnOnInvoice(invoice) !== net) return null;
  const notes = index.creditNotesOfInvoice(invoice.id);
  const charges = index.chargesOfInvoice(invoice.id);
  const { currency } = invoice;
  const isAgreed = (policy.promises ?? []).some(
    (promise) => promise.kind === 'refund' && promise.amount === net && promise.currency === currency,
  );
  if (isAgreed || notes.some((note) => note.total_taxes.some((one) => one.amount !== 0))) return null;
  if (charges.some((charge) => index.disputesOfCharge(charge.id).length > 0 || charge.disputed)) return null;
  const refunds = charges.flatMap(({ id }) => index.refundsOfCharge(id)).filter(isLiveRefund);
  const last = Math.max(invoice.created, ...[...notes, ...refunds].map(({ created }) => created));
  const decimal = (value: number): string => toDecimal({ amount: value, currency });
  return openErrorFinding(index, [{ invoice, credits: tax.credits, charged: amount, left: amount }], {
    classification: 'likely_error',
    confidence: 'medium',
    variant: 'whole_invoice',
    title: 'Refunded without its tax',
    message: (left) =>
      `What was given back on ${invoice.id}, ${formatMoney({ amount: net, currency })}, is exactly its total without the ${left} of tax. Whether all of the invoice was to be given back is not on record: ask who refunded it, and go on only if it was.`,
    facts: () => ({
      amount: fact.money(amount, currency),
      returned: fact.money(net, currency),
      returned_at: fact.date(last),
      invoice_at: fact.date(invoice.created),
    }),
    words: {
      ...TAX_WORDS,
      reason: 'order_change',
      justification: `${decimal(net)} of ${invoice.id} was given back, all of it but the tax.`,
    },
    part: 'tax',
    evidence: refunds.map(({ id }) => ({ object: 'refund', id })),
    steps: [
      {
        label: `${invoice.id} less what was given back`,
        expression: `${decimal(invoice.total)} − ${decimal(net)}`,
        result: decimal(amount),
      },
    ],
    customer: invoice.customer,
    occurredAt: last,
  });
}
