import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/analysis/analyze.ts';
import type { Standing, StatementKind } from '../../../src/analysis/claim/customer-claim.ts';
import { intentOf } from '../../../src/analysis/ticket/intent/intent-of.ts';
import { parsePolicy } from '../../../src/policy/parse-policy.ts';
import { generate } from '../../../src/sandbox/corpus/generate.ts';
import { exportWorldHistory } from '../../../src/sandbox/stories/export-history.ts';
import { buildWorld } from '../../../src/sandbox/stories/world.ts';
import { toBillingHistory } from '../../../src/stripe/to-billing-history.ts';
import { analyzeHistory } from '../../score/judge-history.ts';

type Expected = readonly (readonly [StatementKind, Standing])[];

/** What the customer of each story says, and what the history says to it. */
const STORIES: Readonly<Record<string, Expected>> = {
  'duplicate-charge': [['charged_twice', 'borne_out']],
  'card-hold': [['charged_twice', 'contradicted']],
  'duplicate-subscription': [['charged_twice', 'borne_out']],
  'mid-cycle-upgrade': [],
  'charged-after-cancellation': [['cancelled_before', 'borne_out']],
  'refund-on-its-way': [['refund_missing', 'open']],
  'missing-discount': [],
  'discount-ended': [],
  'taxed-though-exempt': [],
  'retried-payment': [['charged_twice', 'contradicted']],
};

describe.each([1, 2, 3, 20_261_121])('the ten stories, seed %i', (seed) => {
  const world = buildWorld(seed);
  it.each(world.stories.map((story) => [story.key, story] as const))('%s', (key, story) => {
    const { objects } = exportWorldHistory(world, story.customer_id);
    const { analysis } = analyze({
      history: toBillingHistory(objects, { exportedAt: world.now, livemode: false }),
      policy: parsePolicy(world.policy),
      asOf: world.now,
      ticket: story.ticket,
    });
    expect(analysis.verdict).toBe(story.label.verdict);
    expect((analysis.claim?.statements ?? []).map(({ kind, standing }) => [kind, standing])).toEqual(
      STORIES[key],
    );
  });
});

describe('tickets of the corpus', () => {
  const told = [...generate('claim', 200)].flatMap((history) => {
    const { ticket } = history;
    return ticket === null ? [] : [{ history, ticket, analysis: analyzeHistory(history).analysis }];
  });

  it('are there', () => {
    expect(told.length).toBeGreaterThan(40);
    const kinds = new Set(told.flatMap(({ analysis }) => analysis.claim?.statements.map(({ kind }) => kind)));
    expect(kinds.size).toBeGreaterThanOrEqual(3);
  });

  it('are never taken for something else than billing', () => {
    for (const { ticket } of told)
      expect(intentOf({ ticket }).intent, `${ticket.subject}: ${ticket.body}`).not.toBe('not_billing');
  });

  it('are not contradicted where the rules prove what the customer says', () => {
    const proves: Readonly<Record<string, ReadonlySet<string>>> = {
      charged_twice: new Set(['duplicate_charge', 'duplicate_subscription', 'duplicate_invoice']),
      cancelled_before: new Set(['cancellation', 'trial']),
    };
    for (const { ticket, analysis } of told) {
      for (const { kind, standing } of analysis.claim?.statements ?? []) {
        const isProved = analysis.findings.some(
          ({ classification, category }) =>
            classification === 'billing_error' && proves[kind]?.has(category) === true,
        );
        if (isProved)
          expect({ said: ticket.body, standing }).toEqual({ said: ticket.body, standing: 'borne_out' });
      }
    }
  });

  it('name objects of the history, beside what the policy file says', () => {
    for (const { history, analysis } of told.slice(0, 20)) {
      const ids = JSON.stringify(history.objects);
      for (const { evidence } of analysis.claim?.statements ?? [])
        for (const { id, object } of evidence)
          if (object !== 'policy')
            expect({ id, isThere: ids.includes(`"${id}"`) }).toEqual({ id, isThere: true });
    }
  });
});
