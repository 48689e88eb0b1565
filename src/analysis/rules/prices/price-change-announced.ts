import { multiplyDecimal, toDecimal, toDecimalUnit } from '../../../money.ts';
import type { BillingHistory, Invoice, InvoiceLine } from '../../billing-history.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { inForce, type PolicyPrice } from '../../policy.ts';
import { type AgreedPrice, agreedPrice, agreedUnit } from '../../prices/agreed-price.ts';
import { lineProduct } from '../../prices/billed-units.ts';
import { chargedUnit, netBeforeTax, notPerUnit, unitInWords } from '../../prices/charged-unit.ts';
import { type Renewal, renewals } from '../../prices/renewals.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, shownText } from '../../wording.ts';

/** Left to rounding on each line, in minor units. */
const ROUNDING_MAX_MINOR_UNITS = 1;

/** V17: a higher price that the policy file announced, or that follows a contract that ended. */
export const priceChangeAnnounced = defineRule({
  id: 'price-change-announced',
  version: 1,
  rows: ['V17'],
  category: 'price',
  title: 'A new price that was agreed',
  needs: ['invoices', 'subscriptions', 'prices', 'products'],
  proposes: [],
  check(history, context) {
    const { prices } = context.policy;
    const rises = risesOf(history, context);
    if (rises.length === 0) return [];
    if (prices === undefined) return { findings: [], skipped: 'policy section prices is missing' };
    return rises.flatMap((rise) => {
      const reason = reasonFor(rise, prices, context);
      return reason === null ? [] : [explain(rise, reason, context)];
    });
  },
});

/** The first line of an item at a higher unit price. */
interface Rise {
  readonly before: { readonly invoice: Invoice; readonly line: InvoiceLine };
  readonly now: { readonly invoice: Invoice; readonly line: InvoiceLine };
}

function risesOf(history: BillingHistory, context: RuleContext): readonly Rise[] {
  const found: Rise[] = [];
  for (const ofSubscription of renewals(history, context.index).values()) {
    const last = new Map<string, Rise['now']>();
    for (const { invoice, recurring } of ofSubscription) {
      for (const now of unitLines(invoice, recurring, context)) {
        const key = `${productOf(now.line, context)} ${invoice.currency}`;
        const before = last.get(key);
        last.set(key, now);
        if (before === undefined || !context.isWorthExplaining(invoice.created, 'price')) continue;
        const rose = unitOf(now.line) > unitOf(before.line);
        if (rose && sameRecurring(before.line, now.line, context)) found.push({ before, now });
      }
    }
  }
  return found;
}

function unitLines(
  invoice: Invoice,
  recurring: Renewal['recurring'],
  { index }: RuleContext,
): readonly Rise['now'][] {
  return recurring.flatMap(({ lines }) => {
    const [line] = lines;
    const isUnit =
      line !== undefined && lines.length === 1 && line.amount > 0 && notPerUnit(index, line) === null;
    return isUnit ? [{ invoice, line }] : [];
  });
}

const productOf = (line: InvoiceLine, { index }: RuleContext): string | null =>
  line.product ?? index.price(line.price)?.product ?? null;

/** The unit price Stripe shows, before discounts: in minor units, for comparing only. */
const unitOf = (line: InvoiceLine): number =>
  line.unit_amount_decimal === null ? line.amount / (line.quantity ?? 1) : Number(line.unit_amount_decimal);

function sameRecurring(a: InvoiceLine, b: InvoiceLine, { index }: RuleContext): boolean {
  const [x, y] = [a, b].map(({ price }) => index.price(price)?.recurring);
  return (
    x === undefined ||
    y === undefined ||
    (x?.interval === y?.interval && x?.interval_count === y?.interval_count)
  );
}

interface Reason {
  readonly variant: 'announced' | 'contract_ended';
  readonly agreed: AgreedPrice;
  /** The list price before, or the contract that ended. */
  readonly former: PolicyPrice;
}

