import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const START_TIMEOUT_MS = 30_000;

/** A child process that says, in one line of JSON on its standard output, when it is ready. */
export interface ReadyChild {
  readonly process: ChildProcess;
  readonly ready: Readonly<Record<string, unknown>>;
  stop(): Promise<void>;
}

/** Starts a TypeScript file of the bench in a process of its own and waits for its first line. */
export async function startChild(file: URL, args: readonly string[]): Promise<ReadyChild> {
  const child = spawn(process.execPath, ['--import', 'tsx', file.pathname, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const timer = setTimeout(() => child.kill('SIGKILL'), START_TIMEOUT_MS);
  const [first] = (await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(() => {
      throw new Error(`${file.pathname} ended before it was ready`);
    }),
  ])) as [string];
  clearTimeout(timer);
  return {
    process: child,
    ready: JSON.parse(first) as Record<string, unknown>,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
