import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Simulated {
  readonly seeds: number;
  readonly violations: number;
  readonly firstSeed: number | null;
  /** All that was printed before. */
  readonly output: string;
}

/** Simulates in a process of its own, from the sources under `folder`. @throws when it did not get to its end. */
export async function simulateIn(folder: string, options: readonly string[]): Promise<Simulated> {
  const script = join(folder, 'test/simulation/simulate.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...options], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let trouble = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    trouble += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const summary = output.trim().split('\n').at(-1) ?? '';
  if ((code !== 0 && code !== 1) || !summary.startsWith('{'))
    throw new Error(`the simulation ended with ${code}: ${trouble}`);
  return { ...(JSON.parse(summary) as Omit<Simulated, 'output'>), output };
}
