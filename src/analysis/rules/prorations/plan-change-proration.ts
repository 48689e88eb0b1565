import { formatMoney, multiplyDecimal, toDecimal } from '../../../money.ts';
import {
  type ChangeKind,
  changeKind,
  type PlanChange,
  planChanges,
  planNames,
} from '../../arithmetic/plan-changes.ts';
import { type Recomputed, recomputeProration } from '../../arithmetic/proration.ts';
import { type BilledLines, billedLines } from '../../arithmetic/proration-bases.ts';
import type { InvoiceLine } from '../../billing-history.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { EvidenceRef, Fact, MoneyUnit, RuleFinding } from '../../finding.ts';
import { type HistoryIndex, lineTotal } from '../../history-index.ts';
import { plannedOtherwise } from '../../lifecycle/schedule-phases.ts';
import { agreedPrice } from '../../prices/agreed-price.ts';
import { isUsual, residualOf } from '../../prorations/residual.ts';
import { joinReasons } from '../../reasons.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, shownText } from '../../wording.ts';

const DAY_SECONDS = 86_400;
/** POLICY.md, `consent_required`: how long before a change its request may lie. */
const CONSENT_DAYS = 30;

export const planChangeProration = defineRule({
  id: 'plan-change-proration',
  version: 1,
  rows: ['V19', 'V20', 'V21'],
  category: 'proration',
  title: 'A plan change: credit for the old, charge for the new',
  needs: ['invoices', 'subscriptions', 'subscription_schedules', 'prices', 'products'],
  proposes: [],
  check(history, context) {
    const findings: RuleFinding[] = [];
    const reasons: string[] = [];
    const billed = billedLines(history);
    for (const change of planChanges(history)) {
      if (!context.isWorthExplaining(change.invoice.created, 'proration')) continue;
      const kind = changeKind(change, context.index);
      if (kind === undefined || !reachedItsInvoice(change, context)) continue;
      const recomputed = recompute(change, context, billed);
      const objection = objectionTo(change, kind, recomputed, context);
      if (objection === undefined) findings.push(explain(change, kind, recomputed, context));
      else reasons.push(objection);
    }
    const skipped = joinReasons(reasons);
    return skipped === undefined ? findings : { findings, skipped };
  },
});

/** What came late, or after the subscription had ended, is `residual-proration`'s to explain. */
function reachedItsInvoice({ invoice, subscription, credits }: PlanChange, { index }: RuleContext): boolean {
  const [first] = credits;
  return first === undefined || isUsual(residualOf(invoice, first, subscription, index));
}

interface RecomputedLine {
  readonly line: InvoiceLine;
  readonly result: Recomputed;
}

function recompute(
  { credits, charges }: PlanChange,
  { index }: RuleContext,
  billed: BilledLines,
): readonly RecomputedLine[] {
  return [
    ...credits.map((line) => ({
      line,
      result: recomputeProration(line, [], index, billed, 'credit for unused time'),
    })),
    ...charges.map((line) => ({
      line,
      result: recomputeProration(line, credits, index, billed, 'charge for remaining time'),
    })),
  ];
}

/** Why the change may not be called right, or undefined when nothing speaks against it. */
function objectionTo(
  change: PlanChange,
  kind: ChangeKind,
  recomputed: readonly RecomputedLine[],
  context: RuleContext,
): string | undefined {
  const { currency } = change.invoice;
  for (const { line, result } of recomputed) {
    if (result.kind !== 'differs') continue;
    const [billed, right] = [line.amount, result.amount].map((amount) => toDecimal({ amount, currency }));
    return `proration line ${line.id} bills ${billed} and recomputes to ${right}`;
  }
  return (
    offSchedule(change, context) ??
    withoutConsent(change, kind, context) ??
    aboveAgreed(change, context) ??
    aboveQuote(change, context)
  );
}

/** A schedule had it for another time: whether that is right is another rule's to say. */
function offSchedule(
  { subscription, at, credits, charges }: PlanChange,
  { index }: RuleContext,
): string | undefined {
  const [from, to] = [credits[0]?.price, charges[0]?.price];
  if (from == null || to == null || from === to) return undefined;
  const schedules = index.history.subscription_schedules;
  const planned = plannedOtherwise(schedules, { subscription, from, to, at });
  return planned === null
    ? undefined
    : `schedule ${shownText(planned.schedule)} has the change of ${shownText(subscription)} for ${isoDate(planned.start)}, and it came on ${isoDate(at)}`;
}

