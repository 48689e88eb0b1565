import type { BillingHistory, Invoice } from '../billing-history.ts';
import type { RuleFinding } from '../finding.ts';
import { HistoryIndex, subscriptionsOf } from '../history-index.ts';
import { type Candidate, type RunContext, runRules } from './run-rules.ts';

/** Subscriptions whose next invoice is looked at; a customer with more has other troubles. */
const PREVIEWS_MAX = 20;

/**
 * Will the next invoice repeat the fault? Where Stripe's preview of it is in the history, the rule that found an error is
 * asked again about the history with that invoice in it: `repeats` is then what it says of it, whatever the rule
 * concluded from settings. Without a preview the finding stays as it is.
 */
export function lookAhead(
  candidates: readonly Candidate[],
  history: BillingHistory,
  context: Omit<RunContext, 'index'>,
): readonly Candidate[] {
  const previews = history.invoice_previews.filter(({ subscription }) => subscription !== null);
  const faulty = candidates.filter(({ finding }) => isError(finding));
  if (previews.length === 0 || previews.length > PREVIEWS_MAX || faulty.length === 0) return candidates;
  const next = previews.map((preview) => asNextInvoice(preview, context.asOf));
  const ahead: BillingHistory = {
    ...history,
    invoices: [...history.invoices, ...next],
    invoice_previews: [],
  };
  const asOf = Math.max(context.asOf, ...next.map(({ created }) => created));
  const rules = [...new Set(faulty.map(({ rule }) => rule))];
  const then = runRules(rules, ahead, { ...context, asOf, index: new HistoryIndex(ahead) }).candidates;
  const index = new HistoryIndex(history);
  return candidates.map((candidate) => {
    const { rule, finding } = candidate;
    if (!isError(finding)) return candidate;
    const touched = subscriptionsTouched(finding, index);
    const about = next.filter(({ subscription }) => subscription !== null && touched.has(subscription));
    if (about.length === 0) return candidate;
    const repeats = about.some((invoice) =>
      then.some((other) => other.rule === rule && isError(other.finding) && cites(other.finding, invoice)),
    );
    return { rule, finding: { ...finding, repeats } };
  });
}

const isError = ({ classification }: RuleFinding): boolean =>
  classification === 'billing_error' || classification === 'likely_error';

/** The preview as the open invoice it will become when its period begins. */
function asNextInvoice(preview: Invoice, asOf: number): Invoice {
  const starts = preview.lines.filter(({ proration }) => !proration).map(({ period }) => period.start);
  const created = Math.max(asOf, starts.length === 0 ? preview.created : Math.min(...starts));
  return {
    ...preview,
    status: 'open',
    created,
    finalized_at: created,
    billing_reason: 'subscription_cycle',
    amount_remaining: preview.amount_due,
    amount_paid: 0,
  };
}

function subscriptionsTouched({ evidence, at_issue }: RuleFinding, index: HistoryIndex): ReadonlySet<string> {
  const touched = new Set<string>();
  for (const { object, id } of [...evidence, ...at_issue]) {
    if (object === 'subscription') touched.add(id);
    const invoice = object === 'line_item' ? index.line(id)?.invoice : index.invoice(id);
    if (invoice !== undefined) for (const subscription of subscriptionsOf(invoice)) touched.add(subscription);
  }
  return touched;
}

function cites({ evidence, at_issue }: RuleFinding, invoice: Invoice): boolean {
  const ids = new Set([invoice.id, ...invoice.lines.map(({ id }) => id)]);
  return [...evidence, ...at_issue].some(({ id }) => ids.has(id));
}
