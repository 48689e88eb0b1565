import { formatMoney, toDecimal } from '../../../money.ts';
import type { BillingHistory, Charge, PaymentIntent } from '../../billing-history.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { EvidenceRef, MoneyUnit, RuleFinding } from '../../finding.ts';
import { byCreation } from '../../history-index.ts';
import { isCardCheck } from '../../payments/card-checks.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, shownText } from '../../wording.ts';

const DAY_SECONDS = 86_400;

export const authorizationHold = defineRule({
  id: 'authorization-hold',
  version: 1,
  rows: ['V1'],
  category: 'authorization_hold',
  title: 'A hold on the card, not a payment',
  needs: ['charges', 'payment_intents', 'invoices', 'refunds', 'events'],
  proposes: [],
  thresholds: { hold_days: 7 },
  check(history, context) {
    const captures = capturesOf(history);
    const payments = paymentsByOrder(history);
    const seen = new Set(history.charges.map((charge) => charge.payment_intent));
    return [
      ...byCreation(history.charges).map((charge) => holdOfCharge(charge, captures, context)),
      ...byCreation(history.payment_intents)
        .filter((intent) => !seen.has(intent.id))
        .map((intent) => holdOfIntent(intent, context)),
    ]
      .filter((hold) => hold !== undefined)
      .filter((hold) => !isMereCheck(hold, context))
      .filter((hold) => context.isWorthExplaining(hold.heldAt, 'authorization_hold'))
      .map((hold) => explain(hold, paymentBeside(hold, payments)));
  },
});

interface Hold {
  readonly variant: 'held' | 'released' | 'captured';
  readonly charge: Charge | undefined;
  readonly intent: PaymentIntent | undefined;
  readonly amount: number;
  readonly currency: string;
  readonly customer: string | null;
  readonly heldAt: number;
  /** When the hold lapses (`held`), was released or captured; undefined when no object says. */
  readonly endedAt: number | undefined;
  readonly captured: number;
}

/** A hold too small to be anything but a check of the card is told by `card-verification`. */
function isMereCheck({ variant, charge, intent }: Hold, { index }: RuleContext): boolean {
  const payment = charge ?? intent;
  return variant !== 'captured' && payment !== undefined && isCardCheck(payment, index);
}

function holdOfCharge(
  charge: Charge,
  captures: ReadonlyMap<string, number>,
  context: RuleContext,
): Hold | undefined {
  if (charge.status !== 'succeeded') return undefined;
  const { asOf, index, thresholds } = context;
  const intent = index.paymentIntent(charge.payment_intent);
  const { amount, currency, customer, created: heldAt } = charge;
  const hold = { charge, intent, amount, currency, customer, heldAt, captured: 0 };
  if (charge.captured) {
    if (intent?.capture_method !== 'manual') return undefined;
    const endedAt = captures.get(charge.id);
    return { ...hold, variant: 'captured', endedAt, captured: charge.amount_captured };
  }
  const canceledAt = intent?.status === 'canceled' ? (intent.canceled_at ?? asOf) : Infinity;
  if (canceledAt <= asOf) {
    return { ...hold, variant: 'released', endedAt: intent?.canceled_at ?? undefined };
  }
  if (charge.refunded || charge.amount_refunded >= charge.amount) {
    return { ...hold, variant: 'released', endedAt: index.refundsOfCharge(charge.id).at(-1)?.created };
  }
  const usualEnd = heldAt + (thresholds['hold_days'] ?? 0) * DAY_SECONDS;
  const endsAt = charge.card?.capture_before ?? usualEnd;
  // A payment intent says itself when its hold lapsed; without one only the time tells.
  const lapsed = endsAt <= asOf && (charge.card?.capture_before != null || intent === undefined);
  if (lapsed) return { ...hold, variant: 'released', endedAt: endsAt };
  if (intent !== undefined && intent.status !== 'requires_capture' && intent.status !== 'canceled') {
    return undefined;
  }
  return { ...hold, variant: 'held', endedAt: endsAt > asOf ? endsAt : undefined };
}

/** A hold whose charge the history lacks. */
function holdOfIntent(intent: PaymentIntent, { asOf, thresholds }: RuleContext): Hold | undefined {
  if (intent.status !== 'requires_capture') return undefined;
  const endsAt = intent.created + (thresholds['hold_days'] ?? 0) * DAY_SECONDS;
  return {
    variant: 'held',
    charge: undefined,
    intent,
    amount: intent.amount_capturable > 0 ? intent.amount_capturable : intent.amount,
    currency: intent.currency,
    customer: intent.customer,
    heldAt: intent.created,
    endedAt: endsAt > asOf ? endsAt : undefined,
    captured: 0,
  };
}

/** When charges were captured: they do not say so themselves, their event does while Stripe keeps it (30 days). */
function capturesOf(history: BillingHistory): ReadonlyMap<string, number> {
  const captures = new Map<string, number>();
  for (const event of byCreation(history.events)) {
    if (event.type === 'charge.captured' && event.subject !== null)
      captures.set(event.subject, event.created);
  }
  return captures;
}

