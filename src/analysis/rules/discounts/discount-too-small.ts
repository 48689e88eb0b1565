import { formatMoney, toDecimal } from '../../../money.ts';
import { type CorrectionWords, combineCorrections } from '../../correction.ts';
import { sum, termsOf } from '../../discounts/discount-gap.ts';
import { promisedDiscounts } from '../../discounts/promised-discounts.ts';
import { type ShortDiscount, shortDiscounts } from '../../discounts/short-discounts.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { type HistoryIndex, lineDiscount } from '../../history-index.ts';
import {
  draftReturns,
  invoicesAndDays,
  lessReturned,
  returnSteps,
  totalLeft,
  whatToReturn,
} from '../../over-charge.ts';
import { defineRule } from '../../rule.ts';
import { plural, shownText } from '../../wording.ts';

/** D6: a discount took off less than its coupon grants, or than its name, code or the sale states. */
export const discountTooSmall = defineRule({
  id: 'discount-too-small',
  version: 1,
  rows: ['D6'],
  category: 'discount',
  title: 'Discount smaller than granted',
  needs: [
    'invoices',
    'coupons',
    'promotion_codes',
    'quotes',
    'checkout_sessions',
    'subscriptions',
    'credit_notes',
    'charges',
    'disputes',
  ],
  proposes: ['credit_note', 'void_invoice'],
  check(history, { policy, index, asOf }) {
    const short = shortDiscounts(history, index);
    if (short.length === 0) return [];
    // What the policy promised is judged by the promise (discount-not-applied).
    const promised = new Set(
      promisedDiscounts(history, index, policy.promises ?? [], asOf).gaps.flatMap(({ overCharges }) =>
        overCharges.map(({ invoice }) => invoice.id),
      ),
    );
    return short.flatMap((one) => {
      const overCharges = one.overCharges.filter(({ invoice }) => !promised.has(invoice.id));
      return findingOf({ ...one, overCharges }, index) ?? [];
    });
  },
});

function findingOf(short: ShortDiscount, index: HistoryIndex): RuleFinding | null {
  const { coupon, discount, stated, source, variant } = short;
  const open = short.overCharges.map((over) => lessReturned(index, over)).filter((over) => over !== null);
  const latest = open[open.length - 1];
  if (latest === undefined) return null;
  const { currency } = latest.invoice;
  const amount = { amount: totalLeft(open), currency };
  const name = shownText(coupon.name ?? coupon.id);
  const terms = termsOf(coupon);
  const size = (percent: string | null): string =>
    percent === null ? formatMoney({ amount: terms.amounts[currency] ?? 0, currency }) : `${percent}%`;
  const due = size(stated ?? terms.percent);
  const words: CorrectionWords = {
    reason: 'order_change',
    justification: `Discount ${name} should have been ${due} on ${plural(open.length, 'invoice')} and was less.`,
    alternatives: [
      { kind: 'refund', why_not: 'A bare refund leaves the invoice and its tax at the wrong discount.' },
    ],
  };
  const returns = draftReturns(index, open, words);
  const proved = variant === 'terms';
  return {
    classification: proved ? 'billing_error' : 'likely_error',
    confidence: proved ? 'high' : 'medium',
    variant,
    title: 'Discount smaller than granted',
    message: [
      proved
        ? `Discount ${name} grants ${due} and took off less on ${invoicesAndDays(open)}: ${formatMoney(amount)} too much, tax included.`
        : `Discount ${name} takes off ${size(terms.percent)}, while ${shownText(source)} says ${due}; on ${invoicesAndDays(open)} that is ${formatMoney(amount)}, tax included. Find out which was promised.`,
      whatToReturn(open, returns),
      ...(proved ? [] : [`If ${due} was, replace the coupon too: its terms cannot be changed.`]),
    ].join(' '),
    facts: knownFacts({
      amount: fact.money(amount.amount, currency),
      discount: fact.text(name),
      percent:
        stated === null && terms.percent === null ? undefined : fact.percent(stated ?? terms.percent ?? '0'),
      given_percent: stated === null || terms.percent === null ? undefined : fact.percent(terms.percent),
      discount_amount:
        terms.percent === null && terms.amounts[currency] !== undefined
          ? fact.money(terms.amounts[currency], currency)
          : undefined,
      invoice_at: fact.date(latest.invoice.created),
      invoice_count: fact.count(open.length),
    }),
    amount,
    evidence: [
      { object: 'coupon', id: coupon.id },
      { object: 'discount', id: discount.id },
      ...short.evidence,
      ...open.map(({ invoice }) => ({ object: 'invoice', id: invoice.id })),
    ],
    recomputation: [
      ...short.overCharges
        .filter(({ invoice }) => open.some((one) => one.invoice.id === invoice.id))
        .map(({ invoice, credits }) => {
          const lines = credits.map(({ line }) => line);
          const decimal = (value: number): string => toDecimal({ amount: value, currency });
          return {
            label: `${invoice.id} discount missing`,
            expression: `${due} off ${decimal(sum(lines.map((line) => line.amount)))}, less ${decimal(sum(lines.map(lineDiscount)))} given`,
            result: decimal(sum(credits.map(({ net }) => net))),
          };
        }),
      ...returnSteps(open),
    ],
    at_issue: open.flatMap(({ credits }) =>
      credits.map(({ line }) => ({ object: 'line_item', id: line.id, part: 'discount' }) as const),
    ),
    correction: combineCorrections(returns.drafts, words),
    customer: latest.invoice.customer,
    occurred_at: latest.invoice.created,
  };
}
