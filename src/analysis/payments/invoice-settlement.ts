import type { Charge, Invoice } from '../billing-history.ts';
import { byCreation, type HistoryIndex } from '../history-index.ts';

/**
 * What went back on an invoice other than by refund, in minor units: credit notes to the balance or outside Stripe,
 * and excess that Stripe itself put on the balance.
 */
export function settledWithoutRefund(index: HistoryIndex, invoice: Invoice): number {
  const credited = index.creditNotesOfInvoice(invoice.id).reduce((sum, note) => {
    const refunded = note.refunds.reduce((total, refund) => total + refund.amount_refunded, 0);
    return sum + note.post_payment_amount - refunded;
  }, 0);
  return credited + index.overpaidToBalance(invoice.id);
}

/**
 * What some payments of an invoice, of which `net` is left, owed of it: what it asked for, less what its other
 * payments cover, plus what already went back without a refund.
 */
export function dueFromPayments(index: HistoryIndex, invoice: Invoice, net: number): number {
  const paid = index.chargesOfInvoice(invoice.id).reduce((sum, charge) => sum + index.netOfCharge(charge), 0);
  return invoice.amount_due + settledWithoutRefund(index, invoice) - (paid - net);
}

/** Payments of one invoice that are each other's repetition, and so `duplicate-charge`'s to report. */
export interface RepeatedOnInvoice {
  /** All but the first of each set of equal payments. */
  readonly charges: ReadonlySet<Charge>;
  /** What they took beyond what was due, before credit booked by hand. */
  readonly amount: number;
}

/**
 * The latest failed attempt on an invoice that was paid more than once after it: the customer paid another way, and the
 * retry went through all the same. `invoice-overpaid` tells of it, however much each payment was.
 */
export function attemptRetriedThoughPaid(index: HistoryIndex, invoice: Invoice): Charge | undefined {
  const charges = byCreation(index.chargesOfInvoice(invoice.id));
  const paid = charges.filter(({ status, captured }) => status === 'succeeded' && captured);
  const again = paid[1];
  if (again === undefined) return undefined;
  return charges.findLast(({ status, created }) => status === 'failed' && created < again.created);
}

/** What `duplicate-charge` claims of an invoice: equal payments by one customer that came to more than was due. */
export function repeatedOnInvoice(index: HistoryIndex, invoice: Invoice): RepeatedOnInvoice {
  if (attemptRetriedThoughPaid(index, invoice) !== undefined) return { charges: new Set(), amount: 0 };
  const alike = new Map<string, Charge[]>();
  for (const charge of index.chargesOfInvoice(invoice.id)) {
    if (charge.customer === null || index.netOfCharge(charge) === 0) continue;
    const key = `${charge.customer} ${charge.currency} ${charge.amount_captured}`;
    alike.set(key, [...(alike.get(key) ?? []), charge]);
  }
  const charges = new Set<Charge>();
  let amount = 0;
  for (const [first, ...later] of alike.values()) {
    if (first === undefined || later.length === 0) continue;
    const net = [first, ...later].reduce((sum, charge) => sum + index.netOfCharge(charge), 0);
    const excess = net - Math.max(first.amount_captured, dueFromPayments(index, invoice, net));
    if (excess <= 0) continue;
    for (const charge of later) charges.add(charge);
    amount += excess;
  }
  return { charges, amount };
}
