import { describe, expect, it } from 'vitest';
import type { CorrectionKind, CorrectionStep } from '../../src/analysis/finding.ts';
import { EXECUTED_KINDS, MAX_STEPS, moneyOf, planOf } from '../../src/corrections/plan.ts';

const step = (kind: CorrectionKind, amount: number | null = null): CorrectionStep => ({
  kind,
  target: 'x_1',
  amount,
  currency: amount === null ? null : 'usd',
  params: {},
});

describe('a plan', () => {
  it('keeps the steps in their order', () => {
    const steps = [step('cancel_subscription'), step('credit_note', 4900), step('refund', 100)];
    const plan = planOf({ steps });
    expect(plan.kind === 'executed' && plan.effects.map(({ position, kind }) => [position, kind])).toEqual([
      [0, 'cancel_subscription'],
      [1, 'credit_note'],
      [2, 'refund'],
    ]);
    expect(moneyOf({ steps })).toBe(5000);
  });

  it.each(EXECUTED_KINDS)('carries out %s', (kind) => {
    expect(planOf({ steps: [step(kind)] }).kind).toBe('executed');
  });

  it.each([
    'delete_invoice_item',
    'apply_discount',
    'update_price',
    'update_quantity',
    'update_tax_status',
    'extend_trial',
    'escalate',
  ] as const)('leaves a correction with %s to a person as a whole', (kind) => {
    expect(planOf({ steps: [step('credit_note', 100), step(kind)] })).toMatchObject({ kind: 'by_hand' });
  });

  it('leaves to a person what nobody could read before approving', () => {
    const steps = Array.from({ length: MAX_STEPS + 1 }, () => step('void_invoice'));
    expect(planOf({ steps }).kind).toBe('by_hand');
    expect(planOf({ steps: steps.slice(1) }).kind).toBe('executed');
  });
});