function withoutConsent(
  { invoice, subscription, at }: PlanChange,
  kind: ChangeKind,
  { policy }: RuleContext,
): string | undefined {
  const needed = kind === 'quantity' ? 'change_quantity' : 'change_plan';
  if (policy.consent_required?.includes(needed) !== true) return undefined;
  const given = (policy.requests ?? []).some(
    (request) =>
      request.kind === needed &&
      request.customer === invoice.customer &&
      (request.subscription === undefined || request.subscription === subscription) &&
      request.at <= at &&
      request.at >= at - CONSENT_DAYS * DAY_SECONDS,
  );
  if (given) return undefined;
  return `the policy requires consent to ${needed}, and no request precedes the change of ${subscription} on ${isoDate(at)}`;
}

function aboveAgreed({ invoice, charges }: PlanChange, { policy, index }: RuleContext): string | undefined {
  for (const line of charges) {
    const agreed = agreedPrice(policy.prices ?? [], policy.price_change_notice_days, index, invoice, line);
    const unit = index.price(line.price)?.unit_amount_decimal ?? null;
    if (agreed === null || !('unit' in agreed) || unit === null) continue;
    const quantity = line.quantity ?? 1;
    if (multiplyDecimal(unit, quantity) > multiplyDecimal(agreed.unit, quantity)) {
      return `the price of ${line.id} is above the one agreed in the policy's ${agreed.entry.ref}`;
    }
  }
  return undefined;
}

/** A quote covers the first invoice of the subscription (else of the customer) after it was made. */
function aboveQuote(
  { invoice, subscription }: PlanChange,
  { policy, index }: RuleContext,
): string | undefined {
  for (const promise of policy.promises ?? []) {
    if (promise.kind !== 'quote' || promise.customer !== invoice.customer) continue;
    if (promise.subscription !== undefined && promise.subscription !== subscription) continue;
    const first = index
      .invoicesOfSubscription(subscription)
      .find(({ created, status }) => created >= promise.made_at && status !== 'draft' && status !== 'void');
    const valid = promise.valid_until === undefined || invoice.created < promise.valid_until;
    if (first?.id !== invoice.id || !valid || promise.currency !== invoice.currency) continue;
    if (invoice.total <= promise.amount) continue;
    const [billed, quoted] = [invoice.total, promise.amount].map((amount) =>
      formatMoney({ amount, currency: invoice.currency }),
    );
    return `${invoice.id} bills ${billed}, and the policy's ${promise.ref} quotes ${quoted}`;
  }
  return undefined;
}

function explain(
  change: PlanChange,
  kind: ChangeKind,
  recomputed: readonly RecomputedLine[],
  { index }: RuleContext,
): RuleFinding {
  const { invoice, subscription, at, credits, charges } = change;
  const { currency } = invoice;
  const total = (lines: readonly InvoiceLine[]): number =>
    lines.reduce((sum, line) => sum + lineTotal(line), 0);
  const credit = -total(credits);
  const charge = total(charges);
  const proved = recomputed.every(({ result }) => result.kind === 'agrees');
  const names = planNames(change, kind, index);
  const lines = [...credits, ...charges];
  const units: MoneyUnit[] = lines.map(({ id }) => ({ object: 'line_item', id, part: 'proration' }));
  const decimal = (amount: number): string => toDecimal({ amount, currency });
  return {
    classification: 'valid_but_confusing',
    confidence: proved ? 'certain' : 'medium',
    ...(kind === 'quantity' ? { category: 'quantity' } : {}),
    title: TITLES[kind],
    variant: kind,
    message: messageOf(change, kind, recomputed, names, { credit, charge }),
    facts: knownFacts({
      changed_at: fact.date(at),
      credit: fact.money(credit, currency),
      charge: fact.money(charge, currency),
      net: fact.money(charge - credit, currency),
      from_plan: names && fact.text(names.from),
      to_plan: names && fact.text(names.to),
      period_end: fact.date(Math.max(...charges.map(({ period }) => period.end))),
      billed_at: isLater(change) ? fact.date(invoice.created) : undefined,
      ...seatFacts(change, kind),
    }),
    amount: null,
    evidence: evidenceOf(change, index),
    recomputation: [
      ...recomputed.flatMap(({ result }) => (result.kind === 'agrees' ? [result.step] : [])),
      ...taxSteps(lines, currency),
      {
        label: 'net',
        expression: `${decimal(charge)} − ${decimal(credit)}`,
        result: decimal(charge - credit),
      },
    ],
    at_issue: units,
    // What was not recomputed may still be wrong: it is told, and silences no error.
    explains: proved ? units.filter(({ id }) => index.line(id)?.line.proration === true) : [],
    correction: null,
    customer: invoice.customer ?? index.subscription(subscription)?.customer ?? null,
    occurred_at: invoice.created,
  };
}

