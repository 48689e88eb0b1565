import { createLogger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { changedByWords, strayWords } from './apart.ts';
import { brokenPromises } from './invariants.ts';
import { type Plan, planOf } from './plan.ts';
import { type Equipment, Simulation } from './simulation.ts';
import { wordCheck } from './wording.ts';
import type { World } from './worlds.ts';

export interface SeedOutcome {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly trace: readonly string[];
  /** The states its corrections ended in. */
  readonly states: readonly string[];
}

export function createEquipment(): Equipment {
  let hear: (message: string) => void = () => {};
  const logger = createLogger({
    level: 'error',
    secrets: [],
    destination: { write: (line) => hear(messageOf(line)) },
  });
  return {
    logger,
    metrics: createMetrics(),
    hearErrors: (listener) => {
      hear = listener;
    },
  };
}

/**
 * Plays one seed from beginning to end. The same seed gives the same trace to the byte. Where words of Claude's stand in
 * the check it is lived twice, once over the deterministic text: nothing else may differ.
 */
export async function runSeed(
  seed: number,
  worlds: readonly World[],
  equipment: Equipment,
): Promise<SeedOutcome> {
  const plan = planOf(seed, worlds);
  if (plan.claude === null) return outcomeOf(await live(plan, equipment));
  const { worded, plain, trace, violations } = await wordCheck(seed, plan.world, plan.claude);
  const without = plain === null ? null : await live({ ...plan, world: plain }, equipment);
  const simulation = await live({ ...plan, world: worded }, equipment);
  const changed = without === null ? [] : changedByWords(simulation, without);
  if (without !== null) close(without);
  const stray = strayWords(simulation);
  const outcome = await outcomeOf(simulation);
  return {
    ...outcome,
    violations: [...violations, ...outcome.violations, ...changed, ...stray],
    trace: [...trace, ...outcome.trace],
  };
}

async function live(plan: Plan, equipment: Equipment): Promise<Simulation> {
  const simulation = new Simulation(plan, equipment);
  await simulation.run();
  return simulation;
}

async function outcomeOf(simulation: Simulation): Promise<SeedOutcome> {
  const violations = await brokenPromises(simulation);
  const states = simulation.client
    .prepare('SELECT state FROM correction ORDER BY id')
    .pluck()
    .all() as string[];
  close(simulation);
  return { seed: simulation.plan.seed, violations, trace: simulation.trace, states };
}

function close({ client, lost }: Simulation): void {
  for (const database of [client, ...lost]) database.close();
}

function messageOf(line: string): string {
  const { msg, err } = JSON.parse(line) as {
    readonly msg: string;
    readonly err?: { readonly stack?: string };
  };
  return err === undefined ? msg : `${msg}: ${(err.stack ?? '').split('\n').slice(0, 4).join(' |')}`;
}
