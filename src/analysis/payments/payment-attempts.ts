import type { BillingHistory, Charge, Invoice, PaymentIntent } from '../billing-history.ts';
import { byCreation, type HistoryIndex } from '../history-index.ts';

const HOUR_SECONDS = 3_600;

/** Failed attempts to collect one amount, and how it ended. */
export interface Attempts {
  readonly failed: readonly Charge[];
  /** Payment intents that fail or wait, for attempts that left no charge. */
  readonly waiting: readonly PaymentIntent[];
  readonly invoice: Invoice | undefined;
  /** The payment that followed; undefined while there is none. */
  readonly success: Success | undefined;
  /** Of the failed attempt; of the invoice what is still due while it is not paid. */
  readonly amount: number;
  readonly currency: string;
  readonly customer: string | null;
  /** The latest failed attempt. */
  readonly failedAt: number;
  /** When Stripe tries again by itself. */
  readonly nextAttemptAt: number | undefined;
}

export interface Success {
  readonly at: number;
  /** Undefined when the invoice was settled without a charge. */
  readonly charge: Charge | undefined;
  /** False when only customer, amount and time link the attempt to the payment. */
  readonly sameOrder: boolean;
}

/**
 * Every amount whose collection failed at least once, invoices first. An attempt without invoice belongs to the
 * payment of its payment intent, else to the customer's next payment of the same amount within `retryHours`.
 */
export function failedAttempts(
  history: BillingHistory,
  index: HistoryIndex,
  asOf: number,
  retryHours: number,
): readonly Attempts[] {
  const invoices = byCreation(history.invoices).flatMap((invoice) => ofInvoice(invoice, index, asOf) ?? []);
  return [...invoices, ...ofPayments(history, index, retryHours * HOUR_SECONDS)];
}

/** True while a payment intent has failed or waits for the customer's bank; a fresh one has done neither. */
function isWaiting(intent: PaymentIntent): boolean {
  if (intent.status === 'requires_action') return true;
  return intent.status === 'requires_payment_method' && intent.last_payment_error !== null;
}

function ofInvoice(invoice: Invoice, index: HistoryIndex, asOf: number): Attempts | undefined {
  if (invoice.status !== 'paid' && invoice.status !== 'open') return undefined;
  const charges = index.chargesOfInvoice(invoice.id);
  const charge = charges.filter(({ status }) => status === 'succeeded').at(-1);
  const paidAt = invoice.status === 'paid' ? (charge?.created ?? invoice.paid_at) : null;
  if (invoice.status === 'paid' && paidAt === null) return undefined;
  // More was taken than billed: whether it was once is not for this to say.
  const taken = charges.reduce(
    (sum, { status, amount_captured }) => sum + (status === 'succeeded' ? amount_captured : 0),
    0,
  );
  if (invoice.status === 'paid' && taken > invoice.total) return undefined;
  const failed = charges.filter(
    ({ status, created }) => status === 'failed' && (paidAt === null || created <= paidAt),
  );
  const waiting = invoice.status === 'open' ? intentsOf(invoice, index).filter(isWaiting) : [];
  if (failed.length === 0 && waiting.length === 0) return undefined;
  const next = invoice.status === 'open' ? invoice.next_payment_attempt : null;
  return {
    failed,
    waiting: leftNoCharge(waiting, failed),
    invoice,
    success: paidAt === null ? undefined : { at: paidAt, charge, sameOrder: true },
    amount: paidAt === null ? invoice.amount_remaining : (failed.at(-1)?.amount ?? invoice.total),
    currency: invoice.currency,
    customer: invoice.customer,
    failedAt: lastOf(failed, waiting),
    nextAttemptAt: next !== null && next > asOf ? next : undefined,
  };
}

function intentsOf(invoice: Invoice, index: HistoryIndex): readonly PaymentIntent[] {
  const ids = new Set(invoice.payments.map((payment) => payment.payment_intent));
  return byCreation([...ids].map((id) => index.paymentIntent(id)).filter((intent) => intent !== undefined));
}

