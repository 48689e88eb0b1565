import {
  type Billed,
  billedSubscriptions,
  conflictingProducts,
  intentOf,
} from '../../duplicates/subscription-conflict.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { isLiveSubscription } from '../../history-index.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, listedInPart, plural, productName, shownText } from '../../wording.ts';

/** A customer with more is a reseller, who knows. */
const SUBSCRIPTIONS_MAX = 100;

export const severalSubscriptions = defineRule({
  id: 'several-subscriptions',
  version: 1,
  rows: ['V9'],
  category: 'duplicate_subscription',
  title: 'Several subscriptions that are meant',
  needs: ['subscriptions', 'invoices', 'prices', 'customers'],
  proposes: [],
  check(_history, context) {
    const byCustomer = new Map<string, Billed[]>();
    for (const one of billedSubscriptions(context.index)) {
      if (!isLiveSubscription(one.subscription)) continue;
      const { customer } = one.subscription;
      byCustomer.set(customer, [...(byCustomer.get(customer) ?? []), one]);
    }
    return [...byCustomer.values()].flatMap((own) =>
      own.length < 2 || own.length > SUBSCRIPTIONS_MAX ? [] : groupsOf(own, context),
    );
  },
});

/** One finding for each set of live subscriptions that sell the same and are told apart. */
function groupsOf(own: readonly Billed[], context: RuleContext): RuleFinding[] {
  const { index, policy } = context;
  const taken = new Set<Billed>();
  return own.flatMap((first) => {
    if (taken.has(first)) return [];
    const group = own.filter(
      (other) =>
        other === first ||
        (!taken.has(other) &&
          conflictingProducts(first, other, policy).size > 0 &&
          intentOf(first, other, policy, index) === 'both_meant'),
    );
    if (group.length < 2) return [];
    for (const one of group) taken.add(one);
    const finding = explain(group, context);
    return context.isWorthExplaining(finding.occurred_at, 'duplicate_subscription') ? [finding] : [];
  });
}

function explain(group: readonly Billed[], { index, policy }: RuleContext): RuleFinding {
  const [first] = group;
  const product = productName(index, first === undefined ? null : ([...first.products].sort()[0] ?? null));
  const paid = group.flatMap((one) => one.paid);
  const latest = Math.max(
    ...group.map(({ subscription }) => subscription.start_date),
    ...paid.map(({ invoice }) => invoice.paid_at ?? invoice.created),
  );
  const named = group.map(({ subscription: { id, description, metadata } }) => {
    const label =
      description ?? policy.multiple_subscriptions?.metadata_keys.map((key) => metadata[key]).find(Boolean);
    return label === undefined || label === '' ? id : `${id} (${shownText(label)})`;
  });
  return {
    classification: 'valid_but_confusing',
    confidence: 'high',
    title: 'Several subscriptions that are meant',
    message:
      `The customer has ${plural(group.length, 'live subscription')} to ${product}, each for a thing of its own: ${listedInPart(named)}. ` +
      'Each is billed by itself, so that charges come in pairs: tell the customer which is which.',
    facts: {
      product: fact.text(product),
      count: fact.count(group.length),
      since: fact.date(Math.max(...group.map(({ subscription }) => subscription.start_date))),
    },
    amount: null,
    evidence: [
      ...group.map(({ subscription }) => ({ object: 'subscription', id: subscription.id })),
      ...(policy.multiple_subscriptions === undefined
        ? []
        : [{ object: 'policy', id: 'multiple_subscriptions' }]),
    ],
    recomputation: [
      {
        label: 'subscriptions',
        expression: group.map(({ subscription }) => isoDate(subscription.start_date)).join(' + '),
        result: String(group.length),
      },
    ],
    at_issue: group.map(({ subscription }) => ({
      object: 'subscription',
      id: subscription.id,
      part: 'whole',
    })),
    // That each is meant does not make what one of them charged right.
    explains: [],
    yields: true,
    correction: null,
    customer: first?.subscription.customer ?? null,
    occurred_at: latest,
  };
}