/** Captured payments, oldest first, by whose they are and how much: what a hold can be mistaken for. */
function paymentsByOrder(history: BillingHistory): ReadonlyMap<string, readonly Charge[]> {
  const payments = new Map<string, Charge[]>();
  for (const charge of byCreation(history.charges)) {
    if (!charge.captured || charge.status !== 'succeeded') continue;
    const key = orderOf(charge.customer, charge.currency, charge.amount_captured);
    const alike = payments.get(key);
    if (alike === undefined) payments.set(key, [charge]);
    else alike.push(charge);
  }
  return payments;
}

const orderOf = (customer: string | null, currency: string, amount: number): string =>
  `${customer} ${currency} ${amount}`;

/** The real payment of the same amount on the day of the hold: what makes it look like two. */
function paymentBeside(hold: Hold, payments: ReadonlyMap<string, readonly Charge[]>): Charge | undefined {
  if (hold.variant === 'captured') return undefined;
  return payments
    .get(orderOf(hold.customer, hold.currency, hold.amount))
    ?.find(({ created }) => Math.abs(created - hold.heldAt) <= DAY_SECONDS);
}

function explain(hold: Hold, beside: Charge | undefined): RuleFinding {
  const { variant, charge, intent, amount, currency, captured, endedAt } = hold;
  const ended = endedAt === undefined ? undefined : fact.date(endedAt);
  const units: MoneyUnit[] = [
    ...(charge === undefined ? [] : [unit('charge', charge.id)]),
    ...(intent === undefined ? [] : [unit('payment_intent', intent.id)]),
  ];
  const decimal = (value: number): string => toDecimal({ amount: value, currency });
  return {
    classification: 'valid_but_confusing',
    confidence: intent === undefined ? 'high' : 'certain',
    title: TITLES[variant],
    variant,
    message: messageOf(hold, beside),
    facts: knownFacts({
      amount: fact.money(amount, currency),
      held_at: fact.date(hold.heldAt),
      ...(variant === 'held' ? { ends_at: ended } : {}),
      ...(variant === 'released' ? { released_at: ended } : {}),
      ...(variant === 'captured' ? { captured: fact.money(captured, currency), captured_at: ended } : {}),
    }),
    amount: null,
    evidence: evidenceOf(units, beside),
    recomputation: [
      {
        label: 'held and not taken',
        expression: `${decimal(amount)} − ${decimal(captured)}`,
        result: decimal(amount - captured),
      },
    ],
    at_issue: units,
    // A captured hold is a payment like any other: it accounts for no error about that payment.
    explains: variant === 'captured' ? [] : units,
    correction: null,
    customer: hold.customer,
    occurred_at: hold.heldAt,
  };
}

const TITLES: Readonly<Record<Hold['variant'], string>> = {
  held: 'A hold on the card, not a payment',
  released: 'A hold that was released',
  captured: 'A hold and its payment are one',
};

function messageOf(hold: Hold, beside: Charge | undefined): string {
  const { variant, charge, intent, amount, currency, captured, endedAt } = hold;
  const show = (value: number): string => formatMoney({ amount: value, currency });
  const last4 = charge?.card?.last4;
  const where = last4 == null ? '' : ` on the card ending ${shownText(last4)}`;
  const name = shownText(charge?.id ?? intent?.id ?? '');
  const taken =
    beside === undefined ? 'no money was taken' : `what was taken is the payment ${shownText(beside.id)}`;
  const when = endedAt === undefined ? '' : isoDate(endedAt);
  if (variant === 'captured') {
    return [
      `${show(amount)} was held${where} on ${isoDate(hold.heldAt)} and ${show(captured)} of it was captured${when === '' ? '' : ` on ${when}`} (${name}).`,
      `The bank may show the hold and the payment side by side for about a week, but they are one payment${
        captured < amount ? ` of ${show(captured)}; the other ${show(amount - captured)} was released` : ''
      }.`,
      'Tell the customer that the hold disappears by itself.',
    ].join(' ');
  }
  if (variant === 'released') {
    return `${show(amount)} was held${where} on ${isoDate(hold.heldAt)} and released${when === '' ? '' : ` on ${when}`} without being captured (${name}): ${taken}. There is nothing to refund: tell the customer that the bank removes the pending line, usually within about a week.`;
  }
  return [
    `${show(amount)} is held${where} since ${isoDate(hold.heldAt)} and was not captured (${name}): ${taken}.`,
    when === '' ? 'The hold lapses by itself.' : `The hold lapses by itself by ${when}.`,
    'There is nothing to refund: tell the customer so.',
    ...(intent === undefined
      ? []
      : [
          `If the order will not be fulfilled, cancel the payment intent ${shownText(intent.id)} to release the hold at once.`,
        ]),
  ].join(' ');
}

function evidenceOf(units: readonly MoneyUnit[], beside: Charge | undefined): readonly EvidenceRef[] {
  const refs = units.map(({ object, id }) => ({ object, id }));
  return beside === undefined ? refs : [...refs, { object: 'charge', id: beside.id }];
}

function unit(object: 'charge' | 'payment_intent', id: string): MoneyUnit {
  return { object, id, part: 'whole' };
}
