import { formatMoney, toDecimal } from '../../../money.ts';
import type { Charge, Invoice } from '../../billing-history.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex, subscriptionsOf } from '../../history-index.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, listed, plural, productName, shownText } from '../../wording.ts';

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
    const byCustomer = new Map<string | null, Bought[]>();
    for (const charge of paid) {
      const own = byCustomer.get(charge.customer) ?? [];
      byCustomer.set(charge.customer, own);
      own.push(boughtBy(charge, index));
    }
    return [...byCustomer.values()]
      .flatMap((own) => together(own, window))
      .filter((group) => context.isWorthExplaining(lastOf(group), 'one_off'))
      .map((group) => explain(group, index));
  },
});

/** A charge, and one or more that followed it for other things. */
type Group = readonly [Bought, Bought, ...Bought[]];

/** More charges than this in a row are told of in several findings. */
const CHARGES_MAX = 10;

/** Charges of one customer, given oldest first, that came one soon after the other, each for another thing than some. */
function together(own: readonly Bought[], window: number): readonly Group[] {
  const rows: Bought[][] = [];
  for (const bought of own) {
    const row = rows[rows.length - 1];
    const last = row?.[row.length - 1];
    const isNear = last !== undefined && bought.charge.created - last.charge.created <= window;
    if (row !== undefined && isNear && row.length < CHARGES_MAX) row.push(bought);
    else rows.push([bought]);
  }
  return rows.flatMap((row) => {
    const single = row.filter((one) => !row.some((other) => mayBeOnePurchase(one, other)));
    const [first, second, ...more] = single.filter((one) => single.some((other) => areTwoThings(one, other)));
    return first === undefined || second === undefined ? [] : [[first, second, ...more] as const];
  });
}

const lastOf = (group: Group): number => Math.max(...group.map(({ charge }) => charge.created));

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

/** Equal amounts, and payments of one invoice, are other rules' work. */
function mayBeOnePurchase(a: Bought, b: Bought): boolean {
  if (a === b) return false;
  if (a.invoice !== undefined && a.invoice === b.invoice) return true;
  return a.charge.amount_captured === b.charge.amount_captured && a.charge.currency === b.charge.currency;
}

/** A subscription and a purchase, or two subscriptions to different products. */
function areTwoThings(a: Bought, b: Bought): boolean {
  // A change of plan is billed beside the renewal it changes: one thing.
  if ([...a.subscriptions].some((id) => b.subscriptions.has(id))) return false;
  if (a.kind !== b.kind) return true;
  if (a.kind === 'one_off' || a.products.size === 0 || b.products.size === 0) return false;
  return [...a.products].every((product) => !b.products.has(product));
}

function explain(group: Group, index: HistoryIndex): RuleFinding {
  const [a, b, ...others] = group;
  const shown = ({ charge }: Bought): string =>
    formatMoney({ amount: charge.amount_captured, currency: charge.currency });
  const [one, other] = [nameOf(a, index), nameOf(b, index)];
  const each = group.map(
    (bought) =>
      `${bought.charge.id} took ${shown(bought)} on ${isoDate(bought.charge.created)} for ${nameOf(bought, index)}`,
  );
  return {
    classification: 'valid_but_confusing',
    confidence: 'high',
    title: others.length === 0 ? 'Two charges for two things' : 'Several charges for several things',
    message: `${listed(each)}: ${plural(group.length, 'purchase')}, each charged once. Tell the customer what each was for.`,
    facts: knownFacts({
      first: fact.money(a.charge.amount_captured, a.charge.currency),
      first_item: fact.text(one),
      first_at: fact.date(a.charge.created),
      second: fact.money(b.charge.amount_captured, b.charge.currency),
      second_item: fact.text(other),
      second_at: fact.date(b.charge.created),
      others: others.length === 0 ? undefined : fact.count(others.length),
    }),
    amount: null,
    evidence: group.flatMap(({ charge, invoice }) => [
      { object: 'charge', id: charge.id },
      ...(invoice === undefined ? [] : [{ object: 'invoice', id: invoice.id }]),
    ]),
    recomputation: group.map((bought) => {
      const { amount, amount_captured: captured, currency } = bought.charge;
      return {
        label: nameOf(bought, index),
        expression: `${toDecimal({ amount, currency })} − ${toDecimal({ amount: amount - captured, currency })}`,
        result: toDecimal({ amount: captured, currency }),
      };
    }),
    at_issue: group.map(({ charge }) => ({ object: 'charge', id: charge.id, part: 'whole' })),
    // That they are for different things does not make any of the amounts right.
    explains: [],
    yields: true,
    correction: null,
    customer: b.charge.customer,
    occurred_at: lastOf(group),
  };
}

function nameOf({ charge, invoice, kind, products }: Bought, index: HistoryIndex): string {
  const [product] = [...products].sort();
  if (product !== undefined) return productName(index, product);
  const text = invoice?.lines[0]?.description ?? charge.description ?? invoice?.description ?? '';
  return shownText(text) || (kind === 'subscription' ? 'the subscription' : 'a one-off purchase');
}
