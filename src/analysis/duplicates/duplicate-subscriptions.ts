import type { Invoice, InvoiceLine } from '../billing-history.ts';
import { type HistoryIndex, lineTotal } from '../history-index.ts';
import type { RuleContext } from '../rule.ts';
import {
  type Billed,
  conflictingProducts,
  type Intent,
  intentOf,
  isSetToEnd,
  onSameTerms,
  overlapSeconds,
} from './subscription-conflict.ts';

/** Two subscriptions of which the customer needs one. */
export interface Conflict {
  readonly kept: Billed;
  readonly excess: Billed;
  /** Same price and interval; else the later replaced the earlier. */
  readonly sameTerms: boolean;
  readonly intent: Exclude<Intent, 'both_meant'>;
  readonly products: ReadonlySet<string>;
  /** What the one in excess charged for time the other was paid for as well; empty for `unpaid`. */
  readonly charged: readonly { readonly invoice: Invoice; readonly lines: readonly InvoiceLine[] }[];
}

/**
 * Which of one customer's subscriptions, given oldest first, are in excess: each once, against the oldest it conflicts
 * with. Of equals that is the later; otherwise the earlier, which the later replaced (POLICY.md).
 */
export function conflictsOf(subscriptions: readonly Billed[], context: RuleContext): Conflict[] {
  const conflicts = new Map<Billed, Conflict>();
  for (const [position, later] of subscriptions.entries()) {
    for (const earlier of subscriptions.slice(0, position)) {
      if (conflicts.has(earlier)) continue;
      if (conflicts.has(later)) break;
      const conflict = conflictOf(earlier, later, context);
      if (conflict !== null) conflicts.set(conflict.excess, conflict);
    }
  }
  return [...conflicts.values()];
}

function conflictOf(earlier: Billed, later: Billed, context: RuleContext): Conflict | null {
  const { index, policy } = context;
  const products = conflictingProducts(earlier, later, policy);
  if (products.size === 0 || isSetToEnd(earlier) || isSetToEnd(later)) return null;
  if (succeeds(later, earlier)) return null;
  const intent = intentOf(earlier, later, policy, index);
  if (intent === 'both_meant') return null;
  const sameTerms = onSameTerms(earlier, later, products, index);
  const isLaterInExcess = sameTerms && !endedBefore(earlier, later);
  const pair = isLaterInExcess ? { kept: earlier, excess: later } : { kept: later, excess: earlier };
  const paid = { ...pair, sameTerms, intent, products, charged: chargedTwice(pair, products, context) };
  if (paid.charged.length > 0) return paid;
  return unpaid(earlier, later, paid, context);
}

/** Created only after the other had ended: what both bill then is time it was back-dated to, another rule's work. */
function succeeds({ subscription: later }: Billed, { subscription: earlier }: Billed): boolean {
  return earlier.ended_at !== null && earlier.ended_at <= later.created && later.start_date < later.created;
}

function endedBefore({ subscription: a }: Billed, { subscription: b }: Billed): boolean {
  return a.ended_at !== null && (b.ended_at === null || a.ended_at < b.ended_at);
}

/**
 * Invoices on which the one in excess was paid for time the other was paid for too. Of the later one that is
 * everything on them; of the earlier only what it charged after the later began.
 */
function chargedTwice(
  { kept, excess }: { readonly kept: Billed; readonly excess: Billed },
  products: ReadonlySet<string>,
  { index, thresholds }: RuleContext,
): { invoice: Invoice; lines: InvoiceLine[] }[] {
  const least = (thresholds['min_overlap_hours'] ?? 0) * 3600;
  const sells = ({ line }: { readonly line: InvoiceLine }): boolean => {
    const product = line.product ?? index.price(line.price)?.product;
    return product === undefined || product === null || products.has(product);
  };
  const covered = kept.paid.filter(sells);
  const isLater = excess.subscription.start_date >= kept.subscription.start_date;
  const since = isLater ? 0 : kept.subscription.start_date;
  const twice = excess.paid.filter(
    (one) =>
      sells(one) &&
      one.invoice.created >= since &&
      covered.some((other) => overlapSeconds(one, other) >= Math.min(least, one.line.period.end - one.start)),
  );
  const isWhole = isLater && [...excess.products].every((product) => products.has(product));
  return [...new Set(twice.map(({ invoice }) => invoice))].map((invoice) => ({
    invoice,
    lines: isWhole
      ? invoice.lines.filter((line) => isOnlyOf(line, invoice, excess) && lineTotal(line) > 0)
      : twice.flatMap((one) => (one.invoice === invoice ? [one.line] : [])),
  }));
}

/** A line of the subscription, or one that came with its invoice and names no other (a set-up fee). */
export function isOnlyOf(line: InvoiceLine, invoice: Invoice, { subscription }: Billed): boolean {
  return (line.subscription ?? invoice.subscription) === subscription.id;
}

/** Two that run side by side while one of them has cost nothing twice yet, but will. */
function unpaid(earlier: Billed, later: Billed, conflict: Conflict, { index }: RuleContext): Conflict | null {
  if (!isRunning(earlier) || !isRunning(later)) return null;
  if (conflict.sameTerms) {
    if (later.paid.length === 0) return { ...conflict, kept: earlier, excess: later };
    return earlier.paid.length === 0 && !owesMoney(earlier, index)
      ? { ...conflict, kept: later, excess: earlier }
      : null;
  }
  const replaced = earlier.paid.some((one) => later.paid.some((other) => overlapSeconds(one, other) > 0));
  return replaced ? conflict : null;
}

function isRunning({ subscription }: Billed): boolean {
  const { status, ended_at, pause_collection } = subscription;
  return (
    (status === 'active' || status === 'trialing' || status === 'past_due') &&
    ended_at === null &&
    pause_collection === null
  );
}

function owesMoney({ subscription }: Billed, index: HistoryIndex): boolean {
  return index.invoicesOfSubscription(subscription.id).some(({ status }) => status === 'open');
}
