import { createLogger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { brokenPromises } from './invariants.ts';
import { planOf } from './plan.ts';
import { type Equipment, Simulation } from './simulation.ts';
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

/** Plays one seed from beginning to end. The same seed gives the same trace to the byte. */
export async function runSeed(
  seed: number,
  worlds: readonly World[],
  equipment: Equipment,
): Promise<SeedOutcome> {
  const simulation = new Simulation(planOf(seed, worlds), equipment);
  await simulation.run();
  const violations = await brokenPromises(simulation);
  const states = simulation.client
    .prepare('SELECT state FROM correction ORDER BY id')
    .pluck()
    .all() as string[];
  for (const client of [simulation.client, ...simulation.lost]) client.close();
  return { seed, violations, trace: simulation.trace, states };
}

function messageOf(line: string): string {
  const { msg, err } = JSON.parse(line) as {
    readonly msg: string;
    readonly err?: { readonly stack?: string };
  };
  return err === undefined ? msg : `${msg}: ${(err.stack ?? '').split('\n').slice(0, 4).join(' |')}`;
}
