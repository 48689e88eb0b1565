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

/** Who sits at the terminal, and when. */
export interface CliSeat {
  readonly ask?: (question: string) => Promise<string>;
  /** Unix milliseconds. */
  readonly now_ms?: number;
}

/** Runs one command in this process: the whole command line but for its entry, `src/cli.ts`. */
export async function cli(
  args: readonly string[],
  env: CliEnvironment = {},
  { ask, now_ms }: CliSeat = {},
): Promise<CliAnswer> {
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
    now: () => Math.floor((now_ms ?? Date.now()) / 1000),
    ...(ask === undefined ? {} : { ask }),
  });
  return { status, ...text };
}

const ENTRY = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

interface ProcessOptions {
  readonly env?: CliEnvironment;
  readonly cwd: string;
}

function start(args: readonly string[], { env = {}, cwd }: ProcessOptions) {
  return spawn(process.execPath, ['--import', TSX, ENTRY, ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs one command as people do: a process of its own, from the sources. */
export function cliProcess(args: readonly string[], options: ProcessOptions): Promise<CliAnswer> {
  return answerOf(start(args, options));
}

/** Runs a line of bash in which the first words are arguments of the command. */
export function shell(line: string, cwd: string): Promise<CliAnswer> {
  const command = `"${process.execPath}" --import "${TSX}" "${ENTRY}" ${line}`;
  return answerOf(spawn('bash', ['-c', command], { cwd, stdio: ['ignore', 'pipe', 'pipe'] }));
}

function answerOf(child: ReturnType<typeof start>): Promise<CliAnswer> {
  return new Promise((resolve, reject) => {
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

/** Starts a command that goes on until it is ended; resolves with what it said once that matches `sign`. */
export async function lastingProcess(
  args: readonly string[],
  sign: RegExp,
  options: ProcessOptions,
): Promise<{ readonly out: string; end(signal: NodeJS.Signals): Promise<CliAnswer> }> {
  const child = start(args, options);
  const answer = answerOf(child);
  let out = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (more: string) => {
      out += more;
      if (sign.test(out)) resolve();
    });
    void answer.then(({ err }) => reject(new Error(`It ended by itself: ${out}${err}`)));
  });
  return {
    out,
    end(signal) {
      child.kill(signal);
      return answer;
    },
  };
}

const SERVER_START_MAX_MS = 15_000;

/** Starts `billing-check serve` on `port` and returns once it is ready, with how to end it. */
export async function serverProcess(
  port: number,
  options: ProcessOptions,
): Promise<{ readonly pid: number; stop(): Promise<number | null> }> {
  const child = start(['serve'], {
    ...options,
    env: { LOG_LEVEL: 'error', ...options.env, PORT: String(port) },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (more: string) => {
      output += more;
    });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  for (const from = Date.now(); Date.now() - from < SERVER_START_MAX_MS && child.exitCode === null; ) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ status }) => status === 200,
      () => false,
    );
    if (ready) {
      return {
        pid: child.pid ?? 0,
        stop: () => {
          child.kill('SIGTERM');
          return exited;
        },
      };
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill('SIGKILL');
  throw new Error(`The server did not start: ${output}`);
}
