import { pauseWithoutEnd } from '../../../../src/analysis/rules/leakage/pause-without-end.ts';
import { aHistory, anInvoice, aSubscription, at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const paused = (behavior: 'void' | 'keep_as_draft' | 'mark_uncollectible', parts = {}) =>
  aHistory({
    subscriptions: [aSubscription({ pause_collection: { behavior, resumes_at: null }, ...parts })],
    invoices: [anInvoice({ created: at('2026-06-10') })],
  });
const found = (variant: string) => [
  {
    classification: 'leakage' as const,
    category: 'pause' as const,
    variant,
    amount: null,
    evidence: ['sub_1'],
    correction: null,
  },
];

export const cases: RuleCases = {
  rule: pauseWithoutEnd,
  accept: [
    { name: 'invoices are voided', history: paused('void'), expect: found('void') },
    {
      name: 'invoices stay drafts, nothing paid yet',
      history: { ...paused('keep_as_draft'), invoices: [] },
      expect: found('keep_as_draft'),
    },
    {
      name: 'invoices are written off',
      history: paused('mark_uncollectible', { status: 'past_due' }),
      expect: found('mark_uncollectible'),
    },
  ],
  reject: [
    {
      name: 'it resumes by itself',
      history: paused('void', { pause_collection: { behavior: 'void', resumes_at: at('2026-12-10') } }),
    },
    { name: 'not paused', history: paused('void', { pause_collection: null }) },
    { name: 'it ended', history: paused('void', { status: 'canceled', ended_at: at('2026-11-01') }) },
  ],
};
