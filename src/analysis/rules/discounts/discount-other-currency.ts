import { formatMoney, toDecimal } from '../../../money.ts';
import { type CorrectionWords, combineCorrections } from '../../correction.ts';
import { type ForeignDiscount, foreignDiscounts } from '../../discounts/foreign-discounts.ts';
import { promisedDiscounts } from '../../discounts/promised-discounts.ts';
import { fact } from '../../facts.ts';
import type { MoneyUnit, RuleFinding } from '../../finding.ts';
import type { HistoryIndex } from '../../history-index.ts';
import { draftReturns, lessReturned, returnSteps, totalLeft, whatToReturn } from '../../over-charge.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, plural, shownText } from '../../wording.ts';

/** D9: an amount-off discount took nothing off, for its coupon has no amount in the invoice's currency. */
export const discountOtherCurrency = defineRule({
  id: 'discount-other-currency',
  version: 1,
  rows: ['D9'],
  category: 'discount',
  title: 'Discount ignored for its currency',
  needs: [
    'invoices',
    'subscriptions',
    'customers',
    'coupons',
    'prices',
    'credit_notes',
    'charges',
    'disputes',
  ],
  proposes: ['credit_note', 'void_invoice'],
  check(history, { policy, index, asOf }) {
    const foreign = foreignDiscounts(history, index);
    if (foreign.length === 0) return [];
    // A promise that states the amount in the invoice's currency decides (discount-not-applied).
    const promised = new Set(
      promisedDiscounts(history, index, policy.promises ?? [], asOf).gaps.flatMap(({ overCharges }) =>
        overCharges.map(({ invoice }) => invoice.id),
      ),
    );
    const groups = new Map<string, ForeignDiscount[]>();
    for (const one of foreign) {
      if (promised.has(one.invoice.id) || isReturned(one, index)) continue;
      const key = `${one.discount.id} ${one.invoice.currency} ${one.overCharge === null}`;
      groups.set(key, [...(groups.get(key) ?? []), one]);
    }
    return [...groups.values()].flatMap((group) => findingOf(group, index) ?? []);
  },
});

const isReturned = ({ invoice }: ForeignDiscount, index: HistoryIndex): boolean =>
  invoice.total <= 0 || index.returnedOnInvoice(invoice) >= invoice.total;

function findingOf(group: readonly ForeignDiscount[], index: HistoryIndex): RuleFinding | null {
  const latest = group[group.length - 1];
  if (latest === undefined) return null;
  const { coupon, discount, rate, invoice } = latest;
  const { currency } = invoice;
  const open = group.flatMap(({ overCharge }) =>
    overCharge === null ? [] : (lessReturned(index, overCharge) ?? []),
  );
  if (rate !== null && open.length === 0) return null;
  const name = shownText(coupon.name ?? coupon.id);
  const amountOff = { amount: coupon.amount_off ?? 0, currency: coupon.currency ?? '' };
  const off = formatMoney(amountOff);
  const amount = open.length === 0 ? null : { amount: totalLeft(open), currency };
  const words: CorrectionWords = {
    reason: 'order_change',
    justification: `Discount ${name} (${off}) was attached and took nothing off ${plural(open.length, 'invoice')} in ${currency.toUpperCase()}.`,
  };
  const returns = draftReturns(index, open, words);
  const decimal = (value: number, code: string): string => toDecimal({ amount: value, currency: code });
  return {
    classification: 'likely_error',
    confidence: 'medium',
    variant: amount === null ? 'unvalued' : 'converted',
    title: 'Discount ignored for its currency',
    message: [
      `Discount ${name} takes ${off} off and was attached, but ${plural(group.length, 'invoice')} (the latest of ${isoDate(invoice.created)}) ${group.length === 1 ? 'is' : 'are'} in ${currency.toUpperCase()}, in which its coupon has no amount, so nothing was taken off.`,
      amount === null
        ? `Decide what it should be worth in ${currency.toUpperCase()} and credit that.`
        : `At the rate of your own price ${shownText(rate?.price ?? '')} that is ${formatMoney(amount)} too much, tax included; what was promised in ${currency.toUpperCase()} decides. ${whatToReturn(open, returns)}`,
      `Replace the coupon by one with an amount in ${currency.toUpperCase()}.`,
    ].join(' '),
    facts: {
      ...(amount === null ? {} : { amount: fact.money(amount.amount, currency) }),
      discount: fact.text(name),
      discount_amount: fact.money(amountOff.amount, amountOff.currency),
      currency: fact.text(currency.toUpperCase()),
      invoice_at: fact.date(invoice.created),
      invoice_count: fact.count(group.length),
    },
    amount,
    evidence: [
      { object: 'discount', id: discount.id },
      { object: 'coupon', id: coupon.id },
      ...(rate === null ? [] : [{ object: 'price', id: rate.price }]),
      ...group.map((one) => ({ object: 'invoice', id: one.invoice.id })),
    ],
    recomputation: [
      ...(rate === null
        ? []
        : [
            {
              label: `worth of the coupon in ${currency.toUpperCase()}`,
              expression: `${decimal(amountOff.amount, amountOff.currency)} × ${decimal(rate.to, currency)} ÷ ${decimal(rate.from, amountOff.currency)}, at most what the lines come to`,
              result: decimal(
                (latest.overCharge?.credits ?? []).reduce((sum, { net }) => sum + net, 0),
                currency,
              ),
            },
          ]),
      ...returnSteps(open),
    ],
    at_issue: group.flatMap(({ lines }) =>
      lines.map(({ id }): MoneyUnit => ({ object: 'line_item', id, part: 'discount' })),
    ),
    correction: combineCorrections(returns.drafts, words),
    customer: invoice.customer,
    occurred_at: invoice.created,
    repeats: true,
  };
}
