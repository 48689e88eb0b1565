import { minorUnitDigits } from '../../money.ts';
import type {
  BillingHistory,
  Charge,
  PaymentIntent,
  PaymentMethod,
  SetupIntent,
} from '../billing-history.ts';
import { byCreation, type HistoryIndex } from '../history-index.ts';

/** The most that is held to see whether a card works: one unit of the currency (RULES.md, V3). */
export function isCheckAmount(amount: number, currency: string): boolean {
  return amount <= 10 ** minorUnitDigits(currency);
}

/** True for an amount held, or tried, on a card for no invoice and too small to be anything but a check of the card. */
export function isCardCheck(payment: Charge | PaymentIntent, index: HistoryIndex): boolean {
  if (!isCheckAmount(payment.amount, payment.currency) || payment.invoice !== null) return false;
  return payment.object === 'payment_intent' || index.invoiceOfCharge(payment.id) === undefined;
}

/** One look at whether a card works, by which no money was taken. */
export interface CardCheck {
  /**
   * `saved`: the card was saved; `small_hold`: a small amount was held; `unfinished`: begun and given up;
   * `waiting`: the customer has yet to confirm it with the bank.
   */
  readonly kind: 'saved' | 'small_hold' | 'unfinished' | 'waiting';
  readonly object: SetupIntent | Charge | PaymentIntent;
  /** Held; null where the bank was asked without an amount. */
  readonly amount: number | null;
  readonly currency: string | null;
  readonly last4: string | null;
}

/** Every check of a card in a history, oldest first within each kind of object. */
export function cardChecks(history: BillingHistory, index: HistoryIndex, asOf: number): readonly CardCheck[] {
  const methods = knownMethods(history);
  // Intents told by their charge, or that belong to an invoice.
  const others = new Set([
    ...history.charges.map(({ payment_intent }) => payment_intent),
    ...history.invoices.flatMap(({ payments }) => payments.map(({ payment_intent }) => payment_intent)),
  ]);
  const proven = lastSuccess(history);
  return [
    ...byCreation(history.setup_intents).flatMap((intent) => ofSetup(intent, methods, proven) ?? []),
    ...byCreation(history.charges).flatMap((charge) => ofCharge(charge, index) ?? []),
    ...byCreation(history.payment_intents)
      .filter(({ id }) => !others.has(id))
      .flatMap((intent) => ofIntent(intent, index, asOf) ?? []),
  ];
}

type Method = Pick<PaymentMethod, 'type' | 'card'>;

/** What is known of payment methods, by id: from themselves, else from charges made with them. */
function knownMethods(history: BillingHistory): ReadonlyMap<string, Method> {
  const methods = new Map<string, Method>();
  for (const { payment_method, payment_method_type, card } of history.charges) {
    if (payment_method !== null && payment_method_type !== null)
      methods.set(payment_method, { type: payment_method_type, card });
  }
  for (const method of history.payment_methods) methods.set(method.id, method);
  return methods;
}

/** Ids of saved payment methods of which the history says no more: their digits are not known. */
export function unknownMethods(history: BillingHistory): readonly string[] {
  const methods = knownMethods(history);
  const named = [
    ...history.setup_intents.map(({ payment_method }) => payment_method),
    ...history.customers.map(({ default_payment_method }) => default_payment_method),
  ];
  return [...new Set(named)]
    .filter((id) => id !== null && !methods.has(id))
    .map(String)
    .sort();
}

/** When each customer last saved a card or paid: a confirmation asked for before is no longer waited for. */
function lastSuccess(history: BillingHistory): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (const { customer, status, created } of [...history.setup_intents, ...history.charges]) {
    if (customer === null || status !== 'succeeded') continue;
    last.set(customer, Math.max(created, last.get(customer) ?? created));
  }
  return last;
}

function ofSetup(
  intent: SetupIntent,
  methods: ReadonlyMap<string, Method>,
  proven: ReadonlyMap<string, number>,
): CardCheck | undefined {
  const method = intent.payment_method === null ? undefined : methods.get(intent.payment_method);
  if (method !== undefined && method.type !== 'card') return undefined;
  const check = { object: intent, amount: null, currency: null, last4: method?.card?.last4 ?? null };
  if (intent.status === 'succeeded') return { ...check, kind: 'saved' };
  // Cancelled before a card was entered: no bank was asked.
  if (intent.status === 'canceled') {
    return intent.payment_method === null ? undefined : { ...check, kind: 'unfinished' };
  }
  if (intent.status !== 'requires_action') return undefined;
  const overtaken = intent.customer === null || (proven.get(intent.customer) ?? 0) >= intent.created;
  return { ...check, kind: overtaken ? 'unfinished' : 'waiting' };
}

function ofCharge(charge: Charge, index: HistoryIndex): CardCheck | undefined {
  if (charge.status !== 'succeeded' || charge.captured || !isCardCheck(charge, index)) return undefined;
  const intent = index.paymentIntent(charge.payment_intent);
  // Any other state of its payment intent is a capture on its way.
  if (intent !== undefined && intent.status !== 'requires_capture' && intent.status !== 'canceled')
    return undefined;
  const { amount, currency, card } = charge;
  return { kind: 'small_hold', object: charge, amount, currency, last4: card?.last4 ?? null };
}

/** A payment intent whose charge the history lacks. */
function ofIntent(intent: PaymentIntent, index: HistoryIndex, asOf: number): CardCheck | undefined {
  if (!isCardCheck(intent, index)) return undefined;
  const { amount, currency } = intent;
  const check = { object: intent, amount, currency, last4: null };
  if (intent.status === 'requires_capture') return { ...check, kind: 'small_hold' };
  const canceled = intent.status === 'canceled' && (intent.canceled_at ?? asOf) <= asOf;
  return canceled ? { ...check, kind: 'unfinished' } : undefined;
}
