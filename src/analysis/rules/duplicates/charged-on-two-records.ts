import { formatMoney, toDecimal } from '../../../money.ts';
import { combineCorrections, creditWholeLine, draftRefund } from '../../correction.ts';
import { conflictsOf } from '../../duplicates/duplicate-subscriptions.ts';
import { type RepeatedPayment, repeatedPayments } from '../../duplicates/repeated-payments.ts';
import { billedSubscriptions } from '../../duplicates/subscription-conflict.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex } from '../../history-index.ts';
import { normaliseName, type Twin, twinsInHistory } from '../../identity.ts';
import { lineErrorFinding } from '../../line-error.ts';
import { billsAgain, draftSetting } from '../../over-charge.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, isoMinute, listed, productName } from '../../wording.ts';

/** More subscriptions than this on the records of one person: a reseller, and comparing all pairs would take long. */
const SUBSCRIPTIONS_MAX = 100;
const HOUR_SECONDS = 3600;

export const chargedOnTwoRecords = defineRule({
  id: 'charged-on-two-records',
  version: 1,
  rows: ['A3'],
  category: 'identity',
  title: 'One person charged on two customer records',
  needs: [
    'customers',
    'tax_ids',
    'subscriptions',
    'invoices',
    'charges',
    'prices',
    'refunds',
    'credit_notes',
  ],
  proposes: ['cancel_subscription', 'credit_note', 'refund'],
  thresholds: { min_overlap_hours: 24, window_hours: 24, high_confidence_minutes: 10 },
  check(history, context) {
    const { index } = context;
    if (history.customers.length < 2) return [];
    return [...subscribedTwice(context), ...paidTwice(context)]
      .filter(({ pair }) => !namesDiffer(pair, index))
      .map(({ finding }) => finding);
  },
});

interface Found {
  readonly pair: readonly [string, string];
  readonly finding: RuleFinding;
}

/** Two people, or two companies, may share a mailbox; what they buy is theirs. */
function namesDiffer([a, b]: Found['pair'], index: HistoryIndex): boolean {
  const names = [a, b].map((id) => normaliseName(index.customer(id)?.name ?? ''));
  return names[0] !== '' && names[1] !== '' && names[0] !== names[1] && tieOf(a, b, index)?.proved !== true;
}

function tieOf(a: string, b: string, index: HistoryIndex): Twin | undefined {
  return twinsInHistory(index, a).find(({ customer }) => customer === b);
}

/** Subscriptions to one product, one on each record, paid for the same time. */
function subscribedTwice(context: RuleContext): readonly Found[] {
  const { index, policy } = context;
  const subscriptions = billedSubscriptions(index);
  if (subscriptions.length > SUBSCRIPTIONS_MAX) return [];
  return conflictsOf(subscriptions, context).flatMap((conflict): Found[] => {
    const [kept, excess] = [conflict.kept.subscription, conflict.excess.subscription];
    const tie = tieOf(kept.customer, excess.customer, index);
    if (kept.customer === excess.customer || tie === undefined || conflict.charged.length === 0) return [];
    const isProved =
      conflict.intent === 'one_meant' && (tie.proved || sameName(kept.customer, excess.customer, index));
    const product = productName(index, [...conflict.products].sort()[0] ?? null);
    const words = {
      reason: 'duplicate' as const,
      justification: `${kept.customer} and ${excess.customer} are one customer's records; ${kept.id} on ${kept.customer} stays.`,
      alternatives: [
        { kind: 'refund' as const, why_not: 'A bare refund would leave the second record billing again.' },
      ],
    };
    const finding = lineErrorFinding(
      index,
      conflict.charged.map(({ invoice, lines }) => ({ invoice, credits: lines.map(creditWholeLine) })),
      {
        classification: isProved ? 'billing_error' : 'likely_error',
        confidence: isProved ? 'high' : 'medium',
        variant: 'subscription',
        title: 'One person charged on two customer records',
        message: (left) =>
          `${kept.customer} and ${excess.customer} ${tieInWords(tie)}, and both pay for ${product} (${kept.id} and ${excess.id}): ${left} was paid for time that was paid already.` +
          (isProved ? '' : ' Ask the customer whether both are wanted.'),
        facts: (amount, currency) => ({
          amount: fact.money(amount, currency),
          product: fact.text(product),
          kept: fact.id(kept.customer),
          other: fact.id(excess.customer),
        }),
        words,
        part: 'whole',
        evidence: [
          { object: 'customer', id: kept.customer },
          { object: 'customer', id: excess.customer },
          { object: 'subscription', id: kept.id },
          { object: 'subscription', id: excess.id },
          ...(policy.multiple_subscriptions === undefined
            ? []
            : [{ object: 'policy', id: 'multiple_subscriptions' }]),
        ],
        settings: billsAgain(excess)
          ? [
              draftSetting(
                'cancel_subscription',
                excess.id,
                { subscription: excess.id, prorate: false, invoice_now: false },
                words,
              ),
            ]
          : [],
        customer: excess.customer,
        repeats: billsAgain(excess),
      },
    );
    return finding === null ? [] : [{ pair: [kept.customer, excess.customer], finding }];
  });
}

