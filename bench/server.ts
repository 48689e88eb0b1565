import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SANDBOX_KEYS } from '../src/sandbox/stripe/server.ts';
import { type Figure, figure, median } from './lib/report.ts';

const STARTS = 5;
const READY_LIMIT_MS = 1_500;
const IDLE_LIMIT_MB = 160;
const IDLE_AFTER_MS = 5_000;
const ASK_EVERY_MS = 5;

/** The built server from spawning to its first `ready`, and its memory when nothing happens. */
export async function benchServer(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'billing-check-bench-'));
  const bare = await nodeStartMs();
  const starts: number[] = [];
  let idleMb = Number.NaN;
  try {
    for (let run = 0; run < STARTS; run += 1) {
      const port = 20_000 + Math.floor(Math.random() * 20_000);
      const from = performance.now();
      const child = spawn(
        process.execPath,
        [new URL('../dist/src/cli.js', import.meta.url).pathname, 'serve'],
        {
          cwd: folder,
          stdio: ['ignore', 'ignore', 'inherit'],
          env: {
            PATH: process.env['PATH'] ?? '',
            LOG_LEVEL: 'fatal',
            STRIPE_READ_KEY: SANDBOX_KEYS.read,
            STRIPE_API_BASE: 'http://127.0.0.1:9',
            ZENDESK_SUBDOMAIN: 'bench',
            ZENDESK_API_BASE: 'http://127.0.0.1:9',
            ZENDESK_OAUTH_CLIENT_ID: 'bench',
            ZENDESK_OAUTH_CLIENT_SECRET: 'bench-client-secret',
            ZENDESK_WEBHOOK_SECRET: 'bench-webhook-secret',
            SIGNING_KEY: 'bench-signing-key',
            DATABASE_URL: `file:${join(folder, `bench-${run}.db`)}`,
            PORT: String(port),
          },
        },
      );
      while (!(await isReady(port))) {
        if (child.exitCode !== null) throw new Error(`the server ended with status ${child.exitCode}`);
        await sleep(ASK_EVERY_MS);
      }
      starts.push(performance.now() - from);
      if (run === STARTS - 1) {
        await sleep(IDLE_AFTER_MS);
        idleMb = residentMb(child.pid);
      }
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const ready = median(starts);
  return [
    figure('an empty Node process', bare, 'ms'),
    figure('server: spawned to ready', ready, 'ms', ready / bare, {
      at: 'most',
      limit: READY_LIMIT_MS,
      of: 'value',
    }),
    figure('server: idle resident memory', idleMb, 'MB', null, {
      at: 'most',
      limit: IDLE_LIMIT_MB,
      of: 'value',
    }),
  ];
}

async function nodeStartMs(): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < STARTS; run += 1) {
    const from = performance.now();
    await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
    times.push(performance.now() - from);
  }
  return median(times);
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).status === 200;
  } catch {
    return false;
  }
}

/** Resident set size as the kernel counts it. */
function residentMb(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) / 1024;
}