/** What in the policy file stands behind the rise, or null when nothing does or more is billed than it says. */
function reasonFor(
  { before, now }: Rise,
  prices: readonly PolicyPrice[],
  { policy, index }: RuleContext,
): Reason | null {
  const noticeDays = policy.price_change_notice_days;
  const agreed = agreedPrice(prices, noticeDays, index, now.invoice, now.line);
  const formerly = agreedPrice(prices, noticeDays, index, before.invoice, before.line);
  if (agreed === null || formerly === null || 'undecided' in agreed || 'undecided' in formerly) return null;
  const due = multiplyDecimal(agreed.unit, now.line.quantity ?? 1);
  if (agreed.kind === 'no_notice' || netBeforeTax(now.line) - due > ROUNDING_MAX_MINOR_UNITS) return null;
  const { entry: former } = formerly;
  if (former.ref === agreed.entry.ref || Number(agreedUnit(former)) >= Number(agreed.unit)) return null;
  if (formerly.kind === 'contract' && agreed.kind === 'list') {
    return inForce(former, now.invoice.created) ? null : { variant: 'contract_ended', agreed, former };
  }
  const isNotified = agreed.entry.notice_sent_at !== undefined || noticeDays === undefined;
  return agreed.kind === formerly.kind && isNotified ? { variant: 'announced', agreed, former } : null;
}

function explain(
  { before, now }: Rise,
  { variant, agreed, former }: Reason,
  { index }: RuleContext,
): RuleFinding {
  const { invoice, line } = now;
  const { currency, customer, created } = invoice;
  const product = lineProduct(index, line);
  const { entry } = agreed;
  const [was, is] = [chargedUnit(before.line), chargedUnit(line)];
  const quantity = line.quantity ?? 1;
  const since = entry.from ?? former.until;
  const notice = entry.notice_sent_at;
  const ref = shownText(entry.ref);
  const announced = notice === undefined ? '' : `, announced on ${isoDate(notice)}`;
  const why =
    variant === 'announced'
      ? `the price ${ref} holds${since === undefined ? '' : ` since ${isoDate(since)}`}${announced}`
      : `contract ${shownText(former.ref)} ended${former.until === undefined ? '' : ` on ${isoDate(former.until)}`}, and the list price ${ref} holds since`;
  return {
    classification: 'valid_but_confusing',
    confidence: 'certain',
    variant,
    title: variant === 'announced' ? 'A new price that was announced' : 'The contract price ended',
    message: `${invoice.id} of ${isoDate(created)} bills ${product} at ${unitInWords(is, currency)} a unit instead of ${unitInWords(was, currency)} on ${before.invoice.id}, because ${why}. Tell the customer the dates.`,
    facts: knownFacts({
      before: fact.money(multiplyDecimal(was, 1), currency),
      now: fact.money(multiplyDecimal(is, 1), currency),
      product: fact.text(product),
      invoice_at: fact.date(created),
      since: since === undefined ? undefined : fact.date(since),
      notice_at: notice === undefined ? undefined : fact.date(notice),
    }),
    amount: null,
    evidence: [
      { object: 'invoice', id: invoice.id },
      { object: 'invoice', id: before.invoice.id },
      { object: 'policy', id: entry.ref },
      { object: 'policy', id: former.ref },
    ],
    recomputation: [
      {
        label: `${invoice.id} at the price agreed`,
        expression: `${quantity} × ${toDecimalUnit(agreed.unit, currency)}`,
        result: toDecimal({ amount: multiplyDecimal(agreed.unit, quantity), currency }),
      },
    ],
    at_issue: [{ object: 'line_item', id: line.id, part: 'price' }],
    // The policy agrees the unit price; whether this plan was ordered is another question.
    explains: [],
    yields: true,
    correction: null,
    customer,
    occurred_at: created,
  };
}
