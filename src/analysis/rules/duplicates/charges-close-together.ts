import { formatMoney, toDecimal } from '../../../money.ts';
import type { Charge, Invoice } from '../../billing-history.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex, subscriptionsOf } from '../../history-index.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, productName, shownText } from '../../wording.ts';

const HOUR_SECONDS = 3600;

export const chargesCloseTogether = defineRule({
  id: 'charges-close-together',
  version: 1,
  rows: ['V26'],
  category: 'one_off',
  title: 'Two charges for two things',
  needs: ['charges', 'invoices', 'payment_intents', 'products'],
  proposes: [],
  thresholds: { window_hours: 48 },
  check(history, context) {
    const { index, thresholds } = context;
    const window = (thresholds['window_hours'] ?? 0) * HOUR_SECONDS;
    const paid = byCreation(history.charges).filter(
      (charge) => charge.status === 'succeeded' && charge.captured && charge.customer !== null,
    );
    const latestByCustomer = new Map<string | null, Bought>();
    return paid.flatMap((charge) => {
      const bought = boughtBy(charge, index);
      const before = latestByCustomer.get(charge.customer);
      latestByCustomer.set(charge.customer, bought);
      if (before === undefined || charge.created - before.charge.created > window) return [];
      if (!areTwoThings(before, bought) || !context.isWorthExplaining(charge.created, 'one_off')) return [];
      return [explain(before, bought, index)];
    });
  },
});

/** What a charge paid for, as far as it tells a subscription from a purchase. */
interface Bought {
  readonly charge: Charge;
  readonly invoice: Invoice | undefined;
  readonly kind: 'subscription' | 'one_off';
  readonly products: ReadonlySet<string>;
  readonly subscriptions: ReadonlySet<string>;
}

function boughtBy(charge: Charge, index: HistoryIndex): Bought {
  const invoice = index.invoiceOfCharge(charge.id);
  const lines = invoice?.lines ?? [];
  const fees = lines.filter((line) => line.subscription !== null);
  return {
    charge,
    invoice,
    kind: fees.length > 0 ? 'subscription' : 'one_off',
    products: new Set((fees.length > 0 ? fees : lines).flatMap(({ product }) => product ?? [])),
    subscriptions: invoice === undefined ? new Set() : subscriptionsOf(invoice),
  };
}

/** A subscription and a purchase, or two subscriptions to different products; equal amounts are another rule's work. */
function areTwoThings(a: Bought, b: Bought): boolean {
  if (a.charge.amount_captured === b.charge.amount_captured && a.charge.currency === b.charge.currency)
    return false;
  // A change of plan is billed beside the renewal it changes: one thing.
  if ([...a.subscriptions].some((id) => b.subscriptions.has(id))) return false;
  if (a.kind !== b.kind) return true;
  if (a.kind === 'one_off' || a.products.size === 0 || b.products.size === 0) return false;
  return [...a.products].every((product) => !b.products.has(product));
}

function explain(a: Bought, b: Bought, index: HistoryIndex): RuleFinding {
  const shown = ({ charge }: Bought): string =>
    formatMoney({ amount: charge.amount_captured, currency: charge.currency });
  const [one, other] = [nameOf(a, index), nameOf(b, index)];
  return {
    classification: 'valid_but_confusing',
    confidence: 'high',
    title: 'Two charges for two things',
    message:
      `${a.charge.id} took ${shown(a)} on ${isoDate(a.charge.created)} for ${one}, and ${b.charge.id} ${shown(b)} on ${isoDate(b.charge.created)} for ${other}: ` +
      'two purchases, each charged once. Tell the customer what each was for.',
    facts: {
      first: fact.money(a.charge.amount_captured, a.charge.currency),
      first_item: fact.text(one),
      first_at: fact.date(a.charge.created),
      second: fact.money(b.charge.amount_captured, b.charge.currency),
      second_item: fact.text(other),
      second_at: fact.date(b.charge.created),
    },
    amount: null,
    evidence: [a, b].flatMap(({ charge, invoice }) => [
      { object: 'charge', id: charge.id },
      ...(invoice === undefined ? [] : [{ object: 'invoice', id: invoice.id }]),
    ]),
    recomputation: [a, b].map(({ charge }, place) => ({
      label: place === 0 ? one : other,
      expression: `${toDecimal({ amount: charge.amount, currency: charge.currency })} − ${toDecimal({ amount: charge.amount - charge.amount_captured, currency: charge.currency })}`,
      result: toDecimal({ amount: charge.amount_captured, currency: charge.currency }),
    })),
    at_issue: [a, b].map(({ charge }) => ({ object: 'charge', id: charge.id, part: 'whole' })),
    // That they are for two things does not make either amount right.
    explains: [],
    yields: true,
    correction: null,
    customer: b.charge.customer,
    occurred_at: b.charge.created,
  };
}

function nameOf({ charge, invoice, kind, products }: Bought, index: HistoryIndex): string {
  const [product] = [...products].sort();
  if (product !== undefined) return productName(index, product);
  const text = invoice?.lines[0]?.description ?? charge.description ?? invoice?.description ?? '';
  return shownText(text) || (kind === 'subscription' ? 'the subscription' : 'a one-off purchase');
}
