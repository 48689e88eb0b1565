import type { CheckoutSession, Invoice, Quote } from '../../billing-history.ts';
import { creditWholeLine } from '../../correction.ts';
import { fact } from '../../facts.ts';
import type { EvidenceRef, RuleFinding } from '../../finding.ts';
import { byCreation, isEffectiveInvoice, lineTotal } from '../../history-index.ts';
import { lineErrorFinding } from '../../line-error.ts';
import { inForce } from '../../policy.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate } from '../../wording.ts';

export const wrongCurrency = defineRule({
  id: 'wrong-currency',
  version: 1,
  rows: ['G6'],
  category: 'currency',
  title: 'Billed in another currency than agreed',
  needs: ['invoices', 'checkout_sessions', 'quotes', 'charges', 'credit_notes', 'refunds'],
  proposes: ['credit_note', 'void_invoice'],
  check(history, context) {
    return byCreation(history.invoices).flatMap((invoice) => findingOf(invoice, context) ?? []);
  },
});

interface Agreed {
  readonly currency: string;
  readonly variant: 'contract' | 'ordered';
  readonly evidence: EvidenceRef;
  /** "the contract frame-17", "the checkout cs_1". */
  readonly source: string;
}

function findingOf(invoice: Invoice, context: RuleContext): RuleFinding | null {
  if (!isEffectiveInvoice(invoice) || invoice.total <= 0) return null;
  const agreed = byContract(invoice, context) ?? byOrder(invoice, context);
  if (agreed === null || agreed.currency === invoice.currency) return null;
  const [billed, wanted] = [invoice.currency.toUpperCase(), agreed.currency.toUpperCase()];
  const lines = invoice.lines.filter((line) => lineTotal(line) > 0);
  return lineErrorFinding(context.index, [{ invoice, credits: lines.map(creditWholeLine) }], {
    classification: 'billing_error',
    confidence: 'high',
    variant: agreed.variant,
    title: 'Billed in another currency than agreed',
    message: (left) =>
      `${invoice.id} of ${isoDate(invoice.created)} bills ${left} in ${billed}, while ${agreed.source} says ${wanted}. Credit it, and bill the agreed amount in ${wanted}.`,
    facts: (amount, currency) => ({
      amount: fact.money(amount, currency),
      invoice_at: fact.date(invoice.created),
      billed_currency: fact.text(billed),
      agreed_currency: fact.text(wanted),
    }),
    words: {
      reason: 'order_change',
      justification: `${agreed.source.charAt(0).toUpperCase()}${agreed.source.slice(1)} says ${wanted}; the invoice is to be issued again in it.`,
      alternatives: [
        { kind: 'refund', why_not: 'A bare refund would leave an invoice in the wrong currency.' },
      ],
    },
    part: 'whole',
    evidence: [agreed.evidence],
    customer: invoice.customer,
  });
}

/** A contract fixes the currency; where several hold, any of them may be the one billed. */
function byContract(invoice: Invoice, { policy }: RuleContext): Agreed | null {
  const products = new Set(invoice.lines.flatMap(({ product }) => product ?? []));
  const contracts = (policy.prices ?? []).filter(
    (entry) =>
      (entry.customer === invoice.customer ||
        (entry.subscription !== undefined && entry.subscription === invoice.subscription)) &&
      (entry.customer !== undefined || entry.subscription !== undefined) &&
      entry.product !== undefined &&
      products.has(entry.product) &&
      inForce(entry, invoice.created),
  );
  const [only] = contracts;
  if (only === undefined || contracts.some(({ currency }) => currency === invoice.currency)) return null;
  return {
    currency: only.currency,
    variant: 'contract',
    evidence: { object: 'policy', id: only.ref },
    source: `the contract (${only.ref})`,
  };
}

/** What the customer saw when ordering: the checkout session, or the quote, of this invoice or its subscription. */
function byOrder(invoice: Invoice, { index }: RuleContext): Agreed | null {
  const { checkout_sessions, quotes } = index.history;
  const isIts = ({ invoice: id, subscription }: CheckoutSession | Quote): boolean =>
    id === invoice.id || (subscription !== null && subscription === invoice.subscription);
  const order = [...checkout_sessions, ...quotes].find((one) => one.currency !== null && isIts(one));
  if (order === undefined || order.currency === null) return null;
  const kind = order.object === 'quote' ? 'quote' : 'checkout';
  return {
    currency: order.currency,
    variant: 'ordered',
    evidence: { object: order.object, id: order.id },
    source: `the ${kind} ${order.id}`,
  };
}
