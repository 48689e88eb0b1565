import { describe, expect, it } from 'vitest';
import { CORRECTION_STATES } from '../../src/corrections/states.ts';
import { correctionWords, kindWords, stateWords } from '../../src/corrections/words.ts';
import { byHandStep, cancelStep, correctionOf, refundStep } from './executor/steps.ts';

const noteStep = { ...refundStep('in_1', 4900), kind: 'credit_note' } as const;

describe('a correction in a few words', () => {
  it('is what its steps are, each kind once, and what they come to', () => {
    expect(correctionWords(correctionOf(noteStep))).toBe('credit note of $49.00');
    expect(correctionWords(correctionOf(cancelStep('sub_1'), noteStep, noteStep))).toBe(
      'cancelled subscription and 2 credit notes of $98.00 in all',
    );
    expect(correctionWords(correctionOf(cancelStep('sub_1')))).toBe('cancelled subscription');
  });

  it('counts only what the product carries out', () => {
    const twice = correctionOf(byHandStep('sub_1'), byHandStep('sub_2'));
    expect(correctionWords(twice)).toBe('new quantity');
  });

  it('is its kind where the steps are not known', () => {
    const { kind, amount, currency } = correctionOf(noteStep);
    expect(correctionWords({ kind, amount, currency, steps: [] })).toBe('credit note of $49.00');
    expect(correctionWords({ kind, amount: null, currency: null, steps: [{ kind }] })).toBe(
      kindWords('credit_note'),
    );
  });

  it('has a word for every state, and no two say the same', () => {
    const words = CORRECTION_STATES.map(stateWords);
    expect(new Set(words).size).toBe(words.length);
  });
});
