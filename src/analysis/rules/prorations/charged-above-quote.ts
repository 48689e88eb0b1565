import { allocate, formatMoney, toDecimal } from '../../../money.ts';
import type { Invoice } from '../../billing-history.ts';
import { creditWholeLine, type LineCredit, lineCreditTotal } from '../../correction.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { type HistoryIndex, largestFirst, lineExclusiveTax } from '../../history-index.ts';
import { lineErrorFinding } from '../../line-error.ts';
import { type OverCharge, scaledTo } from '../../over-charge.ts';
import { type QuotedAmount, quotedAmounts } from '../../prices/quoted-amounts.ts';
import { defineRule } from '../../rule.ts';
import { isoDate } from '../../wording.ts';

/** C5: an invoice comes to more than the customer was quoted for it. */
export const chargedAboveQuote = defineRule({
  id: 'charged-above-quote',
  version: 1,
  rows: ['C5'],
  category: 'proration',
  title: 'Charged more than was quoted',
  needs: ['invoices', 'quotes', 'checkout_sessions', 'subscriptions'],
  proposes: ['credit_note', 'void_invoice'],
  check(history, { index, policy }) {
    const quoted = quotedAmounts(history, index, policy);
    const findings = quoted.flatMap((quote) => findingOf(quote, index) ?? []);
    const knowsNone = policy.promises === undefined && quoted.length === 0 && history.invoices.length > 0;
    if (!knowsNone) return findings;
    return {
      findings,
      skipped: 'policy section promises is missing, and no quote or checkout session names an amount',
    };
  },
});

const WHAT: Readonly<Record<QuotedAmount['source'], string>> = {
  promise: 'quote of the policy file',
  quote: 'accepted quote',
  checkout: 'checkout',
};

function findingOf(
  { source, invoice, amount: quoted, at, evidence }: QuotedAmount,
  index: HistoryIndex,
): RuleFinding | null {
  const over = invoice.total - quoted;
  if (over <= 0) return null;
  // A promise is made with tax; what Stripe showed may have been before the tax of a place known later only.
  if (source !== 'promise' && invoice.total - taxOf(invoice) <= quoted) return null;
  const { currency } = invoice;
  const show = (amount: number): string => formatMoney({ amount, currency });
  const decimal = (amount: number): string => toDecimal({ amount, currency });
  return lineErrorFinding(index, [shareOut(invoice, over)], {
    classification: 'billing_error',
    confidence: source === 'promise' ? 'certain' : 'high',
    variant: source,
    title: 'Charged more than was quoted',
    message: () =>
      `${invoice.id} of ${isoDate(invoice.created)} comes to ${show(invoice.total)}, tax included, but the ${WHAT[source]} ${evidence.id} of ${isoDate(at)} said ${show(quoted)}: ${show(over)} more.`,
    facts: (amount, code) => ({
      amount: fact.money(amount, code),
      quoted: fact.money(quoted, currency),
      billed: fact.money(invoice.total, currency),
      quoted_at: fact.date(at),
      invoice_at: fact.date(invoice.created),
    }),
    words: {
      reason: 'order_change',
      justification: `${show(quoted)} was quoted on ${isoDate(at)} and ${show(invoice.total)} was billed.`,
      alternatives: [{ kind: 'refund', why_not: 'A bare refund leaves the invoice above the quote.' }],
    },
    part: 'whole',
    evidence: [
      evidence,
      ...(invoice.subscription === null ? [] : [{ object: 'subscription', id: invoice.subscription }]),
    ],
    steps: [
      {
        label: 'above the quote',
        expression: `${decimal(invoice.total)} − ${decimal(quoted)}`,
        result: decimal(over),
      },
    ],
    customer: invoice.customer,
    occurredAt: invoice.created,
  });
}

const taxOf = ({ lines }: Invoice): number => lines.reduce((sum, line) => sum + lineExclusiveTax(line), 0);

/** The excess on the invoice's positive lines, in proportion to what they took. */
function shareOut(invoice: Invoice, over: number): OverCharge {
  const whole = largestFirst(invoice.lines)
    .map(creditWholeLine)
    .filter((credit) => lineCreditTotal(credit) > 0);
  const parts = allocate(over, whole.map(lineCreditTotal));
  const credits = whole.flatMap((credit, place): readonly LineCredit[] =>
    scaledTo(credit, parts[place] ?? 0),
  );
  return { invoice, credits };
}
