import { formatMoney, toDecimal } from '../../../money.ts';
import { unitAmountIn } from '../../arithmetic/line-amount.ts';
import type { BillingHistory, Invoice, InvoiceLine } from '../../billing-history.ts';
import { creditNetOfLine, type LineCredit } from '../../correction.ts';
import { attachedDiscounts } from '../../discounts/attached-discounts.ts';
import { fact } from '../../facts.ts';
import type { Confidence, EvidenceRef, MoneyUnit, RuleFinding } from '../../finding.ts';
import { byCreation, isEffectiveInvoice, lineDiscount } from '../../history-index.ts';
import { lineErrorFinding } from '../../line-error.ts';
import { billsAgain, invoicesAndDays, type OverCharge } from '../../over-charge.ts';
import { agreedPrice } from '../../prices/agreed-price.ts';
import { lineProduct } from '../../prices/billed-units.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { shownText } from '../../wording.ts';

/** E13: something that costs nothing, by the policy, by its Stripe price or by a coupon of 100 %, was billed. */
export const billedThoughFree = defineRule({
  id: 'billed-though-free',
  version: 1,
  rows: ['E13'],
  category: 'price',
  title: 'Billed although it is free',
  needs: [
    'invoices',
    'prices',
    'coupons',
    'subscriptions',
    'customers',
    'credit_notes',
    'charges',
    'disputes',
  ],
  proposes: ['credit_note', 'void_invoice'],
  check(history, context) {
    const free = [...byPrice(history, context), ...byCoupon(history, context)];
    const findings = free.flatMap((one) => toFinding(context, one) ?? []);
    return context.policy.prices === undefined
      ? { findings, skipped: 'policy section prices is missing: what is free by agreement is not known' }
      : findings;
  },
});

/** Lines billed although one thing makes them free. */
interface Free {
  readonly variant: 'policy' | 'price' | 'coupon';
  /** What makes them free, for a reader. */
  readonly because: string;
  readonly evidence: EvidenceRef;
  readonly confidence: Confidence;
  readonly overCharges: readonly OverCharge[];
}

/** Lines that the policy's price, or their own Stripe price, makes free; usage beside a free plan is no part of it. */
function byPrice(history: BillingHistory, context: RuleContext): readonly Free[] {
  const groups = new Map<
    string,
    { free: Omit<Free, 'overCharges'>; byInvoice: Map<string, OverChargeDraft> }
  >();
  for (const invoice of byCreation(history.invoices).filter(isEffectiveInvoice)) {
    for (const line of invoice.lines) {
      const net = line.amount - lineDiscount(line);
      if (net <= 0 || line.proration || line.price === null) continue;
      const free = whyFree(line, invoice, context);
      if (free === null) continue;
      const key = JSON.stringify([
        invoice.customer,
        line.subscription,
        free.variant,
        free.evidence.id,
        invoice.currency,
      ]);
      const group = groups.get(key) ?? { free, byInvoice: new Map<string, OverChargeDraft>() };
      const draft = group.byInvoice.get(invoice.id) ?? { invoice, credits: [] };
      draft.credits.push(creditNetOfLine(line, net));
      group.byInvoice.set(invoice.id, draft);
      groups.set(key, group);
    }
  }
  return [...groups.values()].map(({ free, byInvoice }) => ({
    ...free,
    overCharges: [...byInvoice.values()],
  }));
}

interface OverChargeDraft {
  readonly invoice: Invoice;
  readonly credits: LineCredit[];
}

function whyFree(
  line: InvoiceLine,
  invoice: Invoice,
  { policy, index }: RuleContext,
): Omit<Free, 'overCharges'> | null {
  const price = index.price(line.price);
  if (price?.recurring?.usage_type === 'metered') return null;
  const agreed = agreedPrice(policy.prices ?? [], policy.price_change_notice_days, index, invoice, line);
  if (agreed !== null && 'unit' in agreed && Number(agreed.unit) === 0) {
    const { ref } = agreed.entry;
    return {
      variant: 'policy',
      because: `the policy's ${shownText(ref)} makes it free`,
      evidence: { object: 'policy', id: ref },
      confidence: 'certain',
    };
  }
  if (price === undefined || price.billing_scheme !== 'per_unit') return null;
  const unit = unitAmountIn(price, invoice.currency);
  if (unit === null || Number(unit) !== 0) return null;
  return {
    variant: 'price',
    because: `price ${shownText(price.id)} costs nothing`,
    evidence: { object: 'price', id: price.id },
    confidence: 'certain',
  };
}

/** Lines that a coupon of 100 %, attached when they were finalised, should have made free. */
function byCoupon(history: BillingHistory, { index }: RuleContext): readonly Free[] {
  return attachedDiscounts(history, index, new Set())
    .gaps.filter(({ terms }) => terms.percent !== null && Number(terms.percent) === 100)
    .map(({ id, name, beyondDoubt, overCharges }) => ({
      variant: 'coupon' as const,
      because: `coupon ${shownText(name)} (100 %) was attached`,
      evidence: { object: 'discount', id },
      confidence: beyondDoubt ? 'certain' : 'high',
      overCharges,
    }));
}

function toFinding({ index }: RuleContext, free: Free): RuleFinding | null {
  const { overCharges, because, variant } = free;
  const latest = overCharges[overCharges.length - 1];
  const line = latest?.credits[0]?.line;
  if (latest === undefined || line === undefined) return null;
  const { currency, customer } = latest.invoice;
  const product = lineProduct(index, line);
  const subscription = index.subscription(line.subscription);
  const finding = lineErrorFinding(index, overCharges, {
    classification: 'billing_error',
    confidence: free.confidence,
    variant,
    title: 'Billed although it is free',
    message: (left) =>
      `${product} was billed on ${invoicesAndDays(overCharges)}, although ${because}: ${left} too much, tax included.`,
    facts: (amount) => ({
      amount: fact.money(amount, currency),
      product: fact.text(product),
      invoice_at: fact.date(latest.invoice.created),
      invoice_count: fact.count(overCharges.length),
    }),
    words: {
      reason: 'order_change',
      justification: `${product} was billed although ${because}.`,
      alternatives: [{ kind: 'refund', why_not: 'A bare refund leaves an invoice for what is free.' }],
    },
    part: 'price',
    evidence: [free.evidence],
    steps: overCharges.flatMap(stepsOf),
    customer,
    ...(subscription !== undefined && billsAgain(subscription) ? { repeats: true } : {}),
  });
  if (finding === null || variant !== 'coupon') return finding;
  // The same money is missing as a discount: that it is one thing shows in both parts.
  const units = finding.at_issue.flatMap((unit): MoneyUnit[] => [unit, { ...unit, part: 'discount' }]);
  return { ...finding, at_issue: units };
}

function stepsOf({ invoice, credits }: OverCharge): RuleFinding['recomputation'] {
  const decimal = (amount: number): string => toDecimal({ amount, currency: invoice.currency });
  return credits.map(({ net }) => ({
    label: `${invoice.id} billed for what costs ${formatMoney({ amount: 0, currency: invoice.currency })}`,
    expression: `${decimal(net)} − ${decimal(0)}`,
    result: decimal(net),
  }));
}
