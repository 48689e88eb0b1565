import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/analysis/analyze.ts';
import type { Analysis } from '../../src/analysis/finding.ts';
import { EMPTY_POLICY } from '../../src/analysis/policy.ts';
import { toBillingHistory } from '../../src/stripe/to-billing-history.ts';

/** Recordings of the real Stripe API (test mode), kept beside the project and not in it. */
const RECORDED = new URL('../../../shared/data/stripe/recorded/', import.meta.url);

function analysisOf(file: string): Analysis {
  const recording = JSON.parse(readFileSync(new URL(file, RECORDED), 'utf8')) as {
    readonly exported_at: string;
    readonly livemode: boolean;
    readonly objects: readonly unknown[];
  };
  const asOf = Math.floor(Date.parse(recording.exported_at) / 1000);
  const history = toBillingHistory(recording.objects, { exportedAt: asOf, livemode: recording.livemode });
  const { analysis, crashes } = analyze({ history, policy: EMPTY_POLICY, asOf, ticket: null });
  expect(crashes).toEqual([]);
  return analysis;
}

describe.skipIf(!existsSync(RECORDED))('recordings of the real API', () => {
  it.each(existsSync(RECORDED) ? readdirSync(RECORDED) : [])('%s holds no billing error', (file) => {
    const { findings, verdict } = analysisOf(file);
    expect(findings.filter(({ classification }) => classification.endsWith('_error'))).toEqual([]);
    expect(['no_anomaly', 'valid_but_confusing']).toContain(verdict);
  });

  it('explains a hold and its capture as one payment', () => {
    const { findings } = analysisOf('can-capture-an-authorized-charge.json');
    expect(findings).toMatchObject([
      {
        rule: 'authorization-hold',
        variant: 'captured',
        confidence: 'certain',
        facts: { amount: { amount: 2900, currency: 'usd' }, captured: { amount: 2900, currency: 'usd' } },
      },
    ]);
  });

  it('recomputes a change from monthly to yearly to the minor unit', () => {
    const { findings } = analysisOf('can-swap-a-subscription.json');
    expect(findings).toMatchObject([
      {
        rule: 'plan-change-proration',
        variant: 'interval',
        confidence: 'certain',
        facts: {
          credit: { amount: 2500, currency: 'usd' },
          charge: { amount: 25_000, currency: 'usd' },
          net: { amount: 22_500, currency: 'usd' },
        },
        recomputation: [{ result: '-25.00' }, { result: '250.00' }, { result: '225.00' }],
      },
    ]);
  });

  it('explains each of several partial refunds on its way', () => {
    const { findings } = analysisOf('performing-multiple-refunds-increments-total-refund-amount.json');
    const amounts = findings.map(({ rule, facts }) => [rule, facts['amount']]);
    expect(amounts).toEqual([
      ['refund-in-transit', { kind: 'money', amount: 500, currency: 'usd' }],
      ['refund-in-transit', { kind: 'money', amount: 1000, currency: 'usd' }],
    ]);
  });
});
