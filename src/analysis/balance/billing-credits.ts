import { byGrantOrder, drawFrom } from '../arithmetic/balance.ts';
import type { BillingHistory, CreditGrant, Invoice, InvoiceLine, Price } from '../billing-history.ts';
import { creditShareOfLine, type LineCredit } from '../correction.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice, lineDiscount } from '../history-index.ts';

/** Billing credits that were there for a line of usage and were not used for it. */
export interface UnusedCredits {
  readonly invoice: Invoice;
  readonly credits: readonly LineCredit[];
  /** The grants that should have paid, in the order in which Stripe uses them up. */
  readonly grants: readonly CreditGrant[];
}

export interface BillingCredits {
  readonly unused: readonly UnusedCredits[];
  /** Why some line could not be judged. */
  readonly undecided: readonly string[];
}

/** What billing credits took off a line, before tax. */
export const creditsOnLine = (line: InvoiceLine): number =>
  line.pretax_credit_amounts.reduce(
    (sum, { amount, type }) => (type === 'credit_balance_transaction' ? sum + amount : sum),
    0,
  );

/**
 * Usage on subscription invoices that credit grants should have paid: a grant counts for lines of metered prices with a
 * meter, within its prices, currency and time, after discounts and before tax. Credits that were applied are drawn from the
 * grants first, over all invoices; only what is left of a grant in the end can be missing, the oldest invoice first.
 */
export function billingCredits(history: BillingHistory, index: HistoryIndex): BillingCredits {
  const grants = history.credit_grants
    .filter(({ amount }) => amount !== null && amount.amount > 0)
    .sort(byGrantOrder);
  if (grants.length === 0) return { unused: [], undecided: [] };
  const left = new Map(grants.map((grant) => [grant.id, grant.amount?.amount ?? 0]));
  const draw = (eligible: readonly CreditGrant[], amount: number): readonly CreditGrant[] => {
    const taken = drawFrom(
      eligible.map(({ id }) => left.get(id) ?? 0),
      amount,
    );
    return eligible.filter(({ id }, place) => {
      left.set(id, (left.get(id) ?? 0) - (taken[place] ?? 0));
      return (taken[place] ?? 0) > 0;
    });
  };
  const undecided = new Set<string>();
  const usage = byCreation(history.invoices)
    // Those of nothing too: credits may have paid all of it.
    .filter(isEffectiveInvoice)
    .flatMap((invoice) => usageOf(invoice, grants, index, undecided));
  for (const { line, eligible } of usage) draw(eligible, creditsOnLine(line));
  const byInvoice = new Map<Invoice, { credits: LineCredit[]; grants: Set<CreditGrant> }>();
  for (const { invoice, line, eligible } of usage) {
    const open = line.amount - lineDiscount(line) - creditsOnLine(line);
    const there = eligible.reduce((sum, { id }) => sum + (left.get(id) ?? 0), 0);
    const missing = Math.min(open, there);
    if (missing <= 0) continue;
    const entry = byInvoice.get(invoice) ?? { credits: [], grants: new Set() };
    for (const grant of draw(eligible, missing)) entry.grants.add(grant);
    entry.credits.push(creditShareOfLine(line, missing, open));
    byInvoice.set(invoice, entry);
  }
  const unused = [...byInvoice].map(([invoice, entry]) => ({
    invoice,
    credits: entry.credits,
    grants: [...entry.grants].sort(byGrantOrder),
  }));
  return { unused, undecided: [...undecided] };
}

interface Usage {
  readonly invoice: Invoice;
  readonly line: InvoiceLine;
  readonly eligible: readonly CreditGrant[];
}

function usageOf(
  invoice: Invoice,
  grants: readonly CreditGrant[],
  index: HistoryIndex,
  undecided: Set<string>,
): readonly Usage[] {
  const at = invoice.finalized_at ?? invoice.created;
  const there = grants.filter((grant) => isThere(grant, invoice, at));
  if (there.length === 0) return [];
  return [...invoice.lines]
    .sort((a, b) => b.amount - a.amount || (a.id < b.id ? -1 : 1))
    .flatMap((line) => {
      if (line.subscription === null || line.amount <= 0 || line.proration || line.invoice_item !== null)
        return [];
      const price = index.price(line.price);
      const eligible = there.filter((grant) => isInScope(grant, line));
      if (price === undefined) {
        if (eligible.length > 0)
          undecided.add(
            `whether price ${line.price ?? line.id} is metered is not known: it is not in the history`,
          );
        return [];
      }
      for (const { id, scope_known } of isMetered(price) ? there : []) {
        if (!scope_known) undecided.add(`what credit grant ${id} is limited to is not known`);
      }
      return isMetered(price) && eligible.length > 0 ? [{ invoice, line, eligible }] : [];
    });
}

function isThere(grant: CreditGrant, { customer, currency }: Invoice, at: number): boolean {
  return (
    grant.customer === customer &&
    grant.amount?.currency === currency &&
    (grant.effective_at ?? grant.created) < at &&
    (grant.expires_at === null || grant.expires_at > at) &&
    (grant.voided_at === null || grant.voided_at > at)
  );
}

const isInScope = ({ applicable_prices, scope_known }: CreditGrant, { price }: InvoiceLine): boolean =>
  (applicable_prices.length === 0 && scope_known) || (price !== null && applicable_prices.includes(price));

/** Stripe: grants apply to metered prices that have a meter attached. */
const isMetered = ({ recurring }: Price): boolean =>
  recurring?.usage_type === 'metered' && recurring.meter !== null;
