import { formatMoney, toDecimal } from '../../../money.ts';
import type { Invoice } from '../../billing-history.ts';
import { combineCorrections, creditWholeLine, draftVoid } from '../../correction.ts';
import { type Conflict, conflictsOf, isOnlyOf } from '../../duplicates/duplicate-subscriptions.ts';
import { type Billed, billedSubscriptions, periodEnd } from '../../duplicates/subscription-conflict.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { Correction, RecomputationStep, RuleFinding } from '../../finding.ts';
import { type HistoryIndex, largestFirst, lineTotal } from '../../history-index.ts';
import {
  draftReturns,
  draftSetting,
  invoicesAndDays,
  lessReturned,
  type OpenOverCharge,
  returnSteps,
  totalLeft,
  whatToReturn,
} from '../../over-charge.ts';
import { defineRule, type RuleContext, type RuleOutcome } from '../../rule.ts';
import { isoDate, listed, productName } from '../../wording.ts';

/** A customer with more is a reseller or an agency, and comparing all pairs would take too long. */
const SUBSCRIPTIONS_PER_CUSTOMER_MAX = 100;

export const duplicateSubscription = defineRule({
  id: 'duplicate-subscription',
  version: 1,
  rows: ['A4', 'A5'],
  category: 'duplicate_subscription',
  title: 'Two subscriptions to the same product',
  needs: [
    'subscriptions',
    'invoices',
    'charges',
    'credit_notes',
    'refunds',
    'prices',
    'products',
    'customers',
  ],
  proposes: ['cancel_subscription', 'credit_note', 'void_invoice'],
  thresholds: { min_overlap_hours: 24 },
  check(_history, context): RuleOutcome {
    const findings: RuleFinding[] = [];
    const tooMany: string[] = [];
    for (const [customer, subscriptions] of byCustomer(billedSubscriptions(context.index))) {
      if (subscriptions.length > SUBSCRIPTIONS_PER_CUSTOMER_MAX) tooMany.push(customer);
      else
        findings.push(...conflictsOf(subscriptions, context).flatMap((one) => findingOf(one, context) ?? []));
    }
    if (tooMany.length === 0) return { findings };
    const skipped = `more than ${SUBSCRIPTIONS_PER_CUSTOMER_MAX} subscriptions each, too many to compare: ${listed(tooMany.sort())}`;
    return { findings, skipped };
  },
});

function byCustomer(subscriptions: readonly Billed[]): ReadonlyMap<string, readonly Billed[]> {
  const customers = new Set(subscriptions.map(({ subscription }) => subscription.customer));
  return new Map(
    [...customers].map((id) => [
      id,
      subscriptions.filter(({ subscription }) => subscription.customer === id),
    ]),
  );
}

function findingOf(conflict: Conflict, context: RuleContext): RuleFinding | null {
  const { index, policy, asOf } = context;
  const { kept, excess, intent, products, charged } = conflict;
  const overCharges = charged.flatMap(
    ({ invoice, lines }) =>
      lessReturned(index, { invoice, credits: largestFirst(lines).map(creditWholeLine) }) ?? [],
  );
  const isPaid = overCharges.length > 0;
  if (charged.length > 0 && !isPaid) return null;
  const { subscription } = excess;
  const isLive = subscription.ended_at === null && subscription.status !== 'canceled';
  const currency = overCharges[0]?.invoice.currency ?? '';
  const amount = isPaid ? { amount: totalLeft(overCharges), currency } : null;
  const since = Math.max(kept.subscription.start_date, subscription.start_date);
  const next = periodEnd(subscription);
  const product = productName(index, [...products].sort().find((id) => excess.products.has(id)) ?? null);
  const open = openInvoices(excess, since, index);
  const { correction, advice } = draft(conflict, overCharges, open, isLive, index);
  return {
    classification: intent === 'one_meant' ? 'billing_error' : 'likely_error',
    confidence: intent === 'one_meant' ? 'certain' : 'medium',
    variant: isPaid ? 'paid' : 'unpaid',
    title: isPaid
      ? 'Paid for two subscriptions to the same product'
      : 'Two subscriptions to the same product',
    message: [
      `${kept.subscription.id} and ${subscription.id} ${whatTheySell(conflict, index)} since ${isoDate(since)}, and ${reasonOf(conflict)}.`,
      isPaid && amount !== null
        ? `${subscription.id} took ${formatMoney(amount)} on ${invoicesAndDays(overCharges)} for time that was paid for already.`
        : `${subscription.id} took nothing twice yet${isLive && next > asOf ? `, but will on ${isoDate(next)}` : ''}.`,
      intent === 'unknown'
        ? `${missingFact(policy.multiple_subscriptions !== undefined)} If not: ${advice.charAt(0).toLowerCase()}${advice.slice(1)}`
        : advice,
    ].join(' '),
    facts: knownFacts({
      amount: amount === null ? undefined : fact.money(amount.amount, currency),
      product: fact.text(product),
      kept: fact.id(kept.subscription.id),
      duplicate: fact.id(subscription.id),
      since: fact.date(since),
      invoice_count: fact.count(overCharges.length),
      next_at: isLive && next > asOf ? fact.date(next) : undefined,
    }),
    amount,
    evidence: [
      { object: 'subscription', id: kept.subscription.id },
      { object: 'subscription', id: subscription.id },
      ...[...overCharges.map(({ invoice }) => invoice), ...open].map(({ id }) => ({ object: 'invoice', id })),
      ...(policy.multiple_subscriptions === undefined
        ? []
        : [{ object: 'policy', id: 'multiple_subscriptions' }]),
    ],
    recomputation: [...overCharges.map((one) => paidStep(one, charged)), ...returnSteps(overCharges)],
    at_issue: isPaid
      ? overCharges.flatMap(({ credits }) =>
          credits.map(({ line }) => ({ object: 'line_item' as const, id: line.id, part: 'whole' as const })),
        )
      : [{ object: 'subscription', id: subscription.id, part: 'whole' }],
    correction,
    customer: subscription.customer,
    occurred_at: Math.max(since, ...overCharges.map(({ invoice }) => invoice.paid_at ?? invoice.created)),
    repeats: isLive,
  };
}

