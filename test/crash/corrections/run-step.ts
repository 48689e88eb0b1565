import { setTimeout as sleep } from 'node:timers/promises';
import type { SlackUser } from '../../../src/sandbox/slack/index.ts';
import { aCorrectionWorld, type CorrectionWorld, type StoryKey } from './correction-world.ts';
import type { End } from './end.ts';
import { jobsNow, type StoredNow, storedNow } from './look-into.ts';
import { approve, financeCards, type Proposed, propose, until } from './people.ts';
import type { Left, Step } from './steps.ts';
import { auditFault, type Faults, faultsOf, outcomeNotes } from './verdict.ts';

/** Longer than a job waits after the third death, and a sweep of the queue. */
const DIES_WITHIN_MS = 45_000;
/** Longer than three back-offs and two sweeps of the queue. */
const SETTLES_WITHIN_MS = 60_000;
const POLL_MS = 20;
/** Two sweeps of the queue: what did not come by then waits for its time. */
const PATIENCE_MS = 11_000;
/** As much as `letTimePass` does. */
const MINUTES_PASSED = 10;
const NOWHERE = 'nowhere';

export interface StepRun {
  readonly faults: Faults;
  /** Milliseconds from the death to the outcome, everywhere. */
  readonly recoveredMs: number;
}

/**
 * One life of a correction with a death in it: from a story's ticket to its approval, killed at the step, started again,
 * and looked at when nothing is left to do.
 */
export async function runStep(step: Step, story: StoryKey, seed: number): Promise<StepRun> {
  const approvers = step.approvers ?? 1;
  const world = await aCorrectionWorld({ seed, story, approvers });
  const { server, slack } = world;
  const states: string[] = [];
  try {
    await server.start({ killAt: 'killAt' in step ? step.killAt : NOWHERE });
    const proposed = await propose(world);
    const isDue = 'seen' in step ? step.seen(world, proposed) : null;
    const people = [slack.known.elena, slack.known.tom].slice(0, approvers);
    const { acknowledged, waiting } = await approveInTurn(world, proposed, people);
    if (isDue === null) await diesThere(world);
    else await isDue();
    await server.kill();
    const died = performance.now();
    states.push(...differences(acknowledged, step, world, proposed));

    await restart(step, world, states);
    for (const person of step.clicksAgain === true ? people : waiting) await approve(world, proposed, person);
    await settled(world, step.ends ?? 'executed');
    const recoveredMs = performance.now() - died;
    await server.stop();
    const found = faultsOf(world, proposed, step.ends ?? 'executed');
    const audit = await auditFault(world);
    return {
      faults: { ...found, states: [...states, ...found.states, ...(audit === null ? [] : [audit])] },
      recoveredMs,
    };
  } finally {
    await world.close();
  }
}

/** One person clicks, or two in turn; `waiting` had not clicked yet when it died. */
async function approveInTurn(
  world: CorrectionWorld,
  proposed: Proposed,
  people: readonly SlackUser[],
): Promise<{ readonly acknowledged: boolean; readonly waiting: readonly SlackUser[] }> {
  const { server } = world;
  let acknowledged = false;
  for (const [place, person] of people.entries()) {
    const delivery = await approve(world, proposed, person);
    acknowledged = delivery?.outcome === 'acknowledged';
    const waiting = people.slice(place + 1);
    if (waiting.length === 0) break;
    await until('the first of two approvals', () =>
      asksForSecond(world, proposed) || !server.isAlive ? true : undefined,
    );
    if (!server.isAlive) return { acknowledged, waiting };
  }
  return { acknowledged, waiting: [] };
}

const asksForSecond = (world: CorrectionWorld, { correctionId }: Proposed): boolean =>
  financeCards(world, correctionId).some(({ text }) => text.includes('A second approval is needed'));

async function diesThere({ server }: CorrectionWorld): Promise<void> {
  if (!(await server.died(DIES_WITHIN_MS)))
    throw new Error('The server never came to the place where it was to die.');
}

/** Starts it again; where it is to die more than once, until it has. */
async function restart(step: Step, world: CorrectionWorld, states: string[]): Promise<void> {
  const { server, database } = world;
  const again = (step.times ?? 1) - 1;
  for (let time = 0; time < again; time += 1) {
    await server.start({ killAt: 'killAt' in step ? step.killAt : NOWHERE });
    await diesThere(world);
    const now = storedNow(database);
    if (!isLeft(now, step.left)) states.push(`${told(now)} after ${time + 2} deaths`);
  }
  await server.start({ killAt: NOWHERE });
  const now = storedNow(database);
  if (now === null || RANK.indexOf(now.state) < RANK.indexOf(step.left.state))
    states.push(`${told(now)} right after the restart`);
}

/** From a correction's first state to its last; nothing goes back. */
const RANK: readonly StoredNow['state'][] = [
  'proposed',
  'awaiting_second',
  'approved',
  'executing',
  'executed',
];

/** What lies there dead, held against what the step must leave. */
function differences(
  acknowledged: boolean,
  step: Step,
  world: CorrectionWorld,
  proposed: Proposed,
): string[] {
  const now = storedNow(world.database);
  const notes = outcomeNotes(world, proposed);
  return [
    ...(isLeft(now, step.left) ? [] : [`${told(now)} at its death`]),
    ...(notes === step.left.notes ? [] : [`${notes} notes about the outcome at its death`]),
    ...(acknowledged === (step.acknowledged ?? true)
      ? []
      : [`the click was ${acknowledged ? '' : 'not '}acknowledged`]),
  ];
}

function isLeft(now: StoredNow | null, left: Left): boolean {
  if (now === null || now.state !== left.state) return false;
  const open = now.effects.find((state) => state !== 'done');
  return left.effect === (now.effects.length === 0 ? null : (open ?? 'all done'));
}

const told = (now: StoredNow | null): string =>
  now === null ? 'no correction' : `it is ${now.state} (${now.effects.join(', ') || 'no effects'})`;

/** Nothing runs and nothing is due any more: whatever is to come has come. What waits for minutes has them pass at once. */
async function settled({ database, server, stripe }: CorrectionWorld, end: End): Promise<void> {
  const from = performance.now();
  let quiet = 0;
  let passed = 0;
  while (performance.now() - from < SETTLES_WITHIN_MS && quiet < 3) {
    const { running, due } = jobsNow(database, server.nowMs);
    const isOver = storedNow(database)?.state === end && running.length + due.length === 0;
    quiet = isOver ? quiet + 1 : 0;
    if (!isOver && performance.now() - from > (passed + 1) * PATIENCE_MS) {
      passed += 1;
      server.letTimePass();
      stripe.account.clock.advance(MINUTES_PASSED * 60);
    }
    await sleep(POLL_MS);
  }
}
