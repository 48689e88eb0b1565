import { describe, expect, it } from 'vitest';
import { crashCorrections } from './corrections/crash-corrections.ts';
import { STEPS } from './corrections/steps.ts';

const SHORT = [
  'approval committed before the acknowledgement',
  'effect=sent committed',
  'Stripe done and response lost',
  'between two steps of the plan',
  'outcome note done before the commit',
];

// The long version is `npm run crash-test -- --path corrections`: every step, three times each.
describe('killed between the click and the outcome, the server leaves one effect, one state, final cards and one note', () => {
  it.each(SHORT)('%s', { timeout: 60_000 }, async (name) => {
    const said: string[] = [];
    const steps = STEPS.filter((step) => step.name === name);
    const result = await crashCorrections({ steps, times: 1, seed: 7, say: (line) => said.push(line) });
    expect(said.filter((line) => line.includes('WRONG'))).toEqual([]);
    expect(result).toEqual({
      steps: 1,
      runs: 1,
      effects_wrong: 0,
      states_wrong: 0,
      cards_wrong: 0,
      notes_wrong: 0,
    });
  });
});