function ofPayments(
  history: BillingHistory,
  index: HistoryIndex,
  windowSeconds: number,
): readonly Attempts[] {
  const charges = byCreation(history.charges).filter(({ id }) => index.invoiceOfCharge(id) === undefined);
  const succeeded = charges.filter(({ status }) => status === 'succeeded');
  const byIntent = groupBy(succeeded, (charge) => charge.payment_intent ?? charge.id);
  const byOrder = groupBy(succeeded, orderOf);
  const ended = new Map<string, Attempts[]>();
  for (const { failed, intent } of attemptsOf(history, index, charges)) {
    const subject = failed.at(-1) ?? intent;
    if (subject === undefined || intent?.status === 'canceled') continue;
    const waiting = intent !== undefined && isWaiting(intent) ? [intent] : [];
    const failedAt = lastOf(failed, waiting);
    const own = intent && byIntent.get(intent.id)?.find(({ created }) => created >= failedAt);
    const near = byOrder
      .get(orderOf(subject))
      ?.find(({ created }) => created >= failedAt && created - failedAt <= windowSeconds);
    const charge = own ?? (subject.customer === null ? undefined : near);
    // Two payments of the amount followed: which one is the retry, and whether both are right, is not known.
    if (
      charge !== undefined &&
      isFollowedByAnother(charge, byOrder.get(orderOf(charge)) ?? [], windowSeconds)
    ) {
      continue;
    }
    // Paid, but the charge is not here: what became of the attempt cannot be told.
    if (charge === undefined && intent?.status === 'succeeded') continue;
    const key = charge?.id ?? subject.id;
    const attempts: Attempts = {
      failed,
      waiting: leftNoCharge(waiting, failed),
      invoice: undefined,
      success: charge && { at: charge.created, charge, sameOrder: own !== undefined },
      amount: subject.amount,
      currency: subject.currency,
      customer: subject.customer,
      failedAt,
      nextAttemptAt: undefined,
    };
    ended.set(key, [...(ended.get(key) ?? []), attempts]);
  }
  return [...ended.values()].flatMap((group) => merged(group) ?? []);
}

function isFollowedByAnother(charge: Charge, alike: readonly Charge[], windowSeconds: number): boolean {
  return alike.some(
    ({ id, customer, created }) =>
      id !== charge.id && customer !== null && Math.abs(created - charge.created) <= windowSeconds,
  );
}

/** Failed charges by payment intent, and payment intents that failed or wait without a failed charge. */
function attemptsOf(
  history: BillingHistory,
  index: HistoryIndex,
  charges: readonly Charge[],
): readonly { failed: readonly Charge[]; intent: PaymentIntent | undefined }[] {
  const failed = charges.filter(({ status }) => status === 'failed');
  const charged = new Set(history.charges.map((charge) => charge.payment_intent));
  const invoiced = new Set(
    history.invoices.flatMap(({ payments }) => payments.map((payment) => payment.payment_intent)),
  );
  const chargeless = byCreation(history.payment_intents).filter(
    (intent) =>
      isWaiting(intent) && intent.invoice === null && !charged.has(intent.id) && !invoiced.has(intent.id),
  );
  return [
    ...[...groupBy(failed, (charge) => charge.payment_intent ?? charge.id).values()].map((group) => ({
      failed: group,
      intent: index.paymentIntent(group[0]?.payment_intent ?? null),
    })),
    ...chargeless.map((intent) => ({ failed: [], intent })),
  ];
}

/** Attempts that ended in the same payment, told as one. */
function merged(group: readonly Attempts[]): Attempts | undefined {
  const [first] = group;
  if (first === undefined) return undefined;
  return {
    ...first,
    failed: byCreation(group.flatMap(({ failed }) => failed)),
    waiting: byCreation(group.flatMap(({ waiting }) => waiting)),
    failedAt: Math.max(...group.map(({ failedAt }) => failedAt)),
    success: first.success && {
      ...first.success,
      sameOrder: group.every(({ success }) => success?.sameOrder === true),
    },
  };
}

function leftNoCharge(
  waiting: readonly PaymentIntent[],
  failed: readonly Charge[],
): readonly PaymentIntent[] {
  const charged = new Set(failed.map((charge) => charge.payment_intent));
  return waiting.filter((intent) => !charged.has(intent.id) || intent.status === 'requires_action');
}

function lastOf(failed: readonly Charge[], waiting: readonly PaymentIntent[]): number {
  return failed.at(-1)?.created ?? waiting.at(-1)?.created ?? 0;
}

function orderOf({ customer, currency, amount }: Charge | PaymentIntent): string {
  return `${customer} ${currency} ${amount}`;
}

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}
