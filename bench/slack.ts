import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from './lib/child.ts';
import { load } from './lib/load.ts';
import { type Figure, figure, median } from './lib/report.ts';
import { slashCommands } from './lib/slack-load.ts';
import { benchSlackUnderLoad } from './slack-under-load.ts';

const REQUESTS_PER_ROUND = 3_000;
const ROUNDS = 9;
const CONNECTIONS = 100;

/** Slack's acknowledgements: with their durable commit against Bolt without one, and on the whole server under load. */
export async function benchSlack(): Promise<Figure[]> {
  return [...(await throughput()), ...(await benchSlackUnderLoad())];
}

async function throughput(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'billing-check-bench-'));
  const file = new URL('./slack-ack-server.ts', import.meta.url);
  const children = await Promise.all([
    startChild(file, ['product', join(folder, 'slack.db')]),
    startChild(file, ['bare']),
    startChild(file, ['stock']),
  ]);
  try {
    const urls = children.map(({ ready }) => `http://127.0.0.1:${String(ready['port'])}/slack/events`);
    const rates: number[][] = urls.map(() => []);
    for (const url of urls) await acknowledged(url, 500);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [which, url] of urls.entries())
        rates[which]?.push(await acknowledged(url, REQUESTS_PER_ROUND));
    }
    const [durable = [], bare = [], stock = []] = rates;
    const against = (other: readonly number[]): number =>
      median(durable.map((rate, round) => rate / (other[round] ?? Number.NaN)));
    return [
      figure('Slack commands, Bolt without a commit', median(bare), 'per s'),
      figure('Slack commands, Bolt with its own receiver', median(stock), 'per s'),
      figure('Slack commands with durable commit', median(durable), 'per s', against(bare), {
        at: 'least',
        limit: 0.85,
        of: 'ratio',
      }),
      figure(
        'Slack commands with commit, to Bolt with its own receiver',
        median(durable),
        'per s',
        against(stock),
      ),
    ];
  } finally {
    await Promise.all(children.map((child) => child.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Sends distinct signed commands and gives the rate at which they were acknowledged. */
async function acknowledged(url: string, count: number): Promise<number> {
  const commands = slashCommands(count, (place) => `person${place}@bench.example`);
  const { perSecond, statuses } = await load(url, commands, CONNECTIONS);
  if (statuses.get(200) !== count) throw new Error(`commands were refused: ${JSON.stringify([...statuses])}`);
  return perSecond;
}
