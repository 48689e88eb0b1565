// Bolt acknowledging `/billing-check`, no jobs run: `slack-ack-server.ts product DATABASE` with the product's listeners and
// their durable commit, `slack-ack-server.ts bare` the same with a store that forgets at once, `slack-ack-server.ts stock`
// a listener that only acknowledges, behind Bolt's own HTTP receiver.
import { App, HTTPReceiver } from '@slack/bolt';
import { openStore, type Store } from '../db/store.ts';
import { createRoutes } from '../src/http/routes.ts';
import { createHttpServer } from '../src/http/server.ts';
import { createLogger } from '../src/log.ts';
import { createMetrics } from '../src/metrics.ts';
import { createSlackApp } from '../src/slack/slack-app.ts';
import { BENCH_SLACK } from './lib/slack-load.ts';

const [kind, database = ''] = process.argv.slice(2);
const logger = createLogger({ level: 'error', secrets: [] });
const metrics = createMetrics();
const authorize = async () => ({ botToken: BENCH_SLACK.botToken, botId: 'B1', botUserId: 'U1' });
let close = async (): Promise<void> => {};

async function serve(handle: NonNullable<ReturnType<typeof createSlackApp>['handle']>): Promise<number> {
  const server = createHttpServer({
    port: 0,
    host: '127.0.0.1',
    logger,
    metrics,
    routes: createRoutes({
      zendeskWebhook: null,
      slackEvents: handle,
      notReady: async () => [],
      metrics,
      metricsToken: null,
    }),
  });
  await server.listen();
  return server.port;
}

async function product(): Promise<number> {
  const store = await openStore({ path: database, clock: Date.now });
  close = () => store.close();
  return behind(store);
}

async function bare(): Promise<number> {
  let requests = 0;
  const forgetful: Pick<Store, 'recordSlackRequest'> = {
    recordSlackRequest: async () => {
      requests += 1;
      return { kind: 'recorded', request_id: `rq_${requests}` };
    },
  };
  // The listener under load asks nothing else of it.
  return behind(forgetful as Store);
}

async function behind(store: Store): Promise<number> {
  const { handle } = createSlackApp({
    config: {
      botToken: BENCH_SLACK.botToken,
      signingSecrets: [BENCH_SLACK.signingSecret],
      appToken: null,
      apiUrl: 'http://127.0.0.1:9/api/',
      triageChannel: null,
      financeChannel: null,
      agentGroups: ['S1'],
      approverGroups: [],
      publicChannels: [],
    },
    approvals: async () => undefined,
    store,
    kick: () => {},
    ticketUrl: () => '',
    logger,
    metrics,
    namesElsewhere: async () => null,
    reword: async () => ({ kind: 'refused', sentence: 'Nothing is worded here.' }),
    clock: Date.now,
  });
  if (handle === null) throw new Error('the app serves HTTP');
  return serve(handle);
}

async function stock(): Promise<number> {
  const receiver = new HTTPReceiver({ signingSecret: BENCH_SLACK.signingSecret });
  const bolt = new App({ receiver, authorize, convoStore: false });
  bolt.command('/billing-check', async ({ ack }) => ack());
  const server = await bolt.start(0);
  const address = 'address' in server ? server.address() : null;
  if (address === null || typeof address === 'string') throw new Error('Bolt listens on a port');
  return address.port;
}

const port = await (kind === 'product' ? product() : kind === 'bare' ? bare() : stock());
process.stdout.write(`${JSON.stringify({ port })}\n`);
process.on('SIGTERM', async () => {
  await close();
  process.exit(0);
});
