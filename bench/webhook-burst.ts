// Sends webhooks as fast as they are taken, from a process of its own: `webhook-burst.ts URL COUNT SECRET`.
import { deliveries } from './intake.ts';
import { load } from './lib/load.ts';

const [url = '', count = '0', secret = ''] = process.argv.slice(2);
const requests = deliveries(Number(count), secret);
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
const { perSecond, statuses } = await load(url, requests, 50);
const taken = [...statuses].reduce((sum, [status, n]) => (status < 300 ? sum + n : sum), 0);
process.stdout.write(`${JSON.stringify({ perSecond, taken })}\n`);
