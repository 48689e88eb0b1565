import { createHmac, randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from './lib/child.ts';
import { type LoadRequest, load } from './lib/load.ts';
import { type Figure, figure, median } from './lib/report.ts';

const SECRET = 'bench-secret';
const REQUESTS_PER_ROUND = 6_000;
const ROUNDS = 5;
const CONNECTIONS = 100;

/** Webhook intake with its durable commit against the same server without a store, in turn, in one run. */
export async function benchIntake(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'billing-check-bench-'));
  const file = new URL('./intake-server.ts', import.meta.url);
  const [durable, bare] = await Promise.all([
    startChild(file, [join(folder, 'bench.db'), SECRET]),
    startChild(file, ['none', SECRET]),
  ]);
  try {
    const urls = [durable, bare].map(
      ({ ready }) => `http://127.0.0.1:${String(ready['port'])}/zendesk/webhook`,
    );
    const rates: [number[], number[]] = [[], []];
    const p99: number[] = [];
    for (const url of urls) await load(url, deliveries(1_000), CONNECTIONS);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [which, url] of urls.entries()) {
        const { perSecond, latencies, statuses } = await load(
          url,
          deliveries(REQUESTS_PER_ROUND),
          CONNECTIONS,
        );
        const accepted = [...statuses]
          .filter(([status]) => status >= 200 && status < 300)
          .reduce((sum, [, n]) => sum + n, 0);
        if (accepted !== REQUESTS_PER_ROUND)
          throw new Error(`intake refused requests: ${JSON.stringify([...statuses])}`);
        rates[which === 0 ? 0 : 1].push(perSecond);
        if (which === 0) p99.push(latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN);
      }
    }
    const ratios = rates[0].map((rate, round) => rate / (rates[1][round] ?? Number.NaN));
    return [
      figure('webhook intake without a store', median(rates[1]), 'per s'),
      figure('webhook intake with durable commit', median(rates[0]), 'per s', median(ratios), {
        at: 'least',
        limit: 0.4,
        of: 'ratio',
      }),
      figure('webhook intake with durable commit, p99', median(p99), 'ms'),
      figure('the disk: one write and fsync', commitLatencyMs(folder), 'ms'),
    ];
  } finally {
    await Promise.all([durable.stop(), bare.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Distinct, signed `ticket.created` events, as Zendesk sends them. */
export function deliveries(count: number, secret = SECRET): LoadRequest[] {
  const timestamp = new Date().toISOString();
  return Array.from({ length: count }, () => {
    const id = randomUUID();
    const ticket = String(1e12 + Math.floor(Math.random() * 1e12));
    const body = Buffer.from(
      JSON.stringify({
        account_id: 22_129_848,
        id,
        subject: `zen:ticket:${ticket}`,
        time: timestamp,
        type: 'zen:event-type:ticket.created',
        zendesk_event_version: '2022-11-06',
        event: { meta: { sequence: { id: '1', position: 1, total: 1 } } },
        detail: {
          id: ticket,
          actor_id: '8447388090494',
          requester_id: '8447388090494',
          submitter_id: '8447388090494',
          subject: 'Charged twice?',
          description: 'I was charged twice this month. '.repeat(10),
          status: 'NEW',
          priority: null,
          type: null,
          tags: ['billing'],
          via: { channel: 'email' },
          is_public: true,
          created_at: timestamp,
          updated_at: timestamp,
        },
      }),
    );
    const signature = createHmac('sha256', secret).update(timestamp).update(body).digest('base64');
    return {
      body,
      headers: {
        'content-type': 'application/json',
        'x-zendesk-account-id': '22129848',
        'x-zendesk-webhook-id': '01GZZZ',
        'x-zendesk-webhook-invocation-id': id,
        'x-zendesk-webhook-signature': signature,
        'x-zendesk-webhook-signature-timestamp': timestamp,
      },
    };
  });
}

function commitLatencyMs(folder: string): number {
  const file = openSync(join(folder, 'fsync-probe'), 'w');
  const times = Array.from({ length: 51 }, () => {
    const from = performance.now();
    writeSync(file, Buffer.alloc(4096));
    fsyncSync(file);
    return performance.now() - from;
  });
  closeSync(file);
  return median(times);
}
