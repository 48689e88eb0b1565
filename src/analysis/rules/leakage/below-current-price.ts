import { formatMoney, multiplyDecimal, toDecimal } from '../../../money.ts';
import type { InvoiceLine, Price, Subscription } from '../../billing-history.ts';
import { fact } from '../../facts.ts';
import type { EvidenceRef, RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex, isLiveSubscription } from '../../history-index.ts';
import { type LatestBill, latestBill } from '../../leakage/latest-invoice.ts';
import { leak } from '../../leakage/leak.ts';
import { agreedPrice } from '../../prices/agreed-price.ts';
import { unitInWords } from '../../prices/charged-unit.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { productName } from '../../wording.ts';

export const belowCurrentPrice = defineRule({
  id: 'below-current-price',
  version: 1,
  rows: ['H4'],
  category: 'price',
  title: 'Billed below the current price',
  needs: ['subscriptions', 'invoices', 'prices', 'products'],
  proposes: [],
  check(history, context) {
    return byCreation(history.subscriptions)
      .filter(isLiveSubscription)
      .flatMap((subscription) => {
        const bill = latestBill(context.index, subscription);
        if (bill === null) return [];
        return bill.lines.flatMap((line) => findingOf(subscription, bill, line, context) ?? []);
      });
  },
});

interface CurrentPrice {
  /** Decimal string of minor units a unit. */
  readonly unit: string;
  readonly evidence: EvidenceRef;
  readonly variant: 'list' | 'superseded';
}

function findingOf(
  subscription: Subscription,
  { invoice }: LatestBill,
  line: InvoiceLine,
  context: RuleContext,
): RuleFinding | null {
  const { index } = context;
  const { unit_amount_decimal: charged, quantity, currency } = line;
  const price = index.price(line.price);
  if (charged === null || quantity === null || quantity <= 0 || Number(charged) <= 0) return null;
  if (price !== undefined && (price.billing_scheme !== 'per_unit' || price.transform_quantity !== null))
    return null;
  // It has changed its price since: the next invoice tells.
  const item = subscription.items.find(({ id }) => id === line.subscription_item);
  if (item !== undefined && item.price !== line.price) return null;
  const listed = listPrice(line, context, invoice);
  const current = listed ?? successor(price, index);
  if (current === null || current === 'agreed' || Number(current.unit) <= Number(charged)) return null;
  const amount = multiplyDecimal(current.unit, quantity) - multiplyDecimal(charged, quantity);
  if (amount <= 0) return null;
  const lost = { amount, currency };
  const product = productName(index, line.product);
  return leak({
    title: 'Billed below the current price',
    variant: current.variant,
    message:
      `${subscription.id} is billed ${unitInWords(charged, currency)} for ${product}, whose current price is ` +
      `${unitInWords(current.unit, currency)}: ${formatMoney(lost)} less on ${invoice.id}. Most such customers keep an ` +
      'older price on purpose: change it only with notice.',
    facts: {
      amount: fact.money(amount, currency),
      product: fact.text(product),
      charged_unit: fact.money(multiplyDecimal(charged, 1), currency),
      current_unit: fact.money(multiplyDecimal(current.unit, 1), currency),
      quantity: fact.count(quantity),
    },
    lost,
    evidence: [
      { object: 'subscription', id: subscription.id },
      { object: 'invoice', id: invoice.id },
      { object: 'line_item', id: line.id },
      current.evidence,
    ],
    recomputation: [
      {
        label: `${invoice.id} at the current price`,
        expression: `${toDecimal({ amount: multiplyDecimal(current.unit, quantity), currency })} − ${toDecimal({ amount: multiplyDecimal(charged, quantity), currency })}`,
        result: toDecimal(lost),
      },
    ],
    about: { object: 'line_item', id: line.id, part: 'price' },
    customer: subscription.customer,
    occurredAt: invoice.created,
    repeats: true,
  });
}

/** The list price of the policy file, or that another price was agreed; null where the policy says nothing. */
function listPrice(
  line: InvoiceLine,
  { policy, index }: RuleContext,
  invoice: LatestBill['invoice'],
): CurrentPrice | 'agreed' | null {
  const agreed = agreedPrice(policy.prices ?? [], policy.price_change_notice_days, index, invoice, line);
  if (agreed === null || 'undecided' in agreed) return null;
  if (agreed.kind !== 'list') return 'agreed';
  return { unit: agreed.unit, evidence: { object: 'policy', id: agreed.entry.ref }, variant: 'list' };
}

/** The one active price that took the place of an archived one: same product, currency and interval. */
function successor(price: Price | undefined, index: HistoryIndex): CurrentPrice | null {
  if (price === undefined || price.active || price.product === null) return null;
  const { product, currency, recurring } = price;
  const fitting = index.history.prices.filter(
    (other) =>
      other.active &&
      other.product === product &&
      other.currency === currency &&
      other.billing_scheme === 'per_unit' &&
      other.transform_quantity === null &&
      other.recurring?.interval === recurring?.interval &&
      other.recurring?.interval_count === recurring?.interval_count &&
      other.recurring?.usage_type === recurring?.usage_type,
  );
  const [only] = fitting;
  if (fitting.length !== 1 || only?.unit_amount_decimal == null) return null;
  return {
    unit: only.unit_amount_decimal,
    evidence: { object: 'price', id: only.id },
    variant: 'superseded',
  };
}
