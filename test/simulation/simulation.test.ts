import { availableParallelism } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { PLANTED_BUGS } from './bugs/bugs.ts';
import { simulateWith } from './bugs/plant.ts';
import { ROOT, simulateIn } from './in-child.ts';
import { createEquipment, runSeed } from './run-seed.ts';
import { buildWorlds, type World } from './worlds.ts';

const SEEDS = 5_000;
const ENDS = [
  'abandoned',
  'executed',
  'expired',
  'needs_person',
  'refused',
  'rejected',
  'reversed_by_stripe',
  'simulated',
  'stale',
  'withdrawn',
];
/** Planted in every run of the tests; `npm run simulate:bugs`, which CI runs too, plants all of them. */
const ALWAYS_PLANTED = ['no fencing'];
const LONG_MS = 600_000;

let worlds: readonly World[] = [];
const equipment = createEquipment();
beforeAll(async () => {
  worlds = await buildWorlds();
});

it(`keeps every promise in ${SEEDS} seeds`, { timeout: LONG_MS }, async () => {
  const processes = availableParallelism();
  const share = Math.ceil(SEEDS / processes);
  const runs = await Promise.all(
    Array.from({ length: processes }, (_, place) =>
      simulateIn(ROOT, ['--seeds', String(share), '--from', String(1 + place * share)]),
    ),
  );
  const broken = runs.flatMap(({ output }) => output.split('\n').filter((line) => line.startsWith('seed ')));
  expect(broken, 'say `npm run simulate -- --seeds 1 --from SEED --trace` to see one').toEqual([]);
  expect(runs.reduce((sum, { seeds }) => sum + seeds, 0)).toBeGreaterThanOrEqual(SEEDS);
  // Promises are only kept where something happens: corrections must end in every way there is.
  const ended = runs.map(({ output }) => output).join('\n');
  for (const state of ENDS) expect(ended).toMatch(new RegExp(`\\d+ ${state}\\b`));
});

it('plays the same seed the same way to the byte, whatever was played before', async () => {
  const seeds = [3, 7, 19, 42, 86, 128, 137, 140, 202, 358];
  const once = [];
  for (const seed of seeds) once.push(await runSeed(seed, worlds, equipment));
  const again = [];
  for (const seed of seeds.toReversed()) again.unshift(await runSeed(seed, worlds, equipment));
  expect(again).toEqual(once);
  expect(once.flatMap(({ trace }) => trace).join()).toContain('the check is worded');
  expect(once.reduce((sum, { trace }) => sum + trace.length, 0)).toBeGreaterThan(100);
});

describe('a planted bug is seen', () => {
  it.concurrent.each(PLANTED_BUGS.filter(({ name }) => ALWAYS_PLANTED.includes(name)))(
    '$name',
    { timeout: LONG_MS },
    async (bug) => {
      const { seed, violation } = await simulateWith(bug);
      expect(seed, violation ?? 'no seed broke a promise').not.toBeNull();
    },
  );

  it('each of them can be planted', () => {
    expect(PLANTED_BUGS.length).toBeGreaterThanOrEqual(10);
    expect(PLANTED_BUGS.map(({ name }) => name)).toEqual(expect.arrayContaining(ALWAYS_PLANTED));
  });
});
