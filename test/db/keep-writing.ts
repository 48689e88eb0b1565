/** A process of its own: records checks at argv[2] under the key argv[3], one after the other, until its input ends. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '../../db/store.ts';

const [, , path = '', signingKey = ''] = process.argv;
const store = await openStore({ path, clock: Date.now, signingKey });
/** As a check leaves it; the tests' helpers cannot be loaded outside Vitest. */
const check = {
  query: 'cus_other',
  asked_by: 'zendesk:7',
  verdict: 'no_anomaly',
  urgency: 'low',
  customer_ids: ['cus_other'],
  findings: [],
  result: { words: 'of somebody else' },
  read_at_ms: 0,
} as const;
let stopped = false;
process.stdin.resume().once('end', () => {
  stopped = true;
});
let written = 0;
let longestMs = 0;
console.log('ready');
while (!stopped) {
  const before = performance.now();
  await store.recordCheck({ ...check, source: 'terminal' });
  longestMs = Math.max(longestMs, performance.now() - before);
  written += 1;
  await sleep(3);
}
await store.close();
console.log(JSON.stringify({ written, longestMs: Math.round(longestMs) }));
process.exit(0);
