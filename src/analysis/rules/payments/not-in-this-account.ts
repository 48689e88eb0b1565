import { formatMoney, type Money } from '../../../money.ts';
import type { BillingHistory, Customer } from '../../billing-history.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation } from '../../history-index.ts';
import { unknownMethods } from '../../payments/card-checks.ts';
import { defineRule, type RuleContext, type RuleOutcome } from '../../rule.ts';
import { type ClaimedAmount, minorUnitsOf } from '../../ticket/claimed-amounts.ts';
import { amountsOnRecord, convertible, isOnRecord } from '../../ticket/named-amounts.ts';
import type { TicketClaim } from '../../ticket/ticket-claim.ts';
import { isoDate, listedInPart, shownText } from '../../wording.ts';

const DAY_SECONDS = 86_400;

export const notInThisAccount = defineRule({
  id: 'not-in-this-account',
  version: 1,
  rows: ['V35'],
  category: 'other',
  title: 'A charge that is not in this account',
  needs: [
    ...(['customers', 'charges', 'payment_intents', 'setup_intents', 'payment_methods', 'refunds'] as const),
    ...(['invoices', 'invoice_previews', 'invoice_items', 'credit_notes', 'disputes', 'prices'] as const),
    ...(['customer_balance_transactions', 'customer_cash_balance_transactions'] as const),
    ...(['checkout_sessions', 'quotes'] as const),
  ],
  proposes: [],
  thresholds: { near_percent: 5, conversion_days: 10 },
  check(history, context) {
    const { claim } = context;
    if (claim === null || !claim.unknown_charge) return [];
    if (claim.amounts.length === 0 && claim.last4.length === 0) return [];
    const customer = whoAsks(history, claim);
    if (customer === undefined || hasExplanationAtHand(history, claim, context)) return [];
    const doubt = whyNotSure(history, claim, context);
    if (doubt !== undefined) return { findings: [], skipped: doubt } satisfies RuleOutcome;
    const finding = explain(history, claim, customer, context);
    return finding === undefined ? [] : [finding];
  },
});

/** The customer who wrote, by e-mail, else the first: a history is of one person or company. */
function whoAsks({ customers }: BillingHistory, { requester_email }: TicketClaim): Customer | undefined {
  const email = requester_email?.trim().toLowerCase();
  const known = byCreation(customers.filter(({ deleted }) => !deleted));
  return (
    known.find((customer) => email !== undefined && customer.email?.trim().toLowerCase() === email) ??
    known[0]
  );
}

function hasExplanationAtHand(history: BillingHistory, claim: TicketClaim, context: RuleContext): boolean {
  const { amounts, last4 } = claim;
  if (amounts.length > 0) {
    const record = amountsOnRecord(history, context.index);
    const percent = context.thresholds['near_percent'] ?? 0;
    return amounts.some((amount) => isOnRecord(amount, record, percent));
  }
  const cards = new Set([...history.charges, ...history.payment_methods].map(({ card }) => card?.last4));
  return last4.some((digits) => cards.has(digits));
}

/** Why it cannot be said that the charge is not here; undefined when it can. */
function whyNotSure(
  history: BillingHistory,
  { amounts, dates }: TicketClaim,
  { thresholds }: RuleContext,
): string | undefined {
  const { gaps, charges } = history;
  const gap = gaps.find(({ could_hold_money }) => could_hold_money);
  if (gap !== undefined) {
    return `what the customer names may be in what could not be read: ${shownText(gap.message, 200)}`;
  }
  const unknown = amounts.length === 0 ? unknownMethods(history) : [];
  if (unknown.length > 0) {
    return `the digits of the saved ${listedInPart(unknown.map((id) => shownText(id)))} are not in the history`;
  }
  const days = (thresholds['conversion_days'] ?? 0) * DAY_SECONDS;
  const near = (at: number): boolean =>
    dates.length === 0 || dates.some((date) => Math.abs(date - at) <= days);
  const named = amounts.map((amount) => ({ amount, charge: convertible(amount, charges, near) }));
  const doubtful = named.find(({ charge }) => charge !== undefined);
  if (doubtful?.charge === undefined) return undefined;
  const [currency = ''] = doubtful.amount.currencies;
  return `the customer names an amount in ${currency} and was charged in ${doubtful.charge.currency}: a bank's conversion cannot be ruled out`;
}

function explain(
  history: BillingHistory,
  { amounts, last4, dates }: TicketClaim,
  customer: Customer,
  { asOf }: RuleContext,
): RuleFinding | undefined {
  const sums = amounts.flatMap((amount) => moneyOf(amount, history, customer) ?? []);
  const [amount] = sums;
  const [card] = last4;
  const day = dates.at(-1);
  // A sum its currency does not have, such as ¥49.90, is no statement line.
  if (amounts.length > 0 && amount === undefined) return undefined;
  const variant = amount === undefined ? 'card' : 'amount';
  const what = [
    ...(sums.length === 0 ? ['a charge'] : [listedInPart(sums.map((sum) => formatMoney(sum)))]),
    ...(card === undefined ? [] : [`on the card ending ${listedInPart(last4)}`]),
    ...(day === undefined ? [] : [`on ${listedInPart(dates.map(isoDate))}`]),
  ].join(' ');
  return {
    classification: 'valid_but_confusing',
    confidence: variant === 'amount' ? 'high' : 'medium',
    title:
      variant === 'amount' ? 'An amount that is not in this account' : 'A card that is not in this account',
    variant,
    message: [
      `The customer names ${what}, and nothing in this account fits: ${
        variant === 'amount'
          ? 'no payment, hold, refund or invoice of that amount, none close to it, and no few that add up to it'
          : 'no payment and no saved card with these digits'
      }.`,
      'It may be another account or another merchant: ask for the line as it stands on the statement, with date, amount and name, and do not guess.',
    ].join(' '),
    facts: knownFacts({
      amount: amount === undefined ? undefined : fact.money(amount.amount, amount.currency),
      last4: card === undefined ? undefined : fact.text(card),
      named_at: day === undefined ? undefined : fact.date(day),
    }),
    amount: null,
    evidence: [{ object: 'customer', id: customer.id }],
    recomputation: [],
    at_issue: [{ object: 'customer', id: customer.id, part: 'whole' }],
    // What is not here accounts for nothing that is.
    explains: [],
    correction: null,
    customer: customer.id,
    occurred_at: day ?? asOf,
  };
}

/** The amount in the account's currency where the sign allows it, else in the likeliest; null where it has no such fraction. */
function moneyOf(
  named: ClaimedAmount,
  { charges }: BillingHistory,
  { id, currency: own }: Customer,
): Money | undefined {
  const used = [own, ...charges.flatMap(({ customer, currency }) => (customer === id ? [currency] : []))];
  const currency =
    used.find((code) => code !== null && named.currencies.includes(code)) ?? named.currencies[0];
  const amount = currency == null ? null : minorUnitsOf(named, currency);
  return currency == null || amount === null ? undefined : { amount, currency };
}
