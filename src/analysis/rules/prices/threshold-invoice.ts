import { formatMoney, toDecimal } from '../../../money.ts';
import type { Invoice } from '../../billing-history.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, isEffectiveInvoice, largestFirst, lineTotal } from '../../history-index.ts';
import { lineProduct } from '../../prices/billed-units.ts';
import { type ThresholdUsage, thresholdUsage } from '../../prices/threshold-usage.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, listed } from '../../wording.ts';

/** V28: an invoice between two renewals, because usage had reached a threshold. */
export const thresholdInvoice = defineRule({
  id: 'threshold-invoice',
  version: 1,
  rows: ['V28'],
  category: 'usage',
  title: 'An early invoice because usage reached a threshold',
  needs: ['invoices', 'prices', 'charges'],
  proposes: [],
  check(history, context) {
    const usage = thresholdUsage(history, context.index);
    return byCreation(history.invoices).flatMap((invoice) => {
      if (invoice.billing_reason !== 'subscription_threshold' || !isEffectiveInvoice(invoice)) return [];
      if (invoice.total <= 0 || !context.isWorthExplaining(invoice.created, 'usage')) return [];
      const periods = usage.filter(({ atThreshold }) =>
        atThreshold.some(({ billed }) => billed.invoice.id === invoice.id),
      );
      return [explain(invoice, periods, context)];
    });
  },
});

function explain(invoice: Invoice, periods: readonly ThresholdUsage[], { index }: RuleContext): RuleFinding {
  const { id, created, currency, total: amount, customer } = invoice;
  const lines = largestFirst(invoice.lines.filter((line) => lineTotal(line) > 0));
  const until = Math.max(...invoice.lines.map(({ period }) => period.end));
  const since = Math.min(...invoice.lines.map(({ period }) => period.start));
  const names = [...new Set(lines.map((line) => lineProduct(index, line)))].sort();
  const closings = [...new Set(periods.flatMap(({ closing }) => closing?.billed.invoice.id ?? []))].sort();
  const goesOn = periods.length > 0 && periods.every((period) => period.goesOn);
  const decimal = (value: number): string => toDecimal({ amount: value, currency });
  const product = names.length === 1 ? names[0] : undefined;
  return {
    classification: 'valid_but_confusing',
    confidence: 'certain',
    variant: closings.length === 0 ? 'running' : 'closed',
    title: 'An early invoice because usage reached a threshold',
    message: [
      `${id} of ${isoDate(created)} bills ${formatMoney({ amount, currency })} for ${listed(names)} used from ${isoDate(since)} on, before the period is over, because usage reached the subscription's billing threshold.`,
      closings.length === 0
        ? 'The rest of the period is billed when it closes.'
        : goesOn
          ? `${listed(closings)} bills only what was used after that.`
          : `${listed(closings)} closes the period.`,
      'Tell the customer what the threshold is for, and that both invoices are for one period.',
    ].join(' '),
    facts: knownFacts({
      amount: fact.money(amount, currency),
      invoice_at: fact.date(created),
      used_since: fact.date(since),
      used_until: fact.date(until),
      product: product === undefined ? undefined : fact.text(product),
    }),
    amount: null,
    evidence: [
      { object: 'invoice', id },
      ...closings.map((closing) => ({ object: 'invoice', id: closing })),
      ...index
        .chargesOfInvoice(id)
        .flatMap((charge) => (charge.status === 'succeeded' ? [{ object: 'charge', id: charge.id }] : [])),
    ],
    recomputation: [
      {
        label: `${id} of ${isoDate(created)}`,
        expression: lines.map((line) => decimal(lineTotal(line))).join(' + '),
        result: decimal(lines.reduce((sum, line) => sum + lineTotal(line), 0)),
      },
    ],
    at_issue: [{ object: 'invoice', id, part: 'whole' }],
    // Why it came early says nothing about whether its price, tax or units are right.
    explains: [],
    yields: true,
    correction: null,
    customer,
    occurred_at: invoice.paid_at ?? created,
  };
}
