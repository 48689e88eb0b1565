import { formatMoney, toDecimal } from '../../../money.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { MoneyUnit, RuleFinding } from '../../finding.ts';
import { type CardCheck, cardChecks, isCheckAmount } from '../../payments/card-checks.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { minorUnitsOf } from '../../ticket/claimed-amounts.ts';
import type { TicketClaim } from '../../ticket/ticket-claim.ts';
import { isoDate, plural, shownText } from '../../wording.ts';

const DAY_SECONDS = 86_400;
/** A card tested a hundred times is one story: the newest checks are named, all are counted. */
const NAMED_CHECKS_MAX = 20;

export const cardVerification = defineRule({
  id: 'card-verification',
  version: 1,
  rows: ['V3'],
  category: 'authorization_hold',
  title: 'A check of the card, not a payment',
  needs: ['setup_intents', 'payment_methods', 'charges', 'payment_intents', 'invoices'],
  proposes: [],
  thresholds: { shown_days: 14 },
  check(history, context) {
    const alike = new Map<string, CardCheck[]>();
    for (const check of cardChecks(history, context.index, context.asOf)) {
      const due = stillWaitedFor(check, context);
      if (!isWorthTelling(due, context)) continue;
      const key = [due.kind, due.object.customer, due.amount, due.currency].join(' ');
      alike.set(key, [...(alike.get(key) ?? []), due]);
    }
    return [...alike.values()].flatMap((checks) => explain(checks) ?? []);
  },
});

/** Nobody comes back to a confirmation that was asked for weeks ago. */
function stillWaitedFor(check: CardCheck, context: RuleContext): CardCheck {
  return check.kind === 'waiting' && !isShown(check, context) ? { ...check, kind: 'unfinished' } : check;
}

/**
 * A held amount stands on the statement, and is told like any hold. A check without an amount leaves little to see: with
 * a ticket it is told when the customer names a very small amount, or no amount while a bank may still show it.
 */
function isWorthTelling(check: CardCheck, context: RuleContext): boolean {
  const { claim, isWorthExplaining } = context;
  if (!isWorthExplaining(check.object.created, 'authorization_hold')) return false;
  if (claim === null || check.amount !== null || check.kind === 'waiting') return true;
  return claim.amounts.length === 0 ? isShown(check, context) : namesCheckAmount(claim);
}

function namesCheckAmount(claim: TicketClaim): boolean {
  return claim.amounts.some((amount) =>
    amount.currencies.some((currency) => {
      const minor = minorUnitsOf(amount, currency);
      return minor !== null && isCheckAmount(minor, currency);
    }),
  );
}

function isShown({ object }: CardCheck, { asOf, thresholds }: RuleContext): boolean {
  return asOf - object.created <= (thresholds['shown_days'] ?? 0) * DAY_SECONDS;
}

function explain(alike: readonly CardCheck[]): RuleFinding | undefined {
  const named = [...alike].sort(newestFirst).slice(0, NAMED_CHECKS_MAX);
  const [latest] = named;
  if (latest === undefined) return undefined;
  const { kind, object, amount, currency, last4 } = latest;
  const units: MoneyUnit[] = named.map((check) => ({
    object: check.object.object,
    id: check.object.id,
    part: 'whole',
  }));
  const held = amount === null || currency === null ? undefined : { amount, currency };
  const decimal = (value: number): string => toDecimal({ amount: value, currency: currency ?? '' });
  return {
    classification: kind === 'waiting' ? 'payment_issue' : 'valid_but_confusing',
    confidence: kind === 'small_hold' || kind === 'unfinished' ? 'high' : 'certain',
    // What waits is the customer's to finish, like any payment that waits.
    ...(kind === 'waiting' ? { category: 'payment_failure' } : {}),
    title: TITLES[kind],
    variant: kind,
    message: messageOf(latest, alike.length),
    facts: knownFacts({
      amount: held === undefined ? undefined : fact.money(held.amount, held.currency),
      checked_at: fact.date(object.created),
      count: fact.count(alike.length),
      last4: last4 === null ? undefined : fact.text(last4),
    }),
    amount: null,
    evidence: units.map((unit) => ({ object: unit.object, id: unit.id })),
    recomputation:
      held === undefined
        ? []
        : [
            {
              label: 'held and not taken',
              expression: `${decimal(held.amount)} − ${decimal(0)}`,
              result: decimal(held.amount),
            },
          ],
    at_issue: units,
    explains: units,
    correction: null,
    customer: object.customer,
    occurred_at: object.created,
  };
}

function newestFirst(a: CardCheck, b: CardCheck): number {
  return b.object.created - a.object.created || (a.object.id < b.object.id ? -1 : 1);
}

const TITLES: Readonly<Record<CardCheck['kind'], string>> = {
  saved: 'A check of the card when it was saved',
  small_hold: 'A small amount held to check the card',
  unfinished: 'A check of the card that was not finished',
  waiting: 'A card that waits for confirmation',
};

function messageOf({ kind, object, amount, currency, last4 }: CardCheck, count: number): string {
  const card = last4 === null ? 'a card' : `the card ending ${shownText(last4)}`;
  const name = shownText(object.id);
  const when = isoDate(object.created);
  const often = count === 1 ? '' : ` It is the latest of ${plural(count, 'such check')}.`;
  const held = amount === null || currency === null ? '' : formatMoney({ amount, currency });
  switch (kind) {
    case 'saved':
      return `On ${when} ${card} was saved and checked with its bank (${name}): no money was taken, though a bank may show an entry of 0 or 1 for some days.${often} There is nothing to refund: tell the customer that the entry disappears by itself.`;
    case 'small_hold':
      return `On ${when} ${held} was held on ${card} and not captured (${name}), as is done to see whether a card works: no money was taken.${often} There is nothing to refund: tell the customer that the entry disappears by itself, usually within about a week.`;
    case 'unfinished':
      return `On ${when} a check of ${card} was begun${held === '' ? '' : ` for ${held}`} and not finished (${name}): no money was taken.${often} There is nothing to refund: tell the customer that a pending entry disappears by itself.`;
    case 'waiting':
      return `Since ${when} ${card} waits for the customer to confirm it with the bank (${name}): no money was taken, and the card cannot be charged yet.${often} Ask the customer to confirm the card, or to add another one.`;
  }
}
