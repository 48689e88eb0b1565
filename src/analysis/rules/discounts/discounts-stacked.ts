import { percentOf, toDecimal } from '../../../money.ts';
import type { BillingHistory, Discount, Subscription } from '../../billing-history.ts';
import { draftRemoval, removalsOf } from '../../discounts/remove-discounts.ts';
import {
  type GivenDiscount,
  givenByLine,
  type UndueOnLine,
  undueFinding,
} from '../../discounts/undue-discounts.ts';
import type { RuleFinding } from '../../finding.ts';
import type { HistoryIndex } from '../../history-index.ts';
import { joinReasons } from '../../reasons.ts';
import { defineRule } from '../../rule.ts';
import { listed, shownText } from '../../wording.ts';

/** D4: the policy allows one discount on a line, and several reduced it. */
export const discountsStacked = defineRule({
  id: 'discounts-stacked',
  version: 1,
  rows: ['D4'],
  category: 'discount',
  title: 'Discounts stacked against the policy',
  needs: ['invoices', 'subscriptions', 'customers', 'coupons', 'credit_notes', 'charges', 'refunds'],
  proposes: ['remove_discount'],
  check(history, { policy, index }) {
    if (policy.discount_stacking === 'allowed') return [];
    const { stacks, unknown } = stacksOf(history, index);
    if (policy.discount_stacking === undefined) {
      const open = stacks.length + unknown.length > 0;
      return open ? { findings: [], skipped: NO_POLICY } : [];
    }
    const findings = stacks.flatMap((stack) => findingOf(stack, index) ?? []);
    const skipped = joinReasons(
      unknown.map((id) => `the coupon of discount ${shownText(id)} is not in the history`),
    );
    return skipped === undefined ? findings : { findings, skipped };
  },
});

const NO_POLICY =
  'policy section discount_stacking is missing: whether several discounts may reduce one line is not known';

/** The same coupons on one or more lines of a customer. */
interface Stack {
  /** The coupon that may stay: the best of those on the latest line. */
  best: string;
  readonly coupons: ReadonlySet<string>;
  readonly lines: (UndueOnLine & { readonly given: readonly GivenDiscount[] })[];
}

function stacksOf(
  history: BillingHistory,
  index: HistoryIndex,
): { readonly stacks: readonly Stack[]; readonly unknown: readonly string[] } {
  const stacks = new Map<string, Stack>();
  const unknown = new Set<string>();
  for (const given of givenByLine(history, index)) {
    const [first] = given;
    if (first === undefined || given.length < 2) continue;
    const nameless = given.filter(({ discount }) => (discount?.coupon ?? null) === null);
    if (nameless.length > 0) {
      for (const { id } of nameless) if (id !== null) unknown.add(id);
      continue;
    }
    const values = valuesAlone(given);
    // One coupon in two places is another fault (coupon-applied-twice).
    if (values.size < 2) continue;
    const [[best, alone] = ['', 0]] = [...values].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    const taken = given.reduce((sum, { amount }) => sum + amount, 0);
    if (taken - alone <= 0) continue;
    const { invoice, line } = first;
    const key = JSON.stringify([invoice.customer, invoice.currency, ...[...values.keys()].sort()]);
    const stack = stacks.get(key) ?? { best, coupons: new Set(values.keys()), lines: [] };
    stack.best = best;
    const decimal = (amount: number): string => toDecimal({ amount, currency: invoice.currency });
    stack.lines.push({
      invoice,
      line,
      given,
      amount: taken - alone,
      expression: `${given.map(({ amount }) => decimal(amount)).join(' + ')} − ${decimal(alone)} (the best alone)`,
    });
    stacks.set(key, stack);
  }
  return { stacks: [...stacks.values()], unknown: [...unknown].sort() };
}

/** What each coupon would take off the line if it were the only one: a percentage of the whole line, else as given. */
function valuesAlone(given: readonly GivenDiscount[]): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (const { line, discount, coupon, amount } of given) {
    const key = discount?.coupon ?? '';
    const percent = coupon?.percent_off ?? null;
    const alone = percent === null ? amount : Math.max(amount, percentOf(line.amount, percent));
    values.set(key, Math.max(values.get(key) ?? 0, alone));
  }
  return values;
}

function findingOf({ best, coupons, lines }: Stack, index: HistoryIndex): RuleFinding | null {
  const name = (id: string): string => shownText(index.coupon(id)?.name ?? id);
  const ids = [...coupons].sort();
  const names = listed(ids.map(name).sort());
  const subscriptions = new Set(lines.flatMap(({ line }) => index.subscription(line.subscription) ?? []));
  const removals = removalsOf(subscriptions, (discount, subscription) =>
    isBesideTheBest(discount, subscription, { best, coupons }),
  );
  const correction = draftRemoval(removals, {
    justification: `The policy allows one discount on a line: ${name(best)} stays, the others end with the next invoice.`,
  });
  const given = new Map(
    lines.flatMap((line) => line.given.map(({ discount }) => [discount?.id ?? '', discount])),
  );
  return undueFinding({
    title: 'Discounts stacked against the policy',
    variant: removals.length > 0 ? 'standing' : 'past',
    confidence: 'certain',
    name: names,
    what: `Coupons ${names} reduced the same ${lines.length === 1 ? 'line' : 'lines'} although the policy forbids stacking`,
    lines,
    evidence: [
      { object: 'policy', id: 'discount_stacking' },
      ...ids.flatMap((id) => (index.coupon(id) === undefined ? [] : [{ object: 'coupon', id }])),
      ...[...given.values()].flatMap((discount) =>
        discount === undefined ? [] : [{ object: 'discount', id: discount.id }],
      ),
    ],
    removals,
    correction,
    otherwise: `Nothing is drafted: no subscription that will be billed carries several of them itself. Where the customer's own discount adds to it, decide in person which one stays.`,
  });
}

/** True for a discount of the stack that hangs beside the best one on the same subscription. */
function isBesideTheBest(
  discount: Discount,
  subscription: Subscription,
  { best, coupons }: Pick<Stack, 'best' | 'coupons'>,
): boolean {
  const all = [...subscription.discounts, ...subscription.items.flatMap((item) => item.discounts)];
  return (
    discount.coupon !== null &&
    discount.coupon !== best &&
    coupons.has(discount.coupon) &&
    all.some((other) => other.coupon === best)
  );
}
