import { describe, expect, it } from 'vitest';
import type { Correction, CorrectionStep } from '../../src/analysis/finding.ts';
import { AssertionError } from '../../src/assert.ts';
import { isShrinkable, shrink } from '../../src/corrections/shrink.ts';
import { cancelStep, correctionOf, refundStep } from './executor/steps.ts';

const noteStep = (amount: number, params: CorrectionStep['params']): CorrectionStep => ({
  kind: 'credit_note',
  target: 'in_1',
  amount,
  currency: 'usd',
  params: { invoice: 'in_1', reason: 'duplicate', ...params },
});
const line = (id: string, amount: number, ...taxes: readonly number[]) => ({
  type: 'invoice_line_item',
  invoice_line_item: id,
  amount,
  ...(taxes.length === 0
    ? {}
    : { tax_amounts: taxes.map((tax) => ({ amount: tax, tax_rate: 'txr_1', taxable_amount: amount })) }),
});
const balanceStep: CorrectionStep = {
  kind: 'customer_balance_credit',
  target: 'cus_1',
  amount: 1500,
  currency: 'usd',
  params: { customer: 'cus_1', amount: -1500, currency: 'usd', description: 'Promised.' },
};

/** The smaller correction; a refusal fails the test. */
function smaller(correction: Correction, amount: number): Correction {
  const shrunk = shrink(correction, amount);
  if ('sentence' in shrunk) throw new Error(shrunk.sentence);
  return shrunk.correction;
}
const refusal = (correction: Correction, amount: number) =>
  expect(shrink(correction, amount)).toEqual({ sentence: expect.stringContaining('cannot be made smaller') });

describe('a correction made smaller', () => {
  it('refunds less, and says so everywhere', () => {
    const drafted = correctionOf(refundStep('ch_1', 4900));
    expect(smaller(drafted, 1900)).toEqual({ ...drafted, amount: 1900, steps: [refundStep('ch_1', 1900)] });
    expect(drafted.amount).toBe(4900);
  });

  it('credits less on the balance, where credit is negative', () => {
    const { steps } = smaller(correctionOf(balanceStep), 700);
    expect(steps).toEqual([{ ...balanceStep, amount: 700, params: { ...balanceStep.params, amount: -700 } }]);
  });

  it('credits less on an invoice, before or after payment', () => {
    const open = smaller(correctionOf(noteStep(900, { amount: 900 })), 400);
    expect(open.steps[0]?.params).toMatchObject({ amount: 400 });
    const paid = smaller(correctionOf(noteStep(900, { amount: 900, credit_amount: 900 })), 400);
    expect(paid.steps[0]?.params).toMatchObject({ amount: 400, credit_amount: 400 });
  });

  it('shares what is left among lines and their taxes, to the last minor unit', () => {
    const lines = [line('il_1', 2000, 400), line('il_2', 1001, 200), line('il_3', 7)];
    const drafted = correctionOf(noteStep(3608, { lines, refund_amount: 3608 }));
    const [step] = smaller(drafted, 1803).steps;
    expect(step?.amount).toBe(1803);
    expect(step?.params).toEqual({
      invoice: 'in_1',
      reason: 'duplicate',
      refund_amount: 1803,
      lines: [
        {
          ...line('il_1', 999),
          tax_amounts: [{ amount: 200, tax_rate: 'txr_1', taxable_amount: 999 }],
        },
        { ...line('il_2', 500), tax_amounts: [{ amount: 100, tax_rate: 'txr_1', taxable_amount: 500 }] },
        line('il_3', 4),
      ],
    });
  });

  it('leaves out lines nothing is left of', () => {
    const lines = [line('il_1', 4000), line('il_2', 1, 0)];
    const [step] = smaller(correctionOf(noteStep(4001, { lines, refund_amount: 4001 })), 1000).steps;
    expect(step?.params['lines']).toEqual([line('il_1', 1000)]);
  });

  it('keeps steps that move no money', () => {
    const drafted = correctionOf(cancelStep('sub_1'), refundStep('ch_1', 4900));
    expect(smaller(drafted, 900).steps).toEqual([cancelStep('sub_1'), refundStep('ch_1', 900)]);
  });

  it('is not, where it would not be said what gives way', () => {
    refusal(correctionOf(refundStep('ch_1', 900), refundStep('ch_2', 100)), 500);
    refusal(correctionOf(noteStep(900, { amount: 900, refund_amount: 500, credit_amount: 400 })), 500);
    refusal(correctionOf(noteStep(900, { amount: 900, refund_amount: 500 })), 500);
  });

  it('is not, where lines do not add up to the amount, as with discounts', () => {
    refusal(correctionOf(noteStep(900, { lines: [line('il_1', 1000)], refund_amount: 900 })), 500);
  });

  it('is not, where the step is of another kind', () => {
    refusal(correctionOf({ ...refundStep('ch_1', 900), kind: 'update_price' }), 500);
    refusal({ ...correctionOf(cancelStep('sub_1')), amount: 900, currency: 'usd' }, 500);
  });

  it('is offered only where it can be', () => {
    expect(isShrinkable(correctionOf(refundStep('ch_1', 2)))).toBe(true);
    expect(isShrinkable(correctionOf(refundStep('ch_1', 1)))).toBe(false);
    expect(isShrinkable(correctionOf(cancelStep('sub_1')))).toBe(false);
    expect(isShrinkable(correctionOf(refundStep('ch_1', 900), refundStep('ch_2', 100)))).toBe(false);
  });

  it.each([0, -1, 4901])('is never of %i', (amount) => {
    expect(() => shrink(correctionOf(refundStep('ch_1', 4900)), amount)).toThrow(AssertionError);
  });
});
