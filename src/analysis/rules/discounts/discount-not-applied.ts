import { formatMoney, toDecimal } from '../../../money.ts';
import { type CorrectionWords, combineCorrections } from '../../correction.ts';
import { attachedDiscounts } from '../../discounts/attached-discounts.ts';
import { type DiscountGap, sum } from '../../discounts/discount-gap.ts';
import { goingForward } from '../../discounts/going-forward.ts';
import { promisedDiscounts } from '../../discounts/promised-discounts.ts';
import type { EvidenceRef, Fact, RecomputationStep, RuleFinding } from '../../finding.ts';
import { type HistoryIndex, lineDiscount } from '../../history-index.ts';
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
import { defineRule } from '../../rule.ts';
import { isoDate, plural, shownText } from '../../wording.ts';

const NO_PROMISES = 'policy section promises is missing: discounts promised outside Stripe are not checked';

/** D1: a discount was promised, or attached in Stripe, and invoices do not carry it. */
export const discountNotApplied = defineRule({
  id: 'discount-not-applied',
  version: 1,
  // A promise also says what a discount should have taken off, and in which currency.
  rows: ['D1', 'D6', 'D9'],
  category: 'discount',
  title: 'Discount not applied',
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
  proposes: ['credit_note', 'void_invoice', 'apply_discount'],
  check(history, { policy, index, asOf }) {
    const promised = promisedDiscounts(history, index, policy.promises ?? [], asOf);
    const settled = new Set(
      promised.gaps.flatMap(({ overCharges }) =>
        overCharges.flatMap(({ credits }) => credits.map(({ line }) => line.id)),
      ),
    );
    const attached = attachedDiscounts(history, index, settled);
    const findings = [...promised.gaps, ...attached.gaps].flatMap((gap) => toFindings(index, gap, asOf));
    const reasons = [
      ...(policy.promises === undefined ? [NO_PROMISES] : []),
      ...promised.undecided,
      ...attached.undecided,
    ];
    return reasons.length === 0 ? findings : { findings, skipped: reasons.join('; ') };
  },
});

function toFindings(index: HistoryIndex, gap: DiscountGap, asOf: number): readonly RuleFinding[] {
  const open = gap.overCharges.map((over) => lessReturned(index, over)).filter((over) => over !== null);
  const [first] = open;
  const latest = open[open.length - 1];
  if (first === undefined || latest === undefined) return [];
  const forward = goingForward(index, gap, open, asOf);
  const amount = { amount: totalLeft(open), currency: gap.currency };
  const name = shownText(gap.name);
  const words: CorrectionWords = {
    reason: 'order_change',
    justification: `Discount ${name} was due on ${plural(open.length, 'invoice')} and not given.`,
    alternatives: [
      { kind: 'refund', why_not: 'A bare refund leaves the invoice and its tax at the undiscounted price.' },
    ],
  };
  const returns = draftReturns(index, open, words);
  const { drafts } = returns;
  const attach = drafts.length === 0 ? [] : forward.attachTo;
  const settings = attach.map((subscription) =>
    draftSetting('apply_discount', subscription, { discounts: [{ coupon: gap.coupon }] }, words),
  );
  return [
    {
      classification: 'billing_error',
      confidence: gap.beyondDoubt ? 'certain' : 'high',
      title: gap.source === 'promised' ? 'Promised discount not applied' : 'Attached discount not applied',
      message: [
        whatHappened(gap, open, name, formatMoney(amount)),
        whatToReturn(open, returns),
        forward.advice,
      ]
        .filter((sentence) => sentence !== '')
        .join(' '),
      variant: gap.source,
      facts: {
        amount: { kind: 'money', ...amount },
        discount: { kind: 'text', text: name },
        ...sizeFacts(gap),
        invoice_at: { kind: 'date', at: latest.invoice.created },
        invoice_count: { kind: 'count', value: open.length },
        ...(gap.promised_at === null ? {} : { promised_at: { kind: 'date', at: gap.promised_at } }),
      },
      amount,
      evidence: [...gap.evidence, ...objectsOf(open, attach)],
      recomputation: [...missingSteps(gap, open), ...returnSteps(open)],
      at_issue: open.flatMap(({ credits }) =>
        credits.map(({ line }) => ({ object: 'line_item', id: line.id, part: 'discount' }) as const),
      ),
      correction: combineCorrections([...drafts, ...settings], words),
      customer: gap.customer,
      occurred_at: latest.invoice.created,
      ...(forward.repeats ? { repeats: true } : {}),
    },
  ];
}

function objectsOf(
  open: readonly OpenOverCharge[],
  subscriptions: readonly string[],
): readonly EvidenceRef[] {
  return [
    ...open.map(({ invoice }) => ({ object: 'invoice', id: invoice.id })),
    ...subscriptions.map((id) => ({ object: 'subscription', id })),
  ];
}

function whatHappened(
  gap: DiscountGap,
  open: readonly OpenOverCharge[],
  name: string,
  amount: string,
): string {
  const which = `Discount ${name} (${sizeOf(gap)})`;
  const where = invoicesAndDays(open);
  const cost = `${amount} too much, tax included.`;
  if (gap.promised_at === null) {
    return `${which} was attached in Stripe before the invoice was finalised, yet it is missing on ${where}: ${cost}`;
  }
  return `${which}, promised on ${isoDate(gap.promised_at)}, is missing on ${where}: ${cost}`;
}

function sizeOf({ terms, currency }: DiscountGap): string {
  if (terms.percent !== null) return `${terms.percent}%`;
  return formatMoney({ amount: terms.amounts[currency] ?? 0, currency });
}

function sizeFacts({ terms, currency }: DiscountGap): Readonly<Record<string, Fact>> {
  if (terms.percent !== null) return { percent: { kind: 'percent', value: terms.percent } };
  const amount = terms.amounts[currency];
  return amount === undefined ? {} : { discount_amount: { kind: 'money', amount, currency } };
}

/** The discount that was due on each invoice, less what was given. */
function missingSteps(gap: DiscountGap, open: readonly OpenOverCharge[]): readonly RecomputationStep[] {
  const decimal = (amount: number): string => toDecimal({ amount, currency: gap.currency });
  const missing = new Map(
    gap.overCharges.map(({ invoice, credits }) => [invoice.id, sum(credits.map(({ net }) => net))]),
  );
  return open.map(({ invoice, credits }) => {
    const lines = credits.map(({ line }) => line);
    const given = sum(lines.map(lineDiscount));
    const due = `${sizeOf(gap)} off ${decimal(sum(lines.map((line) => line.amount)))}`;
    return {
      label: `${invoice.id} discount missing`,
      expression: given === 0 ? due : `${due}, less ${decimal(given)} given`,
      result: decimal(missing.get(invoice.id) ?? 0),
    };
  });
}
