import { formatMoney, toDecimal } from '../../../money.ts';
import { changeKind, type PlanChange, planChanges } from '../../arithmetic/plan-changes.ts';
import { recomputeProration } from '../../arithmetic/proration.ts';
import { type BilledLines, billedLines } from '../../arithmetic/proration-bases.ts';
import type { BillingEvent, InvoiceLine } from '../../billing-history.ts';
import { explanation } from '../../explanation.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { MoneyUnit, RuleFinding } from '../../finding.ts';
import { byCreation, lineTotal } from '../../history-index.ts';
import { type TrialMove, trialMove } from '../../lifecycle/trial-moves.ts';
import { joinReasons } from '../../reasons.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, listed, productName, shownText } from '../../wording.ts';

const HOUR_SECONDS = 3600;

/** V12: the day on which a subscription is charged moved, and the rest of the old period was given back. */
export const billingDateChanged = defineRule({
  id: 'billing-date-changed',
  version: 1,
  rows: ['V12'],
  category: 'renewal',
  title: 'The billing date moved',
  needs: ['subscriptions', 'invoices', 'prices', 'events'],
  proposes: [],
  check(history, context) {
    const { index } = context;
    const billed = billedLines(history);
    const findings: RuleFinding[] = [];
    const reasons: string[] = [];
    for (const change of planChanges(history)) {
      if (!beganNewPeriod(change) || !context.isWorthExplaining(change.invoice.created, 'renewal')) continue;
      const doubt = wrongCredit(change, billed, context);
      if (doubt === undefined) findings.push(explainRestart(change, context));
      else reasons.push(doubt);
    }
    const events = eventsBySubject(history.events);
    for (const subscription of byCreation(history.subscriptions)) {
      const move = trialMove(subscription, events.get(subscription.id) ?? [], index);
      if (move === null || !context.isWorthExplaining(move.fee.invoice.created, 'renewal')) continue;
      findings.push(explainTrial(subscription.id, subscription.customer, move, context));
    }
    const skipped = joinReasons(reasons);
    return skipped === undefined ? findings : { findings, skipped };
  },
});

function eventsBySubject(events: readonly BillingEvent[]): ReadonlyMap<string, readonly BillingEvent[]> {
  const found = new Map<string, BillingEvent[]>();
  for (const event of events) {
    if (event.subject === null) continue;
    found.set(event.subject, [...(found.get(event.subject) ?? []), event]);
  }
  return found;
}

/** The change is billed with a whole period that begins with it, at once, and not with the rest of the old one. */
function beganNewPeriod({ invoice, at, credits, charges }: PlanChange): boolean {
  return (
    charges.every(({ proration }) => !proration) &&
    Math.abs(invoice.created - at) <= HOUR_SECONDS &&
    Math.abs(endOf(charges) - endOf(credits)) > HOUR_SECONDS
  );
}

/** Why the credit may not be called right, or undefined when nothing speaks against it. */
function wrongCredit(
  { invoice, credits }: PlanChange,
  billed: BilledLines,
  { index }: RuleContext,
): string | undefined {
  for (const line of credits) {
    const result = recomputeProration(line, [], index, billed, 'credit for unused time');
    if (result.kind !== 'differs') continue;
    const [is, right] = [line.amount, result.amount].map((amount) =>
      toDecimal({ amount, currency: invoice.currency }),
    );
    return `proration line ${line.id} bills ${is} and recomputes to ${right}`;
  }
  return undefined;
}

function explainRestart(change: PlanChange, { index }: RuleContext): RuleFinding {
  const { invoice, subscription, at, credits, charges } = change;
  const { currency } = invoice;
  const isInterval = changeKind(change, index) === 'interval';
  const credit = -credits.reduce((sum, line) => sum + lineTotal(line), 0);
  const charge = charges.reduce((sum, line) => sum + lineTotal(line), 0);
  const show = (amount: number): string => formatMoney({ amount, currency });
  const decimal = (amount: number): string => toDecimal({ amount, currency });
  const product = productsOf(charges, index);
  const former = endOf(credits);
  const next = endOf(charges);
  return explanation({
    title: 'The billing date moved',
    variant: isInterval ? 'interval' : 'anchor',
    message:
      `On ${isoDate(at)} ${shownText(subscription)} (${product}) ${isInterval ? 'got another billing interval' : 'got a new billing date'}: a new period began that day and runs until ${isoDate(next)}, where the old one would have ended on ${isoDate(former)}. ` +
      `${shownText(invoice.id)} charges ${show(charge)} for the new period and gives ${show(credit)} back for the unused rest of the old one. ` +
      'Tell the customer the new date, and that no day is charged twice.',
    facts: {
      product: fact.text(product),
      former_at: fact.date(former),
      charged_at: fact.date(at),
      next_at: fact.date(next),
      credit: fact.money(credit, currency),
    },
    evidence: [
      { object: 'invoice', id: invoice.id },
      ...[...credits, ...charges].map(({ id }) => ({ object: 'line_item', id })),
    ],
    recomputation: [
      {
        label: 'new period less the unused rest of the old one',
        expression: `${decimal(charge)} − ${decimal(credit)}`,
        result: decimal(charge - credit),
      },
    ],
    about: [...credits, ...charges].map(whole),
    customer: invoice.customer ?? index.subscription(subscription)?.customer ?? null,
    occurredAt: invoice.paid_at ?? invoice.created,
  });
}

function explainTrial(
  subscription: string,
  customer: string,
  { formerAt, fee: { invoice, line }, event }: TrialMove,
  { index }: RuleContext,
): RuleFinding {
  const { start, end } = line.period;
  const product = productsOf([line], index);
  const isEarlier = start < formerAt;
  return explanation({
    title: 'The end of a trial moved the billing date',
    variant: 'trial',
    message:
      `The next charge for ${shownText(subscription)} (${product}) was due on ${isoDate(formerAt)}; its trial ${
        event === null ? 'was granted later and ended' : isEarlier ? 'was ended early,' : 'was prolonged'
      } ${event === null || isEarlier ? 'on' : 'until'} ${isoDate(start)}, so ${shownText(invoice.id)} charges the time from that day to ${isoDate(end)}, and renewals keep to it. ` +
      'Tell the customer the new date, and that the trial itself was free.',
    facts: knownFacts({
      product: fact.text(product),
      former_at: fact.date(formerAt),
      charged_at: fact.date(start),
      next_at: fact.date(end),
    }),
    evidence: [
      { object: 'subscription', id: subscription },
      { object: 'invoice', id: invoice.id },
      ...(event === null ? [] : [{ object: 'event', id: event }]),
    ],
    about: [whole(line)],
    customer,
    occurredAt: invoice.paid_at ?? invoice.created,
  });
}

const whole = ({ id }: InvoiceLine): MoneyUnit => ({ object: 'line_item', id, part: 'whole' });

const endOf = (lines: readonly InvoiceLine[]): number => Math.max(...lines.map(({ period }) => period.end));

function productsOf(lines: readonly InvoiceLine[], index: RuleContext['index']): string {
  return listed([...new Set(lines.map(({ product }) => productName(index, product)))].sort());
}
