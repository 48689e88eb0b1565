import { mulDiv } from '../../money.ts';
import type { Invoice } from '../billing-history.ts';
import { creditNetOfLine, type LineCredit, lineCreditTotal } from '../correction.ts';
import { lineDiscount } from '../history-index.ts';
import type { OverCharge } from '../over-charge.ts';
import type { BilledLine } from './changes.ts';

/**
 * Puts `net` minor units (after discounts, before exclusive taxes) that were charged too much on lines that can give
 * them back, in the order given: a credit note takes from positive lines only, and never more than its invoice took.
 * What finds no place (everything else on the invoices was free) is left out.
 */
export function spreadOver(net: number, places: readonly BilledLine[]): readonly OverCharge[] {
  const byInvoice = new Map<string, { invoice: Invoice; credits: LineCredit[]; open: number }>();
  const taken = new Set<string>();
  let left = net;
  for (const { invoice, line } of places) {
    if (left <= 0) break;
    if (line.amount <= 0 || taken.has(line.id)) continue;
    taken.add(line.id);
    const entry = byInvoice.get(invoice.id) ?? { invoice, credits: [], open: takenBy(invoice) };
    const whole = line.amount - lineDiscount(line);
    const wanted = creditNetOfLine(line, Math.min(left, whole));
    const credit = fitting(wanted, entry.open);
    if (credit === null) continue;
    entry.credits.push(credit);
    entry.open -= lineCreditTotal(credit);
    left -= credit.net;
    byInvoice.set(invoice.id, entry);
  }
  return [...byInvoice.values()].map(({ invoice, credits }) => ({ invoice, credits }));
}

/** What the invoice took, tax included; what it gave back since is counted against the finding later. */
function takenBy(invoice: Invoice): number {
  return invoice.status === 'paid' || invoice.status === 'open' ? Math.max(0, invoice.total) : 0;
}

function fitting(credit: LineCredit, open: number): LineCredit | null {
  const total = lineCreditTotal(credit);
  if (total <= 0 || open <= 0) return null;
  if (total <= open) return credit;
  const smaller = creditNetOfLine(credit.line, mulDiv(credit.net, open, total, 'down'));
  return lineCreditTotal(smaller) > 0 && lineCreditTotal(smaller) <= open ? smaller : null;
}
