// The server's own intake, with or without its store: `intake-server.ts [DATABASE FILE]`.
import { openStore } from '../db/store.ts';
import { createRoutes } from '../src/http/routes.ts';
import { createHttpServer } from '../src/http/server.ts';
import { createLogger } from '../src/log.ts';
import { createMetrics } from '../src/metrics.ts';
import { createZendeskWebhook } from '../src/zendesk/webhook-route.ts';

const [database, secret = ''] = process.argv.slice(2);
const store =
  database === undefined || database === 'none' ? null : await openStore({ path: database, clock: Date.now });
const logger = createLogger({ level: 'error', secrets: [] });
const metrics = createMetrics();
const webhook = createZendeskWebhook({
  recordDelivery:
    store === null
      ? async () => 'recorded'
      : ({ received_at, ...delivery }) =>
          store.recordDelivery({ ...delivery, received_at_ms: received_at * 1000 }),
  clock: () => Math.floor(Date.now() / 1000),
  secrets: [secret],
  ownUserId: () => '1',
  onError: (error) => logger.error({ err: error }, 'intake failed'),
});
const server = createHttpServer({
  port: 0,
  host: '127.0.0.1',
  logger,
  metrics,
  routes: createRoutes({ zendeskWebhook: webhook, notReady: async () => [], metrics, metricsToken: null }),
});
await server.listen();
process.stdout.write(`${JSON.stringify({ port: server.port })}\n`);
process.on('SIGTERM', async () => {
  await server.drain(1000);
  await store?.close();
  process.exit(0);
});
