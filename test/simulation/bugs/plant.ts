import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, simulateIn } from '../in-child.ts';
import type { PlantedBug } from './bugs.ts';

/** All that a simulation needs. */
const COPIED = ['src', 'db', 'prompts', 'test/simulation', 'package.json', 'tsconfig.json'];

export interface Caught {
  /** The first seed that broke a promise, or null. */
  readonly seed: number | null;
  /** What it said. */
  readonly violation: string | null;
}

/**
 * Simulates a copy of the source that has this bug, until a promise breaks.
 * @throws when a text it changes does not stand exactly once where it should: the bug is to be written anew.
 */
export async function simulateWith(
  bug: PlantedBug,
  options: { readonly from?: number } = {},
): Promise<Caught> {
  const folder = mkdtempSync(join(tmpdir(), 'billing-check-bug-'));
  try {
    for (const path of COPIED) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    for (const { file, from, to } of bug.changes) replaceOnce(join(folder, file), from, to);
    return await simulate(folder, bug.seeds, options.from ?? 1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function replaceOnce(file: string, from: string, to: string): void {
  const source = readFileSync(file, 'utf8');
  const [before, after, ...more] = source.split(from);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(
      `a planted bug does not fit any more: ${file} has ${source.split(from).length - 1} times: ${from}`,
    );
  writeFileSync(file, `${before}${to}${after}`);
}

async function simulate(folder: string, seeds: number, from: number): Promise<Caught> {
  const options = ['--seeds', String(seeds), '--from', String(from), '--until-first'];
  const { firstSeed, output } = await simulateIn(folder, options);
  const said = output.split('\n').find((line) => line.startsWith(`seed ${firstSeed}: `)) ?? null;
  return { seed: firstSeed, violation: said?.replace(/^seed \d+: /, '') ?? null };
}
