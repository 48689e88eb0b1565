import type { Metadata, Subscription } from '../../../../src/analysis/billing-history.ts';
import { severalSubscriptions } from '../../../../src/analysis/rules/duplicates/several-subscriptions.ts';
import { aHistory, anItem, aPrice, aSubscription, at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const one = (id: string, metadata: Metadata = {}, parts: Partial<Subscription> = {}) =>
  aSubscription({
    id,
    created: at(`2026-09-0${id.slice(-1)}`),
    items: [anItem({ id: `si_${id}` })],
    metadata,
    ...parts,
  });
const history = (...subscriptions: Subscription[]) => aHistory({ subscriptions, prices: [aPrice()] });
const policy = {
  multiple_subscriptions: { allowed: false, metadata_keys: ['workspace_id'], exclusive_products: [] },
};
const found = (...evidence: string[]) => [
  {
    classification: 'valid_but_confusing' as const,
    category: 'duplicate_subscription' as const,
    amount: null,
    evidence,
    correction: null,
  },
];

export const cases: RuleCases = {
  rule: severalSubscriptions,
  accept: [
    {
      name: 'two workspaces',
      history: history(one('sub_1', { workspace_id: 'a' }), one('sub_2', { workspace_id: 'b' })),
      policy,
      expect: found('sub_1', 'sub_2'),
    },
    {
      name: 'two sites by their descriptions, and no policy file',
      history: history(
        one('sub_1', {}, { description: 'shop.example' }),
        one('sub_2', {}, { description: 'blog.example' }),
      ),
      expect: found('sub_1', 'sub_2'),
    },
    {
      name: 'three, as the policy file allows',
      history: history(one('sub_1'), one('sub_2'), one('sub_3')),
      policy: { multiple_subscriptions: { ...policy.multiple_subscriptions, allowed: true } },
      expect: found('sub_1', 'sub_2', 'sub_3'),
    },
  ],
  reject: [
    {
      name: 'both for one workspace',
      history: history(one('sub_1', { workspace_id: 'a' }), one('sub_2', { workspace_id: 'a' })),
      policy,
    },
    {
      name: 'one of them ended',
      history: history(
        one('sub_1', { workspace_id: 'a' }),
        one('sub_2', { workspace_id: 'b' }, { status: 'canceled' }),
      ),
      policy,
    },
    {
      name: 'long ago, and nobody asks',
      history: history(one('sub_1', { workspace_id: 'a' }), one('sub_2', { workspace_id: 'b' })),
      policy,
      worthExplaining: false,
    },
    { name: 'one', history: history(one('sub_1', { workspace_id: 'a' })), policy },
  ],
};
