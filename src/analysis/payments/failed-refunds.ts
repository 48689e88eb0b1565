import type { BillingHistory, Charge, CreditNote, Invoice, Refund } from '../billing-history.ts';
import { byCreation, type HistoryIndex, isLiveRefund } from '../history-index.ts';
import type { Policy } from '../policy.ts';
import { chargeOfRefund, expectedBy } from './refund-transit.ts';

/** A refund the customer does not have, with what it belongs to. */
export interface HeldUp {
  readonly refund: Refund;
  readonly charge: Charge | undefined;
  readonly invoice: Invoice | undefined;
  /** The credit note the refund was made for. */
  readonly note: CreditNote | undefined;
  readonly customer: string | null;
}

/** A failed refund whose money is still with the merchant. */
export interface Bounced extends HeldUp {
  /** Every failed attempt at this refund, oldest first; `refund` is the last. */
  readonly attempts: readonly Refund[];
  /** Minor units that have not come back to the customer in any other way since; positive. */
  readonly left: number;
  /** What the charge counts as refunded although no live refund is known for it. */
  readonly unlisted: number;
}

/** Failures that leave nothing to be put right: the merchant called the refund off. */
const CALLED_OFF = 'merchant_request';
/** The merchant's own balance failed, not the customer's card. */
const UNFUNDED = 'insufficient_funds';
/** The bank decides where the money goes. */
const OVERTAKEN_BY_DISPUTE = 'charge_for_pending_refund_disputed';

/**
 * Failed refunds that nothing has replaced, oldest first. Several failures of one amount on one payment are one
 * refund tried again; later live refunds, credit notes paid otherwise and lost disputes take off what they returned.
 */
export function bouncedRefunds(history: BillingHistory, index: HistoryIndex): Bounced[] {
  const attempts = new Map<string, Refund[]>();
  for (const refund of byCreation(history.refunds)) {
    if (refund.status !== 'failed' || refund.failure_reason === CALLED_OFF) continue;
    const charge = chargeOfRefund(refund, index);
    if (charge !== undefined && (!charge.captured || isOvertaken(refund, charge, index))) continue;
    const source = charge?.id ?? refund.payment_intent ?? refund.charge ?? refund.id;
    const key = JSON.stringify([source, refund.amount]);
    attempts.set(key, [...(attempts.get(key) ?? []), refund]);
  }
  const live = liveRefundsBySource(history, index);
  const spent = new Map<string, number>();
  return [...attempts.values()].flatMap((group) => bouncedOf(group, live, spent, index) ?? []);
}

/** True when the card or account refused the money, so that another refund to it would come back too. */
export function isCardRefusal({ status, failure_reason }: Refund): boolean {
  return status === 'failed' && failure_reason !== UNFUNDED;
}

/** By charge: the refund its card or account refused, where nothing has replaced it. */
export function cardRefusals(history: BillingHistory, index: HistoryIndex): ReadonlyMap<string, Refund> {
  const refused = bouncedRefunds(history, index).filter(({ refund }) => isCardRefusal(refund));
  return new Map(
    refused.flatMap(({ charge, refund }) => (charge === undefined ? [] : [[charge.id, refund]])),
  );
}

function isOvertaken(refund: Refund, charge: Charge, index: HistoryIndex): boolean {
  return refund.failure_reason === OVERTAKEN_BY_DISPUTE && index.hasBlockingDispute(charge);
}

function liveRefundsBySource(history: BillingHistory, index: HistoryIndex): ReadonlyMap<string, Refund[]> {
  const bySource = new Map<string, Refund[]>();
  for (const refund of byCreation(history.refunds).filter(isLiveRefund)) {
    const source = sourceOf(refund, index);
    bySource.set(source, [...(bySource.get(source) ?? []), refund]);
  }
  return bySource;
}

const sourceOf = (refund: Refund, index: HistoryIndex): string =>
  chargeOfRefund(refund, index)?.id ?? refund.payment_intent ?? refund.charge ?? refund.id;

function bouncedOf(
  attempts: readonly Refund[],
  liveBySource: ReadonlyMap<string, readonly Refund[]>,
  spent: Map<string, number>,
  index: HistoryIndex,
): Bounced | null {
  const refund = attempts[attempts.length - 1];
  const [first] = attempts;
  if (refund === undefined || first === undefined) return null;
  const held = heldUp(refund, index);
  const { charge, invoice } = held;
  const source = sourceOf(refund, index);
  const live = liveBySource.get(source) ?? [];
  const since = live.filter(({ created }) => created >= first.created);
  const total = (refunds: readonly Refund[]): number => refunds.reduce((sum, { amount }) => sum + amount, 0);
  const otherwise = invoice === undefined ? 0 : paidOtherwise(invoice, first.created, index);
  const used = spent.get(source) ?? 0;
  const replaced = Math.min(refund.amount, Math.max(0, total(since) + otherwise - used));
  spent.set(source, used + replaced);
  const lost = charge === undefined ? 0 : lostToDisputes(charge, index);
  const cap = charge === undefined ? refund.amount : charge.amount_captured - total(live) - lost;
  const left = Math.min(refund.amount - replaced, cap);
  if (left <= 0) return null;
  const released = charge === undefined ? 0 : charge.amount - charge.amount_captured;
  const unlisted = charge === undefined ? 0 : charge.amount_refunded - total(live) - released;
  return { ...held, attempts, left, unlisted: Math.max(0, unlisted) };
}

/** What credit notes issued since gave to the balance or outside Stripe. */
function paidOtherwise(invoice: Invoice, since: number, index: HistoryIndex): number {
  return index
    .creditNotesOfInvoice(invoice.id)
    .filter(({ created }) => created >= since)
    .reduce((sum, note) => {
      const refunded = note.refunds.reduce((total, { amount_refunded }) => total + amount_refunded, 0);
      const isElsewhere = note.customer_balance_transaction !== null || note.out_of_band_amount > 0;
      return isElsewhere ? sum + Math.max(0, note.post_payment_amount - refunded) : sum;
    }, 0);
}

function lostToDisputes(charge: Charge, index: HistoryIndex): number {
  return index
    .disputesOfCharge(charge.id)
    .reduce((sum, { status, amount }) => (status === 'lost' ? sum + amount : sum), 0);
}

/** Refunds that wait for the customer's answer, or are pending for longer than refunds usually take, oldest first. */
export function heldUpRefunds(
  history: BillingHistory,
  index: HistoryIndex,
  policy: Policy,
  asOf: number,
): HeldUp[] {
  return (
    byCreation(history.refunds)
      .filter(
        (refund) =>
          refund.status === 'requires_action' ||
          (refund.status === 'pending' && asOf >= expectedBy(refund, policy)),
      )
      .map((refund) => heldUp(refund, index))
      // Releasing an uncaptured hold is recorded as a refund, and moves no money.
      .filter(({ charge }) => charge?.captured !== false)
  );
}

function heldUp(refund: Refund, index: HistoryIndex): HeldUp {
  const charge = chargeOfRefund(refund, index);
  const invoice = charge === undefined ? undefined : index.invoiceOfCharge(charge.id);
  const note =
    invoice &&
    index
      .creditNotesOfInvoice(invoice.id)
      .find(({ refunds }) => refunds.some((entry) => entry.refund === refund.id));
  const customer = charge?.customer ?? index.paymentIntent(refund.payment_intent)?.customer ?? null;
  return { refund, charge, invoice, note, customer };
}
