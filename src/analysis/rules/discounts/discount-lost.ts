import { formatMoney, toDecimal } from '../../../money.ts';
import { type CorrectionWords, combineCorrections } from '../../correction.ts';
import { sum, termsOf } from '../../discounts/discount-gap.ts';
import { type LostDiscount, lostDiscounts } from '../../discounts/lost-discounts.ts';
import { promisedDiscounts } from '../../discounts/promised-discounts.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import type { HistoryIndex } from '../../history-index.ts';
import {
  billsAgain,
  draftReturns,
  draftSetting,
  invoicesAndDays,
  lessReturned,
  returnSteps,
  totalLeft,
  whatToReturn,
} from '../../over-charge.ts';
import { joinReasons } from '../../reasons.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, plural, shownText } from '../../wording.ts';

/** D2 and D8: a discount that ran was lost with a change of plan or subscription, or stopped before its months were over. */
export const discountLost = defineRule({
  id: 'discount-lost',
  version: 1,
  rows: ['D2', 'D8'],
  category: 'discount',
  title: 'Discount lost before its end',
  needs: [
    'invoices',
    'subscriptions',
    'customers',
    'coupons',
    'prices',
    'events',
    'credit_notes',
    'charges',
    'disputes',
  ],
  proposes: ['credit_note', 'void_invoice', 'apply_discount'],
  check(history, { policy, index, asOf }) {
    const { lost, undecided } = lostDiscounts(history, index);
    if (lost.length === 0 && undecided.length === 0) return [];
    // What the policy promised is judged by the promise (discount-not-applied).
    const promised = new Set(
      promisedDiscounts(history, index, policy.promises ?? [], asOf).gaps.flatMap(({ overCharges }) =>
        overCharges.map(({ invoice }) => invoice.id),
      ),
    );
    const findings = lost.flatMap((one) => {
      const overCharges = one.overCharges.filter(({ invoice }) => !promised.has(invoice.id));
      return findingOf({ ...one, overCharges }, index, asOf) ?? [];
    });
    const skipped = joinReasons(undecided);
    return skipped === undefined ? findings : { findings, skipped };
  },
});

function findingOf(lost: LostDiscount, index: HistoryIndex, asOf: number): RuleFinding | null {
  const { coupon, discount, end, subscription, lastWith, variant } = lost;
  const open = lost.overCharges.map((over) => lessReturned(index, over)).filter((over) => over !== null);
  const latest = open[open.length - 1];
  if (latest === undefined) return null;
  const { currency } = latest.invoice;
  const amount = { amount: totalLeft(open), currency };
  // A granted time is a promise of its own; a coupon without end is mostly taken off on purpose.
  const proved = end !== null && variant !== 'new_subscription';
  const name = shownText(coupon.name ?? coupon.id);
  const words: CorrectionWords = {
    reason: 'order_change',
    justification: `Discount ${name} was lost before its end on ${plural(open.length, 'invoice')}.`,
    alternatives: [
      { kind: 'refund', why_not: 'A bare refund leaves the invoice and its tax at the undiscounted price.' },
    ],
  };
  const returns = draftReturns(index, open, words);
  const runs = end === null || end > asOf;
  const bare =
    subscription.discounts.length === 0 && subscription.items.every((item) => item.discounts.length === 0);
  const repeats = runs && bare && billsAgain(subscription);
  // A coupon that counts months would begin to count anew; one without end can simply be attached again.
  const attach = repeats && end === null && coupon.valid && returns.drafts.length > 0;
  const settings = attach
    ? [draftSetting('apply_discount', subscription.id, { discounts: [{ coupon: coupon.id }] }, words)]
    : [];
  const { percent, amounts } = termsOf(coupon);
  const off = percent === null ? formatMoney({ amount: amounts[currency] ?? 0, currency }) : `${percent}%`;
  return {
    classification: proved ? 'billing_error' : 'likely_error',
    confidence: proved ? 'high' : 'medium',
    variant,
    title: 'Discount lost before its end',
    message: [
      `Discount ${name} (${off}) reduced ${shownText(lastWith.id)} of ${isoDate(lastWith.created)} and has been missing since then on ${invoicesAndDays(open)}, ${HOW[variant]}, though it ${end === null ? 'has no end' : `runs until ${isoDate(end)}`}: ${formatMoney(amount)} too much, tax included.`,
      ...(proved ? [] : ['Whether it was taken off on purpose decides: ask who changed it.']),
      whatToReturn(open, returns),
      ...(repeats && !attach
        ? [
            `Attach it to ${subscription.id} again, with an end on ${end === null ? 'the day agreed' : isoDate(end)}.`,
          ]
        : []),
      ...(attach ? [`Attach coupon ${shownText(coupon.id)} to ${subscription.id} again.`] : []),
    ].join(' '),
    facts: knownFacts({
      amount: fact.money(amount.amount, currency),
      discount: fact.text(name),
      percent: percent === null ? undefined : fact.percent(percent),
      discount_amount:
        percent !== null || amounts[currency] === undefined
          ? undefined
          : fact.money(amounts[currency], currency),
      last_at: fact.date(lastWith.created),
      ends_at: end === null ? undefined : fact.date(end),
      invoice_at: fact.date(latest.invoice.created),
      invoice_count: fact.count(open.length),
    }),
    amount,
    evidence: [
      { object: 'discount', id: discount.id },
      { object: 'coupon', id: coupon.id },
      { object: 'subscription', id: subscription.id },
      { object: 'invoice', id: lastWith.id },
      ...open.map(({ invoice }) => ({ object: 'invoice', id: invoice.id })),
    ],
    recomputation: [
      ...open.map(({ invoice, credits }) => ({
        label: `${invoice.id} discount missing`,
        expression: `${off} off ${toDecimal({ amount: sum(credits.map(({ line }) => line.amount)), currency })}`,
        result: toDecimal({ amount: missingIn(lost, invoice.id), currency }),
      })),
      ...returnSteps(open),
    ],
    at_issue: open.flatMap(({ credits }) =>
      credits.map(({ line }) => ({ object: 'line_item', id: line.id, part: 'discount' }) as const),
    ),
    correction: combineCorrections([...returns.drafts, ...settings], words),
    customer: latest.invoice.customer,
    occurred_at: latest.invoice.created,
    ...(repeats ? { repeats: true } : {}),
  };
}

const HOW: Readonly<Record<LostDiscount['variant'], string>> = {
  plan_change: 'after the plan was changed',
  new_subscription: 'after a new subscription took over',
  stopped_early: 'without a change of plan',
};

const missingIn = ({ overCharges }: LostDiscount, id: string): number =>
  sum(
    overCharges
      .filter(({ invoice }) => invoice.id === id)
      .flatMap(({ credits }) => credits.map(({ net }) => net)),
  );