function whatTheySell({ kept, excess, products }: Conflict, index: HistoryIndex): string {
  const named = (one: Billed): string[] =>
    [...one.products].filter((id) => products.has(id)).map((id) => productName(index, id));
  const shared = named(kept).filter((name) => named(excess).includes(name));
  if (shared.length > 0) return `both sell ${listed(shared.sort())}`;
  return `sell ${listed(named(kept).sort())} and ${listed(named(excess).sort())}, of which a customer holds one,`;
}

function reasonOf({ kept, excess, sameTerms }: Conflict): string {
  if (!sameTerms) return `${kept.subscription.id} replaced ${excess.subscription.id}`;
  const isLater = excess.subscription.start_date >= kept.subscription.start_date;
  return isLater
    ? `${excess.subscription.id}, started later at the same price, is one too many`
    : `${excess.subscription.id} is the one of the two that was not kept`;
}

function missingFact(hasSection: boolean): string {
  return hasSection
    ? 'Only one of them carries the metadata that tells intended ones apart: ask the customer whether both are meant.'
    : 'Nothing in Stripe tells them apart, and the policy file has no multiple_subscriptions section: ask the customer whether both are meant.';
}

function paidStep({ invoice, charged }: OpenOverCharge, all: Conflict['charged']): RecomputationStep {
  const lines = all.find((one) => one.invoice === invoice)?.lines ?? [];
  const decimal = (amount: number): string => toDecimal({ amount, currency: invoice.currency });
  return {
    label: `${invoice.id} of ${isoDate(invoice.created)}`,
    expression: largestFirst(lines)
      .map((line) => decimal(lineTotal(line)))
      .join(' + '),
    result: decimal(charged),
  };
}

/** Unpaid invoices about nothing but the subscription in excess, made since the two run side by side. */
function openInvoices(excess: Billed, since: number, index: HistoryIndex): Invoice[] {
  return index
    .invoicesOfSubscription(excess.subscription.id)
    .filter(
      (invoice) =>
        invoice.status === 'open' &&
        invoice.created >= since &&
        invoice.lines.every((line) => isOnlyOf(line, invoice, excess)),
    );
}

function draft(
  { kept, excess, products }: Conflict,
  overCharges: readonly OpenOverCharge[],
  open: readonly Invoice[],
  isLive: boolean,
  index: HistoryIndex,
): { correction: Correction | null; advice: string } {
  const { id } = excess.subscription;
  const words = {
    reason: 'duplicate' as const,
    justification: `The customer needs one of ${kept.subscription.id} and ${id}; ${kept.subscription.id} stays.`,
    alternatives: [
      {
        kind: 'refund' as const,
        why_not:
          'A bare refund would leave the invoices and their tax as they are, and the subscription running.',
      },
    ],
  };
  const sellsMore = [...excess.products].some((product) => !products.has(product));
  const cancel =
    isLive && !sellsMore
      ? draftSetting(
          'cancel_subscription',
          id,
          { subscription: id, prorate: false, invoice_now: false },
          words,
        )
      : null;
  const returns = draftReturns(index, overCharges, words);
  const voids = open.flatMap((invoice) => draftVoid(invoice, words) ?? []);
  const correction = combineCorrections(
    [...(cancel === null ? [] : [cancel]), ...returns.drafts, ...voids],
    words,
  );
  const advice = [
    cancel !== null
      ? `Cancel ${id} now, without proration, and keep ${kept.subscription.id}.`
      : isLive
        ? `Take the product off ${id}, which sells others too.`
        : '',
    whatToReturn(overCharges, { ...returns, drafts: [...returns.drafts, ...voids] }),
  ];
  return { correction, advice: advice.filter((sentence) => sentence !== '').join(' ') };
}
