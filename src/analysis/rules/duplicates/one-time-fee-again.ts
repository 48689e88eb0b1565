import type { BillingHistory, Invoice, InvoiceLine } from '../../billing-history.ts';
import { creditWholeLine } from '../../correction.ts';
import { type OneOff, oneOffs } from '../../duplicates/one-off-lines.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice, lineTotal } from '../../history-index.ts';
import { twinsInHistory } from '../../identity.ts';
import { lineErrorFinding } from '../../line-error.ts';
import { defineRule, type RuleOutcome } from '../../rule.ts';
import { isoDate, productName, shownText } from '../../wording.ts';

export const oneTimeFeeAgain = defineRule({
  id: 'one-time-fee-again',
  version: 1,
  rows: ['A8'],
  category: 'one_off',
  title: 'A one-time fee charged again',
  needs: ['invoices', 'prices', 'charges', 'credit_notes', 'refunds', 'customers'],
  proposes: ['credit_note', 'void_invoice'],
  check(history, { index, policy }): RuleOutcome {
    const fees = policy.one_time_fees;
    if (fees === undefined) return undecided(history, index);
    const byPrice = new Map<string | null, Fee[]>();
    for (const fee of feesIn(history, index, new Set(fees))) {
      byPrice.set(fee.line.price, [...(byPrice.get(fee.line.price) ?? []), fee]);
    }
    const findings = [...byPrice.values()].flatMap((charged) =>
      charged.flatMap((fee, place) => {
        const first = charged.find((earlier, at) => at < place && areOnePersons(earlier, fee, index));
        return first === undefined ? [] : (findingOf(first, fee, index) ?? []);
      }),
    );
    return { findings };
  },
});

interface Fee {
  readonly invoice: Invoice;
  readonly line: InvoiceLine;
}

/** Lines of these prices that cost the customer something, oldest first. What was wholly given back was not charged. */
function feesIn(history: BillingHistory, index: HistoryIndex, prices: ReadonlySet<string>): readonly Fee[] {
  return byCreation(history.invoices).flatMap((invoice) =>
    isEffectiveInvoice(invoice)
      ? invoice.lines.flatMap((line) => {
          const counts = line.price !== null && prices.has(line.price) && !line.proration;
          return counts && lineTotal(line) - index.creditedOnLine(line.id) > 0 ? [{ invoice, line }] : [];
        })
      : [],
  );
}

/** True when both were charged to one record, or to two that are proved to be one person's. */
function areOnePersons(a: Fee, b: Fee, index: HistoryIndex): boolean {
  if (a.invoice.customer === b.invoice.customer) return true;
  return twinsInHistory(index, a.invoice.customer).some(
    (twin) => twin.proved && twin.customer === b.invoice.customer,
  );
}

/** Two one-off lines of one price are worth a word where the policy file does not say whether it is due once. */
function undecided(history: BillingHistory, index: HistoryIndex): RuleOutcome {
  const seen = new Map<string, OneOff>();
  for (const one of oneOffs(history, index)) {
    if (one.price === null || index.price(one.price)?.type !== 'one_time') continue;
    const key = `${one.customer} ${one.price}`;
    if (seen.has(key)) {
      return {
        findings: [],
        skipped: `price ${one.price} was charged more than once, and the policy file has no one_time_fees section that says whether it is due only once`,
      };
    }
    seen.set(key, one);
  }
  return { findings: [] };
}

function findingOf(first: Fee, again: Fee, index: HistoryIndex): RuleFinding | null {
  const { line, invoice } = again;
  const name = shownText(line.description ?? '') || productName(index, line.product);
  return lineErrorFinding(index, [{ invoice, credits: [creditWholeLine(line)] }], {
    classification: 'billing_error',
    confidence: 'certain',
    title: 'A one-time fee charged again',
    message: (left) =>
      `${invoice.id} of ${isoDate(invoice.created)} charges “${name}” again, which ${first.invoice.id} charged on ${isoDate(first.invoice.created)}: the policy file lists ${line.price} as charged once per customer, so ${left} is too much.`,
    facts: (amount, currency) => ({
      amount: fact.money(amount, currency),
      item: fact.text(name),
      first_at: fact.date(first.invoice.created),
      again_at: fact.date(invoice.created),
    }),
    words: {
      reason: 'duplicate',
      justification: `${line.price} is charged once per customer; ${first.invoice.id} charged it on ${isoDate(first.invoice.created)}.`,
      alternatives: [
        { kind: 'refund', why_not: 'A bare refund would leave the fee and its tax on the invoice.' },
      ],
    },
    part: 'whole',
    evidence: [
      { object: 'policy', id: 'one_time_fees' },
      { object: 'invoice', id: first.invoice.id },
      { object: 'line_item', id: first.line.id },
    ],
    customer: invoice.customer,
  });
}
