// The local Stripe in a process of its own: `stripe-server.ts SEED ROUND_TRIP_MS [INVOICES LINES]`. What it was asked is read on a second
// port, so that asking costs no simulated round trip.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildWorld } from '../src/sandbox/stories/world.ts';
import { SANDBOX_KEYS, startStripeSandbox } from '../src/sandbox/stripe/server.ts';
import { withLargeCustomer } from './large-customer.ts';

const [seed = '1', roundTrip = '0', invoices = '100', lines = '10'] = process.argv.slice(2);
const world = buildWorld(Number(seed));
const large = withLargeCustomer(world, { invoices: Number(invoices), lines: Number(lines) });
const stripe = await startStripeSandbox({ world: large, latencyMs: Number(roundTrip) });
const control = createServer((request, response) => {
  if (request.url === '/clear') {
    stripe.clearRequests();
    response.end('[]');
    return;
  }
  response.end(
    JSON.stringify(
      stripe.requests.map(({ method, path, query }) => ({
        method,
        path: query === '' ? path : `${path}?${query}`,
      })),
    ),
  );
});
control.listen(0, '127.0.0.1', () => {
  const { port } = control.address() as AddressInfo;
  process.stdout.write(
    `${JSON.stringify({ url: stripe.url, control: `http://127.0.0.1:${port}`, key: SANDBOX_KEYS.read, large: large.id, email: large.email })}\n`,
  );
});
process.on('SIGTERM', () => process.exit(0));
