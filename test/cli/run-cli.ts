import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runCli } from '../../src/cli/program.ts';

export interface CliAnswer {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

export type CliEnvironment = Readonly<Record<string, string>>;

/** Runs one command in this process: the whole command line but for its entry, `src/cli.ts`. */
export async function cli(args: readonly string[], env: CliEnvironment = {}): Promise<CliAnswer> {
  const text = { out: '', err: '' };
  const status = await runCli(args, {
    out: (more) => {
      text.out += more;
    },
    err: (more) => {
      text.err += more;
    },
    env,
    isTTY: false,
    columns: 100,
    now: () => Math.floor(Date.now() / 1000),
  });
  return { status, ...text };
}

const ENTRY = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** Runs one command as people do: a process of its own, from the sources. */
export function cliProcess(
  args: readonly string[],
  { env = {}, cwd }: { readonly env?: CliEnvironment; readonly cwd: string },
): Promise<CliAnswer> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', TSX, ENTRY, ...args], {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const text = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (more: string) => {
      text.out += more;
    });
    child.stderr.setEncoding('utf8').on('data', (more: string) => {
      text.err += more;
    });
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, ...text }));
  });
}