/** One purchase paid on each record: the same order, or equal payments shortly after each other. */
function paidTwice(context: RuleContext): readonly Found[] {
  const { index, thresholds } = context;
  const window = {
    windowSeconds: (thresholds['window_hours'] ?? 0) * HOUR_SECONDS,
    closeSeconds: (thresholds['high_confidence_minutes'] ?? 0) * 60,
  };
  const person = personKeys(index);
  const groups = repeatedPayments(
    index.history,
    index,
    window,
    ({ customer }) => person.get(customer ?? '') ?? null,
  );
  return groups.flatMap((group) => paymentFinding(group, index) ?? []);
}

/**
 * One key for each set of records that are tied to one another, also by way of a third. Who only shares a third with
 * the payer is no twin of theirs: {@link paymentFinding} leaves them out.
 */
function personKeys(index: HistoryIndex): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const { id } of byCreation(index.history.customers)) {
    const open = keys.has(id) ? [] : [id];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      keys.set(next, id);
      open.push(
        ...twinsInHistory(index, next).flatMap(({ customer }) => (keys.has(customer) ? [] : customer)),
      );
    }
  }
  return keys;
}

function paymentFinding({ kept, duplicates, reason }: RepeatedPayment, index: HistoryIndex): Found | null {
  const owner = kept.charge.customer;
  const elsewhere = duplicates.filter(
    ({ charge }) =>
      owner !== null &&
      charge.customer !== null &&
      charge.customer !== owner &&
      tieOf(owner, charge.customer, index) !== undefined,
  );
  const [again] = elsewhere;
  if (again === undefined || owner === null || again.charge.customer === null) return null;
  const other = again.charge.customer;
  const tie = tieOf(owner, other, index);
  if (tie === undefined) return null;
  const isProved = reason === 'same_order' || tie.proved || sameName(owner, other, index);
  const { currency } = kept.charge;
  const amount = elsewhere.reduce((sum, { charge }) => sum + index.netOfCharge(charge), 0);
  const money = formatMoney({ amount, currency });
  const charges = [kept, ...elsewhere].map(({ charge }) => charge);
  const words = {
    reason: 'duplicate' as const,
    justification: `${owner} and ${other} are one customer's records; ${kept.charge.id} stays as the payment that was due.`,
    alternatives: [
      {
        kind: 'credit_note' as const,
        why_not: 'The second payment is too much as a whole, whatever its invoice says.',
      },
    ],
  };
  const drafts = elsewhere.flatMap(
    ({ charge }) => draftRefund(index, charge, index.netOfCharge(charge), words) ?? [],
  );
  return {
    pair: [owner, other],
    finding: {
      classification: isProved ? 'billing_error' : 'likely_error',
      confidence: reason === 'same_order' ? 'certain' : isProved ? 'high' : 'medium',
      variant: 'payment',
      title: 'One person charged on two customer records',
      message:
        `${owner} and ${other} ${tieInWords(tie)}, and the same was paid on both: ${listed(charges.map(({ id, created }) => `${id} on ${isoMinute(created)}`))}. ` +
        `${isProved ? `${money} is over-charged` : `If one purchase was meant, ${money} is over-charged; ask the customer`}. Refund ${money}, and merge the records.`,
      facts: {
        amount: fact.money(amount, currency),
        first_at: fact.date(kept.charge.created),
        again_at: fact.date(again.charge.created),
        kept: fact.id(owner),
        other: fact.id(other),
      },
      amount: { amount, currency },
      evidence: [
        { object: 'customer', id: owner },
        { object: 'customer', id: other },
        ...charges.map(({ id }) => ({ object: 'charge', id })),
      ],
      recomputation: [
        {
          label: `paid on both records since ${isoDate(kept.charge.created)}`,
          expression: charges
            .map((charge) => toDecimal({ amount: index.netOfCharge(charge), currency }))
            .join(' + '),
          result: toDecimal({
            amount: charges.reduce((sum, charge) => sum + index.netOfCharge(charge), 0),
            currency,
          }),
        },
      ],
      at_issue: elsewhere.map(({ charge }) => ({ object: 'charge', id: charge.id, part: 'whole' })),
      correction: drafts.length === elsewhere.length ? combineCorrections(drafts, words) : null,
      customer: other,
      occurred_at: again.charge.created,
    },
  };
}

function sameName(a: string, b: string, index: HistoryIndex): boolean {
  const [one, other] = [a, b].map((id) => normaliseName(index.customer(id)?.name ?? ''));
  return one !== '' && one === other;
}

function tieInWords({ tie }: Twin): string {
  switch (tie) {
    case 'tax_id':
      return 'share a tax id';
    case 'card':
      return 'paid with the same card';
    case 'email':
      return 'share an e-mail address';
    case 'email_normalised':
      return 'share a mailbox, spelled in two ways';
  }
}
