import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ReadyChild, startChild } from './lib/child.ts';
import { type LoadRequest, load } from './lib/load.ts';
import { type Figure, figure } from './lib/report.ts';
import { BENCH_SLACK, slashCommands } from './lib/slack-load.ts';

const WEBHOOK_SECRET = 'bench-webhook-secret';
const WEBHOOKS = 10_000;
const INVOICES = 10_000;
const COMMANDS = 200;
/** One command every so often: a busy support team. */
const EVERY_MS = 50;

interface Neighbours {
  readonly stripe: ReadyChild;
  readonly others: ReadyChild;
}

/**
 * The whole built server: how long a command waits for its acknowledgement when nothing else happens, and while 10,000
 * webhooks arrive and a customer of 10,000 invoices is read and judged. Load, neighbours and server are processes of
 * their own on the same machine.
 */
export async function benchSlackUnderLoad(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'billing-check-bench-'));
  const [stripe, others] = await Promise.all([
    startChild(new URL('./stripe-server.ts', import.meta.url), ['1', '0', String(INVOICES), '1']),
    startChild(new URL('./neighbours.ts', import.meta.url), []),
  ]);
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const server = spawn(process.execPath, [new URL('../dist/src/cli.js', import.meta.url).pathname, 'serve'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: environment({ stripe, others }, folder, port),
  });
  try {
    const url = `http://127.0.0.1:${port}`;
    await ready(url, server);
    const team = String(others.ready['team']);
    await acknowledgements(url, team, 20);
    const alone = await acknowledgements(url, team, COMMANDS);
    const loaded = await underLoad(url, team, { stripe, others });
    return [
      figure('Slack acknowledgement alone, p99', percentile(alone, 0.99), 'ms', null, {
        at: 'most',
        limit: 25,
        of: 'value',
      }),
      figure(`webhooks taken during the burst of ${WEBHOOKS}`, loaded.taken, 'requests', null, {
        at: 'least',
        limit: WEBHOOKS,
        of: 'value',
      }),
      figure(`analysis of ${INVOICES} invoices meanwhile`, loaded.seconds, 's'),
      figure(
        'Slack acknowledgement during burst and analysis, p99',
        percentile(loaded.waits, 0.99),
        'ms',
        null,
        {
          at: 'most',
          limit: 250,
          of: 'value',
        },
      ),
      figure('Slack acknowledgement during burst and analysis, median', percentile(loaded.waits, 0.5), 'ms'),
    ];
  } finally {
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
    await Promise.all([stripe.stop(), others.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function underLoad(url: string, team: string, { stripe, others }: Neighbours) {
  const burst = await startChild(new URL('./webhook-burst.ts', import.meta.url), [
    `${url}/zendesk/webhook`,
    String(WEBHOOKS),
    WEBHOOK_SECRET,
  ]);
  const done = once(burst.process.stdout ?? burst.process, 'data') as Promise<[Buffer]>;
  const query = new URLSearchParams({ server: `${url}/slack/events`, query: String(stripe.ready['large']) });
  const analysis = fetch(`${String(others.ready['control'])}/ask?${query.toString()}`, { method: 'POST' });
  // As long as both go on, and not shorter than when nothing did.
  let over = false;
  const both = Promise.all([done, analysis]).finally(() => {
    over = true;
  });
  const waits: number[] = [];
  while (!over || waits.length < COMMANDS) waits.push(...(await acknowledgements(url, team, 20)));
  const [[line], answer] = await both;
  const { taken } = JSON.parse(line.toString()) as { readonly taken: number };
  const { seconds } = (await answer.json()) as { readonly seconds: number };
  await burst.stop();
  return { waits, taken, seconds };
}

/** Milliseconds each of `count` distinct commands waited, sent one after another at a steady rate. */
async function acknowledgements(url: string, team: string, count: number): Promise<number[]> {
  const commands = slashCommands(count, (place) => `person${place}@bench.example`, { team });
  const waits: number[] = [];
  await Promise.all(
    commands.map(async (command: LoadRequest, place) => {
      await sleep(place * EVERY_MS);
      const { latencies, statuses } = await load(`${url}/slack/events`, [command], 1);
      if (statuses.get(200) !== 1) throw new Error(`refused: ${JSON.stringify([...statuses])}`);
      waits.push(...latencies);
    }),
  );
  return waits;
}

function environment({ stripe, others }: Neighbours, folder: string, port: number): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    LOG_LEVEL: 'fatal',
    STRIPE_READ_KEY: String(stripe.ready['key']),
    STRIPE_API_BASE: String(stripe.ready['url']),
    ZENDESK_SUBDOMAIN: 'bench',
    ZENDESK_API_BASE: String(others.ready['zendesk']),
    ZENDESK_OAUTH_CLIENT_ID: 'bench',
    ZENDESK_OAUTH_CLIENT_SECRET: 'bench-client-secret',
    ZENDESK_WEBHOOK_SECRET: WEBHOOK_SECRET,
    SLACK_BOT_TOKEN: BENCH_SLACK.botToken,
    SLACK_SIGNING_SECRET: BENCH_SLACK.signingSecret,
    SLACK_API_URL: String(others.ready['slack']),
    SLACK_AGENT_GROUPS: String(others.ready['agents']),
    SIGNING_KEY: 'bench-signing-key',
    DATABASE_URL: `file:${join(folder, 'bench.db')}`,
    PORT: String(port),
  };
}

async function ready(url: string, server: { readonly exitCode: number | null }): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`the server ended with status ${server.exitCode}`);
    const status = await fetch(`${url}/readyz`).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return;
    await sleep(20);
  }
}

function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
