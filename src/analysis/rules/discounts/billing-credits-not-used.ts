import { formatMoney, toDecimal } from '../../../money.ts';
import { billingCredits, creditsOnLine, type UnusedCredits } from '../../balance/billing-credits.ts';
import { type CorrectionWords, combineCorrections } from '../../correction.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { type HistoryIndex, lineDiscount } from '../../history-index.ts';
import {
  draftReturns,
  invoicesAndDays,
  lessReturned,
  type OpenOverCharge,
  returnSteps,
  totalLeft,
  whatToReturn,
} from '../../over-charge.ts';
import { joinReasons } from '../../reasons.ts';
import { defineRule } from '../../rule.ts';
import { listedInPart, plural, shownText } from '../../wording.ts';

/** D14: usage was charged although a credit grant should have paid it. */
export const billingCreditsNotUsed = defineRule({
  id: 'billing-credits-not-used',
  version: 1,
  rows: ['D14'],
  category: 'credit',
  title: 'Billing credits not used',
  needs: ['credit_grants', 'invoices', 'prices', 'credit_notes', 'charges', 'disputes'],
  proposes: ['credit_note', 'void_invoice'],
  check(history, { index }) {
    const { unused, undecided } = billingCredits(history, index);
    const groups = new Map<string, { over: OpenOverCharge; unused: UnusedCredits }[]>();
    for (const one of unused) {
      const over = lessReturned(index, one);
      if (over === null) continue;
      const key = `${one.invoice.customer} ${one.invoice.currency}`;
      groups.set(key, [...(groups.get(key) ?? []), { over, unused: one }]);
    }
    const findings = [...groups.values()].flatMap((group) => findingOf(group, index) ?? []);
    const skipped = joinReasons(undecided);
    return skipped === undefined ? findings : { findings, skipped };
  },
});

function findingOf(
  group: readonly { readonly over: OpenOverCharge; readonly unused: UnusedCredits }[],
  index: HistoryIndex,
): RuleFinding | null {
  const open = group.map(({ over }) => over);
  const latest = open[open.length - 1];
  if (latest === undefined) return null;
  const { currency, customer, created } = latest.invoice;
  const grants = [...new Set(group.flatMap(({ unused }) => unused.grants))];
  const amount = { amount: totalLeft(open), currency };
  const names = grants.map(({ name, id }) => shownText(name ?? id)).sort();
  const words: CorrectionWords = {
    reason: 'order_change',
    justification: `Billing credits ${listedInPart(names)} should have paid usage on ${plural(open.length, 'invoice')}.`,
    alternatives: [
      {
        kind: 'refund',
        why_not: 'Billing credits are taken off before tax; a bare refund would leave the tax.',
      },
    ],
  };
  const returns = draftReturns(index, open, words);
  const expires = grants.map(({ expires_at }) => expires_at).filter((at) => at !== null);
  const decimal = (value: number): string => toDecimal({ amount: value, currency });
  return {
    classification: 'billing_error',
    confidence: 'high',
    title: 'Billing credits not used',
    message: [
      `Billing credits ${listedInPart(names)} were in force and were not used for usage on ${invoicesAndDays(open)}: ${formatMoney(amount)} too much, tax included.`,
      whatToReturn(open, returns),
      'Reduce the grant by what is credited, else it pays twice.',
    ].join(' '),
    facts: knownFacts({
      amount: fact.money(amount.amount, currency),
      grant: fact.text(names[0] ?? ''),
      granted: fact.money(
        grants.reduce((sum, grant) => sum + (grant.amount?.amount ?? 0), 0),
        currency,
      ),
      expires_at: expires.length === 0 ? undefined : fact.date(Math.min(...expires)),
      invoice_at: fact.date(created),
      invoice_count: fact.count(open.length),
    }),
    amount,
    evidence: [
      ...grants.map(({ id }) => ({ object: 'billing.credit_grant', id })),
      ...open.map(({ invoice }) => ({ object: 'invoice', id: invoice.id })),
    ],
    recomputation: [
      ...group.map(({ unused: { invoice, credits } }) => {
        const billed = credits.reduce((sum, { line }) => sum + line.amount - lineDiscount(line), 0);
        const used = credits.reduce((sum, { line }) => sum + creditsOnLine(line), 0);
        return {
          label: `${invoice.id} usage that credits should have paid`,
          expression: `the smaller of ${decimal(billed)} − ${decimal(used)} paid by credits and what is left of the grants`,
          result: decimal(credits.reduce((sum, { net }) => sum + net, 0)),
        };
      }),
      ...returnSteps(open),
    ],
    at_issue: open.flatMap(({ credits }) =>
      credits.map(({ line }) => ({ object: 'line_item', id: line.id, part: 'discount' }) as const),
    ),
    correction: combineCorrections(returns.drafts, words),
    customer,
    occurred_at: created,
  };
}
