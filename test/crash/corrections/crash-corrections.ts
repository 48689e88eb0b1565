import { STORIES, type StoryKey } from './correction-world.ts';
import { runStep } from './run-step.ts';
import { STEPS, type Step } from './steps.ts';
import type { Faults } from './verdict.ts';

export interface CorrectionCrashOptions {
  /** Default all of {@link STEPS}. */
  readonly steps?: readonly Step[];
  /** How often each step is killed at. */
  readonly times: number;
  readonly seed: number;
  readonly say?: (line: string) => void;
}

export interface CorrectionCrashResult {
  readonly steps: number;
  readonly runs: number;
  /** Runs in which Stripe, the file, Slack or the ticket did not hold what it must. */
  readonly effects_wrong: number;
  readonly states_wrong: number;
  readonly cards_wrong: number;
  readonly notes_wrong: number;
}

const STORY_KEYS: readonly StoryKey[] = Object.values(STORIES);
const NEVER_GOT_THERE: Faults = { effects: [], states: [], cards: [], notes: [] };

/** Kills the real server at each step between a click on "Approve" and the outcome, and looks at what became of it. */
export async function crashCorrections(options: CorrectionCrashOptions): Promise<CorrectionCrashResult> {
  const { steps = STEPS, times, seed, say = () => {} } = options;
  const wrong = { effects: 0, states: 0, cards: 0, notes: 0 };
  let runs = 0;
  for (const [place, step] of steps.entries()) {
    for (let time = 0; time < times; time += 1) {
      const story = step.story ?? STORY_KEYS[(place + time) % STORY_KEYS.length] ?? STORIES.refund;
      const { faults, recoveredMs } = await runStep(step, story, seed + time).catch(notRun);
      runs += 1;
      for (const kind of ['effects', 'states', 'cards', 'notes'] as const)
        if (faults[kind].length > 0) wrong[kind] += 1;
      const all = [...faults.effects, ...faults.states, ...faults.cards, ...faults.notes];
      const how = all.length === 0 ? `right after ${Math.round(recoveredMs)} ms` : `WRONG: ${all.join('; ')}`;
      say(`${step.name}, ${time + 1} of ${times} (${story}): ${how}`);
    }
  }
  return {
    steps: steps.length,
    runs,
    effects_wrong: wrong.effects,
    states_wrong: wrong.states,
    cards_wrong: wrong.cards,
    notes_wrong: wrong.notes,
  };
}

/** A run that could not be played to its end proves nothing: it counts as wrong. */
function notRun(error: unknown) {
  const sentence = error instanceof Error ? error.message : String(error);
  return { faults: { ...NEVER_GOT_THERE, states: [sentence] }, recoveredMs: 0 };
}
