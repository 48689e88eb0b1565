import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** The built command. */
export const CLI = new URL('../../dist/src/cli.js', import.meta.url);
const KILL_POINTS = new URL('kill-points.mjs', import.meta.url);
const TEN_MINUTES_MS = 600_000;
const READY_MAX_MS = 20_000;
const ASK_EVERY_MS = 15;

/** The real server in a process of its own, which can be killed and started again on the same database. */
export class ServerProcess {
  private child: ChildProcess | null = null;
  private passedMs = 0;
  private readonly port: number;
  private readonly environment: Readonly<Record<string, string>>;
  /** Milliseconds from spawning to the first `ready`, of every start. */
  readonly startTimes: number[] = [];
  /** When it was killed, by itself or from outside: Unix milliseconds. */
  readonly deaths: number[] = [];

  constructor(port: number, environment: Readonly<Record<string, string>>) {
    this.port = port;
    this.environment = environment;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** True until it has ended, by whomever. */
  get isAlive(): boolean {
    const { child } = this;
    return child !== null && child.exitCode === null && child.signalCode === null;
  }

  /**
   * Starts it and returns once it is ready. `killAt` names the place where it kills itself, as `kill-points.mjs` tells them:
   * `died` when that came before it was ready.
   */
  async start({ killAt }: { readonly killAt?: string } = {}): Promise<'ready' | 'died'> {
    const from = performance.now();
    const preload = killAt === undefined ? [] : ['--import', KILL_POINTS.href];
    const child = spawn(process.execPath, [...preload, CLI.pathname, 'serve'], {
      env: {
        PATH: process.env['PATH'] ?? '',
        LOG_LEVEL: 'error',
        ...this.environment,
        PORT: String(this.port),
        ...(killAt === undefined ? {} : { KILL_AT: killAt }),
      },
      stdio: ['ignore', 'ignore', 'inherit'],
      // Away from any .env of a developer's checkout.
      cwd: tmpdir(),
    });
    this.child = child;
    this.passedMs = 0;
    child.once('exit', (_status, signal) => {
      if (signal === 'SIGKILL') this.deaths.push(Date.now());
    });
    while (performance.now() - from < READY_MAX_MS) {
      if (killAt !== undefined && child.signalCode === 'SIGKILL') return 'died';
      if (!this.isAlive)
        throw new Error(
          `The server ended with ${child.signalCode ?? `status ${child.exitCode}`} while starting.`,
        );
      if ((await statusOf(`${this.url}/readyz`)) === 200) {
        this.startTimes.push(performance.now() - from);
        return 'ready';
      }
      await sleep(ASK_EVERY_MS);
    }
    throw new Error('The server was not ready within 20 seconds.');
  }

  /** Resolves when it has killed itself; false when it lives on all that time. */
  async died(withinMs: number): Promise<boolean> {
    const until = performance.now() + withinMs;
    while (this.isAlive && performance.now() < until) await sleep(ASK_EVERY_MS);
    return !this.isAlive;
  }

  /** Moves its wall clock on by ten minutes, where it was started with `killAt`. */
  letTimePass(): void {
    this.child?.kill('SIGUSR2');
    this.passedMs += TEN_MINUTES_MS;
  }

  /** The time by its clock, Unix milliseconds. */
  get nowMs(): number {
    return Date.now() + this.passedMs;
  }

  /** SIGKILL: no handler runs, nothing is flushed. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (child === null || !this.isAlive) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
    this.child = null;
  }
}

/** The status of a GET, or null when nobody answers. */
function statusOf(url: string): Promise<number | null> {
  return new Promise((resolve) => {
    const asking = request(url, { timeout: 1_000, agent: false }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? null));
      answer.on('error', () => resolve(null));
    });
    asking.on('error', () => resolve(null));
    asking.on('timeout', () => asking.destroy());
    asking.end();
  });
}
