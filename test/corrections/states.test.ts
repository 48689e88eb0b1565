import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CORRECTION_STATES,
  type CorrectionState,
  DECIDABLE_STATES,
  EFFECT_STATES,
  EFFECT_TRANSITIONS,
  mayBecome,
  OPEN_STATES,
  outcomeOf,
  SPENT_STATES,
  TRANSITIONS,
} from '../../src/corrections/states.ts';

const reachableFrom = (start: CorrectionState): ReadonlySet<CorrectionState> => {
  const reached = new Set<CorrectionState>([start]);
  for (const state of reached) for (const next of TRANSITIONS[state]) reached.add(next);
  return reached;
};

describe('the life of a correction', () => {
  it('reaches every state from the proposal, and ends wherever nobody has to act', () => {
    expect([...reachableFrom('proposed')].sort()).toEqual([...CORRECTION_STATES].sort());
    const ends = CORRECTION_STATES.filter((state) => TRANSITIONS[state].length === 0);
    for (const state of ends) expect(OPEN_STATES).not.toContain(state);
    for (const state of OPEN_STATES) expect(TRANSITIONS[state]).not.toEqual([]);
  });

  it('lets nobody execute what was not approved, nor decide twice', () => {
    const toExecuting = CORRECTION_STATES.filter((state) => mayBecome(state, 'executing'));
    expect(toExecuting).toEqual(['approved']);
    for (const state of CORRECTION_STATES) {
      const isDecidable = DECIDABLE_STATES.includes(state);
      expect(mayBecome(state, 'approved')).toBe(isDecidable);
      expect(mayBecome(state, 'rejected')).toBe(isDecidable);
    }
  });

  it('never comes back from where money moved', () => {
    for (const state of SPENT_STATES.filter((one) => one !== 'approved')) {
      for (const early of ['proposed', 'awaiting_second', 'approved', 'withdrawn', 'expired'] as const) {
        expect(reachableFrom(state)).not.toContain(early);
      }
    }
  });

  it('gives what nobody knows to a person, and lets only a person give it up', () => {
    expect(TRANSITIONS.unknown).toContain('needs_person');
    expect(CORRECTION_STATES.filter((state) => mayBecome(state, 'abandoned'))).toEqual(['needs_person']);
  });
});

describe('the effects of a plan', () => {
  it('know no way back either', () => {
    for (const state of EFFECT_STATES) expect(EFFECT_TRANSITIONS[state]).not.toContain('planned');
    expect(EFFECT_TRANSITIONS.unknown).not.toContain('sent');
  });

  it.each([
    [['done', 'done'], 'executed'],
    [['done', 'planned'], null],
    [['sent', 'planned'], null],
    [['refused', 'skipped'], 'refused'],
    [['done', 'refused', 'skipped'], 'partly_executed'],
    [['done', 'unknown', 'planned'], 'unknown'],
    [['unknown', 'needs_person'], 'needs_person'],
    [['planned'], null],
  ] as const)('%j come to %s', (effects, outcome) => {
    expect(outcomeOf(effects)).toBe(outcome);
  });

  it('are only ever executed when every one of them is done', () => {
    const effects = fc.array(fc.constantFrom(...EFFECT_STATES), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(effects, (states) => {
        const isDone = states.every((state) => state === 'done');
        expect(outcomeOf(states) === 'executed').toBe(isDone);
      }),
    );
  });
});
