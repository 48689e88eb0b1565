import { toDecimal } from '../../../money.ts';
import type { BillingHistory, Subscription } from '../../billing-history.ts';
import { draftEscalation } from '../../correction.ts';
import { draftRemoval, removalsOf } from '../../discounts/remove-discounts.ts';
import { type GivenDiscount, givenByLine, undueFinding } from '../../discounts/undue-discounts.ts';
import type { RuleFinding } from '../../finding.ts';
import type { HistoryIndex } from '../../history-index.ts';
import type { Promised } from '../../policy.ts';
import { defineRule } from '../../rule.ts';
import { listed, productName, shownText } from '../../wording.ts';

/** D7: a discount reduced products it was not meant for. */
export const discountWrongScope = defineRule({
  id: 'discount-wrong-scope',
  version: 1,
  rows: ['D7'],
  category: 'discount',
  title: 'Discount on the wrong product',
  needs: [
    'invoices',
    'subscriptions',
    'customers',
    'coupons',
    'prices',
    'credit_notes',
    'charges',
    'refunds',
  ],
  proposes: ['remove_discount', 'escalate'],
  check(history, { policy, index }) {
    const strays = straysOf(history, index, policy.promises);
    const findings = [...strays.found.values()].flatMap((stray) => findingOf(stray, index) ?? []);
    return policy.promises === undefined && strays.open ? { findings, skipped: NO_PROMISES } : findings;
  },
});

const NO_PROMISES =
  'policy section promises is missing: which products a discount without a limit was meant for is not known';

/** A coupon on products outside its list, and what the list rests on. */
interface Stray {
  readonly variant: 'coupon' | 'promised';
  readonly coupon: string;
  readonly products: ReadonlySet<string>;
  readonly promises: readonly string[];
  readonly given: GivenDiscount[];
}

function straysOf(
  history: BillingHistory,
  index: HistoryIndex,
  promises: readonly Promised[] | undefined,
): { readonly found: ReadonlyMap<string, Stray>; readonly open: boolean } {
  const found = new Map<string, Stray>();
  let open = false;
  for (const given of givenByLine(history, index).flat()) {
    const { invoice, line, coupon } = given;
    const product = line.product ?? index.price(line.price)?.product ?? null;
    if (coupon === undefined || product === null) continue;
    const limit = coupon.applies_to_products;
    const meant =
      limit === null
        ? promisedProducts(promises ?? [], given)
        : { variant: 'coupon' as const, products: new Set(limit), promises: [] };
    if (meant === null) {
      open ||= limit === null && coupon.applies_to_known;
      continue;
    }
    if (meant.products.has(product)) continue;
    const key = JSON.stringify([
      coupon.id,
      invoice.customer,
      invoice.currency,
      meant.variant,
      ...meant.promises,
    ]);
    const stray = found.get(key) ?? { ...meant, coupon: coupon.id, given: [] };
    stray.given.push(given);
    found.set(key, stray);
  }
  return { found, open };
}

/** The products the policy promised the coupon for; null where it says nothing, or promised it for everything. */
function promisedProducts(
  promises: readonly Promised[],
  { invoice, line, coupon }: GivenDiscount,
): Pick<Stray, 'variant' | 'products' | 'promises'> | null {
  const about = promises.filter(
    (promise) =>
      promise.kind === 'discount' &&
      promise.customer === invoice.customer &&
      promise.coupon === coupon?.id &&
      (promise.subscription === undefined || promise.subscription === line.subscription),
  );
  const products = about.flatMap((promise) =>
    promise.kind === 'discount' && promise.product !== undefined ? [promise.product] : [],
  );
  if (about.length === 0 || products.length < about.length) return null;
  return { variant: 'promised', products: new Set(products), promises: about.map(({ ref }) => ref).sort() };
}

function findingOf(stray: Stray, index: HistoryIndex): RuleFinding | null {
  const { coupon, given, products, promises, variant } = stray;
  const name = shownText(index.coupon(coupon)?.name ?? coupon);
  const wrong = [
    ...new Set(given.map(({ line }) => line.product ?? index.price(line.price)?.product ?? null)),
  ];
  const subscriptions = [
    ...new Set(given.flatMap(({ line }) => index.subscription(line.subscription) ?? [])),
  ];
  const namesOf = (ids: Iterable<string | null>): string[] =>
    [...ids].map((id) => productName(index, id)).sort();
  const onlyWrong = (subscription: Subscription, item: string | null): boolean =>
    subscription.items
      .filter(({ id }) => item === null || id === item)
      .every(({ price }) => !products.has(index.price(price)?.product ?? ''));
  const carried = removalsOf(subscriptions, (discount) => discount.coupon === coupon);
  const removals = removalsOf(
    subscriptions,
    (discount, subscription) =>
      discount.coupon === coupon && onlyWrong(subscription, discount.subscription_item),
  );
  const [mixed] = carried.filter(({ target }) => !removals.some((one) => one.target.id === target.id));
  const justification = `Discount ${name} was meant for ${listed(namesOf(products))} only.`;
  const correction =
    draftRemoval(removals, { justification }) ??
    (mixed === undefined
      ? null
      : draftEscalation(mixed.target.id, {
          justification: `Replace discount ${name} on ${mixed.target.id} by one limited to what it was meant for: taking it off would end it there too.`,
          alternatives: [
            {
              kind: 'remove_discount',
              why_not: 'It also reduces a product it was meant for, on the same place.',
            },
          ],
        }));
  return undueFinding({
    title: 'Discount on the wrong product',
    variant,
    confidence: 'certain',
    name,
    what: `Discount ${name}, meant for ${listed(namesOf(products))}, also reduced ${listed(namesOf(wrong))}`,
    lines: given.map(({ invoice, line, amount }) => ({
      invoice,
      line,
      amount,
      expression: `${toDecimal({ amount, currency: invoice.currency })} off ${shownText(line.product ?? line.id)}`,
    })),
    evidence: [
      ...promises.map((id) => ({ object: 'policy', id })),
      { object: 'coupon', id: coupon },
      ...[...new Set(given.flatMap(({ discount }) => discount?.id ?? []))].map((id) => ({
        object: 'discount',
        id,
      })),
      ...(correction?.kind === 'escalate' && mixed !== undefined ? [mixed.target] : []),
    ],
    removals,
    correction,
    otherwise: 'Nothing is left to change: no subscription that will be billed carries it any more.',
  });
}
