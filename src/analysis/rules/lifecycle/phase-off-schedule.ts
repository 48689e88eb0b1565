import { toDecimal } from '../../../money.ts';
import type { Subscription, SubscriptionSchedule } from '../../billing-history.ts';
import type { CorrectionWords } from '../../correction.ts';
import { fact } from '../../facts.ts';
import type { Correction, MoneyUnit, RecomputationStep, RuleFinding } from '../../finding.ts';
import { byCreation } from '../../history-index.ts';
import { type ItemPeriod, itemPeriods, madeByHand } from '../../lifecycle/item-periods.ts';
import { type Mistimed, mistimed, owedBy } from '../../lifecycle/mistimed-phases.ts';
import {
  type PlannedItem,
  type PlannedPhase,
  phaseAt,
  schedulePlan,
} from '../../lifecycle/schedule-phases.ts';
import { lineErrorFinding } from '../../line-error.ts';
import { billsAgain, draftSetting, invoicesAndDays, type OverCharge } from '../../over-charge.ts';
import { lineProduct, overChargedUnits } from '../../prices/billed-units.ts';
import { joinReasons } from '../../reasons.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoMinute, shownText } from '../../wording.ts';

const HOUR_SECONDS = 3600;
/** Left to rounding for each of the lines that make up a period, in minor units. */
const ROUNDING_MAX_MINOR_UNITS = 1;

/** B14: a phase of a subscription schedule was applied more than an hour too early or too late, and that cost more. */
export const phaseOffSchedule = defineRule({
  id: 'phase-off-schedule',
  version: 1,
  rows: ['B14'],
  category: 'renewal',
  title: 'A scheduled change at the wrong time',
  needs: [
    'subscriptions',
    'subscription_schedules',
    'invoices',
    'invoice_items',
    'prices',
    'events',
    'charges',
    'credit_notes',
    'refunds',
  ],
  proposes: ['credit_note', 'void_invoice', 'update_price', 'update_quantity'],
  thresholds: { least_hours: 1 },
  check(history, context) {
    const reasons: string[] = [];
    const findings = byCreation(history.subscription_schedules).flatMap((schedule) => {
      const subscription = context.index.subscription(schedule.subscription);
      const plan = subscription === undefined ? null : schedulePlan(schedule);
      if (subscription === undefined || plan === null) return [];
      if (typeof plan === 'string') {
        reasons.push(shownText(plan, 120));
        return [];
      }
      return plan.items.flatMap((item) => {
        const wrong = itemPeriods(history, context.index, subscription, item)
          .filter(({ period }) => period.start >= item[0].start && period.start < plan.until)
          .flatMap((period) => offPlan(period, item, schedule, subscription, context) ?? []);
        for (const one of wrong) if (typeof one === 'string') reasons.push(one);
        const group = wrong.filter((one) => typeof one !== 'string');
        return toFinding(schedule, subscription, item, group, plan.until, context) ?? [];
      });
    });
    const skipped = joinReasons([...new Set(reasons)].sort());
    return skipped === undefined ? findings : { findings, skipped };
  },
});

/** A period that cost more than its schedule says. */
interface OffPlan extends Pick<Mistimed, 'kind' | 'phase' | 'before'> {
  readonly period: ItemPeriod;
  readonly over: OverCharge;
  readonly steps: readonly RecomputationStep[];
}

/** What a period cost beyond its plan, null where nothing, or why that cannot be said. */
function offPlan(
  billed: ItemPeriod,
  item: PlannedItem,
  schedule: SubscriptionSchedule,
  subscription: Subscription,
  { index, policy, thresholds }: RuleContext,
): OffPlan | string | null {
  const { fee, period, prorations } = billed;
  const slack = (thresholds['least_hours'] ?? 1) * HOUR_SECONDS;
  const planned = phaseAt(item, period.start);
  const wrong = mistimed(billed, item, slack);
  if (planned === undefined || wrong === null) return null;
  if (madeByHand(wrong, schedule, subscription, policy, index)) return null;
  const hasDiscounts = [...fee.lines, ...prorations].some(
    ({ discount_amounts = [] }) => discount_amounts.length > 0,
  );
  if (prorations.length > 0 && hasDiscounts) return `${fee.invoice.id} folds a discount into prorations`;
  const owed = owedBy(planned, billed, item, slack, index);
  if (typeof owed === 'string') return owed;
  const actual = fee.amount + prorations.reduce((sum, { amount }) => sum + amount, 0);
  const tooMuch = actual - owed.amount;
  if (tooMuch <= ROUNDING_MAX_MINOR_UNITS * (1 + prorations.length)) return null;
  const lines = wrong.lines.flatMap((line) => index.line(line.id) ?? []);
  const [first] = lines;
  const target = first === undefined ? fee : { invoice: first.invoice, lines: lines.map(({ line }) => line) };
  const over = overChargedUnits(index, target, tooMuch);
  if (over === null) return null;
  const decimal = (amount: number): string => toDecimal({ amount, currency: fee.invoice.currency });
  return {
    ...wrong,
    period: billed,
    over,
    steps: [
      ...owed.steps,
      {
        label: `${target.invoice.id} billed beyond the schedule`,
        expression: `${decimal(actual)} − ${decimal(owed.amount)}`,
        result: decimal(tooMuch),
      },
    ],
  };
}

