import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What thousands of seeds throw away is collected less often, and of the errors they are made of nobody reads the stack. */
const CHEAPER = ['--max-semi-space-size=64', '--stack-trace-limit=0'];

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
  const child = spawn(process.execPath, [...CHEAPER, '--import', 'tsx', script, ...options], {
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