const TITLES: Readonly<Record<ChangeKind, string>> = {
  upgrade: 'A plan change: credit for the old, charge for the new',
  downgrade: 'A cheaper plan: the difference is credited',
  interval: 'A new billing interval: the old period is credited',
  quantity: 'Another quantity: credit for the old, charge for the new',
};

/** Row V20: the change waited for a later invoice, usually the renewal. */
const isLater = ({ invoice, at }: PlanChange): boolean => invoice.created - at > DAY_SECONDS;

/** Row V21: how many units there were before and after, where the lines say so. */
function seatFacts(
  { credits, charges }: PlanChange,
  kind: ChangeKind,
): Readonly<Record<string, Fact | undefined>> {
  const [credit, charge] = [credits, charges].map((lines) => (lines.length === 1 ? lines[0] : undefined));
  if (kind !== 'quantity' || credit?.quantity == null || charge?.quantity == null) return {};
  return { quantity_before: fact.count(credit.quantity), quantity_after: fact.count(charge.quantity) };
}

function messageOf(
  change: PlanChange,
  kind: ChangeKind,
  recomputed: readonly RecomputedLine[],
  names: { readonly from: string; readonly to: string } | undefined,
  { credit, charge }: { readonly credit: number; readonly charge: number },
): string {
  const { invoice, subscription, at, charges } = change;
  const show = (amount: number): string => formatMoney({ amount, currency: invoice.currency });
  const end = isoDate(Math.max(...charges.map(({ period }) => period.end)));
  const net = charge - credit;
  const why = recomputed.flatMap(({ result }) => (result.kind === 'unknown' ? [result.why] : []));
  const late = isLater(change) ? ', billed with this later invoice' : '';
  return [
    `On ${isoDate(at)} ${shownText(subscription)} changed ${names === undefined ? WHAT_CHANGED[kind] : `from ${names.from} to ${names.to}`}${late}.`,
    `${shownText(invoice.id)} gives ${show(credit)} back for unused time of the old plan and charges ${show(charge)} for the new plan until ${end}: ${
      net < 0 ? `${show(-net)} in the customer's favour` : `${show(net)} net`
    }.`,
    why[0] === undefined
      ? 'Every line recomputes by the second.'
      : `The amounts are as billed and were not recomputed, because ${why[0]}.`,
    'Tell the customer that credit and charge belong together.',
  ].join(' ');
}

const WHAT_CHANGED: Readonly<Record<ChangeKind, string>> = {
  upgrade: 'its plan',
  downgrade: 'its plan',
  interval: 'its billing interval',
  quantity: 'its quantity',
};

function taxSteps(lines: readonly InvoiceLine[], currency: string): RuleFinding['recomputation'] {
  const taxed = lines.filter((line) => lineTotal(line) !== line.amount);
  return taxed.map((line) => ({
    label: line.amount < 0 ? 'credit with discounts and tax' : 'charge with discounts and tax',
    expression: `${toDecimal({ amount: line.amount, currency })} + ${toDecimal({ amount: lineTotal(line) - line.amount, currency })}`,
    result: toDecimal({ amount: lineTotal(line), currency }),
  }));
}

function evidenceOf({ invoice, credits, charges }: PlanChange, index: HistoryIndex): readonly EvidenceRef[] {
  const credited = credits.flatMap((line) => index.invoice(line.credited_items?.invoice ?? null)?.id ?? []);
  return [
    ...[...new Set([invoice.id, ...credited])].map((id) => ({ object: 'invoice', id })),
    ...[...credits, ...charges].map(({ id }) => ({ object: 'line_item', id })),
  ];
}