function toFinding(
  schedule: SubscriptionSchedule,
  subscription: Subscription,
  item: PlannedItem,
  group: readonly OffPlan[],
  until: number,
  { index, asOf }: RuleContext,
): RuleFinding | null {
  const [first] = group;
  const line = first?.period.fee.lines[0];
  if (first === undefined || line === undefined) return null;
  const { kind, phase, before } = first;
  const id = shownText(subscription.id);
  const isQuantity = phase.price === before.price;
  const terms = ({ price, quantity }: PlannedPhase): string => `${quantity} × ${shownText(price)}`;
  const planned = isoMinute(phase.start);
  const words: CorrectionWords = {
    reason: 'order_change',
    justification: `Schedule ${schedule.id} moves ${id} from ${terms(before)} to ${terms(phase)} on ${planned}, and it was billed ${kind === 'early' ? 'before' : 'as if it had not come'}.`,
    alternatives: [
      { kind: 'refund', why_not: 'A bare refund would leave the invoice and its tax as they are.' },
    ],
  };
  const settings = settingNow(subscription, item, until, asOf, words);
  const overs = oneEach(group.map(({ over }) => over));
  return lineErrorFinding(index, overs, {
    classification: 'billing_error',
    confidence: 'certain',
    variant: kind,
    title: kind === 'early' ? 'A scheduled change came too early' : 'A scheduled change came too late',
    message: (left) =>
      `Schedule ${shownText(schedule.id)} moves ${id} from ${terms(before)} to ${terms(phase)} on ${planned}, but ${invoicesAndDays(overs)} ${overs.length === 1 ? 'bills' : 'bill'} ${kind === 'early' ? 'the new terms before that' : 'the old terms after that'}: ${left} too much, tax included.`,
    facts: (amount, currency) => ({
      amount: fact.money(amount, currency),
      product: fact.text(lineProduct(index, line)),
      planned_at: fact.date(phase.start),
      invoice_count: fact.count(overs.length),
    }),
    words,
    part: isQuantity ? 'quantity' : 'price',
    // Whatever a change at the wrong time left uncredited is part of it.
    about: overs.flatMap(({ credits }) =>
      credits.map(({ line: { id: it } }): MoneyUnit => ({ object: 'line_item', id: it, part: 'proration' })),
    ),
    evidence: [
      { object: 'subscription_schedule', id: schedule.id },
      { object: 'subscription', id: subscription.id },
      ...settings.map(({ target }) => ({ object: 'subscription_item', id: target })),
    ],
    steps: group.flatMap(({ steps }) => steps),
    settings,
    customer: subscription.customer,
    ...(settings.length === 0 ? {} : { repeats: true }),
  });
}

/** The terms that hold now by the schedule, where the item still has others. */
function settingNow(
  subscription: Subscription,
  item: PlannedItem,
  until: number,
  asOf: number,
  words: CorrectionWords,
): readonly Correction[] {
  const now = phaseAt(item, asOf);
  const present = subscription.items.find(({ price }) => item.some((phase) => phase.price === price));
  if (now === undefined || present === undefined || asOf >= until || !billsAgain(subscription)) return [];
  if (present.price !== now.price) {
    return [
      draftSetting('update_price', present.id, { price: now.price, proration_behavior: 'none' }, words),
    ];
  }
  if ((present.quantity ?? 1) === now.quantity) return [];
  const params = { quantity: now.quantity, proration_behavior: 'none' };
  return [draftSetting('update_quantity', present.id, params, words)];
}

/** One over-charge for each invoice, as a credit note is. */
function oneEach(overs: readonly OverCharge[]): readonly OverCharge[] {
  const found = new Map<string, OverCharge>();
  for (const { invoice, credits } of overs) {
    found.set(invoice.id, { invoice, credits: [...(found.get(invoice.id)?.credits ?? []), ...credits] });
  }
  return [...found.values()];
}
