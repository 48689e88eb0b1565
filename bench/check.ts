import { request } from 'node:http';
import { EMPTY_POLICY } from '../src/analysis/policy.ts';
import { createInlineAnalyst } from '../src/analyst/inline-analyst.ts';
import { checkCustomer } from '../src/check/check-customer.ts';
import { buildWorld } from '../src/sandbox/stories/world.ts';
import { createStripeReader } from '../src/stripe/stripe-reader.ts';
import { createTemplateWriter } from '../src/triage/template-writer.ts';
import { startChild } from './lib/child.ts';
import { type Figure, figure, median } from './lib/report.ts';

export const ROUND_TRIP_MS = 120;
const RUNS = 15;
const WARM_UP = 3;
const SEED = 1;

interface Call {
  readonly method: string;
  readonly path: string;
}

/**
 * One whole check with 120 ms simulated round trips, by id and by e-mail, against the same calls one after another
 * in the same run. The far side runs in a process of its own.
 */
export async function benchCheck(): Promise<Figure[]> {
  const sandbox = await startChild(new URL('./stripe-server.ts', import.meta.url), [
    String(SEED),
    String(ROUND_TRIP_MS),
  ]);
  try {
    const url = String(sandbox.ready['url']);
    const control = String(sandbox.ready['control']);
    const apiKey = String(sandbox.ready['key']);
    const world = buildWorld(SEED);
    const [story] = world.stories;
    if (story === undefined) throw new Error('the world has no story');
    const parts = {
      reader: createStripeReader({ apiKey, apiBase: url }),
      analyst: createInlineAnalyst(({ rule, error }) => {
        throw new Error(`${rule}: ${error}`);
      }),
      writer: createTemplateWriter(),
    };
    const measure = async (name: string, query: string, waves: number): Promise<Figure[]> => {
      const times: number[] = [];
      let calls: Call[] = [];
      const sequential: number[] = [];
      for (let run = 0; run < RUNS + WARM_UP; run += 1) {
        await get(`${control}/clear`, apiKey);
        const from = performance.now();
        const { result } = await checkCustomer(parts, {
          query,
          from_ticket: false,
          ticket: null,
          policy: EMPTY_POLICY,
          asOf: world.now,
        });
        const took = performance.now() - from;
        if (result.customer.kind !== 'resolved') throw new Error(`the check of ${query} resolved nobody`);
        calls = JSON.parse(await get(`${control}/requests`, apiKey)) as Call[];
        if (run < WARM_UP) continue;
        times.push(took);
        if (run % 5 === 0) {
          const start = performance.now();
          for (const { path } of calls) await get(`${url}${path}`, apiKey);
          sequential.push(performance.now() - start);
        }
      }
      const took = median(times);
      const oneByOne = median(sequential);
      return [
        figure(`check ${name}: Stripe calls`, calls.length, 'calls', null, {
          at: 'most',
          limit: 9,
          of: 'value',
        }),
        figure(`check ${name}: the same calls one after another`, oneByOne, 'ms'),
        figure(`check ${name}: times faster`, took === 0 ? 0 : oneByOne / took, 'times', oneByOne / took, {
          at: 'least',
          limit: 3,
          of: 'ratio',
        }),
        figure(`check ${name}, ${ROUND_TRIP_MS} ms round trips`, took, 'ms', took / ROUND_TRIP_MS, {
          at: 'most',
          limit: (waves + 0.15) * ROUND_TRIP_MS + 40,
          of: 'value',
        }),
      ];
    };
    return [
      ...(await measure('by id', story.customer_id, 1)),
      ...(await measure('by e-mail', story.email, 2)),
      ...(await measure('of 100 × 10 lines by id', String(sandbox.ready['large']), 1)),
      ...(await measure('of 100 × 10 lines by e-mail', String(sandbox.ready['email']), 2)),
    ];
  } finally {
    await sandbox.stop();
  }
}

function get(url: string, apiKey: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { authorization: `Bearer ${apiKey}` } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve(Buffer.concat(chunks).toString()));
      answer.on('error', reject);
    })
      .on('error', reject)
      .end();
  });
}
